"""Golden vectors of single messages: data, control, whole flushes, checksums, and what readers must tolerate."""

from .encoding import pack, text, vector
from .market import ASKS, BIDS, INTEGER_MAX, QUOTE_FIELDS, Book, GroupedBook, checksum, quote_checksum
from .streams import vwap

AT = 1703545200108349
ALL_FIELDS = (1 << len(QUOTE_FIELDS)) - 1


def data_vectors():
    """Every data message, with its edge cases."""
    plain = [*_book_vectors(), *_quote_vectors(), *_trade_vectors()]
    return [*plain, *_stamp_vectors({entry["name"]: entry["message"] for entry in plain})]


def _stamp_vectors(plain):
    """What a session gets that asked for `stamps`."""
    def stamped(name, newest, note=None):
        return _noted(vector(f"{name}, stamped", [*plain[name], newest]), note)

    return [
        vector("stamp", [0, AT + 215], note="Begins a flush: when the gateway sent it."),
        stamped("book snapshot, first", AT, "It was taken at its newest update: `newest` is `oldest`."),
        stamped("book delta, merged", AT + 180),
        stamped("book delta, empty", AT + 3, "The client sees nothing of it, and is told how new its state is."),
        stamped("book delta with orders", AT + 1),
        stamped("quote snapshot, all fields", AT),
        stamped("quote delta, bid gone", AT + 9),
        stamped("trades, several", AT + 5),
        stamped("trade roll-up", AT + 700),
        stamped("trade roll-up, not known", None, "`newest` is nil where nobody knows what was in it."),
        stamped("trade cancel", AT),
        stamped("trade correction", AT),
    ]


def _book_vectors():
    bids, asks = [(475000, 12), (474975, 3)], [(475025, 9)]
    many = (
        [(9_000_000 - 25 * i, 1 + i % 300) for i in range(600)],
        [(9_000_025 + 25 * i, 1 + 131 * i) for i in range(600)],
    )
    largest = [(INTEGER_MAX, INTEGER_MAX)], [(INTEGER_MAX, 1)]
    return [
        _book("book snapshot, first", 1, None, 1041, 0, bids, asks, "`from` is nil, `merged` 0."),
        _book("book snapshot, jump", 1, 1041, 1052, 4, bids, asks, "It states what it jumps over."),
        _book("book snapshot, jump over an unknown number", 1, 17, 1052, None, bids, asks, "`merged` is nil."),
        _book("book snapshot, empty", 1, None, 0, 0, [], [], "A checksum over no bytes is 0. 0 is a version."),
        _book("book snapshot, one side", 1, None, 5, 0, [], asks),
        _book("book snapshot, prices below zero", 1, None, 300, 0, [(-3710, 1), (-3711, 70_000)], [(0, 1), (128, 255)],
              "The widths of signed and unsigned integers."),
        _book("book snapshot, widths", 1, None, 70_000, 0,
              [(-32, 1), (-33, 127), (-128, 128), (-129, 256), (-32_768, 65_535), (-32_769, 65_536),
               (-2**31, 2**32 - 1), (-2**31 - 1, 2**32), (-INTEGER_MAX, INTEGER_MAX)], [(-31, 1)],
              "Each width at its border."),
        _book("book snapshot, largest integers", 1, None, INTEGER_MAX, 0, *largest, "2^53-1."),
        _book("book snapshot, grouped, a sum beyond 2^53", 1, None, 300, 0, [(475000, INTEGER_MAX), (474000, 8)], [],
              "At least so much is bid at 475000. Checksum and depth are of what is sent."),
        _book("book snapshot, 600 levels per side", 1, None, 2**32, 0, *many, "Arrays of 16-bit length."),
        _book("book delta, one level", 2, 1041, 1042, 1, [(475000, 20)], [], held=([(475000, 20), (474975, 3)], asks)),
        _book("book delta, merged", 2, 1042, 1060, 7, [(475000, 0), (474950, 8)], [(475025, 0), (475050, 1)],
              "Sizes of 0 remove.", held=([(474975, 3), (474950, 8)], [(475050, 1)])),
        _book("book delta, empty", 2, 1060, 1061, 1, [], [],
              "Updates that do not show in the depth of the stream: `oldest` is nil.", oldest=None,
              held=([(474975, 3), (474950, 8)], [(475050, 1)])),
        _book("book delta, book becomes empty", 2, 1061, 1070, 3, [(474975, 0), (474950, 0)], [(475050, 0)],
              held=([], [])),
        _book("book snapshot with orders", 9, None, 1041, 0, [(475000, 12, 3), (474975, 3, 1)], [(475025, 9, 0)],
              "Three numbers for each level; at 475025 it is not known how many orders stand."),
        _book("book delta with orders", 10, 1041, 1042, 1, [(475000, 12, 4), (474975, 0, 0)], [],
              "The size at 475000 is as it was, by one order more.", held=([(475000, 12, 4)], [(475025, 9, 0)])),
        _book("book delta with orders, empty", 10, 1042, 1043, 1, [], [], oldest=None,
              held=([(475000, 12, 4)], [(475025, 9, 0)])),
        _book("book delta, unknown number of updates", 2, 1041, 1042, None, [(475000, 20)], [],
              held=([(475000, 20), (474975, 3)], asks)),
        _book("book delta, wide stream number", 2, 4_294_967_295, 4_294_967_296, 1, [(475000, 20)], [], stream=65_536,
              held=([(475000, 20)], [])),
    ]


