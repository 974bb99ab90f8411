"""Trades: the most recent ones one by one, and what is known of those that the gateway rolled up."""

from __future__ import annotations

from typing import Any

from ._wire import aggressor_of, check_amendment, check_roll_up, check_trade
from .errors import WireError
from .streams import APPLIED, INCONSISTENT, MarketStream
from .values import Amendment, RollUp, Terms, Trade

_ROLL_UPS_KEPT = 100


class TradeStream(MarketStream):
    """The trades of one symbol. Every trade comes in an update; here the last ones are kept, as they stand now."""

    channel = "trade"
    _continues_after_resync = True

    def __init__(self, *of: Any) -> None:
        self._kept: list[Trade] = []
        # By place in `_kept`. What was cancelled keeps its place, so that a cancel that comes twice does not reach for
        # another trade with the same number.
        self._cancelled: set[int] = set()
        self._too_small: set[int] = set()
        self._roll_ups: list[RollUp] = []
        self._kept_generation: str | None = None
        #: How many trades came one by one, history included.
        self.count = 0
        super().__init__(*of)
        self._may_start = True

    def recent(self, count: int | None = None) -> list[Trade]:
        """The last trades, oldest first, without the cancelled, and the corrected with their new values."""
        gone = self._cancelled | self._too_small
        standing = [trade for place, trade in enumerate(self._kept) if place not in gone] if gone else self._kept
        kept = min(count if count is not None else self._settings.trades_kept, self._settings.trades_kept)
        return [self._shown(trade) for trade in standing[-kept:]] if kept > 0 else []

    @property
    def last(self) -> Trade | None:
        """The last trade that stands; None: none is known."""
        return next(iter(self.recent(1)), None)

    @property
    def roll_ups(self) -> list[RollUp]:
        """The last roll-ups, oldest first."""
        return [self._shown_roll_up(roll_up) for roll_up in self._roll_ups]

    def _shown(self, trade: Trade) -> Trade:
        return trade._replace(
            occurred_at=self._time(trade.occurred_at), price=self._price(trade.price), size=self._size(trade.size))

    def _shown_roll_up(self, roll_up: RollUp) -> RollUp:
        return roll_up._replace(volume=self._size(roll_up.volume), vwap=self._vwap(roll_up.vwap),
                                high=self._price(roll_up.high), low=self._price(roll_up.low))

    def _shown_amendment(self, amendment: Amendment) -> Amendment:
        return amendment._replace(occurred_at=self._time(amendment.occurred_at), price=self._price(amendment.price),
                                  size=self._size(amendment.size))

    @staticmethod
    def _new_trades(message: list[Any]) -> list[Trade]:
        return [_trade(values) for values in message[6]]

    def _check(self, kind: int, message: list[Any]) -> None:
        if kind == 5:
            if type(message[6]) is not list:
                raise WireError("trades are no array")
            for trade in message[6]:
                check_trade(trade)
        elif kind == 6:
            check_roll_up(message)
        else:
            check_amendment([message[3], message[5], *message[6:7 if kind == 7 else 10]])

    def _change(self, kind: int, message: list[Any]) -> str:
        if kind == 6:
            self._roll_ups.append(RollUp(message[2], message[3], message[4], *message[6:13]))
            del self._roll_ups[:-_ROLL_UPS_KEPT]
        elif kind == 5 and not self._is_consistent(message):
            return INCONSISTENT
        elif kind == 5:
            self._keep(self._new_trades(message), message[2] is None)
        for amendment in amendments_of(message):
            self._amend(amendment)
        return APPLIED

    def _is_consistent(self, message: list[Any]) -> bool:
        _, _, begin, to, merged, _, trades = message[:7]
        before = -(2**53) if begin is None else begin
        for trade in trades:
            if not before < trade[0] <= to:
                return False
            before = trade[0]
        # A history counts in no account; trades below the smallest size are counted, but do not come.
        if begin is None or merged is None:
            return True
        return bool(merged >= len(trades) if self.terms.min_trade_size else merged == len(trades))

    def _keep(self, trades: list[Trade], is_first: bool) -> None:
        # The history of a new start may repeat what is held already, and knows better: some may have been cancelled or
        # corrected since. Versions of two generations do not compare.
        is_repeated = is_first and self._kept_generation == self.terms.generation
        kept = self._kept
        held = kept[-1].version if is_repeated and kept else -(2**53)
        self._kept_generation = self.terms.generation
        self.count += sum(trade.version > held for trade in trades)
        while is_repeated and trades and kept and kept[-1].version >= trades[0].version:
            kept.pop()
            self._cancelled.discard(len(kept))
            self._too_small.discard(len(kept))
        kept += trades
        excess = len(kept) - self._settings.trades_kept
        # Cut now and then, not at every trade.
        if excess > self._settings.trades_kept:
            del kept[:excess]
            self._cancelled = {place - excess for place in self._cancelled if place >= excess}
            self._too_small = {place - excess for place in self._too_small if place >= excess}

    def _amend(self, amendment: Amendment) -> None:
        """Of the newest trade with that number."""
        for place in range(len(self._kept) - 1, -1, -1):
            trade = self._kept[place]
            if trade.trade_id != amendment.trade_id:
                continue
            if place in self._cancelled:
                return
            self._too_small.discard(place)
            if amendment.kind == "cancel":
                self._cancelled.add(place)
                return
            self._kept[place] = trade._replace(price=amendment.price, size=amendment.size,
                                               aggressor=amendment.aggressor or "unknown", is_corrected=True)
            if amendment.size < self.terms.min_trade_size:
                self._too_small.add(place)
            return

    def _scales_changed(self, before: Terms) -> None:
        """A trade that was got stays: in other scales where that is exact, else none is kept."""
        converted = [trade._replace(price=_moved(trade.price, before.price_scale, self.terms.price_scale),
                                    size=_moved(trade.size, before.size_scale, self.terms.size_scale))
                     for trade in self._kept]
        if any(trade.price is None or trade.size is None for trade in converted):
            self._clear()
        else:
            self._kept = converted
        self._roll_ups = []

    def _clear(self) -> None:
        self._kept, self._cancelled, self._too_small, self._roll_ups = [], set(), set(), []

    def _await_start(self) -> None:
        self._may_start = True

    def _copy_content(self, other: TradeStream) -> None:
        other._kept, other._roll_ups = self._kept.copy(), self._roll_ups.copy()
        other._cancelled, other._too_small = self._cancelled.copy(), self._too_small.copy()


def amendments_of(message: list[Any]) -> list[Amendment]:
    """What a message of trades says of earlier trades."""
    kind = message[0]
    if kind == 6:
        return [_amendment(values) for values in message[13] or ()]
    return [_amendment([message[3], message[5], *message[6:7 if kind == 7 else 10]])] if kind in (7, 8) else []


def _trade(values: list[Any]) -> Trade:
    version, occurred_at, price, size, aggressor, trade_id = values[:6]
    return Trade(version, occurred_at, price, size, aggressor_of(aggressor), trade_id)


def _amendment(values: list[Any]) -> Amendment:
    if len(values) == 3:
        return Amendment("cancel", values[0], values[1], values[2])
    version, occurred_at, trade_id, price, size, aggressor = values[:6]
    return Amendment("correction", version, occurred_at, trade_id, price, size, aggressor_of(aggressor))


def _moved(value: int, before: int, now: int) -> int | None:
    """An integer in another scale; None: not exactly, or not below 2^53."""
    if now >= before:
        moved = value * 10 ** (now - before)
        return moved if abs(moved) < 2**53 else None
    moved, rest = divmod(value, 10 ** (before - now))
    return None if rest else moved
