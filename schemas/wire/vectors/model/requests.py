"""Golden vectors of requests: those to accept, and those to refuse with the code to expect."""

from .encoding import pack, text, vector
from .market import QUOTE_FIELDS
from .streams import INTEGER_MAX

QUOTE = {"op": "subscribe", "id": 7, "channel": "quote", "symbols": ["ESH4"]}
TRADE = {"op": "subscribe", "id": 7, "channel": "trade", "symbols": ["ESH4"], "history": 5}
SUBSCRIBE = {"op": "subscribe", "id": 7, "channel": "book", "symbols": ["ESH4"]}


def request_vectors():
    """Requests that a gateway understands."""
    epoch = "Zk3xQp9-7"
    streams = {"ESH4": [4_294_967_300, 474_950, 475_075, "0.2.0"], "CLF4": [12, -3710, None, None],
               "NQH4": [0, None, None]}
    quiet = {"ESH4": [-1, None, None, "31.12.8"]}
    return [
        *_parameter_vectors(),
        vector("hello", {"op": "hello", "id": 1, "heartbeatMs": 500, "window": 8, "maxBytesPerSecond": 20000,
                         "client": "reference/1"}),
        vector("hello, stamps", {"op": "hello", "id": 1, "stamps": True}),
        vector("hello, no stamps", {"op": "hello", "id": 1, "stamps": False}),
        vector("hello, bare", {"op": "hello"}),
        vector("hello, least", {"op": "hello", "id": 0, "heartbeatMs": 250, "window": 0, "maxBytesPerSecond": 0}),
        vector("hello, most", {"op": "hello", "id": INTEGER_MAX, "heartbeatMs": 30000, "window": 1024,
                               "maxBytesPerSecond": INTEGER_MAX, "client": "\u00e9" * 32}),
        vector("subscribe, book", SUBSCRIBE),
        vector("subscribe, book with orders", {**SUBSCRIBE, "depth": 10, "orders": True}),
        vector("snapshot, book with orders", {**SUBSCRIBE, "op": "snapshot", "orders": True}),
        vector("update, orders", {"op": "update", "id": 7, "streams": [1], "orders": False}),
        vector("subscribe, book, depth and interval", {**SUBSCRIBE, "depth": 10, "intervalMs": 100}),
        vector("subscribe, beyond what is allowed", {**SUBSCRIBE, "depth": 1_000_000, "intervalMs": 1}),
        vector("subscribe, quotes by patterns",
               {"op": "subscribe", "id": 8, "channel": "quote", "symbols": ["ES*", "CL??"]}),
        vector("subscribe, trades with history", {"op": "subscribe", "id": 9, "channel": "trade", "symbols": ["ESH4"],
                                                  "history": 50}),
        vector("subscribe, keys in another order",
               {"symbols": ["ESH4"], "channel": "quote", "id": 10, "op": "subscribe"}),
        vector("subscribe, without id", {"op": "subscribe", "channel": "quote", "symbols": ["ESH4"]}),
        vector("subscribe, 300 symbols", {"op": "subscribe", "id": 11, "channel": "quote",
                                          "symbols": [f"SYM{i}" for i in range(300)]}),
        vector("subscribe, unicode", {"op": "subscribe", "id": 12, "channel": "quote", "symbols": ["\u65e5\u7d4c225"]}),
        vector("subscribe, resume", {"op": "subscribe", "id": 13, "channel": "book", "symbols": list(streams),
                                     "depth": 3, "resume": {"epoch": epoch, "streams": streams}}),
        vector("subscribe, resume trades", {"op": "subscribe", "id": 14, "channel": "trade", "symbols": ["ESH4"],
                                            "resume": {"epoch": epoch, "streams": quiet}}),
        vector("unsubscribe, streams", {"op": "unsubscribe", "id": 15, "streams": [1, 128, 65_536]}),
        vector("unsubscribe, symbols", {"op": "unsubscribe", "id": 16, "channel": "quote", "symbols": ["ESH4", "CL*"]}),
        vector("resync", {"op": "resync", "id": 17, "streams": [1, 2]}),
        vector("ping", {"op": "ping", "id": 18}),
        vector("ping, bare", {"op": "ping"}),
        vector("ack", {"op": "ack", "flush": 12}),
        vector("ack, nothing yet", {"op": "ack", "flush": 0}),
    ]


