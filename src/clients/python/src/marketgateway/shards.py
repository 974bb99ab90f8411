"""A market that is split over shards, behind one client: a connection to each, and subscriptions that span them."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar

from ._placement import Placement, find_placement
from .book import BookStream
from .client import Client
from .errors import GatewayUnreachable, MarketGatewayError, RequestError
from .instruments import Instrument
from .quote import QuoteStream
from .recording import Recording, record
from .streams import MarketStream
from .subscription import Queue, Readers, Subscription, Update, Updates
from .trades import TradeStream
from .values import ClientState, Heartbeat, Settings, SymbolError, Totals

S = TypeVar("S", bound=MarketStream)
_LOG = logging.getLogger("marketgateway")
#: The worst first: what one shard is, the whole is not better than.
_STATES: tuple[ClientState, ...] = ("closed", "connecting", "syncing", "lagging", "stale", "live")


class Shard(NamedTuple):
    """One shard and the client that is connected to it; the name is empty where the market is whole."""

    name: str
    client: Client


class ShardedClient:
    """Made by :func:`marketgateway.connect_shards`; used with ``async with``. As :class:`Client`, but for `shards`."""

    def __init__(self, settings: Settings) -> None:
        #: The shards by name, once connected: each has a client with a state, a heartbeat and a back-off of its own.
        self.shards: dict[str, Shard] = {}
        self.subscriptions: list[ShardedSubscription[Any]] = []
        #: Called with the name of a shard, its state and why, when one of them is another.
        self.on_state: Callable[[str, ClientState, str], None] | None = None
        #: Called with what a gateway refuses; without it such exceptions are logged, as those of a client.
        self.on_problem: Callable[[Exception], None] | None = None
        self._settings = settings
        self._placement: Placement | None = None
        self._changed = asyncio.Event()
        self._readers = MergedReaders([])

    def __repr__(self) -> str:
        return f"<ShardedClient {', '.join(self.shards)} {self.state}>"

    async def __aenter__(self) -> ShardedClient:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> ShardedClient:
        """Asks which shards there are and connects to each. One that is away is tried on; where all are, it fails."""
        if not self.shards:
            await self._find()
        clients = [shard.client for shard in self.shards.values()]
        failures = [failure for failure in await asyncio.gather(
            *(client.open() for client in clients), return_exceptions=True) if isinstance(failure, BaseException)]
        if len(failures) == len(clients):
            await self.close()
            raise failures[0]
        return self

    async def close(self) -> None:
        """Says goodbye to all shards and ends."""
        await asyncio.gather(*(shard.client.close() for shard in self.shards.values()))

    @property
    def state(self) -> ClientState:
        """The worst that holds for any shard: see `shards` for each."""
        return min((shard.client.state for shard in self.shards.values()), key=_STATES.index, default="closed")

    @property
    def state_reason(self) -> str:
        """Why, and of which shard."""
        worst = self.state
        return "; ".join(f"{name}: {shard.client.state_reason}" if name else shard.client.state_reason
                         for name, shard in self.shards.items() if shard.client.state == worst) or "not connected"

    @property
    def url(self) -> str | None:
        """The address that was asked for shards."""
        return self._settings.urls[0]

    @property
    def epoch(self) -> str | None:
        """Names the log that versions belong to, where all shards read the same; None: they do not."""
        epochs = {shard.client.epoch for shard in self.shards.values()} - {None}
        return epochs.pop() if len(epochs) == 1 else None

    @property
    def heartbeat(self) -> Heartbeat | None:
        """The oldest of the shards' last heartbeats; None: one has sent none yet."""
        beats = [shard.client.heartbeat for shard in self.shards.values()]
        return None if None in beats else min((beat for beat in beats if beat), default=None)

    @property
    def line_delay(self) -> float | None:
        """The longest that a last flush of a shard was on its way, in seconds; None without ``stamps``."""
        delays = [shard.client.line_delay for shard in self.shards.values()]
        return max((delay for delay in delays if delay is not None), default=None)

    @property
    def totals(self) -> Totals:
        """What came in over all connections."""
        every = [vars(shard.client.totals) for shard in self.shards.values()]
        return Totals(**{name: sum(totals[name] for totals in every) for name in vars(Totals())})

    @property
    def streams(self) -> list[MarketStream]:
        """The streams of all subscriptions."""
        return [stream for subscription in self.subscriptions for stream in subscription.streams]

    def book(self, symbols: str | Iterable[str], **parameters: Any) -> ShardedSubscription[BookStream]:
        """Order books, with the parameters of :meth:`Client.book`."""
        return self._subscribe(symbols, lambda client, part: client.book(part, **parameters))

    def quote(self, symbols: str | Iterable[str], **parameters: Any) -> ShardedSubscription[QuoteStream]:
        """Quotes, with the parameters of :meth:`Client.quote`."""
        return self._subscribe(symbols, lambda client, part: client.quote(part, **parameters))

    def trades(self, symbols: str | Iterable[str], **parameters: Any) -> ShardedSubscription[TradeStream]:
        """Every trade, with the parameters of :meth:`Client.trades`."""
        return self._subscribe(symbols, lambda client, part: client.trades(part, **parameters))

    def updates(self) -> Updates[Any]:
        """The updates of all subscriptions, also of later ones."""
        return Updates(self._readers, self.streams)

    async def snapshot_book(self, symbols: str | Iterable[str], **parameters: Any) -> ShardedSubscription[BookStream]:
        """The books of now; raises where a shard that is asked is away."""
        return await self._once(symbols, lambda client, part: client.snapshot_book(part, **parameters))

    async def snapshot_quote(self, symbols: str | Iterable[str],
                             **parameters: Any) -> ShardedSubscription[QuoteStream]:
        """The quotes of now."""
        return await self._once(symbols, lambda client, part: client.snapshot_quote(part, **parameters))

    async def snapshot_trades(self, symbols: str | Iterable[str],
                              **parameters: Any) -> ShardedSubscription[TradeStream]:
        """The last trades as they stand."""
        return await self._once(symbols, lambda client, part: client.snapshot_trades(part, **parameters))

    async def instruments(self, *, filter: Any = None) -> list[Instrument]:
        """The definitions of all shards' symbols, sorted; raises where a shard is away."""
        of_shards = await asyncio.gather(*(shard.client.instruments(filter=filter) for shard in self.shards.values()))
        return sorted((each for of_shard in of_shards for each in of_shard), key=lambda each: each.symbol)

    async def record(self, symbols: str | Iterable[str], channel: str = "quote", *, duration: float | None = None,
                     count: int | None = None, **parameters: Any) -> Recording:
        """Rows for analysis: see :class:`Recording`."""
        return await record(self, symbols, channel, duration, count, parameters)

    async def ping(self) -> float:
        """The seconds to the farthest shard and back."""
        pings: list[float] = await asyncio.gather(*(shard.client.ping() for shard in self.shards.values()))
        return max(pings)

    async def request(self, request: dict[str, Any]) -> dict[str, Any]:
        """Requests go to one shard: ``client.shards[name].client.request(...)``."""
        raise RequestError("unknown_op", "a request goes to one shard: client.shards[name].client.request(...)")

    async def _find(self) -> None:
        settings = self._settings
        token = settings.token() if callable(settings.token) else settings.token
        token = await token if asyncio.iscoroutine(token) else token
        self._placement = await find_placement(settings.urls, token, settings.connect_timeout)
        urls: dict[str, tuple[str, ...]] = {place.name: (place.url,) for place in self._placement.places}
        for name, addresses in (urls or {"": settings.urls}).items():
            client = Client(replace(settings, urls=addresses, keeps_trying=True))
            client.on_state = self._tell_of(name)
            client.on_problem = self._on_problem
            self.shards[name] = Shard(name, client)
        self._readers.parts += [shard.client._readers for shard in self.shards.values()]

    def _on_problem(self, error: Exception) -> None:
        is_elsewhere = isinstance(error, RequestError) and error.code == "unknown_symbol" and len(self.shards) > 1
        if is_elsewhere and self._placement is not None and not self._placement.is_by_partition:
            # All shards are asked for a symbol; the subscription says where none of them has it.
            return
        if self.on_problem is not None:
            self.on_problem(error)
        else:
            _LOG.warning("%s", error)

    def _tell_of(self, name: str) -> Callable[[ClientState, str], None]:
        def tell(state: ClientState, reason: str) -> None:
            self._changed.set()
            self._changed = asyncio.Event()
            if self.on_state is not None:
                self.on_state(name, state, reason)

        return tell

    def _parts(self, symbols: str | Iterable[str]) -> tuple[tuple[str, ...], dict[str, list[str]]]:
        if not self.shards or self._placement is None:
            raise RequestError("not_connected", "not connected yet: which shards there are is not known")
        named = (symbols,) if isinstance(symbols, str) else tuple(symbols)
        if not named:
            raise ValueError("symbols must name at least one symbol or pattern")
        return named, self._placement.parts(named) if self._placement.places else {"": list(named)}

    def _subscribe(self, symbols: str | Iterable[str],
                   subscribe: Callable[[Client, list[str]], Subscription[S]]) -> ShardedSubscription[S]:
        named, parts = self._parts(symbols)
        subscription = ShardedSubscription(
            self, named, {name: subscribe(self.shards[name].client, part) for name, part in parts.items()})
        self.subscriptions.append(subscription)
        return subscription

    async def _once(self, symbols: str | Iterable[str],
                    ask: Callable[[Client, list[str]], Awaitable[Subscription[S]]]) -> ShardedSubscription[S]:
        named, parts = self._parts(symbols)
        answers = await asyncio.gather(*(ask(self.shards[name].client, part) for name, part in parts.items()))
        return ShardedSubscription(self, named, dict(zip(parts, answers)))


