"""Order books."""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left, insort
from copy import copy
from typing import Any, cast

from ._wire import KIND_WITH_ORDERS, check_levels, is_integer
from .errors import WireError
from .streams import APPLIED, CHECKSUM_WRONG, MarketStream
from .values import CountedLevel, Level, Terms

_LEVELS_PROVEN = 10
_PACKS = [struct.Struct(f"<{count}q").pack for count in range(3 * 2 * _LEVELS_PROVEN + 1)]


def book_checksum(bids: list[Any], asks: list[Any]) -> int:
    """CRC-32 of the best 10 levels of each side, ``(price, size)``, or ``(price, size, orders)`` where the
    stream has them, in integers, best first (schemas/wire, 2)."""
    flat = [value for level in (*bids[:_LEVELS_PROVEN], *asks[:_LEVELS_PROVEN]) for value in level]
    return zlib.crc32(_PACKS[len(flat)](*flat))


class BookStream(MarketStream):
    """The book of one symbol, cut to the depth of the stream; its checksum is compared at every message."""

    channel = "book"

    def __init__(self, *of: Any) -> None:
        self._bid_sizes: dict[int, int] = {}
        self._ask_sizes: dict[int, int] = {}
        # How many orders stand at each price; None: it was not asked for.
        self._bid_orders: dict[int, int] | None = None
        self._ask_orders: dict[int, int] | None = None
        # Both ascending: the best bid stands last, the best ask first.
        self._bid_prices: list[int] = []
        self._ask_prices: list[int] = []
        #: CRC-32 of the best 10 levels of each side as computed here at the last message.
        self.checksum = 0
        #: Whether that is what the gateway said.
        self.is_checksum_right = False
        self._is_proven = False
        self._is_short = False
        super().__init__(*of)

    def bids(self, levels: int | None = None) -> list[Level]:
        """The best bids, highest price first."""
        prices = self._bid_prices
        best = prices[::-1] if levels is None else prices[:-levels - 1:-1]
        return self._levels(best, self._bid_sizes, self._bid_orders)

    def asks(self, levels: int | None = None) -> list[Level]:
        """The best asks, lowest price first."""
        return self._levels(self._ask_prices[:levels], self._ask_sizes, self._ask_orders)

    def _levels(self, best: list[int], sizes: dict[int, int], orders: dict[int, int] | None) -> list[Level]:
        price, size = self._price, self._size
        if orders is None:
            return [Level(price(p), size(sizes[p])) for p in best]
        # Typed as what they are to those who did not ask for more: a pair.
        return cast("list[Level]", [CountedLevel(price(p), size(sizes[p]), orders[p] or None) for p in best])

    @property
    def best_bid(self) -> Level | None:
        """The highest bid; None: there is none."""
        return next(iter(self.bids(1)), None)

    @property
    def best_ask(self) -> Level | None:
        """The lowest ask; None: there is none."""
        return next(iter(self.asks(1)), None)

    @property
    def spread(self) -> Any:
        """Best ask less best bid; None: a side is empty."""
        bids, asks = self._bid_prices, self._ask_prices
        return self._price(asks[0] - bids[-1]) if bids and asks else None

    @property
    def mid(self) -> Any:
        """Half way between the best prices (of integers: perhaps a half); None: a side is empty."""
        bid, ask = self.best_bid, self.best_ask
        return (bid.price + ask.price) / 2 if bid and ask else None

    def __len__(self) -> int:
        return len(self._bid_prices) + len(self._ask_prices)

    @property
    def _is_resumable(self) -> bool:  # type: ignore[override]
        # Before the next message has filled up a depth that was raised, the edges would say that the book ends there.
        # What was wrong once may be wrong on below the levels of the checksum: only a snapshot mends it.
        return self._is_proven and not self._is_short

    def _check(self, kind: int, message: list[Any]) -> None:
        numbers = 3 if kind >= KIND_WITH_ORDERS else 2
        check_levels(message[6], numbers)
        check_levels(message[7], numbers)
        if not is_integer(message[8]):
            raise WireError("a checksum is no integer")

    def _change(self, kind: int, message: list[Any]) -> str:
        bids, asks = message[6], message[7]
        if kind >= KIND_WITH_ORDERS:
            self._bid_orders, bids = _take_orders(self._bid_orders, bids)
            self._ask_orders, asks = _take_orders(self._ask_orders, asks)
        if bids:
            _apply_side(self._bid_sizes, self._bid_prices, bids)
        if asks:
            _apply_side(self._ask_sizes, self._ask_prices, asks)
        depth = self.terms.depth
        if depth and (len(self._bid_prices) > depth or len(self._ask_prices) > depth):
            self._truncate(depth)
        self._is_short = False
        self.checksum = checksum = self._compute()
        counts = self.counts
        if checksum == message[8]:
            self.is_checksum_right = True
            counts.verified += 1
            return APPLIED
        self.is_checksum_right = self._is_proven = False
        counts.checksum_failures += 1
        return CHECKSUM_WRONG

    def _compute(self) -> int:
        flat: list[int] = []
        add = flat.append
        sizes = self._bid_sizes
        orders = self._bid_orders
        for price in self._bid_prices[:-_LEVELS_PROVEN - 1:-1]:
            add(price)
            add(sizes[price])
            if orders is not None:
                add(orders[price])
        sizes, orders = self._ask_sizes, self._ask_orders
        for price in self._ask_prices[:_LEVELS_PROVEN]:
            add(price)
            add(sizes[price])
            if orders is not None:
                add(orders[price])
        return zlib.crc32(_PACKS[len(flat)](*flat))

    def _clear(self) -> None:
        self._bid_sizes, self._ask_sizes, self._bid_prices, self._ask_prices = {}, {}, [], []
        self._bid_orders = self._ask_orders = None
        self.checksum = 0
        self.is_checksum_right = False
        self._is_proven = True

    def _scales_changed(self, before: Terms) -> None:
        self._clear()
        self._is_proven = False

    def _terms_changed(self, before: Terms) -> None:
        depth = self.terms.depth
        self._is_short = self._is_short or (before.depth != 0 and (depth == 0 or depth > before.depth))

    def _edges(self) -> list[int | None]:
        # After a depth was lowered the rest goes with the next message; what is offered must be without it.
        depth = self.terms.depth
        self._truncate(depth)
        return [self._bid_prices[0] if 0 < depth == len(self._bid_prices) else None,
                self._ask_prices[-1] if 0 < depth == len(self._ask_prices) else None]

    def _truncate(self, depth: int) -> None:
        if depth and len(self._bid_prices) > depth:
            for price in self._bid_prices[:-depth]:
                del self._bid_sizes[price]
                if self._bid_orders is not None:
                    del self._bid_orders[price]
            del self._bid_prices[:-depth]
        if depth and len(self._ask_prices) > depth:
            for price in self._ask_prices[depth:]:
                del self._ask_sizes[price]
                if self._ask_orders is not None:
                    del self._ask_orders[price]
            del self._ask_prices[depth:]

    def _copy_content(self, other: BookStream) -> None:
        other._bid_sizes, other._ask_sizes = self._bid_sizes.copy(), self._ask_sizes.copy()
        other._bid_orders, other._ask_orders = copy(self._bid_orders), copy(self._ask_orders)
        other._bid_prices, other._ask_prices = self._bid_prices.copy(), self._ask_prices.copy()

    def _restore(self, bids: list[Any], asks: list[Any]) -> None:
        """Holds these levels, as if they had come."""
        self._bid_sizes, self._ask_sizes = ({level[0]: level[1] for level in side} for side in (bids, asks))
        if any(len(level) > 2 for level in (*bids, *asks)):
            self._bid_orders, self._ask_orders = ({level[0]: level[2] for level in side} for side in (bids, asks))
        self._bid_prices, self._ask_prices = sorted(self._bid_sizes), sorted(self._ask_sizes)
        self._is_proven = True


def _take_orders(orders: dict[int, int] | None, flat: list[int]) -> tuple[dict[int, int], list[int]]:
    """Notes how many orders stand at each price; the levels without it."""
    orders = {} if orders is None else orders
    for price, size, count in zip(flat[::3], flat[1::3], flat[2::3]):
        if size:
            orders[price] = count
        else:
            orders.pop(price, None)
    return orders, [value for pair in zip(flat[::3], flat[1::3]) for value in pair]


def _apply_side(sizes: dict[int, int], prices: list[int], flat: list[int]) -> None:
    if not sizes:
        # A snapshot, or the first of a side: sorted once.
        sizes.update((price, size) for price, size in zip(flat[::2], flat[1::2]) if size)
        prices[:] = sorted(sizes)
        return
    pairs = iter(flat)
    for price, size in zip(pairs, pairs):
        if size:
            if price not in sizes:
                insort(prices, price)
            sizes[price] = size
        elif price in sizes:
            del sizes[price]
            del prices[bisect_left(prices, price)]