def _parameter_vectors():
    """What can be chosen of streams, and what can be done with them."""
    quote = {"op": "subscribe", "id": 21, "channel": "quote", "symbols": ["ESH4"]}
    trade = {"op": "subscribe", "id": 22, "channel": "trade", "symbols": ["ESH4"]}
    snapshot = {"op": "snapshot", "id": 23, "channel": "book", "symbols": ["ESH4", "CL*"]}
    update = {"op": "update", "id": 24, "streams": [1, 128]}
    attributes = {"venue": ["XCME", "XEUR"], "assetClass": ["future"], "currency": ["USD", "EUR", "\u00e9"]}
    return [
        vector("subscribe, grouped", {**SUBSCRIBE, "depth": 5, "grouping": 4}),
        vector("subscribe, grouping of 1", {**SUBSCRIBE, "grouping": 1}, note="As the book is: 0 in the answer."),
        vector("subscribe, beyond any grouping", {**SUBSCRIBE, "grouping": INTEGER_MAX},
               note="Brought to 2^31-1, or a bad_combination where that many price steps are beyond 2^53."),
        vector("subscribe, fields", {**quote, "fields": ["bidPrice", "askPrice", "lastPrice"], "minPriceMove": 2}),
        vector("subscribe, all fields by name", {**quote, "fields": list(QUOTE_FIELDS)}),
        vector("subscribe, a field twice", {**quote, "fields": ["volume", "bidSize", "volume"]}),
        vector("subscribe, minPriceMove without a price", {**quote, "fields": ["volume"], "minPriceMove": 1},
               note="Understood; it is a bad_combination for any symbol."),
        vector("subscribe, every update", {**quote, "merge": "never"}),
        vector("subscribe, merge as by default", {**SUBSCRIBE, "merge": "auto"}),
        vector("subscribe, every update and an interval", {**quote, "merge": "never", "intervalMs": 100},
               note="Understood; it is a bad_combination for any symbol."),
        vector("subscribe, minTradeSize", {**trade, "history": 5, "minTradeSize": 100}),
        vector("subscribe, filter", {**quote, "symbols": ["*", "CLF4"], "filter": attributes}),
        vector("subscribe, filter by one", {**quote, "symbols": ["*"], "filter": {"currency": ["EUR"]}}),
        vector("subscribe, filter by any attribute and by expiry", {
            **quote, "symbols": ["*"], "filter": {"attributes": {"underlying": ["ES", "N?"], "right": ["C"]},
                                                  "expiry": {"from": "2026-12-01", "to": "2027-03-31"}}}),
        vector("subscribe, filter from a day on", {**quote, "symbols": ["*"], "filter": {"expiry": {"from": "2026-12-01"}}}),
        vector("subscribe, empty filter", {**quote, "symbols": ["*"], "filter": {}}),
        vector("subscribe, everything", {**SUBSCRIBE, "depth": 10, "intervalMs": 100, "grouping": 2,
                                         "filter": attributes,
                                         "resume": {"epoch": "e", "streams": {"ESH4": [12, 474_950, None]}}}),
        vector("update, depth and interval", {**update, "depth": 5, "intervalMs": 250}),
        vector("update, grouping", {**update, "grouping": 10}),
        vector("update, quote", {**update, "fields": ["bidPrice"], "minPriceMove": 0}),
        vector("update, every update", {**update, "merge": "never"}),
        vector("update, trade", {**update, "minTradeSize": 3}),
        vector("update, nothing", {**update, "streams": []}),
        vector("pause", {"op": "pause", "id": 25, "streams": [1, 128]}),
        vector("pause, all", {"op": "pause", "id": 26}),
        vector("resume", {"op": "resume", "id": 27, "streams": [1, 128]}),
        vector("resume, all", {"op": "resume"}),
        vector("snapshot, book", {**snapshot, "depth": 2, "grouping": 2, "filter": {"venue": ["XNYM"]}}),
        vector("snapshot, quote", {**snapshot, "channel": "quote", "fields": ["lastPrice", "lastSize"]}),
        vector("snapshot, trade", {**snapshot, "channel": "trade", "history": 50, "minTradeSize": 10}),
        *_nil_vectors(),
        vector("auth", {"op": "auth", "id": 28, "token": "eyJhbGciOiJub25lIn0.e30."}),
        vector("auth, empty token", {"op": "auth", "token": ""}),
    ]


