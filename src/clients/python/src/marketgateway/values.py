"""The values that streams and updates are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Union

Channel = Literal["book", "quote", "trade"]
Aggressor = Literal["unknown", "buy", "sell"]
PriceForm = Literal["int", "decimal", "float"]
TimeForm = Literal["us", "ns", "datetime"]
Number = Union[int, float, Decimal]
Time = Union[int, dt.datetime]

#: ``syncing``: not, or no longer, the gateway's state; ``loading``: the gateway has nothing yet; ``live``: as good as
#: the feed; ``gapped``: the feed lost something; ``stale``: no news can arrive at the gateway; ``ended``: unsubscribed
#: or refused.
StreamState = Literal["syncing", "loading", "live", "gapped", "stale", "ended"]
#: What the market does with an instrument, whatever the state of a stream.
MarketPhase = Literal["pre_open", "auction", "open", "halt", "close"]
#: ``connecting``: no session, but trying; ``lagging``: this client does not keep up; ``closed``: until opened again.
ClientState = Literal["connecting", "syncing", "live", "lagging", "stale", "closed"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


class Level(NamedTuple):
    """One price level of a book."""

    price: Any
    size: Any

    @property
    def orders(self) -> int | None:
        """How many orders stand there: not known, since the subscription did not ask for it."""
        return None


class CountedLevel(NamedTuple):
    """A level of a book that was subscribed to with ``orders=True``."""

    price: Any
    size: Any
    #: How many orders stand there; None: the source does not say.
    orders: int | None


class Trade(NamedTuple):
    """One execution, as it stands now."""

    version: int
    occurred_at: Any
    price: Any
    size: Any
    aggressor: Aggressor
    trade_id: int | None
    #: The values are those of a correction that this client got.
    is_corrected: bool = False


class Amendment(NamedTuple):
    """What the venue says of an earlier trade: it never was, or it has other values."""

    kind: Literal["cancel", "correction"]
    version: int
    occurred_at: Any
    trade_id: int
    price: Any = None
    size: Any = None
    aggressor: Aggressor | None = None


class RollUp(NamedTuple):
    """Trades that did not come one by one: how many, and what they were together; None: not known."""

    from_version: int | None
    to_version: int
    merged: int | None
    volume: Any
    vwap: Any
    high: Any
    low: Any
    first_version: int | None
    cancels: int | None
    corrections: int | None


class SymbolError(NamedTuple):
    """A symbol that is not served, and why (``code`` as in schemas/wire, section 4)."""

    symbol: str
    code: str
    message: str


class TopicProgress(NamedTuple):
    """How far the gateway has read a topic; None: unknown."""

    topic: str
    newest: int | None
    lag: int | None


class Heartbeat(NamedTuple):
    """A sign of life, and how far the feed has come: a quiet market has ``lag`` 0, a late feed a high one."""

    time: int
    topics: tuple[TopicProgress, ...]


@dataclass(frozen=True)
class Terms:
    """What the gateway made of a subscription to one symbol."""

    depth: int = 0
    interval_ms: int = 0
    history: int = 0
    grouping: int = 0
    fields: int = 0
    min_price_move: int = 0
    min_trade_size: int = 0
    price_scale: int = 0
    size_scale: int = 0
    tick_size: int = 1
    generation: str | None = None
    #: ``never``: each update of the source is a message of its own.
    merge: str = "auto"
    #: Each level says how many orders stand there.
    orders: bool = False


@dataclass
class Account:
    """What the messages of a stream stand for: every source update since ``first_version`` is in ``merged``."""

    merged: int = 0
    #: Jumps of unknown number; 0: the account is complete.
    unknown_jumps: int = 0
    first_version: int | None = None
    last_version: int | None = None
    restarts: int = 0

    def advance(self, begin: int | None, to: int, merged: int | None) -> None:
        """Counts one message."""
        if begin is None or self.first_version is None:
            self.restart()
            self.first_version = to
        elif begin == self.last_version and merged is not None:
            self.merged += merged
        elif to != self.last_version:
            self.unknown_jumps += 1
        self.last_version = to

    def restart(self) -> None:
        """What follows has nothing to do with what was."""
        self.restarts += self.first_version is not None
        self.merged = self.unknown_jumps = 0
        self.first_version = self.last_version = None

    @property
    def total(self) -> int | None:
        """The source updates between first and last version; None: not all jumps are known."""
        return None if self.unknown_jumps else self.merged


@dataclass
class Counts:
    """What was counted on a stream; ``verified`` checksums agreed with ours."""

    messages: int = 0
    snapshots: int = 0
    verified: int = 0
    checksum_failures: int = 0
    chain_breaks: int = 0
    inconsistencies: int = 0
    unreadable: int = 0
    discarded: int = 0
    resyncs: int = 0


@dataclass
class Totals:
    """What came in since the client was made, over all connections. Take differences for rates."""

    sessions: int = 0
    flushes: int = 0
    bytes: int = 0
    messages: int = 0
    #: Source updates that the messages stand for: ``updates / messages`` is the conflation.
    updates: int = 0
    resyncs: int = 0
    #: Messages of a later protocol, or of streams that are no more.
    unknown: int = 0


def number_form(form: PriceForm, scale: int) -> Callable[[int | None], Any]:
    """How integers of one scale are given to the user."""
    if form == "int":
        return lambda value: value
    if form == "float":
        # Division of integers is rounded once; a multiplication by 10^-scale would be rounded twice.
        unit = 10**scale
        return lambda value: None if value is None else value / unit
    return lambda value: None if value is None else Decimal(value).scaleb(-scale)


def time_form(form: TimeForm) -> Callable[[int | None], Any]:
    """How microseconds since 1970 are given to the user."""
    if form == "us":
        return lambda value: value
    if form == "ns":
        return lambda value: None if value is None else value * 1000
    return lambda value: None if value is None else _EPOCH + dt.timedelta(microseconds=value)


@dataclass
class Settings:
    """All settings of a client; the defaults are those of :func:`marketgateway.connect`."""

    urls: tuple[str, ...] = ("ws://localhost:8080/v1/stream",)
    token: Any = None
    token_by: Literal["header", "subprotocol", "message"] = "header"
    name: str = "marketgateway-py/1"
    heartbeat: float = 1.0
    window: int = 8
    max_bytes_per_second: int = 0
    #: Whether the gateway says when it sends each flush, and how new what it tells is; 11 bytes a flush, 9 a message.
    stamps: bool = False
    encoding: Literal["msgpack", "json"] = "msgpack"
    backoff: tuple[float, float] = (0.25, 10.0)
    connect_timeout: float = 10.0
    request_timeout: float = 10.0
    close_timeout: float = 2.0
    trades_kept: int = 1000
    prices: PriceForm = "int"
    times: TimeForm = "us"
    random: Callable[[], float] = field(default=lambda: 0.5)
    #: Whether it goes on where no address has a gateway at first; :meth:`Client.open` fails all the same.
    keeps_trying: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.urls, str):
            self.urls = (self.urls,)
        self.urls = tuple(self.urls)
        _expect(bool(self.urls) and all(url.startswith(("ws://", "wss://")) for url in self.urls),
                "urls", self.urls, "ws: or wss: addresses")
        _expect(0.25 <= self.heartbeat <= 30, "heartbeat", self.heartbeat, "from 0.25 to 30 seconds")
        _expect(0 <= self.window <= 1024, "window", self.window, "from 0 to 1024")
        _expect(self.max_bytes_per_second == 0 or self.max_bytes_per_second >= 1000,
                "max_bytes_per_second", self.max_bytes_per_second, "0, or at least 1000")
        _expect(0 < self.backoff[0] <= self.backoff[1], "backoff", self.backoff, "(least, most) seconds above 0")
        _expect(type(self.stamps) is bool, "stamps", self.stamps, "True or False")
        _expect(self.trades_kept >= 1, "trades_kept", self.trades_kept, "at least 1")
        _expect(len(self.name.encode()) <= 64, "name", self.name, "at most 64 bytes")
        for name, allowed in (("token_by", ("header", "subprotocol", "message")), ("encoding", ("msgpack", "json")),
                              ("prices", ("int", "decimal", "float")), ("times", ("us", "ns", "datetime"))):
            _expect(getattr(self, name) in allowed, name, getattr(self, name), " or ".join(map(repr, allowed)))

    def hello(self) -> dict[str, Any] | None:
        """What a session begins with, where something is wanted that is no default of the gateway."""
        if self.heartbeat == 1 and not (self.window or self.max_bytes_per_second or self.name or self.stamps):
            return None
        hello: dict[str, Any] = {"op": "hello", "heartbeatMs": round(self.heartbeat * 1000), "window": self.window,
                                 "client": self.name}
        if self.max_bytes_per_second:
            hello["maxBytesPerSecond"] = self.max_bytes_per_second
        if self.stamps:
            # Not named otherwise: a gateway of an earlier version does not know the key.
            hello["stamps"] = True
        return hello


def _expect(holds: bool, name: str, value: object, right: str) -> None:
    if not holds:
        raise ValueError(f"{name} is {value!r}, but must be {right}")
