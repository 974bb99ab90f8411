"""Golden vectors of data messages that no gateway sends, and what they cost a client that gets one: the stream."""

from .encoding import pack, text
from .market import INTEGER_MAX

AT = 1703545200108349
BEYOND = 2 * INTEGER_MAX


def unreadable_vectors():
    """`stream`: the stream that is given up; None: the connection."""
    return [*_of_a_stream(), *_of_nobody()]


def _of_a_stream():
    def entry(name, *message):
        return {"name": name, "stream": 3, "json": text(message) + "\n", "messagepack": pack(message).hex()}

    def level(name, price, size):
        return entry(name, 2, 3, 1041, 1042, 1, AT, [price, size], [], 2_222)

    trade = [1042, AT, 475025, 3, 1, 9_000_001]

    def one_trade(name, index, value):
        return entry(name, 5, 3, 1041, 1042, 1, AT, [[*trade[:index], value, *trade[index + 1:]]])

    return [
        level("a size beyond 2^53", 475000, BEYOND),
        level("a size of 2^53", 475000, INTEGER_MAX + 1),
        level("a size beyond 2^63", 475000, 2**63),
        level("a size below 0", 475000, -1),
        level("a price beyond 2^53", -BEYOND, 1),
        level("a size that is no integer", 475000, 1.5),
        level("a size that is text", 475000, "12"),
        level("a size that is nil", 475000, None),
        entry("a price without a size", 2, 3, 1041, 1042, 1, AT, [475000], [], 2_222),
        entry("a side that is no array", 2, 3, 1041, 1042, 1, AT, {"475000": 1}, [], 2_222),
        entry("a book without a checksum", 2, 3, 1041, 1042, 1, AT, [475000, 1], []),
        entry("a checksum that is text", 2, 3, 1041, 1042, 1, AT, [475000, 1], [], "2222"),
        entry("a snapshot with a size beyond 2^53", 1, 3, None, 1042, 0, AT, [475000, BEYOND], [], 2_222),
        entry("a version beyond 2^53", 2, 3, 1041, BEYOND, 1, AT, [], [], 2_222),
        entry("a version that is text", 2, 3, "1041", 1042, 1, AT, [], [], 2_222),
        entry("a head that ends early", 2, 3, 1041),
        entry("a quote's value beyond 2^53", 4, 3, 1041, 1042, 1, AT, 2048, [BEYOND], 2_222),
        entry("a quote's value that is no integer", 4, 3, 1041, 1042, 1, AT, 1, [4750.25], 2_222),
        entry("a quote with too few values", 4, 3, 1041, 1042, 1, AT, 3, [475000], 2_222),
        entry("a quote with too many values", 4, 3, 1041, 1042, 1, AT, 1, [475000, 12], 2_222),
        entry("a quote with fields below 0", 4, 3, 1041, 1042, 1, AT, -1, [475000], 2_222),
        entry("a quote without a checksum", 4, 3, 1041, 1042, 1, AT, 1, [475000]),
        one_trade("a trade of a size beyond 2^53", 3, BEYOND),
        one_trade("a trade of a size below 0", 3, -3),
        one_trade("a tradeId beyond 2^53", 5, 8_389_766_145_050_669_870),
        entry("a trade that ends early", 5, 3, 1041, 1042, 1, AT, [trade[:5]]),
        entry("trades that are no array", 5, 3, 1041, 1042, 1, AT, 7),
        entry("a roll-up with a volume beyond 2^53", 6, 3, 1041, 1042, 1, AT, BEYOND, 1, 1, 1, 1042, 0, 0, []),
        entry("a roll-up with amendments that are no array", 6, 3, 1041, 1042, 1, AT, 7, 1, 1, 1, 1042, 0, 0, 7),
        entry("a roll-up that ends early", 6, 3, 1041, 1042, 1, AT, 7, 1, 1, 1, 1042, 0, 0),
        entry("a cancel without a tradeId", 7, 3, 1041, 1042, 1, AT, None),
        entry("a correction of a tradeId beyond 2^53", 8, 3, 1041, 1042, 1, AT, BEYOND, 475025, 3, 1),
        entry("a correction to a size below 0", 8, 3, 1041, 1042, 1, AT, 9_000_001, 475025, -3, 1),
        entry("a correction that ends early", 8, 3, 1041, 1042, 1, AT, 9_000_001, 475025, 3),
    ]


def _of_nobody():
    def entry(name, message):
        return {"name": name, "stream": None, "json": text(message) + "\n", "messagepack": pack(message).hex()}

    whole = [2, 3, 1041, 1042, 1, AT, [475000, 1], [], 2_222]
    return [
        entry("a stream that is text", [2, "3", *whole[2:]]),
        entry("a stream beyond 2^53", [2, BEYOND, *whole[2:]]),
        entry("a kind that is text", ["2", *whole[1:]]),
        entry("no stream", [2]),
        entry("nothing", []),
        entry("neither array nor map", 7),
        {"name": "a message that ends early", "stream": None, "json": text(whole)[:-7] + "\n",
         "messagepack": pack(whole).hex()[:-4]},
    ]
