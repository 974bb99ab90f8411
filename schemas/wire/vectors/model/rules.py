"""What a client must do with one message in a given state: the chain rule, truncation, the checksum, the account."""

from .encoding import vector
from .market import checksum

AT = 1703545200108349
BIDS, ASKS = [[475000, 12], [474975, 3], [474950, 7]], [[475025, 9], [475050, 1], [475075, 4]]


def rule_vectors():
    """`before`, a message, and either the state `after`, or `resync`: discard the message and ask for state again."""
    return [*_book_cases(), *_quote_cases(), *_trade_cases()]


def _held(bids, asks, version=1041, account=10, depth=3):
    return {"stream": 3, "channel": "book", "depth": depth, "version": version, "account": account, "bids": bids,
            "asks": asks, "checksum": checksum(bids, asks)}


def _book_cases():
    held, full = _held(BIDS, ASKS), _held(BIDS, ASKS, depth=0)
    empty = {**_held([], []), "version": None, "account": 0}
    better = [[475010, 2], *BIDS[:2]]

    def book(name, before, kind, begin, to, merged, bids, asks, after):
        crc = after["checksum"] if after else 1
        return _case(name, before, [kind, 3, begin, to, merged, AT, bids, asks, crc], after)

    return [
        book("a first snapshot", empty, 1, None, 1041, 0, [475000, 12], [], _held([[475000, 12]], [], account=0)),
        book("a delta that chains", held, 2, 1041, 1050, 4, [475000, 20], [],
             _held([[475000, 20], *BIDS[1:]], ASKS, 1050, 14)),
        book("a better level pushes one out", held, 2, 1041, 1042, 1, [475010, 2], [], _held(better, ASKS, 1042, 11)),
        book("full depth keeps it", full, 2, 1041, 1042, 1, [475010, 2], [],
             _held([[475010, 2], *BIDS], ASKS, 1042, 11, depth=0)),
        book("a level moves into the window", held, 2, 1041, 1042, 1, [475000, 0, 474925, 6], [],
             _held([*BIDS[1:], [474925, 6]], ASKS, 1042, 11)),
        book("removal of a price that is not held", held, 2, 1041, 1042, 1, [474990, 0], [475030, 0],
             _held(BIDS, ASKS, 1042, 11)),
        book("an empty delta", held, 2, 1041, 1042, 1, [], [], _held(BIDS, ASKS, 1042, 11)),
        book("a number of updates that is not known", held, 2, 1041, 1042, None, [], [], _held(BIDS, ASKS, 1042, None)),
        book("once unknown, always unknown", {**held, "account": None}, 2, 1041, 1042, 1, [], [],
             _held(BIDS, ASKS, 1042, None)),
        book("a snapshot that jumps", held, 1, 1041, 1060, 9, [475000, 1], [475025, 1],
             _held([[475000, 1]], [[475025, 1]], 1060, 19)),
        book("a snapshot that jumps over nothing", held, 1, 1041, 1041, 0, [475000, 1], [475025, 1],
             _held([[475000, 1]], [[475025, 1]])),
        book("a snapshot from elsewhere applies", held, 1, 1000, 1060, 9, [475000, 1], [],
             _held([[475000, 1]], [], 1060, None)),
        book("a snapshot that begins anew", held, 1, None, 1060, 0, [475000, 1], [], _held([[475000, 1]], [], 1060, 0)),
        book("a delta that skips", held, 2, 1042, 1050, 1, [475000, 20], [], None),
        book("a delta seen before", held, 2, 1030, 1041, 1, [475000, 20], [], None),
        book("a delta before any snapshot", empty, 2, 1041, 1042, 1, [475000, 20], [], None),
        book("a wrong checksum", held, 2, 1041, 1042, 1, [475000, 20], [], None),
        book("a wrong checksum of a snapshot", held, 1, None, 1042, 0, [475000, 20], [], None),
    ]


def _quote_cases():
    held = {"stream": 3, "channel": "quote", "depth": 0, "version": 7, "account": 2, "fields": {
        "bidPrice": 475000, "bidSize": 12, "askPrice": 475025, "askSize": 9, "lastPrice": None, "lastSize": None,
        "lastAggressor": None, "open": None, "high": None, "low": None, "previousClose": None, "volume": None,
        "lastTradeAt": None, "occurredAt": AT}}

    def with_fields(version, account, **fields):
        return {**held, "version": version, "account": account, "fields": {**held["fields"], **fields}}

    return [
        _case("the bid goes", held, [4, 3, 7, 9, 1, AT, 3 | 8192, [None, None, AT + 1]],
              with_fields(9, 3, bidPrice=None, bidSize=None, occurredAt=AT + 1)),
        _case("nothing changed", held, [4, 3, 7, 9, 2, AT, 0, []], with_fields(9, 4)),
        _case("bits not next to each other", held, [4, 3, 7, 9, 2, AT, 2 | 32 | 2048, [5, 6, 7]],
              with_fields(9, 4, bidSize=5, lastSize=6, volume=7)),
        _case("a quote delta that skips", held, [4, 3, 8, 9, 1, AT, 0, []], None),
        _case("an unknown field is skipped", held, [4, 3, 7, 9, 1, AT, 1 | 2**14 | 2**52, [474975, 1, 2]],
              with_fields(9, 3, bidPrice=474975)),
    ]