def _nil_vectors():
    """A key with nil counts as left out, of whichever channel it is."""
    quote = {"op": "subscribe", "id": 7, "channel": "quote", "symbols": ["ESH4"]}
    none = dict.fromkeys(("depth", "history", "grouping", "orders", "fields", "minTradeSize", "filter"))
    streaming = dict.fromkeys(("intervalMs", "minPriceMove", "merge"))
    return [
        vector("hello, all nil", dict.fromkeys(("id", "heartbeatMs", "window", "maxBytesPerSecond", "stamps", "client"))
               | {"op": "hello"}),
        vector("subscribe, all nil", {**quote, "id": None, **none, **streaming, "resume": None}),
        vector("subscribe, nil in the filter", {**quote, "filter": {"venue": None, "currency": ["USD"]}}),
        vector("snapshot, all nil", {**quote, "op": "snapshot", **none}),
        vector("update, all nil", {"op": "update", "id": 7, "streams": [1], "depth": None, "grouping": None,
                                   "fields": None, "minTradeSize": None, **streaming}),
        vector("pause, all by nil", {"op": "pause", "id": 7, "streams": None}),
        vector("resume, all by nil", {"op": "resume", "id": 7, "streams": None}),
        vector("unsubscribe, streams and nil", {"op": "unsubscribe", "id": 7, "streams": [1], "channel": None,
                                                "symbols": None}),
        vector("unsubscribe, symbols and nil", {"op": "unsubscribe", "id": 7, "streams": None, "channel": "quote",
                                                "symbols": ["ESH4"]}),
    ]


def bad_request_vectors():
    """Requests to refuse: bytes, `code`, and the `id` of the answer."""
    return [*_malformed_vectors(), *(_bad(*case) for case in _REFUSED), *_contextual_vectors()]


