"""The truth about the market: what a gateway holds after the records that it has read."""

import struct
import zlib
from dataclasses import dataclass, field

BIDS, ASKS = 0, 1
CHECKSUM_LEVELS = 10
NO_VALUE = -2**63
INTEGER_MAX = 2**53 - 1

QUOTE_FIELDS = (
    "bidPrice", "bidSize", "askPrice", "askSize", "lastPrice", "lastSize", "lastAggressor", "open", "high", "low",
    "previousClose", "volume", "lastTradeAt", "occurredAt",
)


def sorted_levels(levels, side):
    """(price, size) of one side, best first."""
    return sorted(levels.items(), reverse=side == BIDS)


def is_better(price, other, side):
    """Whether `price` stands nearer to the market than `other`."""
    return price > other if side == BIDS else price < other


def checksum(bids, asks):
    """CRC-32 of the best 10 levels of each side; each a list of (price, size) or (price, size, orders), best first."""
    levels = [*bids[:CHECKSUM_LEVELS], *asks[:CHECKSUM_LEVELS]]
    return zlib.crc32(b"".join(struct.pack("<q", number) for level in levels for number in level))


def quote_checksum(values):
    """CRC-32 of the values of a quote's fields, in the order of their bits; None for no value."""
    return zlib.crc32(b"".join(struct.pack("<q", NO_VALUE if value is None else value) for value in values))


@dataclass
class Updates:
    """The source updates of one symbol in one channel: (version, occurredAt), in the order of the log."""

    items: list = field(default_factory=list)

    known_from: int = -1
    """Version from which this replica has read the log; how many updates lie before it, it cannot say."""

    def version(self):
        return self.items[-1][0] if self.items else None

    def newest_at(self):
        """When the newest of them occurred at the venue."""
        return self.items[-1][1]

    def oldest_at(self, begin):
        """When the first after `begin` occurred at the venue."""
        return next(at for version, at in self.items if version > begin)

    def merged(self, begin, end):
        """How many updates lie in (begin, end]; None where not known."""
        if begin < self.known_from:
            return None
        return sum(1 for version, _ in self.items if begin < version <= end)


class Book:
    """Levels of one symbol, and a journal of which prices were touched at which version."""

    def __init__(self, journal_length):
        self.sides = ({}, {})
        self.updates = Updates()
        self.replaced_at = None
        self._journal = []
        self._journal_length = journal_length
        self._journal_begin = -1

    def apply_snapshot(self, version, at, bids, asks):
        self.sides = (dict(bids), dict(asks))
        self.replaced_at = version
        self._journal.clear()
        self._journal_begin = version
        self.updates.items.append((version, at))

    def apply_delta(self, version, at, bids=(), asks=()):
        for side, changes in ((BIDS, bids), (ASKS, asks)):
            for price, size in changes:
                if size:
                    self.sides[side][price] = size
                else:
                    self.sides[side].pop(price, None)
                self._journal.append((version, side, price))
        while len(self._journal) > self._journal_length:
            self._journal_begin = self._journal.pop(0)[0]
        self.updates.items.append((version, at))

    def touched_since(self, version):
        """The prices touched after `version`, per side; None where the journal does not reach back so far."""
        if version < self._journal_begin:
            return None
        touched = (set(), set())
        for at_version, side, price in self._journal:
            if at_version > version:
                touched[side].add(price)
        return touched

    def top(self, side, depth):
        """The best `depth` levels of a side (0: all), best first."""
        return sorted_levels(self.sides[side], side)[: depth or None]


class GroupedBook:
    """A book seen through coarser prices: bids rounded down to multiples of a step, asks rounded up, sizes summed."""

    def __init__(self, source, step):
        self.updates = source.updates
        self.sides = tuple(self._summed(source.sides[side], side, step) for side in (BIDS, ASKS))
        self._source, self._step = source, step

    def touched_since(self, version):
        touched = self._source.touched_since(version)
        if touched is None:
            return None
        return tuple({_rounded(price, side, self._step) for price in touched[side]} for side in (BIDS, ASKS))

    def top(self, side, depth):
        return sorted_levels(self.sides[side], side)[: depth or None]

    @staticmethod
    def _summed(levels, side, step):
        groups = {}
        for price, size in levels.items():
            group = _rounded(price, side, step)
            groups[group] = groups.get(group, 0) + size
        return {price: min(size, INTEGER_MAX) for price, size in groups.items()}


def _rounded(price, side, step):
    rounded = price // step * step if side == BIDS else -(-price // step) * step
    return max(-INTEGER_MAX, min(rounded, INTEGER_MAX))


class Quote:
    """Last value of each field, with the version that last changed it."""

    def __init__(self):
        self.values = dict.fromkeys(QUOTE_FIELDS)
        self.updates = Updates()
        self._changed_at = dict.fromkeys(QUOTE_FIELDS, -1)

    def apply(self, version, at, **changes):
        for name, value in {**changes, "occurredAt": at}.items():
            if self.values[name] != value:
                self.values[name] = value
                self._changed_at[name] = version
        self.updates.items.append((version, at))

    def changed_since(self, version):
        return [name for name in QUOTE_FIELDS if self._changed_at[name] > version]


@dataclass
class Amendment:
    """What the venue says of an earlier trade: (price, size, aggressor) from now on, or None: it never was."""

    version: int
    at: int
    trade_id: int
    values: tuple | None

    def __getitem__(self, index):
        """Version and time, where a trade has them."""
        return (self.version, self.at)[index]


class Trades:
    """Every trade, cancel and correction, of which a ring of the most recent can still be sent one by one."""

    def __init__(self, ring_length):
        self.all = []
        self.updates = Updates()
        self._ring_length = ring_length

    def apply(self, version, at, price, size, aggressor, trade_id):
        self.all.append([version, at, price, size, aggressor, trade_id])
        self.updates.items.append((version, at))

    def amend(self, version, at, trade_id, values=None):
        self.all.append(Amendment(version, at, trade_id, values))
        self.updates.items.append((version, at))

    def standing(self):
        """The trades of the ring as they stand now: without the cancelled, and the corrected with their values."""
        standing, places = [], {}
        for entry in self.recent():
            if not isinstance(entry, Amendment):
                places[entry[5]] = len(standing)
                standing.append(list(entry))
                continue
            place = places.get(entry.trade_id)
            if place is not None and standing[place]:
                standing[place] = [*standing[place][:2], *entry.values, entry.trade_id] if entry.values else None
        return [trade for trade in standing if trade]

    def recent(self):
        return self.all[-self._ring_length:]

    def rolled_up_after(self, version):
        """What has left the ring after `version`."""
        return [trade for trade in self.all[: -self._ring_length] if trade[0] > version]


class Instrument:
    """One symbol: its definition, and its state in the three channels."""

    def __init__(self, symbol, price_scale, size_scale, tick_size, journal_length=64, ring_length=4):
        self.symbol = symbol
        self.price_scale = price_scale
        self.size_scale = size_scale
        self.tick_size = tick_size
        self.book = Book(journal_length)
        self.quote = Quote()
        self.trades = Trades(ring_length)

    def of(self, channel):
        return {"book": self.book, "quote": self.quote, "trade": self.trades}[channel]
