"""The local copies of streams, proven message by message: chain, checksum and account."""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING, Any, ClassVar

from ._pace import ResyncPace
from ._wire import CHANNEL_OF_KIND, KIND_NAMES, SNAPSHOTS, check_head, is_optional
from .errors import WireError
from .values import Account, Counts, MarketPhase, Settings, StreamState, Terms, number_form, time_form

if TYPE_CHECKING:
    from ._parameters import Parameters
    from .subscription import Subscription

# What became of a message: APPLIED; CHAIN_BROKEN: it does not follow on what was held; INCONSISTENT: it contradicts
# itself; UNREADABLE: it is not what its kind says; UNTRUSTED: applied for the account's sake, but a snapshot is waited
# for; DISCARDED: the same, not applied.
APPLIED, CHAIN_BROKEN, CHECKSUM_WRONG, INCONSISTENT, UNREADABLE, UNTRUSTED, DISCARDED = (
    "applied", "chain_broken", "checksum_wrong", "inconsistent", "unreadable", "untrusted", "discarded")

_TERMS = ("depth", "intervalMs", "history", "grouping", "fields", "minPriceMove", "minTradeSize", "priceScale",
          "sizeScale")


class MarketStream:
    """What is held of one symbol in one channel. Written by the session alone, between two of your awaits."""

    channel: ClassVar[str]
    #: Trades go on where the session's own cursor stands after a resync; books and quotes wait for their snapshot.
    _continues_after_resync: ClassVar[bool] = False

    def __init__(self, symbol: str, subscription: Subscription[Any], parameters: Parameters,
                 settings: Settings) -> None:
        self.symbol = symbol
        self.subscription = subscription
        self.version: int | None = None
        self.terms = Terms()
        self.account = Account()
        self.counts = Counts()
        self.is_paused = False
        self._settings = settings
        self._number = 0
        self._asked: Parameters | None = parameters
        # What was asked for when what is held came: between an update that a snapshot answers and that snapshot it is
        # not what was asked for last, and there is nothing to offer in a resume.
        self._held: Parameters | None = None
        self._is_chained = self._is_trusted = self._is_ended = False
        self._may_start = False
        self._reported: StreamState = "syncing"
        self._reported_reason = ""
        self._own_reason = "subscribing"
        self._since: int | None = None
        self._newest: int | None = None
        self._sent_at: int | None = None
        #: The market's phase, beside the state: a halted symbol is live when nothing is missing. None: not told.
        self.phase: MarketPhase | None = None
        self._phase_since: int | None = None
        #: The name that was asked for and stood for the symbol; None: the symbol was.
        self.alias: str | None = None
        #: What the alias stands for now: another than ``symbol`` when the contract has rolled.
        self.alias_of: str | None = None
        self._resyncs = ResyncPace()
        self._time = time_form(settings.times)
        self._set_forms()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.symbol} {self.state} at {self.version}>"

    @property
    def state(self) -> StreamState:
        """How far what the stream holds can be trusted."""
        if self._is_ended:
            return "ended"
        return self._reported if self._is_trusted or self._reported == "loading" else "syncing"

    @property
    def reason(self) -> str:
        """Why it is in its state: the gateway's word, or what the client itself found."""
        return self._own_reason if self.state in ("syncing", "ended") else self._reported_reason

    @property
    def since(self) -> Any:
        """Since when, by the gateway's clock; None: not told."""
        return self._time(self._since)

    @property
    def newest(self) -> Any:
        """When the newest update occurred, at the venue, that what is held includes; None without ``stamps``."""
        return self._time(self._newest)

    @property
    def sent_at(self) -> Any:
        """When the gateway sent the last message, by its clock; None without ``stamps``."""
        return self._time(self._sent_at)

    @property
    def age(self) -> float | None:
        """How old what is held is, in seconds by the clock of this machine; None without ``stamps``."""
        return None if self._newest is None else time.time() - self._newest / 1e6

    @property
    def phase_since(self) -> Any:
        """Since when, by the venue's clock; None: not told."""
        return self._time(self._phase_since)

    @property
    def is_live(self) -> bool:
        """Proven by chain and checksum, and as good as the feed."""
        return self._is_trusted and self._reported == "live"

    @property
    def is_synced(self) -> bool:
        """Whether chain and checksum have proven what is held."""
        return self._is_trusted

    def frozen(self) -> Any:
        """A copy that changes no more."""
        other = copy.copy(self)
        other.account, other.counts = copy.copy(self.account), copy.copy(self.counts)
        self._copy_content(other)
        return other

    # What the session does.

    def _apply(self, message: list[Any]) -> str:
        kind = message[0]
        try:
            check_head(message)
            if CHANNEL_OF_KIND[kind] != self.channel:
                raise WireError(f"kind {kind} is none of channel {self.channel}")
            self._check(kind, message)
        except WireError as error:
            self._own_reason = str(error)
            return self._refuse_as(UNREADABLE)
        if kind in SNAPSHOTS:
            self._clear()
            return self._complete(message, self._change(kind, message), True)
        if self._may_start:
            verdict = self._complete(message, self._change(kind, message), True)
            return verdict
        if not self._is_chained:
            self.counts.discarded += 1
            return DISCARDED
        if message[2] is None or message[2] != self.version:
            return self._refuse_as(CHAIN_BROKEN)
        return self._complete(message, self._change(kind, message), False)

    def _apply_stamped(self, message: list[Any], sent_at: int) -> str:
        newest = message[-1]
        if not is_optional(newest):
            self._own_reason = "it does not end with a time"
            return self._refuse_as(UNREADABLE)
        verdict = self._apply(message)
        if verdict in (APPLIED, CHECKSUM_WRONG, UNTRUSTED):
            self._sent_at = sent_at
            self._newest = self._newest if newest is None else newest
        return verdict

    def _complete(self, message: list[Any], verdict: str, is_start: bool) -> str:
        if verdict is INCONSISTENT:
            return self._refuse_as(INCONSISTENT)
        # A message whose checksum is wrong still states where the gateway stands: version and account go on, also
        # through what follows until the snapshot that answers the resync. Only the content is not trusted.
        kind, _, begin, to, merged = message[:5]
        self.account.advance(begin, to, merged)
        self.version = to
        counts = self.counts
        counts.messages += 1
        if kind in SNAPSHOTS:
            counts.snapshots += 1
        if is_start:
            self._held = self._asked
            self._is_chained = True
            self._may_start = False
            self._is_trusted = verdict is APPLIED
            return verdict
        if self._is_trusted:
            self._held = self._asked
        if verdict is not APPLIED:
            self._is_trusted = False
        return UNTRUSTED if verdict is APPLIED and not self._is_trusted else verdict

    def _refuse_as(self, verdict: str) -> str:
        name = {UNREADABLE: "unreadable", CHAIN_BROKEN: "chain_breaks"}.get(verdict, "inconsistencies")
        setattr(self.counts, name, getattr(self.counts, name) + 1)
        self._is_trusted = self._is_chained = False
        return verdict

    def _acknowledge(self, entry: dict[str, Any], asked: Parameters | None) -> None:
        """One entry of `subscribed`."""
        before = self.terms
        self._number = entry["stream"]
        # An entry in brief goes on with the generation that was offered.
        self._set_terms({"generation": self.terms.generation, **entry})
        self._asked = asked
        self.is_paused = False
        self._is_ended = False
        self._is_trusted = self._is_chained = entry["start"] == "delta" and self.version is not None
        if self._is_trusted:
            self._held = asked
        else:
            self._own_reason = "waiting for the snapshot"
            self._void_offer(before)
            self._await_start()
        self._report(entry)

    def _update(self, entry: dict[str, Any], asked: Parameters | None) -> None:
        """Other parameters, and perhaps another number; the next message goes on from the version held."""
        before = self.terms
        self._number = entry["stream"]
        self._set_terms(entry)
        self._asked = asked
        if entry["start"] == "delta":
            self._held = asked
        else:
            self._is_trusted = False
            self._own_reason = "waiting for the snapshot"
            self._void_offer(before)
        self._terms_changed(before)
        self._report(entry)

    def _void_offer(self, before: Terms) -> None:
        """A version held from before is none of another generation, whose snapshot has yet to come."""
        if before.generation != self.terms.generation:
            self._held = None

    def _set_terms(self, entry: dict[str, Any]) -> None:
        before = self.terms
        numbers: list[Any] = [entry.get(name) or 0 for name in _TERMS]
        depth, interval, history, grouping, fields, min_price_move, min_trade_size, price_scale, size_scale = numbers
        self.terms = Terms(depth, interval, history, grouping, fields, min_price_move, min_trade_size, price_scale,
                           size_scale, entry.get("tickSize") or 1, entry.get("generation"),
                           entry.get("merge") or "auto", entry.get("orders") or False)
        if (before.price_scale, before.size_scale) != (self.terms.price_scale, self.terms.size_scale):
            # What is held in the old scales is converted or forgotten, never read in the new ones.
            self._scales_changed(before)
            self._set_forms()

    def _set_forms(self) -> None:
        form = self._settings.prices
        self._price = number_form(form, self.terms.price_scale)
        self._size = number_form(form, self.terms.size_scale)
        self._vwap = number_form(form, self.terms.price_scale + 4)

    def _report(self, status: dict[str, Any]) -> None:
        self._reported = status["state"]
        self._reported_reason = status.get("reason") or ""
        self._since = status.get("since")
        self.phase, self._phase_since = status.get("phase"), status.get("phaseSince")

    def _disconnect(self) -> None:
        """What is held stays readable, but is no longer the market."""
        self._number = 0
        self.is_paused = False
        self._is_trusted = self._is_chained = False
        self._reported = "syncing"
        self.phase = self._phase_since = None
        self._own_reason = "not connected"

    def _forget(self) -> None:
        """The log behind the gateway was replaced: versions begin anew."""
        self.account.restart()
        self.version = self._newest = None
        self._is_trusted = self._is_chained = False
        self._own_reason = "the log was replaced"
        self._await_start()
        self._clear()

    def _end(self, reason: str) -> None:
        self._number = 0
        self._is_ended = True
        self._is_trusted = self._is_chained = False
        self._own_reason = reason

    def _distrust(self, reason: str) -> None:
        self._is_trusted = False
        self._own_reason = reason

    def _resynced(self) -> None:
        if self._continues_after_resync:
            self._is_trusted = self._is_chained = True
            self._await_start()

    def _resume_point(self, wanted: Parameters) -> list[Any] | None:
        """What to offer where these are asked for; None: what is held does not do for a start."""
        if self.version is None or not self._is_resumable or self._held is None \
                or not wanted.shows_nothing_beyond(self._held):
            return None
        return [self.version, *self._edges(), self.terms.generation]

    # What the channels do differently.

    _is_resumable = True

    def _check(self, kind: int, message: list[Any]) -> None:
        raise NotImplementedError

    def _change(self, kind: int, message: list[Any]) -> str:
        raise NotImplementedError

    def _clear(self) -> None:
        raise NotImplementedError

    def _copy_content(self, other: Any) -> None:
        raise NotImplementedError

    def _await_start(self) -> None:
        """Trades: the next message starts the stream, whatever its `from`."""

    def _edges(self) -> list[int | None]:
        return [None, None]

    def _terms_changed(self, before: Terms) -> None:
        """Of an update."""

    def _scales_changed(self, before: Terms) -> None:
        self._clear()


def kind_name(kind: int) -> str:
    """`snapshot`, `delta`, `trades`, `roll_up`, `cancel` or `correction`."""
    return KIND_NAMES[kind]
