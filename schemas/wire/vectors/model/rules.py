"""What a client must do with one message in a given state: the chain rule, truncation, the checksum, the account."""

from .encoding import vector
from .market import QUOTE_FIELDS, checksum, quote_checksum

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
    counted = _held([[475000, 12, 3], [474975, 3, 1]], [[475025, 9, 0]])

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
        book("a first snapshot with orders", empty, 9, None, 1041, 0, [475000, 12, 3], [],
             _held([[475000, 12, 3]], [], account=0)),
        book("the number of orders changes alone", counted, 10, 1041, 1042, 1, [475000, 12, 5], [],
             _held([[475000, 12, 5], [474975, 3, 1]], [[475025, 9, 0]], 1042, 11)),
        book("a level with orders pushes one out", {**counted, "depth": 2}, 10, 1041, 1042, 1, [475010, 2, 1], [],
             _held([[475010, 2, 1], [475000, 12, 3]], [[475025, 9, 0]], 1042, 11, depth=2)),
        book("a level with orders goes", counted, 10, 1041, 1042, 1, [475000, 0, 0], [475025, 1, 1],
             _held([[474975, 3, 1]], [[475025, 1, 1]], 1042, 11)),
        book("a wrong number of orders is a wrong checksum", counted, 10, 1041, 1042, 1, [475000, 12, 5], [], None),
        book("a delta that skips", held, 2, 1042, 1050, 1, [475000, 20], [], None),
        book("a delta seen before", held, 2, 1030, 1041, 1, [475000, 20], [], None),
        book("a delta before any snapshot", empty, 2, 1041, 1042, 1, [475000, 20], [], None),
        book("a wrong checksum", held, 2, 1041, 1042, 1, [475000, 20], [], None),
        book("a wrong checksum of a snapshot", held, 1, None, 1042, 0, [475000, 20], [], None),
    ]


def _quote_cases():
    values = {"bidPrice": 475000, "bidSize": 12, "askPrice": 475025, "askSize": 9}
    full = dict.fromkeys(QUOTE_FIELDS) | values | {"occurredAt": AT}
    held, prices = _held_quote(full), _held_quote({"bidPrice": 475000, "askPrice": 475025})
    coarse = _held_quote({"bidPrice": 94, "bidSize": 5, "askPrice": 95, "askSize": 7})
    fine = {"bidPrice": 940, "bidSize": 6, "askPrice": 950, "askSize": 7}
    empty = {**_held_quote(dict.fromkeys(full)), "version": None, "account": 0}

    def quote(name, before, kind, begin, to, merged, fields, changes, after, checksum_of=None):
        crc = quote_checksum(checksum_of.values()) if checksum_of else after["checksum"] if after else 1
        return _case(name, before, [kind, 3, begin, to, merged, AT, fields, changes, crc], after)

    def changed(version, account, **fields):
        return _held_quote({**full, **fields}, version, account)

    return [
        quote("a first snapshot of a quote", empty, 3, None, 7, 0, 2**14 - 1, list(full.values()), changed(7, 0)),
        quote("the bid goes", held, 4, 7, 9, 1, 3 | 8192, [None, None, AT + 1],
              changed(9, 3, bidPrice=None, bidSize=None, occurredAt=AT + 1)),
        quote("nothing changed", held, 4, 7, 9, 2, 0, [], changed(9, 4)),
        quote("bits not next to each other", held, 4, 7, 9, 2, 2 | 32 | 2048, [5, 6, 7],
              changed(9, 4, bidSize=5, lastSize=6, volume=7)),
        quote("the checksum is of the fields of the stream", prices, 4, 7, 9, 1, 4, [475050],
              _held_quote({"bidPrice": 475000, "askPrice": 475050}, 9, 3)),
        quote("a quote delta that skips", held, 4, 8, 9, 1, 0, [], None),
        quote("an unknown field is skipped, and not in the checksum", held, 4, 7, 9, 1, 1 | 2**14 | 2**52,
              [474975, 1, 2], changed(9, 3, bidPrice=474975)),
        quote("a wrong checksum of a quote", held, 4, 7, 9, 1, 2, [5], None),
        quote("a wrong checksum of a quote's snapshot", held, 3, None, 9, 0, 2**14 - 1, list(full.values()), None),
        quote("a quote held in another scale", coarse, 4, 7, 9, 1, 2, [6], None, checksum_of=fine),
    ]


def _held_quote(fields, version=7, account=2):
    """The fields of the stream, in the order of their bits."""
    return {"stream": 3, "channel": "quote", "depth": 0, "version": version, "account": account, "fields": fields,
            "checksum": quote_checksum(fields.values())}


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
        _case("a roll-up", held, [6, 3, 6, 90, 5, AT, 8, 4_750_250_000, 475025, 475025, 11, 0, 0, []],
              {**held, "version": 90, "account": 6, "rollUps": [roll_up]}),
        _case("a roll-up of smaller trades", large, [6, 3, 6, 90, 5, AT, 0, None, None, None, 11, 0, 0, []],
              {**large, "version": 90, "account": 6, "rollUps": [
                  roll_up | {"volume": 0, "vwap": None, "high": None, "low": None}]}),
        _case("a roll-up that is not known", held, [6, 3, 6, 90, None, AT, *[None] * 8],
              {**held, "version": 90, "account": None, "rollUps": [unknown]}),
        _case("trades that skip", held, [5, 3, 7, 9, 1, AT, [[9, AT, 1, 1, 0, None]]], None),
        _case("a roll-up that skips", held, [6, 3, 7, 90, 5, AT, 8, 4_750_250_000, 475025, 475025, 11, 0, 0, []], None),
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
        _case("a roll-up that says what became of trades held", both,
              [6, 3, 7, 9, 1, AT, 0, None, None, None, 8, 0, 1, [[9, AT, 70, 475050, 4, 2]]],
              {**then(both, [6, AT, 475050, 4, 2, 70], second), "rollUps": [
                  {"from": 7, "to": 9, "merged": 1, "volume": 0, "vwap": None, "high": None, "low": None,
                   "firstVersion": 8, "cancels": 0, "corrections": 1}]}),
        _case("a cancel that skips", both, [7, 3, 8, 9, 1, AT, 70], None),
        _case("a correction that skips", both, [8, 3, 8, 9, 1, AT, 70, 475050, 4, 2], None),
    ]


def _case(name, before, message, after):
    outcome = {"outcome": "applied", "after": after} if after else {"outcome": "resync"}
    return vector(name, message, before=before, **outcome)
