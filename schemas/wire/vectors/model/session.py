"""One recorded session: requests, flushes, and what the client must hold after each of them."""

from dataclasses import dataclass, field

from . import streams
from .encoding import pack
from .market import ASKS, BIDS, QUOTE_FIELDS, GroupedBook, checksum, quote_checksum

ACKNOWLEDGE_EVERY = 3


@dataclass
class Subscription:
    """One session's interest in one stream: its cursor, and the state that the client holds there."""

    number: int
    instrument: object
    channel: str
    depth: int = 0
    interval_ms: int = 0
    history: int = 0
    grouping: int = 0
    fields: tuple = QUOTE_FIELDS
    min_price_move: int = 0
    min_trade_size: int = 0
    state: tuple = ("live", "ok", 0)
    cursor: object = None
    first_version: int | None = None
    account: int | None = 0
    account_before: int = 0
    anew: bool = False
    """A snapshot is wanted, whatever changed."""

    is_paused: bool = False
    seen: tuple = ()
    """The prices at the last quote that the client got."""

    held: dict = field(default_factory=dict)

    def entry(self, start="snapshot"):
        """As in `subscribed.streams`."""
        state, reason, since = self.state
        return {
            "symbol": self.instrument.symbol, "stream": self.number, "channel": self.channel, "depth": self.depth,
            "intervalMs": self.interval_ms, "history": self.history, "grouping": self.grouping,
            "fields": streams.field_bits(self.fields) if self.channel == "quote" else 0,
            "minPriceMove": self.min_price_move, "minTradeSize": self.min_trade_size,
            "priceScale": self.instrument.price_scale, "sizeScale": self.instrument.size_scale,
            "tickSize": self.instrument.tick_size, "generation": self.generation(), "state": state, "reason": reason, "since": since, "start": start,
        }

    def generation(self):
        """What versions mean: the partition and the scales; None while nothing has come."""
        instrument = self.instrument
        return None if self.state[0] == "loading" else f"0.{instrument.price_scale}.{instrument.size_scale}"

    def brief_entry(self):
        """As in `subscribed.resumed`."""
        instrument = self.instrument
        return [instrument.symbol, self.number, instrument.price_scale, instrument.size_scale, instrument.tick_size]

    def forget(self):
        """What the client holds is void."""
        self.cursor, self.account, self.held = None, 0, {}

    def take(self):
        """The messages from the cursor to the present; moves the cursor and what the client holds."""
        source = self._source()
        version = source.updates.version()
        if self.is_paused:
            return []
        if self.channel == "trade":
            return self._take_trades(source) if self.instrument.quote.updates.items else []
        if version is None or (self.cursor and self.cursor.version == version and not self.anew):
            return []
        if self.channel == "book":
            message = streams.book_message(self.number, source, self.depth, self.cursor, self.anew)
            self.cursor = streams.book_cursor(source, self.depth)
            tops = [source.top(side, self.depth) for side in (BIDS, ASKS)]
            self.held = {"bids": _pairs(tops[0]), "asks": _pairs(tops[1]), "checksum": checksum(*tops)}
        elif self._is_held_back(source):
            return []
        else:
            message = streams.quote_message(self.number, source, self.fields, self.cursor, self.anew)
            self.cursor = streams.Cursor(version)
            self.seen = self._prices(source)
            self.held = _quote({name: source.values[name] for name in self.fields})
        self.anew = False
        self._count(source, message[2])
        return [message]

    def _source(self):
        source = self.instrument.of(self.channel)
        return GroupedBook(source, self.grouping * self.instrument.tick_size) if self.grouping else source

    def _is_held_back(self, quote):
        """Whether no price has moved as far as the client wants it to."""
        if not (self.min_price_move and self.cursor) or self.anew:
            return False
        step = self.min_price_move * self.instrument.tick_size
        return not any(
            then != now if then is None or now is None else abs(now - then) >= step
            for then, now in zip(self.seen, self._prices(quote), strict=True))

    def _prices(self, quote):
        return tuple(quote.values[name] for name in ("bidPrice", "askPrice", "lastPrice") if name in self.fields)

    def _take_trades(self, trades):
        if self.cursor is None:
            newest_at = self.instrument.quote.updates.newest_at()
            messages = [streams.first_trades_message(self.number, trades, self.history, newest_at, self.min_trade_size)]
            self.held = {"trades": list(messages[0][6]), "rollUps": []}
        else:
            messages = streams.trade_messages(self.number, trades, self.cursor, self.min_trade_size)
            self.held = {name: list(items) for name, items in self.held.items()}
        for message in messages:
            if message[0] == streams.TRADE_ROLL_UP:
                names = ("volume", "vwap", "high", "low", "firstVersion", "cancels", "corrections")
                roll_up = {"from": message[2], "to": message[3], "merged": message[4]}
                self.held["rollUps"].append(roll_up | dict(zip(names, message[6:13], strict=True)))
                for _, _, trade_id, *values in message[13] or ():
                    self.held["trades"] = list(self._amended(trade_id, values))
            elif message[0] in (streams.TRADE_CANCEL, streams.TRADE_CORRECTION):
                self.held["trades"] = list(self._amended(message[6], message[7:]))
            elif message[2] is not None:
                self.held["trades"] += message[6]
        if messages:
            self.cursor = streams.Cursor(messages[-1][3])
            self._count(trades, messages[0][2])
        return messages

    def _amended(self, trade_id, values):
        """The trades held after a cancel or correction of one of them; here no number is used twice."""
        for trade in self.held["trades"]:
            if trade[5] != trade_id:
                yield trade
            elif values and values[1] >= self.min_trade_size:
                yield [*trade[:2], *values, trade_id]

    def _count(self, source, begin):
        """The account, from the truth and not from what was sent."""
        if begin is None:
            self.first_version, self.account, self.account_before = self.cursor.version, 0, 0
        elif self.account is not None:
            merged = source.updates.merged(self.first_version, self.cursor.version)
            self.account = None if merged is None else self.account_before + merged

    def expected(self):
        state, reason, _ = self.state
        return {
            "stream": self.number, "symbol": self.instrument.symbol, "channel": self.channel, "depth": self.depth,
            "grouping": self.grouping, "minTradeSize": self.min_trade_size, "state": state, "reason": reason,
            "version": self.cursor.version if self.cursor else None, "account": self.account, **self.held,
        }