def _book(name, kind, begin, to, merged, bids, asks, note=None, held=None, stream=3, oldest=AT):
    sides = [[number for level in side for number in level] for side in (bids, asks)]
    crc = checksum(*(held or (bids, asks)))
    return _noted(vector(name, [kind, stream, begin, to, merged, oldest, *sides, crc]), note)


def _quote_vectors():
    full = [475000, 12, 475025, 9, 475025, 2, 1, 474500, 475100, 474250, 474575, 81_240, AT - 9, AT]
    none = [None] * 13 + [AT]
    vectors = [
        _quote("quote snapshot, all fields", 3, None, 65_513, 0, ALL_FIELDS, full),
        _quote("quote snapshot, no values but a time", 3, None, 65_513, 0, ALL_FIELDS, none),
        _quote("quote snapshot, jump over an unknown number", 3, 12, 65_513, None, ALL_FIELDS, full),
        _quote("quote snapshot, some fields", 3, None, 1, 0, 8 | 8192, [9, AT],
               "A snapshot holds all fields of the stream, which was asked for with these two."),
        _quote("quote snapshot, jump over nothing", 3, 65_513, 65_513, 0, 1, [475000],
               "After `resync` or `update`: a snapshot, although nothing changed."),
        _quote("quote delta, bid gone", 4, 65_513, 65_516, 2, 3 | 8192, [None, None, AT], held=[None, None, *full[2:]]),
        _quote("quote delta, below zero", 4, 65_516, 65_519, 1, 4 | 8 | 8192, [-3700, 4, AT],
               held=[None, None, -3700, 4, *none[4:]]),
        _quote("quote delta, empty", 4, 65_519, 65_520, 1, 0, [], "An update that changed nothing.", held=full),
        _quote("quote delta, all fields", 4, 65_520, 65_777, 250, ALL_FIELDS, full),
        _quote("quote delta, of a stream with two fields", 4, 65_520, 65_777, 250, 2, [12],
               "The other is `askPrice`, and has not changed.", held=[12, 475025]),
        _quote("quote delta, largest integers", 4, 65_777, INTEGER_MAX, INTEGER_MAX, 3, [-INTEGER_MAX, INTEGER_MAX],
               oldest=INTEGER_MAX),
    ]
    for bit, name in enumerate(QUOTE_FIELDS):
        vectors.append(_quote(f"quote delta, {name}", 4, 7, 8, 1, 1 << bit, [full[bit]], held=full))
    return vectors


def _quote(name, kind, begin, to, merged, fields, values, note=None, held=None, oldest=AT):
    """`held`: what the client then holds of the fields of its stream; as a rule those of the message."""
    crc = quote_checksum(held or values)
    return _noted(vector(name, [kind, 4, begin, to, merged, oldest, fields, values, crc]), note)


