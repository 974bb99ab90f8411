"""Golden vectors of control messages."""

from .encoding import vector
from .market import QUOTE_FIELDS
from .streams import INTEGER_MAX, field_bits

AT = 1703545200108349
ALL_FIELDS = field_bits(QUOTE_FIELDS)
LIMITS = {"requestBytes": 65536, "subscriptions": 20000, "patterns": 100, "depth": 1000, "history": 1000,
          "requestsPerSecond": 100, "sessions": 20000, "resyncMs": 1000, "errorsInARow": 100, "messageMs": 30000,
          "stallMs": 30000, "authMs": 10000, "sessionsPerPrincipal": 1000, "sessionsPerAddress": 5000,
          "unadmitted": 1000, "unadmittedPerAddress": 250, "unadmittedBytes": 20480, "requestBytesPerPrincipal": 16777216, "connections": 22000,
          "connectionsPerAddress": 6000, "httpRequestsPerPrincipal": 2000, "httpRequestsPerAddress": 10000}


def control_vectors():
    """Every control message, with its edge cases."""
    return [*_connection_vectors(), *_answer_vectors(), *_parameter_vectors(), *_number_vectors(), *_refusal_vectors(),
            *_news_vectors()]


def stream_entry(symbol="ESH4", stream=1, channel="book", **more):
    """An entry of `subscribed.streams`."""
    return {
        "symbol": symbol, "stream": stream, "channel": channel, "depth": 0, "intervalMs": 0, "history": 0,
        "grouping": 0, "fields": ALL_FIELDS if channel == "quote" else 0, "minPriceMove": 0, "minTradeSize": 0,
        "priceScale": 2, "sizeScale": 0, "tickSize": 25, "generation": "0.2.0", "state": "live", "reason": "ok", "since": AT,
        "start": "snapshot", **more,
    }


def _by_alias(alias, **more):
    entry = stream_entry(**more)
    return {"symbol": entry.pop("symbol"), "alias": alias, **entry}


def _in_phase(phase, **more):
    entry = stream_entry(**more)
    start = entry.pop("start")
    return {**entry, "phase": phase, "phaseSince": AT, "start": start}


def _connection_vectors():
    welcome = {"op": "welcome", "protocol": 1, "session": "s-7f3a", "epoch": "Zk3xQp9-7", "time": AT,
               "heartbeatMs": 1000, "limits": LIMITS}
    hello = {"op": "hello", "id": 1, "heartbeatMs": 250, "window": 8, "maxBytesPerSecond": 20000,
             "stamps": False}
    return [
        vector("welcome", welcome),
        vector("welcome, long texts", {**welcome, "session": "s" * 31, "epoch": "e" * 32},
               note="31 bytes are the longest short text of MessagePack."),
        vector("hello", hello),
        vector("hello, stamps", {**hello, "stamps": True}),
        vector("authenticated", {"op": "authenticated", "id": 2, "principal": "anonymous"}),
        vector("authenticated, unicode", {
            "op": "authenticated", "id": None, "principal": "desk 7 \u2013 \u00e9t\u00e9"}),
        vector("hello, without id", {**hello, "id": None, "window": 0, "maxBytesPerSecond": 0}),
        vector("goaway", {"op": "goaway", "reason": "draining", "reconnectMs": 1500}),
        vector("goaway, unicode",
               {"op": "goaway", "reason": "Wartung \u2013 \u5b9a\u671f \U0001f527", "reconnectMs": 0}),
    ]


def _subscribed(*streams, resumed=(), request_id=7, errors=(), patterns=(), more=False):
    return {"op": "subscribed", "id": request_id, "streams": list(streams), "resumed": list(resumed),
            "errors": list(errors), "patterns": list(patterns), "more": more}


def _snapshot(*streams, request_id=7, errors=(), patterns=(), more=False):
    return {"op": "snapshot", "id": request_id, "streams": list(streams), "errors": list(errors),
            "patterns": list(patterns), "more": more}


def _symbol_error(symbol, code, message):
    return {"symbol": symbol, "code": code, "message": message}


def _stream_error(code, message, stream=999):
    return {"stream": stream, "code": code, "message": message}


NOT_HELD = _stream_error("not_subscribed", "this session holds no stream 999")


