"""Where things are, what the vectors say, and a gateway that does what a test says."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "schemas" / "wire" / "vectors"
sys.path.insert(0, str(ROOT / "src" / "clients" / "python" / "src"))

import msgpack  # noqa: E402
import websockets  # noqa: E402

from marketgateway import BookStream, QuoteStream, TradeStream, book_checksum, quote_checksum  # noqa: E402
from marketgateway._parameters import Parameters  # noqa: E402
from marketgateway.client import Client  # noqa: E402
from marketgateway.subscription import Subscription  # noqa: E402
from marketgateway.values import RollUp, Settings  # noqa: E402

SUBPROTOCOL = "marketgateway.v1.msgpack"
MAKE = {"book": BookStream, "quote": QuoteStream, "trade": TradeStream}
SNAKE = {"intervalMs": "interval", "minPriceMove": "min_price_move", "minTradeSize": "min_trade_size"}
FIELDS = ("bidPrice", "bidSize", "askPrice", "askSize", "lastPrice", "lastSize", "lastAggressor", "open", "high", "low",
          "previousClose", "volume", "lastTradeAt", "occurredAt")


def vectors(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def new_subscription(client, request):
    """What a request of the wire asks for, as the client's own subscription."""
    parameters = {}
    for name, value in request.items():
        if name in ("op", "id", "channel", "symbols", "resume"):
            continue
        if name == "fields":
            value = [snake(field) for field in value]
        elif name == "filter":
            value = {snake(attribute): values for attribute, values in value.items()}
        parameters[SNAKE.get(name, name)] = value / 1000 if name == "intervalMs" else value
    return Subscription(client, MAKE[request["channel"]], tuple(request["symbols"]),
                        Parameters(request["channel"], **parameters))


def bring(stream, view):
    """Brings a stream to where a vector says that the client stands."""
    bits = sum(1 << FIELDS.index(name) for name in view.get("fields", ()))
    stream._acknowledge(
        {"stream": view.get("stream", 0), "depth": view.get("depth", 0), "grouping": view.get("grouping", 0),
         "minTradeSize": view.get("minTradeSize", 0), "fields": bits, "priceScale": 2, "sizeScale": 0,
         "generation": view.get("generation"), "state": "live", "reason": "ok", "since": 0, "start": "snapshot"},
        stream.subscription._parameters)
    if view["version"] is None:
        return
    head = [None, view["version"], 0, 0]
    if stream.channel == "book":
        flat = [[value for level in view[side] for value in level] for side in ("bids", "asks")]
        has_orders = any(len(level) > 2 for side in ("bids", "asks") for level in view[side])
        message = [9 if has_orders else 1, 0, *head, *flat, view["checksum"]]
    elif stream.channel == "quote":
        values = [view["fields"][name] for name in FIELDS if name in view["fields"]]
        message = [3, 0, *head, bits, values, view.get("checksum", quote_checksum(values))]
    else:
        message = [5, 0, *head, view["trades"]]
    assert stream._apply(message) == "applied", stream.reason
    if stream.channel == "trade":
        stream._roll_ups = [RollUp(*roll_up.values()) for roll_up in view["rollUps"]]
    stream.account.merged = view["account"] or 0
    stream.account.unknown_jumps = int(view["account"] is None)


def content_of(stream):
    if stream.channel == "book":
        has_orders = stream._bid_orders is not None
        bids, asks = ([[level.price, level.size, *([level.orders or 0] if has_orders else [])] for level in side]
                      for side in (stream.bids(), stream.asks()))
        return {"bids": bids, "asks": asks, "checksum": book_checksum(bids, asks)}
    if stream.channel == "quote":
        fields = stream.terms.fields
        held = {name: stream._values[bit] for bit, name in enumerate(FIELDS) if fields >> bit & 1}
        return {"fields": held, "checksum": quote_checksum(list(held.values()))}
    names = ("from", "to", "merged", "volume", "vwap", "high", "low", "firstVersion", "cancels", "corrections")
    return {"trades": [[*trade[:4], ("unknown", "buy", "sell").index(trade.aggressor), trade.trade_id]
                       for trade in stream.recent()],
            "rollUps": [dict(zip(names, roll_up)) for roll_up in stream.roll_ups]}


def view_of(stream):
    """A stream as the vectors state it."""
    terms = stream.terms
    return {"stream": stream._number, "symbol": stream.symbol, "channel": stream.channel, "depth": terms.depth,
            "grouping": terms.grouping, "minTradeSize": terms.min_trade_size, "state": stream.state,
            "reason": stream.reason, "version": stream.version, "account": stream.account.total,
            **({} if stream.version is None else content_of(stream))}