class ShardedSubscription(Generic[S]):
    """As :class:`Subscription`, over the shards that its symbols live on. It outlives connections."""

    def __init__(self, client: ShardedClient, symbols: tuple[str, ...], parts: dict[str, Subscription[S]]) -> None:
        self.symbols = symbols
        #: What is asked of each shard.
        self.parts = parts
        self._client = client
        self._readers = MergedReaders([part._readers for part in parts.values()])
        self._parameters = next(iter(parts.values()))._parameters
        self.channel = self._parameters.channel

    def __repr__(self) -> str:
        return f"<ShardedSubscription {self.channel} {' '.join(self.symbols)}>"

    @property
    def streams(self) -> list[S]:
        """All streams, of all shards; those of a shard that is away are ``syncing``."""
        return [stream for part in self.parts.values() for stream in part.streams]

    @property
    def away(self) -> list[str]:
        """The shards that are asked and not connected now: their streams are not live, or are not there yet."""
        return [name for name, part in self.parts.items() if not part.is_connected]

    @property
    def is_paused(self) -> bool:
        """Whether nothing but states is wanted for now."""
        return all(part.is_paused for part in self.parts.values())

    @property
    def is_ended(self) -> bool:
        """Whether it has ended on all shards."""
        return all(part.is_ended for part in self.parts.values())

    @property
    def errors(self) -> dict[str, SymbolError]:
        """The symbols that are not served, and why: where several shards are asked, when all of them have said so."""
        asked = [part for part in self.parts.values() if part.symbols]
        found: dict[str, list[SymbolError]] = {}
        for part in asked:
            for symbol, error in part.errors.items():
                found.setdefault(symbol, []).append(error)
        return {symbol: errors[0] for symbol, errors in found.items()
                if len(errors) == sum(symbol in part.symbols for part in asked)}

    @property
    def patterns(self) -> dict[str, int]:
        """The patterns, and how many symbols each matched on all shards."""
        names = [pattern for part in self.parts.values() for pattern in part.patterns]
        return {name: sum(part.patterns.get(name, 0) for part in self.parts.values()) for name in names}

    def __getitem__(self, symbol: str) -> S:
        stream = self.get(symbol)
        if stream is None:
            raise KeyError(symbol)
        return stream

    def get(self, symbol: str) -> S | None:
        """The stream of a symbol; None: there is none (yet)."""
        return next(filter(None, (part.get(symbol) for part in self.parts.values())), None)

    def __aiter__(self) -> Updates[S]:
        return Updates(self._readers, self.streams)

    async def ready(self) -> ShardedSubscription[S]:
        """Waits until each shard that is there has answered for every symbol; `away` names the others."""
        waits = {name: asyncio.ensure_future(part.ready()) for name, part in self.parts.items()}
        try:
            while True:
                due = [wait for name, wait in waits.items() if not wait.done() and self.parts[name].is_connected]
                if not due:
                    break
                changed = asyncio.ensure_future(self._client._changed.wait())
                await asyncio.wait([*due, changed], return_when=asyncio.FIRST_COMPLETED)
                changed.cancel()
            for name, wait in waits.items():
                if wait.done() and self.parts[name].is_connected:
                    await wait
        finally:
            for wait in waits.values():
                wait.cancel()
            await asyncio.gather(*waits.values(), return_exceptions=True)
        return self

    async def update(self, **changes: Any) -> list[SymbolError]:
        """Gives the streams other parameters, on all shards."""
        answers = await asyncio.gather(*(part.update(**changes) for part in self.parts.values()))
        self._parameters = next(iter(self.parts.values()))._parameters
        return [error for errors in answers for error in errors]

    async def pause(self) -> None:
        """Wants nothing but states until it is resumed."""
        await asyncio.gather(*(part.pause() for part in self.parts.values()))

    async def resume(self) -> None:
        """Goes on."""
        await asyncio.gather(*(part.resume() for part in self.parts.values()))

    async def unsubscribe(self) -> None:
        """Ends it with all of its streams."""
        if self in self._client.subscriptions:
            self._client.subscriptions.remove(self)
        await asyncio.gather(*(part.unsubscribe() for part in self.parts.values()))