def _trade_vectors():
    one = [1042, AT, 475025, 3, 1, 9_000_001]
    nameless = [1045, AT + 5, -3705, 1, 0, None]
    rolled = [[0, 0, 475000, 1], [0, 0, 475025, 1], [0, 0, 475025, 1]]
    below = [[0, 0, -price, size] for _, _, price, size in rolled]
    many = [[2000 + 2 * i, AT + i, 475000 + 25 * (i % 5), 1 + i % 9, i % 3, 9_000_000 + i] for i in range(20)]
    return [
        vector("trades, first, no history", [5, 5, None, 1041, 0, AT, []]),
        vector("trades, first, with history", [5, 5, None, 1042, 0, AT, [one]]),
        vector("trades, first, no trade yet", [5, 5, None, -1, 0, AT, []],
               note="Version -1; the time is that of the last quote."),
        vector("trades, the first trade of all", [5, 5, -1, 1042, 1, AT, [one]]),
        vector("trades, one", [5, 5, 1041, 1042, 1, AT, [one]]),
        vector("trades, without a number, below zero", [5, 5, 1042, 1045, 1, AT + 5, [nameless]]),
        vector("trades, several", [5, 5, 1041, 1045, 2, AT, [one, nameless]]),
        vector("trades, 20", [5, 5, 1045, 2038, 20, AT, many], note="An array of 16-bit length."),
        vector("trades, none large enough", [5, 5, 1041, 1045, 2, AT, []],
               note="With `minTradeSize` 5: two trades happened, both smaller. They count."),
        vector("trades, one of three large enough",
               [5, 5, 1045, 1051, 3, AT, [[1048, AT + 1, 475025, 5, 1, 9_000_003]]],
               note="`oldest` is the time of the first of the three."),
        vector("trades, first, none of the history large enough", [5, 5, None, 1051, 0, AT, []]),
        vector("trade roll-up, none large enough", [6, 5, 1045, 1999, 3, AT, 0, None, None, None, 1050, 0, 0, []],
               note="With `minTradeSize`: a sum of none is 0, and there is no price."),
        vector("trade roll-up, with cancels and corrections",
               [6, 5, 1045, 1999, 6, AT, 3, vwap(rolled), 475025, 475000, 1050, 2, 1,
                [[1060, AT + 1, 9_000_001], [1990, AT + 2, 17, 475050, 2, 1], [1999, AT + 3, 9_000_002]]],
               note="Three trades as they were executed, two cancels and a correction."),
        vector("trade roll-up, cancels alone",
               [6, 5, 1045, 1999, 2, AT, 0, None, None, None, 1050, 2, 0, [[1050, AT, 1], [1999, AT + 1, 2]]]),
        vector("trade roll-up, more cancels than are told",
               [6, 5, 1045, 1999, 65, AT, 0, None, None, None, 1999, 65, 0, None],
               note="Above 64 cancels and corrections nobody says which."),
        vector("trade cancel", [7, 5, 1045, 1047, 1, AT, 9_000_001]),
        vector("trade cancel, after no trade", [7, 5, -1, 1047, 1, AT, 0],
               note="Of a trade from before the records that the gateway has read."),
        vector("trade correction", [8, 5, 1047, 1049, 1, AT, 9_000_001, 475050, 2, 1]),
        vector("trade correction, below zero", [8, 5, 1049, 70_000, 1, AT, INTEGER_MAX, -3705, 1, 0]),
        vector("trade roll-up", [6, 5, 1045, 1999, 3, AT, 3, vwap(rolled), 475025, 475000, 1050, 0, 0, []],
               note="(475000 + 2 * 475025) / 3 = 475016.66667 to nearest, at four more digits."),
        vector("trade roll-up, below zero",
               [6, 5, 1045, 1999, 3, AT, 3, vwap(below), -475000, -475025, 1050, 0, 0, []]),
        vector("trade roll-up, after no trade",
               [6, 5, -1, 1999, 3, AT, 3, vwap(rolled), 475025, 475000, 1050, 0, 0, []]),
        vector("trade roll-up, not known", [6, 5, 1045, 1999, None, AT, *[None] * 8]),
        vector("trade roll-up, too large to say",
               [6, 5, 1045, 1999, 2, AT, None, None, INTEGER_MAX, INTEGER_MAX - 1, 1050, 0, 0, []],
               note="The sum of sizes, and the price with four more digits, reach 2^53: nil."),
    ]


