"""The client: session after session, and what outlives them."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from ._acknowledger import Acknowledger
from ._http import ask_any
from ._loop import SessionLoop
from ._parameters import Parameters, is_pattern
from ._session import Session
from .book import BookStream
from .errors import MarketGatewayError, RequestError
from .instruments import Instrument, instruments_of, query_of
from .quote import QuoteStream
from .recording import Recording, record
from .streams import MarketStream
from .subscription import Readers, Subscription, Updates
from .trades import TradeStream
from .values import ClientState, Heartbeat, Settings, SymbolError, Totals

S = TypeVar("S", bound=MarketStream)
_LOG = logging.getLogger("marketgateway")


class Client(SessionLoop):
    """A client of MarketGateway. Made by :func:`marketgateway.connect`; use it with ``async with``."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.state: ClientState = "closed"
        self.state_reason = "not connected"
        #: Names the log that versions belong to; None: not connected yet.
        self.epoch: str | None = None
        #: The last heartbeat: how far the feed has come.
        self.heartbeat: Heartbeat | None = None
        #: How long the last flush was on its way, in seconds, from the gateway's clock to that of this machine as they
        #: are set; None without ``stamps``.
        self.line_delay: float | None = None
        self.totals = Totals()
        self.subscriptions: list[Subscription[Any]] = []
        #: Called with (state, reason) when either is another, and with an exception when the gateway refuses something;
        #: without the latter such exceptions are logged as warnings of the logger ``marketgateway``.
        self.on_state: Callable[[ClientState, str], None] | None = None
        self.on_problem: Callable[[Exception], None] | None = None
        self._acknowledger = Acknowledger(self._settings.window, self._oldest_unread)
        self._readers = Readers(self._acknowledger.consider)
        self._is_state_dirty = False

    def __repr__(self) -> str:
        return f"<Client {self.url} {self.state}>"

    async def __aenter__(self) -> Client:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __await__(self) -> Any:
        return self.open().__await__()

    @property
    def streams(self) -> list[MarketStream]:
        """The streams of all subscriptions."""
        return [stream for subscription in self.subscriptions for stream in subscription.streams]

    def book(self, symbols: str | Iterable[str], *, depth: int = 0, interval: float = 0, grouping: int = 0,
             orders: bool = False, merge: str = "auto", filter: Any = None) -> Subscription[BookStream]:
        """Order books: `depth` levels per side (0: all), at most one update per `interval` seconds (0: unpaced).

        With `orders` each level says how many orders stand there. With `merge` ``"never"`` each update of the source
        comes as one of yours, for as long as you keep up. `filter` says what symbols must be like:
        ``{"venue": "XCME", "attributes": {"underlying": ["ES", "N*"]}, "expiry": {"from": date(2026, 12, 1)}}``.
        """
        return self._subscribe(
            BookStream, symbols, depth=depth, interval=interval, grouping=grouping, orders=orders, merge=merge,
            filter=filter)

    def quote(self, symbols: str | Iterable[str], *, interval: float = 0, fields: Iterable[str] | None = None,
              min_price_move: int = 0, merge: str = "auto", filter: Any = None) -> Subscription[QuoteStream]:
        """Quotes: best bid and ask, last trade, day statistics; all fields or some. `merge` as for books."""
        return self._subscribe(QuoteStream, symbols, interval=interval, fields=fields, min_price_move=min_price_move,
                               merge=merge, filter=filter)

    def trades(self, symbols: str | Iterable[str], *, history: int = 0, interval: float = 0, min_trade_size: int = 0,
               filter: Any = None) -> Subscription[TradeStream]:
        """Every trade, from the last `history` on."""
        return self._subscribe(
            TradeStream, symbols, history=history, interval=interval, min_trade_size=min_trade_size, filter=filter)

    def updates(self) -> Updates[Any]:
        """The updates of all subscriptions, also of later ones: ``async for update in client.updates()``."""
        return Updates(self._readers, self.streams)

    async def snapshot_book(self, symbols: str | Iterable[str], *, depth: int = 0, grouping: int = 0,
                            orders: bool = False, filter: Any = None) -> Subscription[BookStream]:
        """The books of now, without a subscription: the answer's streams change no more."""
        return await self._once(BookStream, symbols, depth=depth, grouping=grouping, orders=orders, filter=filter)

    async def snapshot_quote(self, symbols: str | Iterable[str], *, fields: Iterable[str] | None = None,
                             filter: Any = None) -> Subscription[QuoteStream]:
        """The quotes of now, without a subscription."""
        return await self._once(QuoteStream, symbols, fields=fields, filter=filter)

    async def snapshot_trades(self, symbols: str | Iterable[str], *, history: int = 0, min_trade_size: int = 0,
                              filter: Any = None) -> Subscription[TradeStream]:
        """The last trades as they stand, without a subscription."""
        return await self._once(
            TradeStream, symbols, history=history, min_trade_size=min_trade_size, filter=filter)

    async def instruments(self, *, filter: Any = None) -> list[Instrument]:
        """The definitions of the symbols that you may see, sorted; `filter` as in :meth:`book`. Needs no connection."""
        settings, query = self._settings, list(query_of(Parameters("quote", filter=filter).filter))
        token = await self._token()
        return instruments_of(await ask_any(settings.urls, "instruments", query, token, settings.connect_timeout))

    async def record(self, symbols: str | Iterable[str], channel: str = "quote", *, duration: float | None = None,
                     count: int | None = None, **parameters: Any) -> Recording:
        """Rows for analysis, over `duration` seconds or until there are `count` rows: see :class:`Recording`."""
        return await record(self, symbols, channel, duration, count, parameters)

    async def ping(self) -> float:
        """The seconds to the gateway and back."""
        started = time.perf_counter()
        await self.request({"op": "ping"})
        return time.perf_counter() - started

    # Subscriptions.

    def _subscribe(self, make: type[S], symbols: str | Iterable[str], **parameters: Any) -> Subscription[S]:
        subscription = self._subscription(make, symbols, parameters)
        self.subscriptions.append(subscription)
        if self._session is not None:
            self._session.subscribe(subscription, None)
        self.state_may_have_changed()
        return subscription

    async def _once(self, make: type[S], symbols: str | Iterable[str], **parameters: Any) -> Subscription[S]:
        once = self._subscription(make, symbols, parameters)
        self._current().snapshot(once)
        try:
            return await asyncio.wait_for(once.ready(), self._settings.request_timeout)
        except asyncio.TimeoutError:
            raise RequestError("timeout", "not all of the snapshot came in time") from None

    def _subscription(self, make: type[S], symbols: str | Iterable[str], parameters: dict[str, Any]) -> Subscription[S]:
        named = (symbols,) if isinstance(symbols, str) else tuple(symbols)
        if not named:
            raise ValueError("symbols must name at least one symbol or pattern")
        return Subscription(self, make, named, Parameters(make.channel, **parameters))

    async def _update(self, subscription: Subscription[Any], changes: dict[str, Any]) -> list[SymbolError]:
        before = subscription._parameters
        # A wish is kept at once, so that a connection that breaks meanwhile does not lose it.
        after = subscription._parameters = before.changed(changes)
        try:
            count, errors = await self._of_streams(subscription, {"op": "update", **after.to_update()}, after)
        except RequestError as error:
            if error.code in ("session_ended", "not_connected"):
                return []
            subscription._parameters = before
            raise
        if errors and len(errors) == count:
            subscription._parameters = before
            raise RequestError(errors[0].code, errors[0].message)
        return errors

    async def _pause(self, subscription: Subscription[Any], is_paused: bool) -> None:
        subscription.is_paused = is_paused
        await _unless_it_ends(self._of_streams(subscription, {"op": "pause" if is_paused else "resume"}))

    async def _unsubscribe(self, subscription: Subscription[Any]) -> None:
        if subscription in self.subscriptions:
            self.subscriptions.remove(subscription)
        patterns = list(filter(is_pattern, subscription.symbols))
        if patterns:
            request = {"op": "unsubscribe", "channel": subscription.channel, "symbols": patterns}
            await _unless_it_ends(self.request(request))
        await _unless_it_ends(self._of_streams(subscription, {"op": "unsubscribe"}))
        subscription._end("unsubscribed")
        if self._session is not None:
            self._session.forget(subscription)
        self.state_may_have_changed()

    async def _of_streams(
        self, subscription: Subscription[Any], request: dict[str, Any], asked: Parameters | None = None,
    ) -> tuple[int, list[SymbolError]]:
        """Asks about each stream by its number: of how many, and what was refused.

        An update that was on its way may have given a stream another number meanwhile; the gateway does not know the
        one that was asked about then, and is asked about the new one.
        """
        due = [stream for stream in subscription.streams if stream._number]
        count, refused = len(due), list[SymbolError]()
        while due:
            streams = {stream._number: stream for stream in due}
            answer = await self._current().request({**request, "streams": list(streams)}, asked)
            due = []
            for error in answer["errors"]:
                stream = streams.get(error["stream"])
                if error["code"] == "not_subscribed" and stream and stream._number not in (0, error["stream"]):
                    due.append(stream)
                else:
                    refused.append(SymbolError(stream.symbol if stream else "", error["code"], error["message"]))
        return count, refused

    # What the session says.

    def on_welcome(self, session: Session, welcome: dict[str, Any]) -> None:
        """A session began."""
        if self.epoch is not None and self.epoch != welcome["epoch"]:
            self._forget_versions()
        # Streams that hold nothing have nothing to offer: a new epoch needs no case of its own.
        resume_epoch = None if self.epoch is None else welcome["epoch"]
        self.epoch = welcome["epoch"]
        self._session = session
        self.totals.sessions += 1
        if self._link is not None:
            self._acknowledger.begin(session, self._link)
        for readers in self._all_readers():
            for queue in readers.queues:
                queue.begin_session()
        if self._settings.token_by == "message" and self._shown is not None:
            # At once: no request for a stream may come before it.
            session.tell({"op": "auth", "token": self._shown})
        self._has_connected = True
        if self._connected is not None and not self._connected.done():
            self._connected.set_result(None)
        for subscription in self.subscriptions:
            session.subscribe(subscription, resume_epoch)
        self.state_may_have_changed()

    def on_message(self, stream: MarketStream, message: list[Any], flush: int, is_state_changed: bool) -> None:
        """A message was applied to a stream."""
        self._is_state_dirty = self._is_state_dirty or is_state_changed
        self.totals.messages += 1
        self.totals.updates += message[4] or 0
        for queue in stream.subscription._readers.queues:
            queue.post(stream, message, flush)
        for queue in self._readers.queues:
            queue.post(stream, message, flush)

    def on_stamp(self, sent_at: int) -> None:
        """A flush begins, and says when it was sent."""
        self.line_delay = time.time() - sent_at / 1e6

    def on_status(self, stream: MarketStream) -> None:
        """The state of a stream is another."""
        self._is_state_dirty = True
        if stream.counts.messages == 0 and stream.state != "ended":
            # Who reads it has nothing to look at yet.
            return
        flush = self._session.flush if self._session else 0
        for queue in (*stream.subscription._readers.queues, *self._readers.queues):
            queue.post(stream, None, flush)

    def on_heartbeat(self, heartbeat: Heartbeat) -> None:
        """The gateway lives."""
        self.heartbeat = heartbeat

    def on_epoch(self, epoch: str) -> None:
        """The log was replaced."""
        self._forget_versions()
        self.epoch = epoch
        self._is_state_dirty = True

    def on_refused(self, subscription: Subscription[Any], error: RequestError) -> None:
        """The gateway refused a subscription as a whole."""
        if subscription in self.subscriptions:
            self.subscriptions.remove(subscription)
        subscription._end(error.code, error)
        self.on_error(error)

    def on_error(self, error: Exception) -> None:
        """The gateway refused something, or sent what cannot be read."""
        if self.on_problem is not None:
            self.on_problem(error)
        else:
            _LOG.warning("%s", error)

    def on_unknown(self) -> None:
        """A message of a later protocol, or of a stream that is no more."""
        self.totals.unknown += 1

    def on_resync(self, count: int) -> None:
        """So many streams were asked for anew."""
        self.totals.resyncs += count

    def state_may_have_changed(self) -> None:
        """Reduces session and streams to one state: the worst that holds, and why."""
        self._is_state_dirty = False
        session = self._session
        if session is None or self.state == "closed" and self._is_closing:
            return
        streams = self.streams
        unanswered = sum(not subscription.is_answered for subscription in self.subscriptions)
        syncing = sum(stream.state == "syncing" and not stream.is_paused for stream in streams)
        stale = sum(stream.state == "stale" for stream in streams)
        if session.is_quiet:
            self._set_state("stale", "a heartbeat is overdue")
        elif session.is_lagging:
            self._set_state("lagging", "this client does not keep up")
        elif unanswered:
            self._set_state("syncing", f"{unanswered} subscriptions are not answered yet")
        elif syncing:
            self._set_state("syncing", f"{syncing} streams wait for a snapshot")
        elif stale:
            self._set_state("stale", f"the gateway has no news for {stale} streams")
        else:
            self._set_state("live", "ok")

    def _set_state(self, state: ClientState, reason: str) -> None:
        if (self.state, self.state_reason) != (state, reason):
            self.state, self.state_reason = state, reason
            _LOG.info("%s: %s", state, reason)
            if self.on_state is not None:
                self.on_state(state, reason)

    def _forget_versions(self) -> None:
        for stream in self.streams:
            stream._forget()

    def _be_quiet(self, is_quiet: bool) -> None:
        if self._session is not None:
            self._session.is_quiet = is_quiet
            self.state_may_have_changed()

    def _reopen(self) -> None:
        for readers in self._all_readers():
            readers.reopen()

    def _end(self, error: MarketGatewayError | None, refusal: MarketGatewayError) -> None:
        """No further session; `error`: for those who read, None where that was wished."""
        for subscription in self.subscriptions:
            subscription._refuse(refusal)
        for readers in self._all_readers():
            readers.end(error)

    # Acknowledging: what has been processed, by every reader that it was given to.

    def _all_readers(self) -> list[Readers]:
        return [self._readers, *(subscription._readers for subscription in self.subscriptions)]

    def _oldest_unread(self) -> int | None:
        unread = (queue.oldest_flush for readers in self._all_readers() for queue in readers.queues)
        return min((flush for flush in unread if flush is not None), default=None)

    def _is_owing(self) -> bool:
        return self._acknowledger.is_owing

    def _receive(self, session: Session, data: bytes | str) -> bool:
        session.receive(data)
        self.totals.flushes += 1
        self.totals.bytes += len(data)
        if self._is_state_dirty:
            self.state_may_have_changed()
        self._acknowledger.consider()
        return self._acknowledger.is_behind


async def _unless_it_ends(answer: Awaitable[object]) -> None:
    """The next session begins with what this one was not to be told any more."""
    try:
        await answer
    except RequestError as error:
        if error.code not in ("session_ended", "not_connected"):
            raise


def connect(urls: str | Iterable[str] = "ws://localhost:8080/v1/stream", **settings: Any) -> Client:
    """A client of one or more replicas: ``async with connect("ws://localhost:8080/v1/stream") as client:``.

    Settings, all by name: `token` (a text, or a function that is asked for one, also before it expires), `token_by`
    (``header``, ``subprotocol``, ``message``), `name` (for the operator's log), `heartbeat` (seconds), `window`
    (flushes under way that are not processed; 0: no window), `max_bytes_per_second`, `stamps` (whether
    flushes and messages tell their times: ``stream.newest``, ``stream.age``, ``client.line_delay``), `encoding`,
    `backoff` (least and most seconds), `connect_timeout`, `request_timeout`, `close_timeout`, `trades_kept`, `prices`
    (``int``, ``decimal``, ``float``), `times` (``us``, ``ns``, ``datetime``).
    """
    settings.setdefault("random", random.random)
    return Client(Settings(urls=urls, **settings))  # type: ignore[arg-type]
