"""The same client without ``async``, for notebooks and plain scripts.

    from marketgateway import sync

    with sync.connect("ws://localhost:8080/v1/stream", prices="float") as client:
        for update in client.book("ESH6", depth=5, interval=0.5).read(duration=10):
            print(update.symbol, update.stream.best_bid, update.stream.spread)

The connection lives in a thread of its own. What you get are copies that change no more while you look at them.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any, Generic, TypeVar

from . import client as _client
from . import subscription as _subscription
from .book import BookStream
from .errors import MarketGatewayError, RequestError
from .instruments import Instrument
from .quote import QuoteStream
from .recording import Recording
from .shards import MergedQueue, MergedReaders, ShardedClient, ShardedSubscription
from .shards import connect_shards as _connect_shards
from .streams import MarketStream
from .subscription import Queue, Readers, Update
from .trades import TradeStream
from .values import ClientState, Heartbeat, SymbolError, Totals

S = TypeVar("S", bound=MarketStream)
T = TypeVar("T")
_BATCH = 256
_Snapshot = _subscription.Subscription[S] | ShardedSubscription[S]


class Client:
    """Made by :func:`connect`; use it with ``with``, or call :meth:`open` and :meth:`close`."""

    def __init__(self, client: _client.Client | ShardedClient) -> None:
        self._client = client
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Client:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self._client)

    def open(self) -> Client:
        """Connects, and stays connected until :meth:`close`."""
        if self._loop.is_closed():
            raise MarketGatewayError("a client that was closed is not opened again; make another")
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop.run_forever, name="marketgateway", daemon=True)
            self._thread.start()
        try:
            self._call(self._client.open())
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Says goodbye to the gateway and ends."""
        if self._thread is None:
            return
        self._call(self._client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._thread = None
        self._loop.close()

    @property
    def state(self) -> ClientState:
        """``live`` when all is as good as the feed."""
        return self._client.state

    @property
    def state_reason(self) -> str:
        """Why it is in its state."""
        return self._client.state_reason

    @property
    def url(self) -> str | None:
        """The address that the client is connected, or connecting, to."""
        return self._client.url

    @property
    def epoch(self) -> str | None:
        """Names the log that versions belong to."""
        return self._client.epoch

    @property
    def heartbeat(self) -> Heartbeat | None:
        """The last heartbeat."""
        return self._client.heartbeat

    @property
    def line_delay(self) -> float | None:
        """How long the last flush was on its way, in seconds; None without ``stamps``."""
        return self._client.line_delay

    @property
    def totals(self) -> Totals:
        """What came in so far."""
        return self._client.totals

    def book(self, symbols: str | Iterable[str], **parameters: Any) -> Subscription[BookStream]:
        """Order books, with the parameters of :meth:`marketgateway.Client.book`."""
        return Subscription(self, self._run(lambda: self._client.book(symbols, **parameters)))

    def quote(self, symbols: str | Iterable[str], **parameters: Any) -> Subscription[QuoteStream]:
        """Quotes, with the parameters of :meth:`marketgateway.Client.quote`."""
        return Subscription(self, self._run(lambda: self._client.quote(symbols, **parameters)))

    def trades(self, symbols: str | Iterable[str], **parameters: Any) -> Subscription[TradeStream]:
        """Every trade, with the parameters of :meth:`marketgateway.Client.trades`."""
        return Subscription(self, self._run(lambda: self._client.trades(symbols, **parameters)))

    def updates(self, *, duration: float | None = None, count: int | None = None) -> Iterator[Update[Any]]:
        """The updates of all subscriptions."""
        return _read(self, self._client._readers, self._client, duration, count)

    def snapshot_book(self, symbols: str | Iterable[str], **parameters: Any) -> dict[str, BookStream]:
        """The books of now, by symbol; raises where none is served."""
        return self._once(self._client.snapshot_book(symbols, **parameters))

    def snapshot_quote(self, symbols: str | Iterable[str], **parameters: Any) -> dict[str, QuoteStream]:
        """The quotes of now, by symbol."""
        return self._once(self._client.snapshot_quote(symbols, **parameters))

    def snapshot_trades(self, symbols: str | Iterable[str], **parameters: Any) -> dict[str, TradeStream]:
        """The last trades as they stand, by symbol."""
        return self._once(self._client.snapshot_trades(symbols, **parameters))

    def instruments(self, *, filter: Any = None) -> list[Instrument]:
        """The definitions of the symbols that you may see, sorted."""
        return self._call(self._client.instruments(filter=filter))

    def record(self, symbols: str | Iterable[str], channel: str = "quote", *, duration: float | None = None,
               count: int | None = None, **parameters: Any) -> Recording:
        """Rows for analysis: ``client.record("ESH6", "trade", duration=60).to_pandas()``."""
        return self._call(self._client.record(symbols, channel, duration=duration, count=count, **parameters))

    def ping(self) -> float:
        """The seconds to the gateway and back."""
        return self._call(self._client.ping())

    def request(self, request: dict[str, Any]) -> dict[str, Any]:
        """Any request of schemas/wire, section 3."""
        return self._call(self._client.request(request))

    def _once(self, asked: Coroutine[Any, Any, _Snapshot[S]]) -> dict[str, S]:
        once: Any = self._call(asked)
        if not once.streams and once.errors:
            first = next(iter(once.errors.values()))
            raise RequestError(first.code, first.message)
        return {stream.symbol: stream for stream in once.streams}

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs it in the connection's thread, and waits."""
        if self._thread is None:
            work.close()
            raise RequestError("not_connected", "not connected to a gateway: use `with`, or open()")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            # A Ctrl+C while waiting.
            future.cancel()
            raise

    def _run(self, work: Any) -> Any:
        async def run() -> Any:
            return work()

        return self._call(run())


class Subscription(Generic[S]):
    """What was asked for in one call. Read it with ``for update in subscription``."""

    def __init__(self, client: Client, subscription: _subscription.Subscription[S]) -> None:
        self._client = client
        self._subscription = subscription

    def __repr__(self) -> str:
        return repr(self._subscription)

    def __iter__(self) -> Iterator[Update[S]]:
        return self.read()

    def read(self, *, duration: float | None = None, count: int | None = None) -> Iterator[Update[S]]:
        """The updates; for `duration` seconds, or so many of them, or until the client is closed."""
        subscription = self._subscription
        return _read(self._client, subscription._readers, subscription, duration, count)

    @property
    def streams(self) -> list[S]:
        """Copies of all streams as they are now."""
        subscription = self._subscription
        frozen: list[S] = self._client._run(lambda: [stream.frozen() for stream in subscription.streams])
        return frozen

    def __getitem__(self, symbol: str) -> S:
        return self._client._run(lambda: self._subscription[symbol].frozen())  # type: ignore[no-any-return]

    @property
    def errors(self) -> dict[str, SymbolError]:
        """The symbols that are not served, and why."""
        return dict(self._subscription.errors)

    @property
    def patterns(self) -> dict[str, int]:
        """The patterns, and how many symbols each matched."""
        return dict(self._subscription.patterns)

    def ready(self) -> Subscription[S]:
        """Waits until the gateway has answered for every symbol."""
        self._client._call(self._subscription.ready())
        return self

    def update(self, **changes: Any) -> list[SymbolError]:
        """Gives the streams other parameters."""
        return self._client._call(self._subscription.update(**changes))

    def pause(self) -> None:
        """Wants nothing but states until it is resumed."""
        self._client._call(self._subscription.pause())

    def resume(self) -> None:
        """Goes on."""
        self._client._call(self._subscription.resume())

    def unsubscribe(self) -> None:
        """Ends it with all of its streams."""
        self._client._call(self._subscription.unsubscribe())


def _read(client: Client, readers: Readers | MergedReaders, held: Any, duration: float | None,
          count: int | None) -> Iterator[Any]:
    """One hop to the connection's thread fetches all that waits."""
    deadline = None if duration is None else time.monotonic() + duration
    queue: Queue | MergedQueue = client._run(lambda: readers.open(held.streams))
    given = 0
    try:
        while True:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            batch = client._call(_take(queue, left))
            if not batch:
                return
            for update in batch:
                if (count is not None and given >= count) or (deadline is not None and time.monotonic() >= deadline):
                    return
                given += 1
                yield update
    finally:
        if client._thread is not None:
            client._loop.call_soon_threadsafe(readers.discard, queue)


async def _take(queue: Queue | MergedQueue, patience: float | None) -> list[Update[Any]]:
    try:
        update = await asyncio.wait_for(queue.take(), patience)
    except (asyncio.TimeoutError, concurrent.futures.CancelledError):
        return []
    batch = [] if update is None else [update, *queue.take_more(_BATCH)]
    for each in batch:
        # The stream goes on in this thread, while the reader looks at it in its own.
        each.stream = each.stream.frozen()
    return batch


def connect(urls: str | Iterable[str] = "ws://localhost:8080/v1/stream", **settings: Any) -> Client:
    """The settings are those of :func:`marketgateway.connect`."""
    return Client(_client.connect(urls, **settings))


def connect_shards(urls: str | Iterable[str] = "ws://localhost:8080/v1/stream", **settings: Any) -> Client:
    """A market that is split over shards: see :func:`marketgateway.connect_shards`."""
    return Client(_connect_shards(urls, **settings))