def flush_vectors():
    """Several messages in one WebSocket message."""
    def flush(name, *messages):
        return {
            "name": name, "messages": list(messages), "messagepack": b"".join(map(pack, messages)).hex(),
            "json": "".join(text(message) + "\n" for message in messages),
        }

    vectors = {v["name"]: v["message"] for v in data_vectors()}
    pong = {"op": "pong", "id": 1, "time": AT}
    status = {"op": "status", "streams": [3], "state": "gapped", "reason": "crossed", "since": AT}
    return [
        flush("one control message", pong),
        flush("one data message", vectors["book delta, empty"]),
        flush("control and data", status, vectors["book delta, one level"], vectors["quote delta, bid gone"], pong),
        flush("two of one stream", vectors["trade roll-up"], vectors["trades, 20"]),
        flush("trades and what became of them", vectors["trades, several"], vectors["trade cancel"],
              vectors["trade correction"]),
        flush("stamped", vectors["stamp"], status, vectors["book delta, merged, stamped"],
              vectors["trade roll-up, stamped"], vectors["trade cancel, stamped"]),
        flush("stamped, control messages alone", vectors["stamp"], pong),
        flush("stamped, of a later version", [*vectors["stamp"], "new"],
              [*vectors["book delta, merged"], "new", [1], AT + 180], [*vectors["trade cancel"], {"a": 1}, AT]),
        flush("text beyond ASCII",
              {"op": "goaway", "reason": "Wartung \u2013 \u5b9a\u671f \U0001f527\n\"bald\"", "reconnectMs": 0},
              vectors["book delta, empty"]),
    ]


def growth_vectors():
    """What a later version 1 may send: read as `readsAs`; null: ignore it."""
    def grown(name, message, reads_as):
        return vector(name, message, readsAs=reads_as)

    delta = [2, 3, 1041, 1042, 1, AT, [475000, 20], [], 2_222]
    quote = [4, 4, 1041, 1042, 1, AT, 1, [475000], 3_333]
    pong = {"op": "pong", "id": 1, "time": AT}
    trade = [1042, AT, 475025, 3, 1, 9_000_001]
    return [
        grown("data with more elements", [*delta, "new", None, [1, [2]], {"a": 1}], delta),
        grown("quote with more elements", [*quote, "new", {"a": 1}], quote),
        grown("trade with more elements", [5, 5, 1041, 1042, 1, AT, [[*trade, 7]]], [5, 5, 1041, 1042, 1, AT, [trade]]),
        grown("cancel with more elements", [7, 5, 1041, 1042, 1, AT, 9_000_001, "reason"],
              [7, 5, 1041, 1042, 1, AT, 9_000_001]),
        grown("control with more keys", {"op": "pong", "lead": {"x": [1]}, "id": 1, "time": AT, "trail": 1.5}, pong),
        grown("keys in another order", {"time": AT, "id": 1, "op": "pong"}, pong),
        grown("unknown op", {"op": "weather", "sun": True}, None),
        grown("unknown kind", [77, 3, 1041, 1042, 1, AT, "?"], None),
    ]


