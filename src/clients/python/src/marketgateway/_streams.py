"""The streams of one session by their numbers, and those among them that are not proven at present."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import RequestError, WireError
from .streams import APPLIED, CHAIN_BROKEN, DISCARDED, INCONSISTENT, UNREADABLE, MarketStream
from .values import SymbolError

if TYPE_CHECKING:
    from ._parameters import Parameters
    from ._contracts import Owner
    from .subscription import Subscription

_NOT_APPLIED = (CHAIN_BROKEN, INCONSISTENT, UNREADABLE, DISCARDED)


class SessionStreams:
    """Subscribed streams: which number is whose, which are broken, which cannot be mended."""

    def __init__(self, owner: Owner) -> None:
        self.by_number: dict[int, MarketStream] = {}
        self.broken: dict[MarketStream, None] = {}
        #: How long after a resync of a stream the gateway grants the next.
        self.resync_wait = 0.0
        # Of these something could not be read, and nothing could since; True: a resync was answered.
        self._unreadable: dict[MarketStream, bool] = {}
        self._given_up: list[int] = []
        self._owner = owner

    def apply(self, number: int, message: list[Any], flush: int, sent_at: int | None = None) -> None:
        """One data message of a stream that is held; `sent_at`: its flush is stamped."""
        stream = self.by_number[number]
        was_trusted = stream._is_trusted
        verdict = stream._apply(message) if sent_at is None else stream._apply_stamped(message, sent_at)
        if verdict is APPLIED:
            if self.broken:
                self.broken.pop(stream, None)
                self._unreadable.pop(stream, None)
        elif verdict is UNREADABLE:
            self._on_unreadable(stream)
            return
        else:
            self._break(stream, verdict)
        if verdict not in _NOT_APPLIED:
            self._owner.on_message(stream, message, flush, was_trusted is not stream._is_trusted)

    def take_given_up(self) -> list[int]:
        """Those that the gateway is to send no more."""
        given_up, self._given_up = self._given_up, []
        return given_up

    def acknowledge(self, stream: MarketStream, entry: dict[str, Any], asked: Parameters | None) -> None:
        """One entry of `subscribed`."""
        stream._acknowledge(entry, asked)
        if "alias" in entry:
            stream.alias, stream.alias_of = entry["alias"], entry["symbol"]
        stream._resyncs.reset()
        self._mended(stream)
        self.by_number[entry["stream"]] = stream
        self._owner.on_status(stream)

    def renew(self, entries: list[dict[str, Any]]) -> None:
        """A new generation of streams that are held."""
        for entry in entries:
            stream = self.by_number.get(entry["stream"])
            if stream is None:
                self._owner.on_unknown()
                continue
            is_paused = stream.is_paused
            self.acknowledge(stream, entry, stream._asked or stream.subscription._parameters)
            stream.is_paused = is_paused

    def update(self, entry: dict[str, Any], asked: Parameters | None) -> None:
        """One entry of `updated`: the stream goes on, perhaps under another number."""
        stream = self.by_number.pop(entry["was"], None)
        if stream is None:
            self._owner.on_unknown()
            return
        self.by_number[entry["stream"]] = stream
        stream._update(entry, asked)
        if entry["start"] != "delta":
            # The snapshot that follows mends what may have been broken.
            self.broken.pop(stream, None)
        self._owner.on_status(stream)

    def report(self, status: dict[str, Any]) -> None:
        """`status`."""
        for number in status["streams"]:
            stream = self.by_number.get(number)
            if stream is not None:
                stream._report(status)
                self._owner.on_status(stream)

    def move(self, message: dict[str, Any]) -> None:
        """`alias`: the name by which these were asked for stands for another symbol now. They go on with theirs."""
        for number in message["streams"]:
            stream = self.by_number.get(number)
            if stream is not None:
                stream.alias, stream.alias_of = message["alias"], message["symbol"]
                self._owner.on_status(stream)

    def end_moved(self, stream: MarketStream) -> None:
        """The name by which it was asked for stands for another symbol since the last session."""
        stream._end("alias_moved")
        self._owner.on_status(stream)

    def set_paused(self, numbers: list[int], is_paused: bool) -> None:
        """`paused` and `resumed`."""
        for number in numbers:
            stream = self.by_number.get(number)
            if stream is not None:
                stream.is_paused = is_paused
                self._owner.on_status(stream)

    def revoke(self, errors: list[dict[str, Any]]) -> None:
        """Streams that the gateway has ended, and why."""
        for error in errors:
            stream = self.by_number.get(error["stream"])
            if stream is not None:
                stream.subscription._add_error(SymbolError(stream.symbol, error["code"], error["message"]))
                self.end(error["stream"], error["code"])

    def end(self, number: int, reason: str) -> None:
        """A stream is over."""
        stream = self.by_number.pop(number, None)
        if stream is not None:
            self._mended(stream)
            stream._end(reason)
            self._owner.on_status(stream)

    def resynced(self, numbers: list[int]) -> None:
        """The gateway answered resyncs."""
        for number in numbers:
            stream = self.by_number.get(number)
            if stream is None:
                continue
            if stream in self._unreadable:
                self._unreadable[stream] = True
            stream._resynced()
            if stream.is_synced:
                self.broken.pop(stream, None)
                self._owner.on_status(stream)

    def postpone_resyncs(self, errors: list[dict[str, Any]], now: float) -> None:
        """Those of the errors of `resynced` that say when to ask again."""
        for error in errors:
            stream = self.by_number.get(error["stream"])
            if stream is not None and error.get("retryMs") is not None:
                stream._resyncs.wait_until(now + error["retryMs"] / 1000)

    def take_resyncs_due(self, now: float) -> list[int]:
        """The streams to ask for anew now; those that were asked for a moment ago wait their turn."""
        due = []
        for stream in self.broken:
            if stream._number and not stream.is_paused and stream._resyncs.try_take(now, self.resync_wait):
                stream.counts.resyncs += 1
                due.append(stream._number)
        return due

    def disconnect(self) -> None:
        """The session is over."""
        for stream in self.by_number.values():
            stream._disconnect()
            self._owner.on_status(stream)

    def _mended(self, stream: MarketStream) -> None:
        self.broken.pop(stream, None)
        self._unreadable.pop(stream, None)

    def _break(self, stream: MarketStream, verdict: str) -> None:
        if stream not in self.broken:
            stream._distrust(verdict)
            self.broken[stream] = None
            self._owner.on_status(stream)

    def _on_unreadable(self, stream: MarketStream) -> None:
        """A resync may mend it. Where what answers that cannot be read either, another would be in vain."""
        why = stream._own_reason
        self._owner.on_error(WireError(f"{stream.channel} {stream.symbol}: {why}"))
        if self._unreadable.get(stream):
            self._given_up.append(stream._number)
            stream.subscription._add_error(SymbolError(stream.symbol, "unreadable", why))
            self.end(stream._number, "unreadable")
            return
        self._unreadable[stream] = False
        self._break(stream, "unreadable")


class OnceStreams:
    """States that were asked for once and have not come yet."""

    def __init__(self, owner: Owner) -> None:
        self._due: dict[int, list[tuple[MarketStream, Subscription[Any]]]] = {}
        self._owner = owner

    def expect(self, once: Subscription[Any], entry: dict[str, Any]) -> None:
        """One entry of `snapshot`: the next message of its number belongs to nothing that is held."""
        stream = once._get_or_add(entry["symbol"])
        stream._acknowledge({**entry, "stream": 0}, once._parameters)
        if entry["state"] != "loading":
            once._answers_due += 1
            self._due.setdefault(entry["stream"], []).append((stream, once))

    def apply(self, number: int, message: list[Any], sent_at: int | None = None) -> bool:
        """One data message, if it is one of these."""
        due = self._due.get(number)
        if not due:
            return False
        stream, once = due.pop(0)
        if not due:
            del self._due[number]
        verdict = stream._apply(message) if sent_at is None else stream._apply_stamped(message, sent_at)
        if verdict is not APPLIED:
            once._add_error(SymbolError(stream.symbol, "unreadable" if verdict is UNREADABLE else "broken", verdict))
        once._part_answered()
        return True

    def fail(self, error: RequestError) -> None:
        """The session is over."""
        for due in self._due.values():
            for _, once in due:
                once._refuse(error)
        self._due.clear()
