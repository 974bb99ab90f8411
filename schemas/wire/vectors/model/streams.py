"""From a cursor to a message: what a client that stands at a cursor must be sent to stand at the present."""

from dataclasses import dataclass

from .market import (
    ASKS, BIDS, INTEGER_MAX, QUOTE_FIELDS, Amendment, checksum, is_better, quote_checksum,
)

BOOK_SNAPSHOT, BOOK_DELTA, QUOTE_SNAPSHOT, QUOTE_DELTA, TRADES, TRADE_ROLL_UP = range(1, 7)
TRADE_CANCEL, TRADE_CORRECTION = 7, 8
NO_TRADE_YET = -1
AMENDED_MAX = 64


@dataclass(frozen=True)
class Cursor:
    """Where a client stands: a version and, where a side is full to the depth, the worst price that it holds."""

    version: int
    bid_edge: int | None = None
    ask_edge: int | None = None


def book_cursor(book, depth):
    """The cursor of a client that holds the top `depth` of the book as it is now."""
    def edge(side):
        top = book.top(side, depth)
        return top[-1][0] if depth and len(top) == depth else None

    return Cursor(book.updates.version(), edge(BIDS), edge(ASKS))


def book_message(number, book, depth, cursor, anew=False):
    """A delta where the journal reaches back to the cursor and it is no longer than the snapshot; else a snapshot."""
    tops = [book.top(side, depth) for side in (BIDS, ASKS)]
    touched = book.touched_since(cursor.version) if cursor and not anew else None
    kind, sides = BOOK_SNAPSHOT, tops
    if touched is not None:
        edges = (cursor.bid_edge, cursor.ask_edge)
        deltas = [_side_delta(book.sides[s], s, tops[s], touched[s], depth, edges[s]) for s in (BIDS, ASKS)]
        if sum(map(len, deltas)) <= sum(map(len, tops)):
            kind, sides = BOOK_DELTA, deltas
    head = _head(kind, number, book.updates, cursor)
    return [*head, *map(_flat, sides), checksum(*tops)]


def field_bits(names):
    """The bit set of section 2."""
    return sum(1 << QUOTE_FIELDS.index(name) for name in names)


def quote_message(number, quote, fields, cursor, anew=False):
    """All fields of the stream for a snapshot; else those that changed after the cursor."""
    kind, names = QUOTE_SNAPSHOT, fields
    if cursor and not anew and cursor.version >= quote.updates.known_from:
        kind, names = QUOTE_DELTA, [name for name in fields if name in quote.changed_since(cursor.version)]
    head = _head(kind, number, quote.updates, cursor)
    held = quote_checksum(quote.values[name] for name in fields)
    return [*head, field_bits(names), [quote.values[name] for name in names], held]


def first_trades_message(number, trades, history, newest_at, size_min=0):
    """The first message of a subscription: of the last `history` trades that stand the large enough; none counts."""
    to = trades.updates.version()
    last = trades.standing()[-history:] if history else []
    told = last or trades.all[-1:]
    oldest = told[0][1] if told else newest_at
    return [TRADES, number, None, NO_TRADE_YET if to is None else to, 0, oldest, _large(last, size_min)]


def trade_messages(number, trades, cursor, size_min=0):
    """What left the ring as one roll-up, then the trades that remain, and between them cancels and corrections."""
    messages, begin = [], cursor.version
    gone = trades.rolled_up_after(begin)
    if gone:
        messages.append(_roll_up(number, trades, begin, gone, size_min))
        begin = gone[-1][0]
    rest = [trade for trade in trades.recent() if trade[0] > begin]
    for run in _runs(rest):
        messages.append(_run_message(number, begin, run, size_min))
        begin = run[-1][0]
    return messages


def _runs(entries):
    """Trades that follow each other together, each cancel and each correction alone."""
    runs = []
    for entry in entries:
        if runs and not isinstance(entry, Amendment) and not isinstance(runs[-1][-1], Amendment):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _run_message(number, begin, run, size_min):
    first = run[0]
    if not isinstance(first, Amendment):
        return [TRADES, number, begin, run[-1][0], len(run), first[1], _large(run, size_min)]
    kind = TRADE_CORRECTION if first.values else TRADE_CANCEL
    return [kind, number, begin, first.version, 1, first.at, first.trade_id, *(first.values or ())]


def _large(trades, size_min):
    return [trade for trade in trades if not isinstance(trade, Amendment) and trade[3] >= size_min]


def vwap(trades):
    """Volume-weighted average price in units of 10^-(priceScale + 4), to nearest, halves away from zero."""
    volume = sum(trade[3] for trade in trades)
    value = sum(trade[2] * trade[3] for trade in trades) * 10_000
    magnitude = (2 * abs(value) + volume) // (2 * volume)
    return magnitude if value >= 0 else -magnitude


def _roll_up(number, trades, begin, gone, size_min):
    head = [TRADE_ROLL_UP, number, begin, gone[-1][0]]
    merged = trades.updates.merged(begin, gone[-1][0])
    if merged is None:
        return [*head, None, trades.recent()[0][1], *[None] * 8]
    amended = [entry for entry in gone if isinstance(entry, Amendment)]
    corrections = sum(1 for entry in amended if entry.values)
    told = [[entry.version, entry.at, entry.trade_id, *(entry.values or ())] for entry in amended]
    counts = [len(amended) - corrections, corrections, told if len(told) <= AMENDED_MAX else None]
    summed = _large(gone, size_min)
    if not summed:
        return [*head, merged, gone[0][1], 0, None, None, None, gone[0][0], *counts]
    prices = [trade[2] for trade in summed]
    volume = sum(trade[3] for trade in summed)
    return [*head, merged, gone[0][1], volume, vwap(summed), max(prices), min(prices), gone[0][0], *counts]


def _head(kind, number, updates, cursor):
    """What a book or quote message begins with: `[kind, stream, from, to, merged, oldest]`."""
    to = updates.version()
    if cursor is None:
        return [kind, number, None, to, 0, updates.newest_at()]
    is_snapshot = kind in (BOOK_SNAPSHOT, QUOTE_SNAPSHOT)
    oldest = updates.newest_at() if is_snapshot else updates.oldest_at(cursor.version)
    return [kind, number, cursor.version, to, updates.merged(cursor.version, to), oldest]


def _side_delta(levels, side, top, touched, depth, edge):
    in_top = dict(top)
    new_edge = top[-1][0] if depth and len(top) == depth else None
    changes = {}
    for price in touched:
        if price in in_top:
            changes[price] = in_top[price]
        elif price not in levels and _may_be_held(price, edge, side) and _may_be_held(price, new_edge, side):
            changes[price] = 0
    if edge is not None:
        changes.update((price, size) for price, size in top if is_better(edge, price, side))
    return sorted(changes.items(), reverse=side == BIDS)


def _may_be_held(price, edge, side):
    """A price worse than the edge is not in the client's window (or its own truncation drops it)."""
    return edge is None or not is_better(edge, price, side)


def _flat(levels):
    return [number for level in levels for number in level]