def checksum_vectors():
    """Levels that are held, best first, and their CRC-32."""
    def entry(name, bids, asks):
        levels = [list(map(list, side)) for side in (bids, asks)]
        return {"name": name, "bids": levels[0], "asks": levels[1], "checksum": checksum(bids, asks)}

    deep = [[(475000 - 25 * i, 1 + i) for i in range(10)], [(475025 + 25 * i, 2 + i) for i in range(10)]]
    more = [deep[0] + [(474000, 5), (473000, 1)], deep[1] + [(476000, 3)]]
    return [
        entry("no levels", [], []),
        entry("one bid", [(475000, 12)], []),
        entry("one ask", [], [(475000, 12)]),
        entry("bid and ask", [(475000, 12)], [(475025, 9)]),
        entry("bid and ask, swapped", [(475025, 9)], [(475000, 12)]),
        entry("10 of each side", *deep),
        entry("more than 10 of a side", *more),
        entry("below zero", [(-3710, 1), (-3711, 70_000)], [(-1, 2), (0, 3)]),
        entry("largest integers", [(INTEGER_MAX, INTEGER_MAX), (-INTEGER_MAX, 1)], []),
        entry("with orders", [(475000, 12, 3), (474975, 3, 1)], [(475025, 9, 2)]),
        entry("with orders, some not known", [(475000, 12, 0), (474975, 3, 1)], [(475025, 9, 0)]),
        entry("with orders, more than 10 of a side", [(*level, 1 + i) for i, level in enumerate(more[0])],
              [(*level, 2) for level in more[1]]),
    ]


def group_vectors():
    """The levels of a book, and the groups of `step` that a client of a grouped stream holds, best first."""
    def entry(name, step, bids, asks):
        book = Book(journal_length=1)
        book.apply_snapshot(0, AT, bids, asks)
        grouped = GroupedBook(book, step)
        groups = [grouped.top(side, 0) for side in (BIDS, ASKS)]
        return {"name": name, "step": step, "bids": _pairs(bids), "asks": _pairs(asks), "bidGroups": _pairs(groups[0]),
                "askGroups": _pairs(groups[1]), "checksum": checksum(*groups)}

    top = INTEGER_MAX
    return [
        entry("bids down, asks up", 5, [(104, 1), (103, 2), (100, 3), (-1, 4)], [(105, 3), (106, 3), (109, 4)]),
        entry("around zero", 5, [(0, 1), (-1, 2)], [(0, 1), (1, 2)]),
        entry("a sum of 2^53-1 is exact", 10, [(109, top - 1), (101, 1)], []),
        entry("a sum beyond 2^53-1 is at least that", 10, [(109, top), (101, top), (99, 7)], [(111, top), (119, 1)]),
        entry("a sum beyond 2^63", 5_000, [(14_999 - i, top) for i in range(1_100)], []),
        entry("the outermost groups end at 2^53-1", 1_000, [(-top + 999, 1), (-top + 500, 2), (-top, 3)],
              [(top - 999, 1), (top - 500, 2), (top, 3)]),
        entry("one group is the whole side", top, [(top, 1), (top - 1, 2), (-1, 3), (-top, 4)],
              [(-top, 1), (1 - top, 2), (1, 3), (top, 4)]),
    ]


def quote_checksum_vectors():
    """The fields of a stream, the values that are held of them, and their CRC-32."""
    def entry(name, fields, values):
        return {"name": name, "fields": fields, "values": values, "checksum": quote_checksum(values)}

    full = [475000, 12, 475025, 9, 475025, 2, 1, 474500, 475100, 474250, 474575, 81_240, AT - 9, AT]
    return [
        entry("no value", 1, [None]),
        entry("zero is a value", 1, [0]),
        entry("one price", 1, [475000]),
        entry("the same price in another scale", 1, [4_750_000]),
        entry("bid and ask", 1 | 4, [475000, 475025]),
        entry("bid and ask, swapped", 1 | 4, [475025, 475000]),
        entry("the same values of other fields", 16 | 8192, [475000, 475025]),
        entry("best bid and offer, no bid", 15, [None, None, 475025, 9]),
        entry("all fields", ALL_FIELDS, full),
        entry("all fields, none with a value", ALL_FIELDS, [None] * 14),
        entry("below zero", 1 | 2, [-3710, 70_000]),
        entry("largest integers", 1 | 2, [-INTEGER_MAX, INTEGER_MAX]),
    ]


def _pairs(levels):
    return [list(level) for level in levels]


def _noted(entry, note):
    return {**entry, "note": note} if note else entry