def _trade_cases():
    first, second = [6, AT, 475025, 1, 1, 70], [7, AT, 475000, 2, 2, 71]
    held = {"stream": 3, "channel": "trade", "depth": 0, "version": 6, "account": 1, "trades": [first], "rollUps": []}
    large = {**held, "minTradeSize": 2, "trades": []}
    none = {**held, "version": -1, "account": 0, "trades": []}
    roll_up = {"from": 6, "to": 90, "merged": 5, "volume": 8, "vwap": 4_750_250_000, "high": 475025, "low": 475025,
               "firstVersion": 11, "cancels": 0, "corrections": 0}
    unknown = dict.fromkeys(roll_up) | {"from": 6, "to": 90}
    return [
        _case("a trade", held, [5, 3, 6, 7, 1, AT, [second]],
              {**held, "version": 7, "account": 2, "trades": [first, second]}),
        _case("smaller trades count", large, [5, 3, 6, 9, 3, AT, [second]],
              {**large, "version": 9, "account": 4, "trades": [second]}),
        _case("only smaller trades", large, [5, 3, 6, 9, 3, AT, []], {**large, "version": 9, "account": 4}),
        _case("the first trade of all", none, [5, 3, -1, 6, 1, AT, [first]], held),
        _case("a roll-up", held, [6, 3, 6, 90, 5, AT, 8, 4_750_250_000, 475025, 475025, 11, 0, 0],
              {**held, "version": 90, "account": 6, "rollUps": [roll_up]}),
        _case("a roll-up of smaller trades", large, [6, 3, 6, 90, 5, AT, 0, None, None, None, 11, 0, 0],
              {**large, "version": 90, "account": 6, "rollUps": [
                  roll_up | {"volume": 0, "vwap": None, "high": None, "low": None}]}),
        _case("a roll-up that is not known", held, [6, 3, 6, 90, None, AT, *[None] * 7],
              {**held, "version": 90, "account": None, "rollUps": [unknown]}),
        _case("trades that skip", held, [5, 3, 7, 9, 1, AT, [[9, AT, 1, 1, 0, None]]], None),
        _case("a roll-up that skips", held, [6, 3, 7, 90, 5, AT, 8, 4_750_250_000, 475025, 475025, 11, 0, 0], None),
        *_amendment_cases(held, large, first, second),
    ]


def _amendment_cases(held, large, first, second):
    both = {**held, "version": 7, "account": 2, "trades": [first, second]}
    again = {**both, "trades": [first, [*second[:5], 70]]}
    one = {**large, "version": 7, "account": 2, "trades": [second]}

    def then(before, *trades):
        return {**before, "version": 9, "account": 3, "trades": list(trades)}

    return [
        _case("a cancel", both, [7, 3, 7, 9, 1, AT, 70], then(both, second)),
        _case("a correction", both, [8, 3, 7, 9, 1, AT, 70, 475050, 4, 2],
              then(both, [6, AT, 475050, 4, 2, 70], second)),
        _case("a cancel of a trade that is not held", both, [7, 3, 7, 9, 1, AT, 17], then(both, first, second)),
        _case("a correction of a trade that is not held", both, [8, 3, 7, 9, 1, AT, 17, 475050, 4, 2],
              then(both, first, second)),
        _case("a cancel of a number that was used again", again, [7, 3, 7, 9, 1, AT, 70], then(both, first)),
        _case("a correction below the smallest size", one, [8, 3, 7, 9, 1, AT, 71, 475000, 1, 2], then(one)),
        _case("a correction of a trade that was too small", one, [8, 3, 7, 9, 1, AT, 70, 475000, 9, 2],
              then(one, second)),
        _case("a cancel that skips", both, [7, 3, 8, 9, 1, AT, 70], None),
        _case("a correction that skips", both, [8, 3, 8, 9, 1, AT, 70, 475050, 4, 2], None),
    ]


def _case(name, before, message, after):
    outcome = {"outcome": "applied", "after": after} if after else {"outcome": "resync"}
    return vector(name, message, before=before, **outcome)