class MergedReaders:
    """The readers of several shards, read as one."""

    def __init__(self, parts: list[Readers]) -> None:
        self.parts = parts

    def open(self, held: Iterable[MarketStream]) -> MergedQueue:
        """A queue over all shards, beginning with the streams that hold something."""
        streams = list(held)
        return MergedQueue([(part, part.open(stream for stream in streams if _feeds(stream, part)))
                            for part in self.parts])

    def discard(self, queue: MergedQueue) -> None:
        """Its reader has left."""
        for readers, part in queue.parts:
            readers.discard(part)


def _feeds(stream: MarketStream, readers: Readers) -> bool:
    return readers in (stream.subscription._readers, stream.subscription._client._readers)


class MergedQueue:
    """The queues of one reader, one of each shard, taken from in turn: none waits behind a busy one."""

    def __init__(self, parts: list[tuple[Readers, Queue]]) -> None:
        self.parts = parts
        self._next = 0

    async def take(self) -> Update[Any] | None:
        """The next update of any shard, waited for; None: there are no more, on none of them."""
        while True:
            for _, queue in self.parts:
                queue.put_down()
            for turn in range(len(self.parts)):
                place = (self._next + turn) % len(self.parts)
                update = self.parts[place][1].take_now()
                if update is not None:
                    self._next = place + 1
                    return update
            queues = [queue for _, queue in self.parts if not queue.is_ended]
            if not queues:
                errors = [queue.error for _, queue in self.parts]
                if errors and all(errors):
                    raise errors[0] or MarketGatewayError("ended")
                return None
            await Queue.wait_for_any(queues)

    def take_more(self, count: int) -> list[Update[Any]]:
        """So many more, if there are."""
        more: list[Update[Any]] = []
        for _, queue in self.parts:
            more += queue.take_more(count - len(more), holds=True)
        return more


def connect_shards(urls: str | Iterable[str] = "ws://localhost:8080/v1/stream", **settings: Any) -> ShardedClient:
    """A client of a market that is split over shards; any of them may be named, for all know the others.

    The settings are those of :func:`marketgateway.connect`, for each of the connections.
    """
    settings.setdefault("random", random.random)
    return ShardedClient(Settings(urls=urls, **settings))  # type: ignore[arg-type]
