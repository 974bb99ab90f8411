"""Subscriptions, and how they are read: each stream at its newest, so nothing queues up behind a slow reader."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import MarketGatewayError, RequestError
from .streams import MarketStream, kind_name
from .trades import TradeStream, amendments_of
from .values import Amendment, RollUp, SymbolError, Trade

if TYPE_CHECKING:
    from ._parameters import Parameters
    from .client import Client
    from .shards import MergedReaders

S = TypeVar("S", bound=MarketStream)
# Of trades that nobody takes out, an update keeps the newest so many; how many it had to drop stands in it.
_TRADES_KEPT = 10_000


class Update(Generic[S]):
    """What happened to a stream since its reader last saw it; one or more messages, or a change of state alone."""

    __slots__ = ("_flush", "amendments", "dropped", "from_version", "kind", "merged", "messages", "newest", "oldest",
                 "roll_ups", "sent_at", "stream", "to_version", "trades")

    def __init__(self, stream: S) -> None:
        #: The stream, always at its newest (in :mod:`marketgateway.sync`: a copy that changes no more).
        self.stream: S = stream
        #: Of the newest message: ``snapshot``, ``delta``, ``trades``, ``roll_up``, ``cancel``, ``correction``; else
        #: ``state``.
        self.kind = "state"
        #: The version that it stood at before, and the one that it stands at; None: nothing.
        self.from_version: int | None = stream.version
        self.to_version: int | None = stream.version
        #: How many messages it stands for, and how many source updates they stand for as far as it is known.
        self.messages = 0
        self.merged = 0
        #: When the oldest of those updates occurred that show.
        self.oldest: Any = None
        #: When the newest of them occurred, and when the gateway sent it; None without ``stamps``.
        self.newest: Any = None
        self.sent_at: Any = None
        #: The trades that came one by one, oldest first.
        self.trades: list[Trade] = []
        #: What the venue cancelled or corrected of trades, in ``trades`` or before.
        self.amendments: list[Amendment] = []
        #: What stands for trades that did not come one by one.
        self.roll_ups: list[RollUp] = []
        #: How many trades are not in ``trades`` because their reader took too long; 0 unless it took very long.
        self.dropped = 0
        self._flush = 0

    def __repr__(self) -> str:
        return f"<Update {self.stream.symbol} {self.kind} {self.from_version}..{self.to_version} merged {self.merged}>"

    @property
    def symbol(self) -> str:
        """The symbol of the stream."""
        return self.stream.symbol

    def _add(self, message: list[Any]) -> None:
        stream = self.stream
        if self.messages == 0:
            self.from_version = message[2]
        self.kind = kind_name(message[0])
        self.to_version = message[3]
        self.messages += 1
        self.merged += message[4] or 0
        self.newest, self.sent_at = stream.newest, stream.sent_at
        if self.oldest is None:
            self.oldest = stream._time(message[5])
        if isinstance(stream, TradeStream):
            if message[0] == 5:
                self.trades += [stream._shown(trade) for trade in stream._new_trades(message)]
                if len(self.trades) > _TRADES_KEPT:
                    self.dropped += len(self.trades) - _TRADES_KEPT
                    del self.trades[:-_TRADES_KEPT]
            elif message[0] == 6:
                self.roll_ups += stream.roll_ups[-1:]
            self.amendments += [stream._shown_amendment(amendment) for amendment in amendments_of(message)]
            del self.amendments[:-_TRADES_KEPT]


class Queue:
    """Updates for one reader: each stream is in it at most once."""

    def __init__(self, taken: Callable[[], None]) -> None:
        self.in_hand: int | None = None
        self._pending: dict[MarketStream, Update[Any]] = {}
        self._taken = taken
        self._waiter: asyncio.Future[None] | None = None
        self._is_ended = False
        self._error: Exception | None = None

    @property
    def oldest_flush(self) -> int | None:
        """The first flush of which something has not been processed; None: nothing waits."""
        if self.in_hand is not None:
            return self.in_hand
        for update in self._pending.values():
            return update._flush
        return None

    def post(self, stream: MarketStream, message: list[Any] | None, flush: int) -> None:
        """One message, or (None) a change of state."""
        update = self._pending.get(stream)
        if update is None:
            update = self._pending[stream] = Update(stream)
            update._flush = flush
        if message is not None:
            update._add(message)
        self._wake()

    def end(self, error: Exception | None) -> None:
        """What is left can be taken; then the reader is told."""
        self._is_ended, self._error = True, error
        self._wake()

    def begin_session(self) -> None:
        """Flushes are counted anew: what waits is older than all of them."""
        for update in self._pending.values():
            update._flush = 0
        self.in_hand = None if self.in_hand is None else 0

    def take_now(self) -> Update[Any] | None:
        """The next update, if there is one; the reader is through with the last."""
        for stream, update in self._pending.items():
            del self._pending[stream]
            self.in_hand = update._flush
            self._taken()
            return update
        if self.in_hand is not None:
            self.in_hand = None
            self._taken()
        return None

    @property
    def is_ended(self) -> bool:
        """Whether nothing will be posted any more."""
        return self._is_ended

    @property
    def error(self) -> Exception | None:
        """Why it ended, where that was not wished."""
        return self._error

    def put_down(self) -> None:
        """The reader is through with what it took."""
        if self.in_hand is not None:
            self.in_hand = None
            self._taken()

    def take_more(self, count: int, *, holds: bool = False) -> list[Update[Any]]:
        """So many more, if there are; those taken before are still in their reader's hand.

        With `holds` the first of them is, where nothing was.
        """
        more = list(self._pending.values())[:max(0, count)]
        if holds and more and self.in_hand is None:
            self.in_hand = more[0]._flush
        for update in more:
            del self._pending[update.stream]
        return more

    async def take(self) -> Update[Any] | None:
        """The next update, waited for; None: there are no more."""
        while True:
            update = self.take_now()
            if update is not None:
                return update
            if self._error is not None:
                raise self._error
            if self._is_ended:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None

    @staticmethod
    async def wait_for_any(queues: list[Queue]) -> None:
        """Waits until something has come into one of them, or one has ended."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for queue in queues:
            queue._waiter = waiter
        try:
            await waiter
        finally:
            for queue in queues:
                queue._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Updates(Generic[S]):
    """An async iterator over updates. Leave the loop, and it is gone; :meth:`close` says so at once."""

    def __init__(self, readers: Readers | MergedReaders, held: Iterable[MarketStream]) -> None:
        self._readers: Any = readers
        self._queue = self._readers.open(held)

    def __aiter__(self) -> Updates[S]:
        return self

    async def __anext__(self) -> Update[S]:
        update: Update[S] | None = await self._queue.take()
        if update is None:
            self.close()
            raise StopAsyncIteration
        return update

    def close(self) -> None:
        """Nobody reads it any more: it holds back no acknowledgement."""
        self._readers.discard(self._queue)

    def __del__(self) -> None:
        self.close()