def _answer_vectors():
    subscribed, symbol_error = _subscribed, _symbol_error
    errors = [
        symbol_error("NOPE", "unknown_symbol", "no instrument has the symbol NOPE"),
        symbol_error(" A", "bad_pattern", "white space cannot begin a symbol"),
        symbol_error("ESH4", "already_subscribed", "this session holds ESH4 at depth 10"),
        symbol_error("NQH4", "limit_subscriptions", "this session holds 20000 streams"),
        symbol_error("*", "limit_patterns", "this session holds 100 patterns"),
        symbol_error("CLF4", "filtered_out", "the venue of CLF4 is XNYM"),
        symbol_error("ESU4", "bad_combination", "minPriceMove needs a price among fields"),
        symbol_error("GCG4", "not_allowed", "this session may not see GCG4"),
        symbol_error("ZNH4", "wrong_shard", "ZNH4 is not here but on shard b"),
        symbol_error("ES", "bad_alias", "'ES' stands for 'ES.c.0' stands for 'ES', and so on"),
    ]
    many = [stream_entry(f"SYM{i}", 100 + 60 * i, "quote") for i in range(18)]
    return [
        vector("subscribed, one stream", subscribed(stream_entry())),
        vector("subscribed, book at a depth", subscribed(stream_entry(depth=10, intervalMs=100, start="delta"))),
        vector("subscribed, trade with history", subscribed(stream_entry(channel="trade", history=50))),
        vector("subscribed, loading", subscribed(stream_entry(state="loading", reason="no_data"))),
        vector("subscribed, errors only", subscribed(errors=errors)),
        vector("subscribed, pattern", subscribed(stream_entry("CLF4", 300), patterns=[
            {"pattern": "CL??", "matched": 1}, {"pattern": "NOTHING*", "matched": 0}])),
        vector("subscribed, one part of several", subscribed(*many, more=True), note="An array of 16-bit length."),
        vector("subscribed, resumed", subscribed(resumed=[
            ["ESH4", 1, 2, 0, 25], ["BTC-USD", 65_536, 12, 8, 1], ["\u65e5\u7d4c225", 300, 0, 0, INTEGER_MAX]])),
        vector("subscribed, some resumed", subscribed(
            stream_entry("CLF4", 300, start="delta", state="gapped", reason="sequence_gap"),
            resumed=[["ESH4", 1, 2, 0, 25]])),
        vector("subscribed, in a phase", subscribed(
            _in_phase("halt", start="delta"), resumed=[["NQH4", 2, 2, 0, 25, "auction", AT]])),
        vector("subscribed, by an alias", subscribed(_by_alias("ES.c.0"))),
        vector("subscribed, without id", subscribed(stream_entry(), request_id=None)),
        vector("subscribed, scales",
               subscribed(stream_entry("BTC-USD", 65_536, priceScale=12, sizeScale=8, tickSize=1, generation="12.12.8"))),
        vector("subscribed, unicode", subscribed(stream_entry("\u65e5\u7d4c225"), errors=[
            symbol_error("\u00c4\u00d6\U0001f680", "unknown_symbol", "no instrument has this symbol")])),
    ]


def _parameter_vectors():
    """What `subscribe` chose, in answers to it, to `update` and to `snapshot`."""
    def updated(*streams, request_id=7, errors=()):
        return {"op": "updated", "id": request_id, "streams": list(streams), "errors": list(errors)}

    def entry(was, start="delta", **more):
        return {**stream_entry(start=start, **more), "was": was}

    prices = {"channel": "quote", "fields": 1 | 4 | 16}
    return [
        vector("subscribed, grouped book", _subscribed(stream_entry(depth=5, grouping=4))),
        vector("subscribed, grouping and depth largest",
               _subscribed(stream_entry(depth=2**31 - 1, grouping=2**31 - 1, intervalMs=60_000))),
        vector("subscribed, quote", _subscribed(stream_entry(channel="quote"))),
        vector("subscribed, quote of some fields", _subscribed(stream_entry(**prices, minPriceMove=2))),
        vector("subscribed, every update", _subscribed(stream_entry(depth=5, merge="never"))),
        vector("subscribed, book with orders", _subscribed(stream_entry(depth=5, orders=True))),
        vector("subscribed, every update with orders", _subscribed(stream_entry(merge="never", orders=True))),
        vector("subscribed, trades of a size",
               _subscribed(stream_entry(channel="trade", history=5, minTradeSize=INTEGER_MAX))),
        vector("updated, other depth", updated(entry(1, stream=300, depth=5))),
        vector("updated, same stream", updated(entry(300, stream=300, depth=5, intervalMs=100))),
        vector("updated, snapshot follows", updated(entry(300, "snapshot", stream=65_536, grouping=10))),
        vector("updated, quote", updated(entry(4, stream=5, **prices))),
        vector("updated, trades", updated(entry(4, stream=5, channel="trade", minTradeSize=3), request_id=None)),
        vector("updated, with orders", updated(entry(1, "snapshot", stream=9, orders=True))),
        vector("updated, several", updated(entry(1, stream=7, depth=5), entry(2, stream=8, depth=5, symbol="NQH4"))),
        vector("updated, errors", updated(errors=[
            NOT_HELD,
            _stream_error("already_subscribed", "this session holds ESH4 at depth 3 already", 1),
            _stream_error("bad_combination", "a grouping of 2147483647 price steps is beyond 2^53", 2),
            _stream_error("unknown_field", "fields does not belong to channel book", 3)])),
        vector("snapshot", _snapshot(stream_entry(depth=2, grouping=2))),
        vector("snapshot, pattern and errors", _snapshot(
            stream_entry("CLF4", 300, state="loading", reason="no_data"), request_id=None,
            errors=[_symbol_error("NOPE", "unknown_symbol", "no instrument has the symbol NOPE")],
            patterns=[{"pattern": "CL*", "matched": 1}])),
        vector("snapshot, one part of several", _snapshot(stream_entry(channel="quote"), more=True)),
    ]


