"""One session with one gateway, from `welcome` to its end. It has no socket: flushes go in, requests come out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._contracts import Link, Owner, Pending
from ._parameters import Parameters, divide, is_pattern
from ._streams import OnceStreams, SessionStreams
from ._wire import CHANNEL_OF_KIND, Decoder, is_integer
from .errors import RequestError, WireError
from .values import Heartbeat, Settings, SymbolError, TopicProgress

if TYPE_CHECKING:
    from .streams import MarketStream
    from .subscription import Subscription

PROTOCOL = 1
# After so many attempts (31 s) an absent stream is over; its symbol is asked for all the same, in case it comes back.
_PATIENT_ATTEMPTS = 5


class Session:
    """Takes flushes, keeps the streams, asks for what is wanted."""

    def __init__(self, link: Link, settings: Settings, owner: Owner) -> None:
        self.flush = 0
        self.welcome: dict[str, Any] | None = None
        self.is_lagging = False
        self.is_quiet = False
        #: A heartbeat has come: this session works.
        self.is_proven = False
        #: Why and when to connect elsewhere, by the clock of the link.
        self.go_away: tuple[str, float] | None = None
        self._link = link
        self._settings = settings
        self._owner = owner
        self._decoder = Decoder()
        self._streams = SessionStreams(owner)
        self._once = OnceStreams(owner)
        self._pending: dict[int, Pending] = {}
        self._last_id = 0
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._absent: set[MarketStream] = set()
        self._attempts = 0
        self._is_ended = False
        # When the gateway sent this flush; None: it does not say.
        self._sent_at: int | None = None

    def receive(self, data: bytes | str) -> None:
        """Takes one flush; raises :class:`WireError` where the connection is not worth keeping."""
        self.flush += 1
        self._sent_at = None
        for message in self._decoder.messages(data):
            if type(message) is list:
                self._data(message)
            elif type(message) is dict:
                self._control(message)
            else:
                raise WireError("a message is neither array nor map")
        given_up = self._streams.take_given_up()
        if given_up:
            self.tell({"op": "unsubscribe", "streams": given_up})
        if self._streams.broken:
            due = self._streams.take_resyncs_due(self._link.now())
            if due:
                self._owner.on_resync(len(due))
                self.tell({"op": "resync", "streams": due})

    def request(self, request: dict[str, Any], asked: Parameters | None = None) -> asyncio.Future[dict[str, Any]]:
        """Sends a request; the future is its answer."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        pending = Pending(request, future, asked)
        number = self._send(pending)
        pending.timer = self._link.call_later(self._settings.request_timeout, self._timed_out, number)
        return future

    def tell(self, request: dict[str, Any]) -> None:
        """Sends a request whose answer nobody waits for."""
        self._send(Pending(request))

    def subscribe(self, subscription: Subscription[Any], resume_epoch: str | None) -> None:
        """Asks for a subscription, with what its streams hold where that can be resumed."""
        parameters = subscription._parameters
        points: dict[str, list[Any]] = {}
        if resume_epoch is not None:
            offered = ((stream.symbol, stream._resume_point(parameters)) for stream in subscription.streams)
            points = {symbol: point for symbol, point in offered if point is not None}
        requests = self._divide("subscribe", subscription, subscription.symbols, resume_epoch, points)
        subscription._begin_request(len(requests))
        for request in requests:
            self._send(Pending(request, None, parameters, subscription))

    def snapshot(self, once: Subscription[Any]) -> None:
        """Asks for the state once."""
        requests = self._divide("snapshot", once, once.symbols, None, {})
        once._begin_request(len(requests))
        for request in requests:
            self._send(Pending(request, None, once._parameters, once))

    def forget(self, subscription: Subscription[Any]) -> None:
        """It has ended: nothing more is expected of its requests, once they are answered."""
        for number, pending in list(self._pending.items()):
            if pending.subscription is subscription and pending.is_answered:
                del self._pending[number]

    def end(self) -> None:
        """The connection is gone."""
        self._is_ended = True
        for timer in self._timers.values():
            timer.cancel()
        error = RequestError("session_ended", "the session ended before the answer")
        for number in list(self._pending):
            self._take(number, error)
        self._once.fail(error)
        self._streams.disconnect()

    @property
    def pending_count(self) -> int:
        """How many requests may still be answered."""
        return len(self._pending)

    def _divide(self, op: str, subscription: Subscription[Any], symbols: Any, epoch: str | None,
                points: dict[str, list[Any]]) -> list[dict[str, Any]]:
        limits = (self.welcome or {}).get("limits") or {}
        return divide(op, subscription.channel, subscription._parameters, symbols, epoch, points,
                      limits.get("requestBytes") or 65_536)

    def _send(self, pending: Pending) -> int:
        self._last_id += 1
        self._pending[self._last_id] = pending
        self._link.send({"op": pending.request["op"], "id": self._last_id, **pending.request})
        return self._last_id

    def _take(self, number: Any, error: Exception | None = None) -> Pending | None:
        pending = self._pending.pop(number, None)
        if pending is not None and pending.timer is not None:
            pending.timer.cancel()
        if pending is not None and error is not None and pending.future is not None and not pending.future.done():
            pending.future.set_exception(error)
            # Nobody has to wait for it.
            pending.future.exception()
        return pending

    def _timed_out(self, number: int) -> None:
        op = self._pending[number].request["op"]
        self._take(number, RequestError("timeout", f"no answer to {op!r} within {self._settings.request_timeout} s"))

    def _data(self, message: list[Any]) -> None:
        if len(message) < 2 or not is_integer(message[0]) or not is_integer(message[1]):
            raise WireError("whose message this is cannot be told")
        kind, number = message[:2]
        if kind == 0:
            self._sent_at = number
            self._owner.on_stamp(number)
        elif kind not in CHANNEL_OF_KIND:
            self._owner.on_unknown()
        elif number in self._streams.by_number:
            self._streams.apply(number, message, self.flush, self._sent_at)
        elif not self._once.apply(number, message, self._sent_at):
            # Data may cross an unsubscribe on its way; it is nobody's any more.
            self._owner.on_unknown()

    def _control(self, message: dict[str, Any]) -> None:
        op = message.get("op")
        if self.welcome is None and op != "welcome":
            raise WireError(f"the session begins with {op!r}, not 'welcome'")
        handler = _HANDLERS.get(op) if isinstance(op, str) else None
        if handler is None:
            self._owner.on_unknown()
            return
        try:
            handler(self, message)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise WireError(f"{op!r} is not as it should be: {error!r}") from error

    def _on_welcome(self, message: dict[str, Any]) -> None:
        if message["protocol"] != PROTOCOL:
            self._link.abandon(f"the gateway speaks protocol {message['protocol']}, this client {PROTOCOL}", False)
            return
        self.welcome = message
        limits = message["limits"]
        self._link.limit_requests(limits["requestsPerSecond"])
        self._streams.resync_wait = (limits.get("resyncMs") or 0) / 1000
        self._link.expect_heartbeats(message["heartbeatMs"] / 1000)
        hello = self._settings.hello()
        if hello is not None:
            self.tell(hello)
        self._owner.on_welcome(self, message)

    def _on_hello(self, message: dict[str, Any]) -> None:
        self._link.expect_heartbeats(message["heartbeatMs"] / 1000)
        self._answer(message)

    def _on_subscribed(self, message: dict[str, Any]) -> None:
        if message["id"] is None:
            # Nobody's answer: streams that are held already are of another generation, perhaps in other scales.
            self._streams.renew(message["streams"])
            return
        pending = self._pending.get(message["id"])
        if pending is None or pending.subscription is None or pending.asked is None:
            # Of a subscription that was given up.
            self._give_back([entry["stream"] for entry in message["streams"]]
                            + [brief[1] for brief in message.get("resumed") or ()])
            return
        subscription, asked, begun = pending.subscription, pending.asked, []
        for entry in [*message["streams"], *(_in_full(brief, asked) for brief in message.get("resumed") or ())]:
            stream = subscription._get_or_add(entry["symbol"])
            if subscription.is_ended or (stream._number != 0 and stream._number != entry["stream"]):
                # Found after it was given up, or anew by a pattern although its stream has other parameters since.
                self._give_back([entry["stream"]])
                continue
            self._streams.acknowledge(stream, entry, asked)
            subscription.errors.pop(entry["symbol"], None)
            begun.append(entry["stream"])
        self._catch_up(subscription, asked, begun)
        self._refusals(message, pending, subscription)
        if not message["more"]:
            if not pending.is_answered:
                pending.is_answered = True
                subscription._part_answered()
                self._miss_unanswered(subscription)
            if subscription.is_ended or not any(map(is_pattern, pending.request["symbols"])):
                # Only a pattern is answered again.
                self._take(message["id"])
        self._owner.state_may_have_changed()

    def _give_back(self, numbers: list[int]) -> None:
        if numbers:
            self.tell({"op": "unsubscribe", "streams": numbers})

    def _catch_up(self, subscription: Subscription[Any], asked: Parameters, begun: list[int]) -> None:
        """What was asked of the subscription since its request was sent holds for these streams too."""
        if not begun:
            return
        if subscription.is_paused:
            # First the pause: the update may give the streams other numbers.
            self.tell({"op": "pause", "streams": begun})
        now = subscription._parameters
        if now is not asked:
            self._send(Pending({"op": "update", "streams": begun, **now.to_update()}, None, now))

    def _refusals(self, message: dict[str, Any], pending: Pending, subscription: Subscription[Any]) -> None:
        for error in message["errors"]:
            symbol, code = error["symbol"], error["code"]
            if symbol not in subscription.errors and not pending.is_answered:
                self._owner.on_error(RequestError(code, error["message"]))
            subscription._add_error(SymbolError(symbol, code, error["message"]))
            stream = subscription.get(symbol)
            # Two patterns may find the same symbol: the second finding is refused, the stream goes on.
            if stream is None or stream._number != 0:
                continue
            if code == "unknown_symbol":
                self._add_absent(stream)
            else:
                stream._end(code)
                self._owner.on_status(stream)
        for match in message.get("patterns") or ():
            subscription.patterns[match["pattern"]] = match["matched"]

    def _on_snapshot(self, message: dict[str, Any]) -> None:
        pending = self._pending.get(message["id"])
        if pending is None or pending.subscription is None:
            return
        for entry in message["streams"]:
            self._once.expect(pending.subscription, entry)
        self._refusals(message, pending, pending.subscription)
        if not message["more"]:
            self._take(message["id"])
            pending.subscription._part_answered()

    def _miss_unanswered(self, subscription: Subscription[Any]) -> None:
        """A symbol that a pattern found in an earlier session, and does not find now, is in no answer."""
        for stream in subscription.streams if subscription.is_answered else ():
            if stream._number == 0 and stream.state != "ended" and stream.symbol not in subscription.symbols:
                (self._streams.end_moved if stream.alias else self._add_absent)(stream)

    def _add_absent(self, stream: MarketStream) -> None:
        """A gateway that has just started may not have read of a symbol yet: what was named is asked for again."""
        if self._attempts < _PATIENT_ATTEMPTS:
            stream._distrust("unknown_symbol")
        elif stream.state != "ended":
            stream._end("unknown_symbol")
            self._owner.on_status(stream)
        self._absent.add(stream)
        if "absent" not in self._timers:
            self._timers["absent"] = self._link.call_later(min(2.0**self._attempts, 30), self._ask_again)

    def _ask_again(self) -> None:
        del self._timers["absent"]
        self._attempts += 1
        absent = [stream for stream in self._absent if stream._number == 0 and not stream.subscription.is_ended]
        self._absent.clear()
        for subscription in {stream.subscription for stream in absent}:
            named = [stream.symbol for stream in absent
                     if stream.subscription is subscription and stream.symbol in subscription.symbols]
            if named:
                for request in self._divide("subscribe", subscription, named, None, {}):
                    self._send(Pending(request, None, subscription._parameters, subscription, True))
        # An answer puts back those that are named; patterns find the others by themselves.
        for stream in absent:
            if stream.symbol not in stream.subscription.symbols:
                self._add_absent(stream)

    def _on_unsubscribed(self, message: dict[str, Any]) -> None:
        if message["id"] is None:
            # Nobody asked for it: a renewed token allows less.
            self._streams.revoke(message["errors"])
        for number in message["streams"]:
            self._streams.end(number, "unsubscribed")
        self._answer(message)

    def _on_resynced(self, message: dict[str, Any]) -> None:
        self._streams.resynced(message["streams"])
        self._streams.postpone_resyncs(message["errors"], self._link.now())
        self._answer(message)

    def _on_updated(self, message: dict[str, Any]) -> None:
        pending = self._pending.get(message["id"])
        for entry in message["streams"]:
            self._streams.update(entry, pending.asked if pending else None)
        self._answer(message)
        self._owner.state_may_have_changed()

    def _on_paused(self, message: dict[str, Any]) -> None:
        self._streams.set_paused(message["streams"], message["op"] == "paused")
        self._answer(message)

    def _on_session(self, message: dict[str, Any]) -> None:
        self.is_lagging = message["lagging"]
        self._owner.state_may_have_changed()

    def _on_heartbeat(self, message: dict[str, Any]) -> None:
        self.is_proven = True
        topics = tuple(TopicProgress(topic["topic"], topic["newest"], topic["lag"]) for topic in message["topics"])
        self._owner.on_heartbeat(Heartbeat(message["time"], topics))

    def _on_epoch(self, message: dict[str, Any]) -> None:
        self._owner.on_epoch(message["epoch"])

    def _on_error(self, message: dict[str, Any]) -> None:
        error = RequestError(message["code"], message["message"])
        pending = self._take(message["id"])
        if pending is None:
            self._owner.on_error(error)
        elif error.code == "rate_limited" and message.get("retryMs") is not None \
                and (pending.subscription is not None or pending.future is None):
            # Too many at once is no word about this one: it is asked for again when it is granted.
            self._link.spend_requests()
            self._link.call_later(message["retryMs"] / 1000, self._repeat, pending)
        elif pending.future is not None:
            self._pending[message["id"]] = pending
            self._take(message["id"], error)
        elif pending.subscription is not None and not pending.is_answered:
            self._owner.on_refused(pending.subscription, error)
        else:
            self._owner.on_error(error)

    def _repeat(self, pending: Pending) -> None:
        # A resync has its pace with its stream, and asks again by itself.
        is_wanted = pending.subscription is None or not pending.subscription.is_ended
        if is_wanted and not self._is_ended and pending.request["op"] != "resync":
            self._send(pending)

    def _on_goaway(self, message: dict[str, Any]) -> None:
        wait = (message.get("reconnectMs") or 0) / 1000
        self.go_away = (message.get("reason") or "the gateway is going away", self._link.now() + wait)
        if "leave" in self._timers:
            self._timers["leave"].cancel()
        self._timers["leave"] = self._link.call_later(wait, self._link.leave)

    def _answer(self, message: dict[str, Any]) -> None:
        pending = self._take(message.get("id"))
        if pending is not None and pending.future is not None and not pending.future.done():
            pending.future.set_result(message)


