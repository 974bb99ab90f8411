"""One WebSocket to one gateway: flushes in, paced requests out, and a watch over silence."""

from __future__ import annotations

import asyncio
import base64
import inspect
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException

from ._pace import RequestAllowance
from ._wire import encode
from .errors import WireError
from .values import Settings

_SUBPROTOCOLS = {"msgpack": "marketgateway.v1.msgpack", "json": "marketgateway.v1.json"}
_BEARER = "marketgateway.bearer."
# Before `welcome` says how many requests a gateway takes.
_REQUESTS_PER_SECOND = 10
_SILENT_INTERVALS = 3
_FLUSH_BYTES_MAX = 2**28
# The library makes it up when it is asked for, which type checkers do not see.
_CONNECT = import_module("websockets").connect
# What the library called it up to version 13, and since.
_ARGUMENTS = inspect.signature(_CONNECT.__init__).parameters
_HEADERS = "extra_headers" if "extra_headers" in _ARGUMENTS else "additional_headers"


@dataclass
class End:
    """How a connection ended, and whether to connect again."""

    reason: str
    can_reconnect: bool = True
    #: The close code; None: it broke.
    code: int | None = None
    is_silent: bool = False
    #: The handshake was answered so.
    status: int | None = None


class Link:
    """Opened by :meth:`open`, run by :meth:`run`; written to from the same event loop."""

    def __init__(self, url: str, settings: Settings, token: str | None, patience: int,
                 on_quiet: Callable[[bool], None], is_owing: Callable[[], bool]) -> None:
        self.url = url
        self._settings = settings
        self._token = token
        self._patience = patience
        self._on_quiet = on_quiet
        self._is_owing = is_owing
        self._loop = asyncio.get_running_loop()
        self._socket: Any = None
        self._waiting: deque[dict[str, Any]] = deque()
        self._ack = 0
        self._wake = asyncio.Event()
        self._allowance = RequestAllowance(self.now(), _REQUESTS_PER_SECOND)
        self._heartbeat = settings.heartbeat
        self._silence = 0.0
        self._ticked = 0.0
        self._is_quiet = False
        self._end: End | None = None
        self._watch: asyncio.TimerHandle | None = None

    @property
    def is_over(self) -> bool:
        """Whether the connection has ended."""
        return self._end is not None

    def now(self) -> float:
        """Seconds of a clock that only goes on."""
        return self._loop.time()

    def call_later(self, seconds: float, callback: Callable[..., None], *args: Any) -> asyncio.TimerHandle:
        """A timer."""
        return self._loop.call_later(seconds, callback, *args)

    def send(self, request: dict[str, Any]) -> None:
        """Sends a request as soon as the gateway's limit allows."""
        self._waiting.append(request)
        self._wake.set()

    def acknowledge(self, flush: int) -> None:
        """Acknowledgements count towards no limit; only the newest is of interest."""
        self._ack = flush
        self._wake.set()

    def limit_requests(self, per_second: float) -> None:
        """What `welcome` says."""
        self._allowance = RequestAllowance(self.now(), per_second)

    def spend_requests(self) -> None:
        """The gateway says that there were too many."""
        self._allowance.spend_all()

    def expect_heartbeats(self, seconds: float) -> None:
        """What the gateway has made of the interval asked for."""
        self._heartbeat = seconds

    def abandon(self, reason: str, can_reconnect: bool = True, is_silent: bool = False) -> None:
        """Ends at once, whatever the other side does."""
        if self._end is None:
            self._end = End(reason, can_reconnect, None, is_silent)
            if self._socket is not None and self._socket.transport is not None:
                self._socket.transport.abort()

    def leave(self) -> None:
        """Says goodbye, without waiting for the answer."""
        self._loop.create_task(self.close())

    async def close(self) -> None:
        """Says goodbye to the gateway."""
        if self._socket is not None and self._end is None:
            try:
                await asyncio.wait_for(self._socket.close(1000), self._settings.close_timeout)
            except (asyncio.TimeoutError, OSError):
                self.abandon("closed")

    async def open(self) -> End | None:
        """Connects; answers how that ended where it did not work."""
        settings, subprotocol = self._settings, _SUBPROTOCOLS[self._settings.encoding]
        protocols, headers = [subprotocol], {}
        if self._token is not None and settings.token_by == "subprotocol":
            protocols.append(_BEARER + base64.urlsafe_b64encode(self._token.encode()).decode().rstrip("="))
        elif self._token is not None and settings.token_by == "header":
            headers = {"Authorization": f"Bearer {self._token}"}
        options: dict[str, Any] = {_HEADERS: headers} if headers else {}
        try:
            # Heartbeats say whether the other side lives, and the gateway asks the same by pings, which are answered.
            self._socket = await _CONNECT(
                self.url, subprotocols=protocols, compression=None, max_size=_FLUSH_BYTES_MAX, ping_interval=None,
                open_timeout=settings.connect_timeout, close_timeout=settings.close_timeout, **options)
        except asyncio.TimeoutError:
            return End(f"no answer within {settings.connect_timeout} s")
        except (OSError, WebSocketException) as error:
            # The one or the other, by the version of the library.
            status = getattr(getattr(error, "response", error), "status_code", None)
            return End(str(error) or type(error).__name__, status not in (401, 403), None, False, status)
        if self._socket.subprotocol != subprotocol:
            self._socket.transport.abort()
            return End(f"it does not speak {subprotocol}: it is no MarketGateway")
        return self._end

    async def run(self, receive: Callable[[bytes | str], bool]) -> End:
        """Gives every flush to `receive`, until the end; True from it: somebody waits for what came."""
        sending = asyncio.create_task(self._send_waiting())
        self._tick()
        socket = self._socket
        try:
            while self._end is None:
                flush = await socket.recv()
                self._silence = 0.0
                self._ticked = self.now()
                if self._is_quiet:
                    self._is_quiet = False
                    self._on_quiet(False)
                if receive(flush):
                    # Frames that are here already come without a pause: who reads updates has its turn all the same.
                    await asyncio.sleep(0)
        except ConnectionClosed as closed:
            self._end = self._end or _end_of(closed)
        except WireError as error:
            self.abandon(str(error))
        finally:
            if self._watch is not None:
                self._watch.cancel()
            sending.cancel()
            if self._end is None:
                # Cancelled.
                self.abandon("closed")
        assert self._end is not None
        return self._end

    async def _send_waiting(self) -> None:
        acknowledged = 0
        is_greeted = False
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._ack > acknowledged or self._waiting:
                    # Nothing may come before `hello`, which is the first request.
                    if self._ack > acknowledged and is_greeted:
                        acknowledged = self._ack
                        await self._socket.send(encode({"op": "ack", "flush": acknowledged}, self._settings.encoding))
                        continue
                    if not self._waiting:
                        break
                    wait = self._allowance.try_take(self.now())
                    if wait:
                        self._loop.call_later(wait, self._wake.set)
                        break
                    is_greeted = True
                    await self._socket.send(encode(self._waiting.popleft(), self._settings.encoding))
        except ConnectionClosed:
            # Who receives is told the same.
            pass

    def _tick(self) -> None:
        # Silence is added up in steps: while this process is busy or asleep no message can be read, and the time lost
        # so must not count against the gateway. Nor does it where the gateway may be waiting for us: behind a full
        # window it sends no heartbeats.
        now, beat = self.now(), self._heartbeat / 2
        if self._is_owing():
            self._silence = 0.0
        elif self._ticked:
            self._silence += min(now - self._ticked, 2 * beat)
        self._ticked = now
        if self._silence >= _SILENT_INTERVALS * self._patience * self._heartbeat:
            self.abandon(f"no sign of life from the gateway for {self._silence:.1f} s", is_silent=True)
            return
        is_quiet = self._silence >= 1.5 * self._heartbeat
        if is_quiet is not self._is_quiet:
            self._is_quiet = is_quiet
            self._on_quiet(is_quiet)
        self._watch = self._loop.call_later(beat, self._tick)


def _end_of(closed: ConnectionClosed) -> End:
    if closed.rcvd is None:
        return End("the connection broke")
    code, reason = closed.rcvd.code, closed.rcvd.reason
    return End(f"{reason} ({code})".strip(), not 4500 <= code <= 4999, code)