class Readers:
    """The queues of those who read the same subscription, or all of a client."""

    def __init__(self, taken: Callable[[], None]) -> None:
        self.queues: list[Queue] = []
        self._taken = taken
        self._is_ended = False
        self._error: Exception | None = None

    def open(self, held: Iterable[MarketStream]) -> Queue:
        """A queue that begins with the streams that hold something."""
        queue = Queue(self._taken)
        self.queues.append(queue)
        for stream in held:
            if stream.version is not None:
                queue.post(stream, None, 0)
        if self._is_ended:
            queue.end(self._error)
        return queue

    def discard(self, queue: Queue) -> None:
        """Its reader has left."""
        if queue in self.queues:
            self.queues.remove(queue)
            self._taken()

    def end(self, error: Exception | None = None) -> None:
        """There will be no more."""
        self._is_ended, self._error = True, error
        for queue in list(self.queues):
            queue.end(error)

    def reopen(self) -> None:
        """What was ended can be read again."""
        self._is_ended, self._error = False, None


def _in_normal_form(symbol: str) -> str:
    """As the gateway writes it, whichever way it was typed: an e with an accent may be one character or two."""
    return unicodedata.normalize("NFC", symbol)


class Subscription(Generic[S]):
    """What was asked for in one call, and what became of it. It outlives connections.

    Read it with ``async for update in subscription``; ``await subscription.ready()`` waits for the gateway's answer.
    """

    def __init__(self, client: Client, make: type[S], symbols: tuple[str, ...], parameters: Parameters) -> None:
        self.channel = parameters.channel
        self.symbols = tuple(map(_in_normal_form, symbols))
        #: Whether nothing but states is wanted for now.
        self.is_paused = False
        self.is_ended = False
        #: Whether the gateway has answered for every symbol, in the present session.
        self.is_answered = False
        #: The symbols that are not served, and why.
        self.errors: dict[str, SymbolError] = {}
        #: The patterns, and how many symbols each matched.
        self.patterns: dict[str, int] = {}
        self._client = client
        self._make = make
        self._parameters = parameters
        self._streams: dict[str, S] = {}
        self._answers_due = 0
        self._failure: Exception | None = None
        self._answered = asyncio.Event()
        self._readers = Readers(client._acknowledger.consider)

    def __repr__(self) -> str:
        return f"<Subscription {self.channel} {' '.join(self.symbols)}>"

    @property
    def is_connected(self) -> bool:
        """Whether its client has a session now."""
        return self._client._session is not None

    @property
    def streams(self) -> list[S]:
        """All streams; those that a pattern found later are in it."""
        return list(self._streams.values())

    def __getitem__(self, symbol: str) -> S:
        return self._streams[_in_normal_form(symbol)]

    def get(self, symbol: str) -> S | None:
        """The stream of a symbol; None: there is none (yet)."""
        return self._streams.get(_in_normal_form(symbol))

    def __aiter__(self) -> Updates[S]:
        return Updates(self._readers, self._streams.values())

    async def ready(self) -> Subscription[S]:
        """Waits until the gateway has answered for every symbol; raises :class:`RequestError` where it refused."""
        await self._answered.wait()
        if self._failure is not None:
            raise self._failure
        return self

    async def update(self, **changes: Any) -> list[SymbolError]:
        """Gives the streams other parameters, also in later sessions; an error for each that stays as it was."""
        return await self._client._update(self, changes)

    async def pause(self) -> None:
        """Wants nothing but states until it is resumed, also in later sessions."""
        await self._client._pause(self, True)

    async def resume(self) -> None:
        """Goes on: one message brings each stream up to date."""
        await self._client._pause(self, False)

    async def unsubscribe(self) -> None:
        """Ends it with all of its streams."""
        await self._client._unsubscribe(self)

    # What the session does.

    def _begin_request(self, parts: int) -> None:
        self._answers_due = parts
        self.is_answered = False
        self._failure = None
        self._answered.clear()
        self.errors.clear()

    def _part_answered(self) -> None:
        self._answers_due -= 1
        if self._answers_due == 0:
            self.is_answered = True
            self._answered.set()
            if not self._streams and len(self.errors) == len(self.symbols):
                # Who reads it would wait for ever.
                first = next(iter(self.errors.values()))
                self._readers.end(RequestError(first.code, first.message))

    def _refuse(self, error: Exception) -> None:
        if not self.is_answered:
            self._failure = error
            self._answered.set()

    def _get_or_add(self, symbol: str) -> S:
        stream = self._streams.get(symbol)
        if stream is None:
            stream = self._streams[symbol] = self._make(symbol, self, self._parameters, self._client._settings)
        return stream

    def _add_error(self, error: SymbolError) -> None:
        self.errors[error.symbol] = error

    def _end(self, reason: str, error: MarketGatewayError | None = None) -> None:
        self.is_ended = True
        for stream in self._streams.values():
            stream._end(reason)
        self._refuse(error or RequestError("closed", reason))
        self._readers.end(error)