def _in_full(brief: list[Any], asked: Parameters) -> dict[str, Any]:
    """What an entry of `resumed` stands for: the stream goes on with the parameters of its request."""
    symbol, stream, price_scale, size_scale, tick_size = brief[:5]
    if not isinstance(symbol, str) or not all(map(is_integer, brief[1:5])):
        raise WireError("an entry of 'resumed' is not [symbol, stream, priceScale, sizeScale, tickSize]")
    return {"symbol": symbol, "stream": stream, **asked.numbers, "fields": asked.field_bits, "merge": asked.merge,
            "priceScale": price_scale, "sizeScale": size_scale, "tickSize": tick_size, "state": "live", "reason": "ok",
            "since": None, "start": "delta", **dict(zip(("phase", "phaseSince"), brief[5:]))}


_HANDLERS: dict[str, Callable[[Session, dict[str, Any]], None]] = {
    "welcome": Session._on_welcome, "hello": Session._on_hello, "subscribed": Session._on_subscribed,
    "unsubscribed": Session._on_unsubscribed, "resynced": Session._on_resynced, "updated": Session._on_updated,
    "snapshot": Session._on_snapshot, "paused": Session._on_paused, "resumed": Session._on_paused,
    "pong": Session._answer, "authenticated": Session._answer,
    "status": lambda session, message: session._streams.report(message),
    "alias": lambda session, message: session._streams.move(message),
    "session": Session._on_session, "heartbeat": Session._on_heartbeat, "epoch": Session._on_epoch,
    "error": Session._on_error, "goaway": Session._on_goaway,
}