def _number_vectors():
    """Answers about streams by number."""
    symbol_error, stream_error, not_held = _symbol_error, _stream_error, NOT_HELD
    return [
        vector("paused", {"op": "paused", "id": 8, "streams": [1, 128, 65_536], "errors": []}),
        vector("paused, errors", {"op": "paused", "id": None, "streams": [], "errors": [not_held]}),
        vector("resumed", {"op": "resumed", "id": 8, "streams": [1, 128, 65_536], "errors": []}),
        vector("resumed, errors", {"op": "resumed", "id": None, "streams": [1], "errors": [not_held]}),
        vector("unsubscribed", {"op": "unsubscribed", "id": 8, "streams": [1, 128, 65_536], "errors": []}),
        vector("unsubscribed, errors", {"op": "unsubscribed", "id": 8, "streams": [], "errors": [
            not_held, symbol_error("CLF4", "not_subscribed", "this session does not hold CLF4")]}),
        vector("unsubscribed, by other rights", {"op": "unsubscribed", "id": None, "streams": [1, 128], "errors": [
            stream_error("not_allowed", "ESH4 is not allowed any more", 1),
            stream_error("not_allowed", "of CLF4 no more than 5 levels per side are allowed now", 128)]},
            note="Nobody asked for it: a renewed token allows less."),
        vector("resynced", {"op": "resynced", "id": 9, "streams": [1], "errors": []}),
        vector("resynced, errors", {"op": "resynced", "id": 9, "streams": [], "errors": [
            not_held, {**stream_error("rate_limited", "stream 1 was resynced less than a second ago", 1),
                       "retryMs": 420}]}),
    ]


def _refusal_vectors():
    return [
        vector("pong", {"op": "pong", "id": INTEGER_MAX, "time": AT}),
        vector("pong, without id", {"op": "pong", "id": None, "time": AT}),
        *(vector(f"error, {code}", {"op": "error", "id": 13, "code": code, "message": message,
                                    "retryMs": 10 if code == "rate_limited" else None}) for code, message in (
            ("unknown_op", "there is no op subscibe"), ("unknown_field", "subscribe has no key dept"),
            ("missing_field", "subscribe needs channel"), ("wrong_type", "depth must be an integer"),
            ("out_of_range", "heartbeatMs must be 250 to 30000"), ("too_many", "symbols: at most 20000"),
            ("hello_late", "hello comes before anything else"), ("rate_limited", "at most 100 requests a second"),
            ("unauthorized", "the token has expired"))),
        vector("error, malformed", {"op": "error", "id": None, "code": "malformed", "message": "not one complete map",
                                    "retryMs": None}),
    ]


def _news_vectors():
    states = (("loading", "no_data"), ("live", "ok"), ("gapped", "sequence_gap"), ("gapped", "crossed"),
              ("gapped", "bad_record"), ("stale", "feed_unreachable"))

    def topic(name, newest, lag):
        return {"topic": name, "newest": newest, "lag": lag}

    return [
        *(vector(f"status, {state}, {reason}",
                 {"op": "status", "streams": [1, 300], "state": state, "reason": reason, "since": AT})
          for state, reason in states),
        *(vector(f"status, live in {phase}", {"op": "status", "streams": [1], "state": "live", "reason": "ok", "since": AT,
                                              "phase": phase, "phaseSince": AT + 1})
          for phase in ("pre_open", "auction", "open", "halt", "close")),
        vector("alias, of another symbol", {"op": "alias", "alias": "ES.c.0", "symbol": "ESM4", "streams": [1, 300]}),
        vector("alias, of none", {"op": "alias", "alias": "ES.c.0", "symbol": None, "streams": [1]}),
        vector("session, lagging", {"op": "session", "lagging": True, "since": AT}),
        vector("session, no longer lagging", {"op": "session", "lagging": False, "since": AT}),
        vector("heartbeat", {"op": "heartbeat", "time": AT, "topics": [
            topic("md.books", AT - 900, 0), topic("md.instruments", None, 0), topic("md.ticks", AT - 20, 70_000)]}),
        vector("heartbeat, nothing known", {"op": "heartbeat", "time": AT, "topics": [topic("md.books", None, None)]}),
        vector("heartbeat, no topics", {"op": "heartbeat", "time": AT, "topics": []}),
        vector("epoch", {"op": "epoch", "epoch": "Zk3xQp9-8"}),
    ]
