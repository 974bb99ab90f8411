"""Session after session, until the client is closed or told to stay away."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any

from ._link import End, Link
from ._session import Session
from .errors import GatewayUnreachable, MarketGatewayError, RequestError
from .values import ClientState, Settings

_TOKEN_EXPIRED = 4504
# Of the time that a token has left, so much passes before another is shown.
_RENEWAL = 0.8
_PATIENCE_MAX = 16


class SessionLoop:
    """Connects, shows tokens, and connects again with back-off; what a session brings is the client's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        #: The address that the client is connected, or connecting, to.
        self.url: str | None = None
        self._session: Session | None = None
        self._link: Link | None = None
        self._running: asyncio.Task[None] | None = None
        self._connected: asyncio.Future[None] | None = None
        self._hurry = asyncio.Event()
        self._is_closing = self._has_connected = self._is_token_over = False
        self._next_url = 0
        self._patience = 1
        self._shown: str | None = None
        self._renewal: asyncio.TimerHandle | None = None

    async def open(self) -> Any:
        """Connects, and stays connected until :meth:`close`. Raises :class:`GatewayUnreachable` where no address has a
        gateway at first; later losses are mended without a word, but for the state."""
        if self._running is None:
            self._is_closing = self._has_connected = False
            self._reopen()
            self._connected = asyncio.get_running_loop().create_future()
            self._running = asyncio.create_task(self._run())
        assert self._connected is not None
        await asyncio.shield(self._connected)
        return self

    async def close(self) -> None:
        """Says goodbye to the gateway and ends; subscriptions stay, for another :meth:`open`."""
        running = self._running
        if running is None:
            return
        self._is_closing = True
        self._hurry.set()
        try:
            if self._link is not None:
                await self._link.close()
            await asyncio.wait([running], timeout=self._settings.close_timeout)
        finally:
            running.cancel()
        await asyncio.wait([running])

    async def authenticate(self) -> str:
        """Shows the gateway the token, asked for anew where it is a function; answers the name it is known under."""
        token = await self._token()
        if token is None:
            raise ValueError("the client has no token to show")
        answer = await self.request({"op": "auth", "token": token})
        self._renew_before_expiry(token)
        return str(answer["principal"])

    async def request(self, request: dict[str, Any]) -> dict[str, Any]:
        """Any request of schemas/wire, section 3; its `id` is added."""
        return await self._current().request(request)

    def _current(self) -> Session:
        if self._session is None:
            raise RequestError("not_connected", "not connected to a gateway")
        return self._session

    # Connecting, and connecting again.

    async def _run(self) -> None:
        reason = "closed by the client"
        try:
            end, is_proven, wait = await self._run_session()
            attempt = 0
            while not self._is_closing and (end.can_reconnect or self._is_token_over):
                if self._has_connected:
                    attempt = 0 if is_proven else attempt
                    await self._back_off(end, attempt, wait)
                elif attempt + 1 >= len(self._settings.urls):
                    if not self._settings.keeps_trying:
                        break
                    self._fail_to_connect(end.reason)
                    await self._back_off(end, attempt, wait)
                attempt += 1
                if not self._is_closing:
                    end, is_proven, wait = await self._run_session()
            reason = reason if self._is_closing else end.reason
        finally:
            self._running = None
            self._link = self._session = None
            self._set_state("closed", reason)
            error = None if self._is_closing else GatewayUnreachable(reason)
            self._end(error, error or RequestError("closed", reason))
            if self._connected is not None and not self._connected.done():
                self._connected.set_exception(error or RequestError("closed", reason))
                self._connected.exception()

    def _fail_to_connect(self, reason: str) -> None:
        """Tells who waits for the first connection; it is tried again all the same."""
        if self._connected is not None and not self._connected.done():
            self._connected.set_exception(GatewayUnreachable(reason))
            self._connected.exception()

    async def _run_session(self) -> tuple[End, bool, float]:
        urls = self._settings.urls
        url = self.url = urls[self._next_url % len(urls)]
        self._next_url += 1
        self._set_state("connecting", f"connecting to {url}")
        try:
            token = await self._token()
        except Exception as error:  # the user's function: it may work the next time
            self.on_error(error)
            return End(f"there is no token: {error}"), False, 0
        if self._is_token_over and token == self._shown:
            self._is_token_over = False
            return End("the token has expired, and there is no other", False), False, 0
        link = Link(url, self._settings, token, self._patience, self._be_quiet, self._is_owing)
        self._link, self._shown = link, token
        end = await link.open()
        if end is not None:
            self._link = None
            self._is_token_over = end.status == 401 and callable(self._settings.token) and self._has_connected
            if not self._has_connected:
                end.reason = f"no gateway at {url}: {end.reason}"
            return end, False, 0
        session = Session(link, self._settings, self)  # type: ignore[arg-type]
        self._renew_before_expiry(token)
        try:
            end = await link.run(lambda data: self._receive(session, data))
        finally:
            if self._renewal is not None:
                self._renewal.cancel()
            self._link = self._session = None
            session.end()
        self._is_token_over = end.code == _TOKEN_EXPIRED and callable(self._settings.token)
        # A WebSocket tells of a message only when all of it is there: on a line so bad that one flush takes longer than
        # silence is borne, a client would connect for ever. So after each silence it bears twice as much.
        self._patience = min(2 * self._patience, _PATIENCE_MAX) if end.is_silent else 1
        if session.go_away is None:
            return end, session.is_proven, 0
        end.reason = session.go_away[0]
        return end, session.is_proven, max(0.0, session.go_away[1] - link.now())

    async def _back_off(self, end: End, attempt: int, wait: float) -> None:
        """Full jitter, so that thousands of clients of a gateway that went away do not come back in the same second."""
        least, most = self._settings.backoff
        delay = wait + min(least * 2.0 ** min(attempt, 30), most) * self._settings.random()
        self._set_state("connecting", f"{end.reason}; connecting again in {delay:.1f} s")
        self._hurry.clear()
        if not self._is_closing:
            try:
                await asyncio.wait_for(self._hurry.wait(), delay)
            except asyncio.TimeoutError:
                pass

    async def _token(self) -> str | None:
        token = self._settings.token
        if callable(token):
            token = token()
            if asyncio.iscoroutine(token):
                token = await token
        return token  # type: ignore[no-any-return]

    def _renew_before_expiry(self, token: str | None) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
        left = _seconds_left(token) if token is not None and callable(self._settings.token) else None
        if left is not None:
            self._renewal = asyncio.get_running_loop().call_later(
                left * _RENEWAL, lambda: asyncio.ensure_future(self._show_another()))

    async def _show_another(self) -> None:
        try:
            await self.authenticate()
        except Exception as error:  # of the user's function too
            self.on_error(error)

    # What the client does about it.

    def on_error(self, error: Exception) -> None:
        """Nobody waits for it."""
        raise NotImplementedError

    def _set_state(self, state: ClientState, reason: str) -> None:
        raise NotImplementedError

    def _receive(self, session: Session, data: bytes | str) -> bool:
        raise NotImplementedError

    def _be_quiet(self, is_quiet: bool) -> None:
        raise NotImplementedError

    def _is_owing(self) -> bool:
        raise NotImplementedError

    def _reopen(self) -> None:
        raise NotImplementedError

    def _end(self, error: MarketGatewayError | None, refusal: MarketGatewayError) -> None:
        raise NotImplementedError


def _seconds_left(token: str) -> float | None:
    """How long a JSON Web Token lasts; None: it does not say."""
    try:
        payload = token.split(".")[1]
        expiry = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"]
        return max(0.0, float(expiry) - time.time())
    except (IndexError, KeyError, TypeError, ValueError):
        return None