_REFUSED = (
    ("no op", {"id": 7}, "missing_field", 7),
    ("unknown op", {"op": "subscibe", "id": 7, "channel": "book", "symbols": ["ESH4"]}, "unknown_op", 7),
    ("op of another direction", {"op": "welcome", "id": 7}, "unknown_op", 7),
    ("op is empty", {"op": "", "id": 7}, "unknown_op", 7),
    ("op is a number", {"op": 1, "id": 7}, "wrong_type", 7),
    ("op is nil", {"op": None, "id": 7}, "missing_field", 7),
    ("id is a text", {"op": "ping", "id": "7"}, "wrong_type", None),
    ("id below zero", {"op": "ping", "id": -1}, "out_of_range", None),
    ("id of 2^53", {"op": "ping", "id": 2**53}, "out_of_range", None),
    ("misspelt key", {**SUBSCRIBE, "dept": 5}, "unknown_field", 7),
    ("misspelt key before id", {"op": "subscribe", "dept": 5, "channel": "book", "symbols": ["A"], "id": 7},
     "unknown_field", 7),
    ("key of another op", {"op": "ping", "id": 7, "depth": 5}, "unknown_field", 7),
    ("unknown key with a deep value", {"op": "ping", "id": 7, "x": {"a": [[], {}, [1, "b"]]}}, "unknown_field", 7),
    ("unknown key that is nil", {"op": "ping", "id": 7, "depth": None}, "unknown_field", 7),
    ("unknown key in resume", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {}, "x": 1}}, "unknown_field", 7),
    ("subscribe without channel", {"op": "subscribe", "id": 7, "symbols": ["ESH4"]}, "missing_field", 7),
    ("subscribe without symbols", {"op": "subscribe", "id": 7, "channel": "book"}, "missing_field", 7),
    ("channel is nil", {**SUBSCRIBE, "channel": None}, "missing_field", 7),
    ("symbols is nil", {**SUBSCRIBE, "symbols": None}, "missing_field", 7),
    ("a symbol is nil", {**SUBSCRIBE, "symbols": ["ESH4", None]}, "wrong_type", 7),
    ("resync of nil", {"op": "resync", "id": 7, "streams": None}, "missing_field", 7),
    ("unsubscribe from nil", {"op": "unsubscribe", "id": 7, "streams": None, "channel": "book"}, "missing_field", 7),
    ("flush is nil", {"op": "ack", "id": 7, "flush": None}, "missing_field", 7),
    ("token is nil", {"op": "auth", "id": 7, "token": None}, "missing_field", 7),
    ("resume epoch is nil", {**SUBSCRIBE, "resume": {"epoch": None, "streams": {}}}, "wrong_type", 7),
    ("resume position is nil", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {"ESH4": None}}}, "wrong_type", 7),
    ("resume without epoch", {**SUBSCRIBE, "resume": {"streams": {}}}, "wrong_type", 7),
    ("resume without streams", {**SUBSCRIBE, "resume": {"epoch": "e"}}, "wrong_type", 7),
    ("resync without streams", {"op": "resync", "id": 7}, "missing_field", 7),
    ("unsubscribe from nothing", {"op": "unsubscribe", "id": 7}, "missing_field", 7),
    ("unsubscribe without channel", {"op": "unsubscribe", "id": 7, "symbols": ["ESH4"]}, "missing_field", 7),
    ("unsubscribe from both", {"op": "unsubscribe", "id": 7, "streams": [1], "channel": "book", "symbols": ["A"]},
     "unknown_field", 7),
    ("ack without flush", {"op": "ack", "id": 7}, "missing_field", 7),
    ("unknown channel", {**SUBSCRIBE, "channel": "depth"}, "out_of_range", 7),
    ("channel is a number", {**SUBSCRIBE, "channel": 1}, "wrong_type", 7),
    ("symbols is a text", {**SUBSCRIBE, "symbols": "ESH4"}, "wrong_type", 7),
    ("a symbol is a number", {**SUBSCRIBE, "symbols": ["ESH4", 4]}, "wrong_type", 7),
    ("depth is a text", {**SUBSCRIBE, "depth": "10"}, "wrong_type", 7),
    ("depth is a fraction", {**SUBSCRIBE, "depth": 1.5}, "wrong_type", 7),
    ("depth is true", {**SUBSCRIBE, "depth": True}, "wrong_type", 7),
    ("depth below zero", {**SUBSCRIBE, "depth": -1}, "out_of_range", 7),
    ("depth of 2^53", {**SUBSCRIBE, "depth": 2**53}, "out_of_range", 7),
    ("history below zero", {**SUBSCRIBE, "channel": "trade", "history": -1}, "out_of_range", 7),
    ("no symbols", {**SUBSCRIBE, "symbols": []}, "out_of_range", 7),
    ("depth of a quote", {**SUBSCRIBE, "channel": "quote", "depth": 5}, "unknown_field", 7),
    ("history of a book", {**SUBSCRIBE, "history": 5}, "unknown_field", 7),
    ("interval below zero", {**SUBSCRIBE, "intervalMs": -10}, "out_of_range", 7),
    ("resume is an array", {**SUBSCRIBE, "resume": []}, "wrong_type", 7),
    ("resume streams is an array", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": []}}, "wrong_type", 7),
    ("resume position is a number", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {"ESH4": 5}}}, "wrong_type", 7),
    ("resume position is too short", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {"ESH4": [5]}}},
     "wrong_type", 7),
    ("resume generation is a number", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {"ESH4": [5, None, None, 2]}}},
     "wrong_type", 7),
    ("resume position is too long",
     {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {"ESH4": [5, None, None, "0.2.0", 1]}}}, "wrong_type", 7),
    ("resume version is a text", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {"ESH4": ["5", None, None]}}},
     "wrong_type", 7),
    ("resume version is nil", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {"ESH4": [None, None, None]}}},
     "wrong_type", 7),
    ("streams holds a text", {"op": "unsubscribe", "id": 7, "streams": ["1"]}, "wrong_type", 7),
    ("heartbeat too short", {"op": "hello", "id": 7, "heartbeatMs": 249}, "out_of_range", 7),
    ("heartbeat too long", {"op": "hello", "id": 7, "heartbeatMs": 30001}, "out_of_range", 7),
    ("window too large", {"op": "hello", "id": 7, "window": 1025}, "out_of_range", 7),
    ("pace too slow", {"op": "hello", "id": 7, "maxBytesPerSecond": 999}, "out_of_range", 7),
    ("client too long", {"op": "hello", "id": 7, "client": "c" * 65}, "out_of_range", 7),
    ("unknown field", {**QUOTE, "fields": ["bid"]}, "out_of_range", 7),
    ("fields in another spelling", {**QUOTE, "fields": ["BidPrice"]}, "out_of_range", 7),
    ("no fields", {**QUOTE, "fields": []}, "out_of_range", 7),
    ("fields is a bit set", {**QUOTE, "fields": 3}, "wrong_type", 7),
    ("a field is a number", {**QUOTE, "fields": [1]}, "wrong_type", 7),
    ("fields of a book", {**SUBSCRIBE, "fields": ["bidPrice"]}, "unknown_field", 7),
    ("grouping of a quote", {**QUOTE, "grouping": 2}, "unknown_field", 7),
    ("grouping below zero", {**SUBSCRIBE, "grouping": -1}, "out_of_range", 7),
    ("grouping is a fraction", {**SUBSCRIBE, "grouping": 0.5}, "wrong_type", 7),
    ("minPriceMove of a book", {**SUBSCRIBE, "minPriceMove": 1}, "unknown_field", 7),
    ("minPriceMove below zero", {**QUOTE, "minPriceMove": -1}, "out_of_range", 7),
    ("merge of trades", {**TRADE, "merge": "never"}, "unknown_field", 7),
    ("merge in another spelling", {**QUOTE, "merge": "Never"}, "out_of_range", 7),
    ("merge is a flag", {**QUOTE, "merge": False}, "wrong_type", 7),
    ("snapshot with merge", {**QUOTE, "op": "snapshot", "merge": "never"}, "unknown_field", 7),
    ("minTradeSize of a quote", {**QUOTE, "minTradeSize": 1}, "unknown_field", 7),
    ("minTradeSize of 2^53", {**TRADE, "minTradeSize": 2**53}, "out_of_range", 7),
    ("filter is an array", {**QUOTE, "filter": ["XCME"]}, "wrong_type", 7),
    ("filter by an unknown attribute", {**QUOTE, "filter": {"venues": ["XCME"]}}, "unknown_field", 7),
    ("filter by a text", {**QUOTE, "filter": {"venue": "XCME"}}, "wrong_type", 7),
    ("filter by a name that is none", {**QUOTE, "filter": {"attributes": {"a b": ["x"]}}}, "out_of_range", 7),
    ("filter by an empty text", {**QUOTE, "filter": {"attributes": {"right": [""]}}}, "out_of_range", 7),
    ("filter by a day that is none", {**QUOTE, "filter": {"expiry": {"from": "2026-13-01"}}}, "out_of_range", 7),
    ("filter by an unknown end", {**QUOTE, "filter": {"expiry": {"until": "2026-12-01"}}}, "unknown_field", 7),
    ("filter by a number", {**QUOTE, "filter": {"currency": [978]}}, "wrong_type", 7),
    ("update without streams", {"op": "update", "id": 7, "depth": 5}, "missing_field", 7),
    ("update of symbols", {"op": "update", "id": 7, "streams": [1], "symbols": ["ESH4"]}, "unknown_field", 7),
    ("update of history", {"op": "update", "id": 7, "streams": [1], "history": 5}, "unknown_field", 7),
    ("update of the filter", {"op": "update", "id": 7, "streams": [1], "filter": {}}, "unknown_field", 7),
    ("update to depth below zero", {"op": "update", "id": 7, "streams": [1], "depth": -1}, "out_of_range", 7),
    ("update streams is a number", {"op": "update", "id": 7, "streams": 1}, "wrong_type", 7),
    ("pause of a symbol", {"op": "pause", "id": 7, "symbols": ["ESH4"]}, "unknown_field", 7),
    ("pause of a text", {"op": "pause", "id": 7, "streams": ["1"]}, "wrong_type", 7),
    ("resume of a number", {"op": "resume", "id": 7, "streams": 1}, "wrong_type", 7),
    ("snapshot without symbols", {"op": "snapshot", "id": 7, "channel": "book"}, "missing_field", 7),
    ("snapshot without channel", {"op": "snapshot", "id": 7, "symbols": ["ESH4"]}, "missing_field", 7),
    ("snapshot of no symbols", {**SUBSCRIBE, "op": "snapshot", "symbols": []}, "out_of_range", 7),
    ("snapshot with an interval", {**SUBSCRIBE, "op": "snapshot", "intervalMs": 100}, "unknown_field", 7),
    ("snapshot with minPriceMove", {**QUOTE, "op": "snapshot", "minPriceMove": 1}, "unknown_field", 7),
    ("snapshot with resume", {**QUOTE, "op": "snapshot", "resume": {"epoch": "e", "streams": {}}}, "unknown_field", 7),
    ("snapshot with history of a quote", {**QUOTE, "op": "snapshot", "history": 1}, "unknown_field", 7),
    ("auth without token", {"op": "auth", "id": 7}, "missing_field", 7),
    ("token is a number", {"op": "auth", "id": 7, "token": 1}, "wrong_type", 7),
    ("client with a line break", {"op": "hello", "id": 7, "client": "desk\ninfo: forged"}, "out_of_range", 7),
    ("client with an escape sequence", {"op": "hello", "id": 7, "client": "\x1b[2J"}, "out_of_range", 7),
    ("client that turns the direction of writing", {"op": "hello", "id": 7, "client": "a\u202eb"}, "out_of_range", 7),
    ("orders is a number", {**SUBSCRIBE, "orders": 1}, "wrong_type", 7),
    ("orders of a quote", {**QUOTE, "orders": True}, "unknown_field", 7),
    ("stamps is a number", {"op": "hello", "id": 7, "stamps": 1}, "wrong_type", 7),
    ("stamps is a text", {"op": "hello", "id": 7, "stamps": "true"}, "wrong_type", 7),
    ("client is a number", {"op": "hello", "id": 7, "client": 1}, "wrong_type", 7),
)


