"""Golden vectors of requests: those to accept, and those to refuse with the code to expect."""

from .encoding import pack, text, vector
from .streams import INTEGER_MAX

SUBSCRIBE = {"op": "subscribe", "id": 7, "channel": "book", "symbols": ["ESH4"]}


def request_vectors():
    """Requests that a gateway understands."""
    epoch = "Zk3xQp9-7"
    streams = {"ESH4": [4_294_967_300, 474_950, 475_075], "CLF4": [12, -3710, None], "NQH4": [0, None, None]}
    quiet = {"ESH4": [-1, None, None]}
    return [
        vector("hello", {"op": "hello", "id": 1, "heartbeatMs": 500, "window": 8, "maxBytesPerSecond": 20000,
                         "client": "reference/1"}),
        vector("hello, bare", {"op": "hello"}),
        vector("hello, least", {"op": "hello", "id": 0, "heartbeatMs": 250, "window": 0, "maxBytesPerSecond": 0}),
        vector("hello, most", {"op": "hello", "id": INTEGER_MAX, "heartbeatMs": 30000, "window": 1024,
                               "maxBytesPerSecond": INTEGER_MAX, "client": "\u00e9" * 32}),
        vector("subscribe, book", SUBSCRIBE),
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
    ("unknown key in resume", {**SUBSCRIBE, "resume": {"epoch": "e", "streams": {}, "x": 1}}, "unknown_field", 7),
    ("subscribe without channel", {"op": "subscribe", "id": 7, "symbols": ["ESH4"]}, "missing_field", 7),
    ("subscribe without symbols", {"op": "subscribe", "id": 7, "channel": "book"}, "missing_field", 7),
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
        malformed("a byte that MessagePack never uses", None, "81c1a470696e67"),
        malformed("an array that claims 4,294,967,295 elements", None,
                  "82a26f70a6726573796e63a773747265616d73ddffffffff"),
        malformed("a map that claims 4,294,967,295 keys", None, "dfffffffff"),
        malformed("a text that claims 4,294,967,295 bytes", None, "81a26f70dbffffffff"),
        malformed("1,000 arrays in each other", "[" * 1000, "91" * 1000),
        malformed("1,000 arrays in each other under a key", '{"op":' + "[" * 1000, "81a26f70" + "91" * 1000),
    ]