class Recorded:
    """A link that keeps what is sent, and a clock that a test moves."""

    def __init__(self):
        self.sent = []
        self.time = 0.0
        self.timers = []
        self.abandoned = None

    def send(self, request):
        self.sent.append(request)

    def limit_requests(self, per_second):
        pass

    def spend_requests(self):
        pass

    def expect_heartbeats(self, seconds):
        pass

    def abandon(self, reason, can_reconnect=True):
        self.abandoned = (reason, can_reconnect)

    def leave(self):
        self.abandoned = ("left", True)

    def acknowledge(self, flush):
        pass

    def now(self):
        return self.time

    def call_later(self, seconds, callback, *args):
        timer = Timer(self.time + seconds, callback, args)
        self.timers.append(timer)
        return timer

    def advance(self, seconds):
        self.time += seconds
        due = [timer for timer in self.timers if timer.at <= self.time and not timer.is_cancelled]
        self.timers = [timer for timer in self.timers if timer.at > self.time]
        for timer in due:
            timer.callback(*timer.args)


class Timer:
    def __init__(self, at, callback, args):
        self.at, self.callback, self.args, self.is_cancelled = at, callback, args, False

    def cancel(self):
        self.is_cancelled = True


def new_client(**settings):
    return Client(Settings(**settings))


def flush_of(*messages):
    return b"".join(map(msgpack.packb, messages))


def welcome(epoch="e1", **limits):
    return {"op": "welcome", "protocol": 1, "session": "s", "epoch": epoch, "time": 0, "heartbeatMs": 1000, "limits": {
        "requestBytes": 1 << 20, "subscriptions": 100, "patterns": 10, "depth": 10_000, "history": 1000,
        "requestsPerSecond": 1000, "sessions": 10, "resyncMs": 1000, **limits}}


def entry(symbol="ESH6", stream=1, channel="book", **other):
    return {"symbol": symbol, "stream": stream, "channel": channel, "depth": 10 if channel == "book" else 0,
            "intervalMs": 0, "history": 0, "grouping": 0, "fields": 2**14 - 1 if channel == "quote" else 0,
            "minPriceMove": 0, "minTradeSize": 0, "priceScale": 2, "sizeScale": 0, "tickSize": 25,
            "generation": "0.2.0", "state": "live", "reason": "ok", "since": 0, "start": "snapshot", **other}


def subscribed(id, *streams, resumed=(), errors=(), patterns=(), more=False):
    return {"op": "subscribed", "id": id, "streams": list(streams), "resumed": list(resumed), "errors": list(errors),
            "patterns": list(patterns), "more": more}


def book_message(kind, stream, begin, to, bids, asks, merged=1, of=None, checksum=None):
    """`of`: the (bids, asks) that the client must hold afterwards, best first; of a snapshot what is in it."""
    if checksum is None:
        checksum = book_checksum(*(of or (bids, asks)))
    flat = [[value for level in side for value in level] for side in (bids, asks)]
    return [kind, stream, begin, to, merged if begin is not None else 0, 0, *flat, checksum]


class ScriptedGateway:
    """A WebSocket server; each connection is served by the next of the scripts (the last one again and again)."""

    def __init__(self, *scripts, **options):
        self._scripts = list(scripts)
        self._options = options
        self.connections = 0
        self.errors = []

    async def __aenter__(self):
        self._server = await websockets.serve(
            self._serve, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL], compression=None, max_size=None, **self._options)
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1/stream"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        await self._server.wait_closed()
        if self.errors:
            raise self.errors[0]

    async def _serve(self, socket, path=None):
        script = self._scripts[min(self.connections, len(self._scripts) - 1)]
        self.connections += 1
        try:
            await script(Conversation(socket))
        except websockets.ConnectionClosed:
            pass
        except Exception as error:  # shown by the test, not by the server's log
            self.errors.append(error)
            raise


class Conversation:
    """One connection, from the gateway's side."""

    def __init__(self, socket):
        self.socket = socket
        self.flushes = 0

    async def send(self, *messages):
        self.flushes += 1
        await self.socket.send(flush_of(*messages))

    async def next(self, op):
        """The next request with this `op`; acknowledgements and pings before it are passed over."""
        while True:
            request = msgpack.unpackb(await self.socket.recv())
            if request["op"] == op:
                return request
            if request["op"] not in ("ack", "ping", "hello"):
                raise AssertionError(f"expected {op}, not {request}")

    async def begin(self, epoch="e1", **limits):
        """`welcome`, and the answer to `hello`."""
        await self.send(welcome(epoch, **limits))
        hello = await self.next("hello")
        await self.send({"op": "hello", "id": hello["id"], "heartbeatMs": hello["heartbeatMs"],
                         "window": hello["window"], "maxBytesPerSecond": 0})
        return hello


async def eventually(condition, what="the condition"):
    """Waits until it holds, for longer than a loaded machine needs."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{what} never held")