def _bad(name, message, code, answer_id, **more):
    entry = {"name": name, "message": message, "json": text(message), "messagepack": pack(message).hex()}
    return {**entry, "code": code, "id": answer_id, **more}


def _contextual_vectors():
    """Refused because of what stands in `limits`, or of the requests `after` which they come."""
    four = {**SUBSCRIBE, "symbols": ["A", "B", "C", "D"]}
    streams = {"op": "unsubscribe", "id": 7, "streams": [1, 2, 3, 4]}
    resume = {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {s: [1, None, None] for s in "ABCD"}}}
    return [
        _bad("too many symbols", four, "too_many", 7, limits={"subscriptions": 3}),
        _bad("too many streams to pause", {**streams, "op": "pause"}, "too_many", 7, limits={"subscriptions": 3}),
        _bad("too many venues", {**QUOTE, "filter": {"venue": ["A", "B", "C", "D"]}}, "too_many", 7,
             limits={"subscriptions": 3}),
        _bad("too many streams", streams, "too_many", 7, limits={"subscriptions": 3}),
        _bad("too many positions", resume, "too_many", 7, limits={"subscriptions": 3}),
        _bad("hello after ping", {"op": "hello", "id": 7}, "hello_late", 7, after=[{"op": "ping"}]),
        _bad("hello twice", {"op": "hello", "id": 7}, "hello_late", 7, after=[{"op": "hello"}]),
    ]