class Session:
    """Writes down the steps of one connection."""

    def __init__(self, epoch):
        self.epoch = epoch
        self.lagging = False
        self.subscriptions = {}
        self.steps = []
        self.acknowledges = True
        self._flush = 0
        self._acknowledged = 0

    def acknowledge(self, note=None):
        """The client has processed every flush so far."""
        self._acknowledged = self._flush
        self.request({"op": "ack", "flush": self._flush}, note)

    def unacknowledged(self):
        return self._flush - self._acknowledged

    def request(self, message, note=None):
        self._step({"from": "client", **_noted(note), "message": message, "messagepack": pack(message).hex()})

    def flush(self, *control, note=None, only=None, once=()):
        """One flush: control messages, what streams for one snapshot say, then what the named (by default all) say."""
        messages = [*control, *(message for stream in once for message in stream.take())]
        for number, subscription in self.subscriptions.items():
            if only is None or number in only:
                messages += subscription.take()
        self._flush += 1
        self._step({
            "from": "gateway", **_noted(note), "flush": self._flush, "messages": messages,
            "messagepack": b"".join(map(pack, messages)).hex(),
            "state": {
                "epoch": self.epoch, "lagging": self.lagging,
                "streams": [subscription.expected() for subscription in self.subscriptions.values()],
                **({"once": [stream.expected() for stream in once if stream.cursor]} if once else {}),
            },
        })
        if self.acknowledges and self.unacknowledged() == ACKNOWLEDGE_EVERY:
            self.acknowledge()

    def close(self, sender, code, reason):
        self._step({"from": sender, "close": {"code": code, "reason": reason}})

    def subscribe(self, *subscriptions):
        self.subscriptions.update((subscription.number, subscription) for subscription in subscriptions)

    def update(self, number, successor, seamless, **changes):
        """Other parameters for a stream, under the same or another number; its entry in `updated`."""
        subscription = self.subscriptions[number]
        for name, value in changes.items():
            setattr(subscription, name, value)
        subscription.number, subscription.anew = successor, not seamless
        if successor != number:
            self.subscriptions[successor] = self.subscriptions.pop(number)
        if subscription.held and subscription.channel == "quote":
            told = subscription.held["fields"]
            subscription.held = _quote({name: told.get(name) for name in subscription.fields})
        return {**subscription.entry("delta" if seamless else "snapshot"), "was": number}

    def status(self, state, reason, since, *numbers):
        for number in numbers:
            self.subscriptions[number].state = (state, reason, since)
        return {"op": "status", "streams": list(numbers), "state": state, "reason": reason, "since": since}

    def _step(self, step):
        self.steps.append({"step": len(self.steps) + 1, **step})


def subscribed(request_id, entries, errors=(), patterns=(), more=False, resumed=()):
    """The answer to `subscribe`."""
    return {
        "op": "subscribed", "id": request_id, "streams": list(entries), "resumed": list(resumed),
        "errors": list(errors), "patterns": list(patterns), "more": more,
    }


def told_once(request_id, entries, errors=(), patterns=(), more=False):
    """The answer to `snapshot`."""
    return {
        "op": "snapshot", "id": request_id, "streams": list(entries), "errors": list(errors),
        "patterns": list(patterns), "more": more,
    }


def _pairs(levels):
    return [list(level) for level in levels]


def _quote(fields):
    """The fields of a stream, in the order of their bits."""
    return {"fields": fields, "checksum": quote_checksum(fields.values())}


def _noted(note):
    return {"note": note} if note else {}