def _malformed_vectors():
    def malformed(name, json=None, messagepack=None):
        return {"name": name, "message": None, "json": json, "messagepack": messagepack, "code": "malformed",
                "id": None}

    whole = pack(SUBSCRIBE).hex()
    return [
        malformed("nothing at all", "", ""),
        malformed("an array", "[1,2]", "920102"),
        malformed("a text", '"ping"', "a470696e67"),
        malformed("nil", "null", "c0"),
        malformed("ends in a key", '{"op":"subscribe","chan', whole[:30]),
        malformed("ends before the last value", '{"op":"ping","id":', pack({"op": "ping", "id": 7}).hex()[:-2]),
        malformed("two requests", '{"op":"ping"}{"op":"ping"}', pack({"op": "ping"}).hex() * 2),
        malformed("bytes left over", '{"op":"ping"} x', pack({"op": "ping"}).hex() + "c0"),
        malformed("not JSON", "{op:'ping'}"),
        malformed("half a surrogate pair", '{"op":"hello","client":"\\ud83d"}', "82a26f70a568656c6c6fa6636c69656e74a3eda0bd"),
        malformed("half a surrogate pair in a key", '{"op":"ping","\\udc00":1}', "82a26f70a470696e67a3edb08001"),
        malformed("a text that is no UTF-8", None, "82a26f70a568656c6c6fa6636c69656e74a1ff"),
        malformed("a byte that MessagePack never uses", None, "81c1a470696e67"),
        malformed("an array that claims 4,294,967,295 elements", None,
                  "82a26f70a6726573796e63a773747265616d73ddffffffff"),
        malformed("a map that claims 4,294,967,295 keys", None, "dfffffffff"),
        malformed("a text that claims 4,294,967,295 bytes", None, "81a26f70dbffffffff"),
        malformed("1,000 arrays in each other", "[" * 1000, "91" * 1000),
        malformed("1,000 arrays in each other under a key", '{"op":' + "[" * 1000, "81a26f70" + "91" * 1000),
    ]
