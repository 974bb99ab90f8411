"""The core of a client, written from schemas/wire/README.md alone and not from the model that makes the vectors.

It has no socket: flushes go in, the state of each stream stands in `streams`, and `broken` names the streams for which
a `resync` must be sent.
"""

import struct
import zlib

FIELDS = (
    "bidPrice", "bidSize", "askPrice", "askSize", "lastPrice", "lastSize", "lastAggressor", "open", "high", "low",
    "previousClose", "volume", "lastTradeAt", "occurredAt",
)
CHANNEL_OF_KIND = {
    1: "book", 2: "book", 3: "quote", 4: "quote", 5: "trade", 6: "trade", 7: "trade", 8: "trade", 9: "book", 10: "book",
}


class Broken(Exception):
    """What this stream holds is not what the gateway thinks: send `resync`."""


class Stream:
    """What a client holds of one stream: its version, and the account of source updates."""

    def __init__(self, entry):
        self.symbol, self.channel = entry["symbol"], entry["channel"]
        self.change(entry)
        self.clear()

    def change(self, entry):
        """Takes the parameters of `subscribed` or `updated`; what is held stays."""
        self.depth, self.grouping, self.min_trade_size = entry["depth"], entry["grouping"], entry["minTradeSize"]
        self.state, self.reason = entry["state"], entry["reason"]
        self.any_from = False

    def clear(self):
        self.version, self.account = None, 0

    def resynced(self):
        """A snapshot follows: nothing to be done."""

    def apply(self, message):
        """Applies a data message, or raises `Broken` and leaves everything as it was."""
        kind, _, begin, to, merged = message[:5]
        is_snapshot = kind in (1, 3, 9) or begin is None
        if not is_snapshot and begin != self.version and not self.any_from:
            raise Broken(f"stands at {self.version}, message is from {begin}")
        self.apply_content(kind, message)
        if begin is None:
            self.account = 0
        elif begin != self.version or merged is None or self.account is None:
            self.account = None
        else:
            self.account += merged
        self.version, self.any_from = to, False

    def view(self):
        """The state as the vectors state it."""
        return {
            "symbol": self.symbol, "channel": self.channel, "depth": self.depth, "grouping": self.grouping,
            "minTradeSize": self.min_trade_size, "state": self.state, "reason": self.reason, "version": self.version,
            "account": self.account,
            **(self.content() if self.version is not None else {}),
        }


class Book(Stream):
    """Price levels, best first on request."""

    def clear(self):
        super().clear()
        self.bids, self.asks = {}, {}

    def apply_content(self, kind, message):
        sides = [{}, {}] if kind in (1, 9) else [dict(self.bids), dict(self.asks)]
        numbers = 3 if kind > 8 else 2
        for side, flat in zip(sides, message[6:8], strict=True):
            for price, *rest in zip(*(flat[each::numbers] for each in range(numbers)), strict=True):
                if rest[0]:
                    side[price] = rest
                else:
                    side.pop(price, None)
        bids, asks = self.sorted(*sides)
        if self.depth:
            bids, asks = bids[: self.depth], asks[: self.depth]
        if checksum(bids, asks) != message[8]:
            raise Broken("the checksum differs")
        self.bids, self.asks = ({price: rest for price, *rest in side} for side in (bids, asks))

    @staticmethod
    def sorted(bids, asks):
        """Both sides as lists of levels, best first."""
        return ([[price, *side[price]] for price in sorted(side, reverse=side is bids)] for side in (bids, asks))

    def content(self):
        bids, asks = self.sorted(self.bids, self.asks)
        return {"bids": list(map(list, bids)), "asks": list(map(list, asks)), "checksum": checksum(bids, asks)}

    def restore(self, view):
        self.bids, self.asks = ({price: rest for price, *rest in view[side]} for side in ("bids", "asks"))


class Quote(Stream):
    """The last value of each field of the stream."""

    def change(self, entry):
        super().change(entry)
        self.names = [name for bit, name in enumerate(FIELDS) if entry["fields"] >> bit & 1]

    def clear(self):
        super().clear()
        self.fields = dict.fromkeys(FIELDS)

    def apply_content(self, kind, message):
        bits, values = message[6:8]
        fields = dict.fromkeys(FIELDS) if kind == 3 else dict(self.fields)
        numbers = [bit for bit in range(bits.bit_length()) if bits >> bit & 1]
        for bit, value in zip(numbers, values, strict=True):
            if bit < len(FIELDS):
                fields[FIELDS[bit]] = value
        if quote_checksum([fields[name] for name in self.names]) != message[8]:
            raise Broken("the checksum differs")
        self.fields = fields

    def content(self):
        fields = {name: self.fields[name] for name in self.names}
        return {"fields": fields, "checksum": quote_checksum(list(fields.values()))}

    def restore(self, view):
        self.fields.update(view["fields"])


class Trades(Stream):
    """The trades since the subscription, and what is known of those that were missed."""

    def clear(self):
        super().clear()
        self.trades, self.roll_ups = [], []
        self.small = set()

    def resynced(self):
        self.any_from = True

    def apply_content(self, kind, message):
        if kind == 6:
            names = ("volume", "vwap", "high", "low", "firstVersion", "cancels", "corrections")
            known = dict(zip(names, message[6:13], strict=True))
            self.roll_ups.append({"from": message[2], "to": message[3], "merged": message[4], **known})
            for _, _, trade_id, *values in message[13] or ():
                self.amend(trade_id, values[:3])
            return
        if kind in (7, 8):
            self.amend(message[6], message[7:10])
            return
        if message[2] is None:
            self.trades, self.roll_ups, self.small = [], [], set()
        self.trades += [trade[:6] for trade in message[6]]

    def amend(self, trade_id, values):
        """Of the newest trade with that number; what was cancelled stays so."""
        for place in reversed(range(len(self.trades))):
            trade = self.trades[place]
            if trade[5] == trade_id:
                if trade[3] and values:
                    self.trades[place] = [*trade[:2], *values, trade_id]
                elif not values:
                    self.trades[place] = [*trade[:3], 0, *trade[4:]]
                self.small.discard(place)
                if values and values[1] < self.min_trade_size:
                    self.small.add(place)
                return

    def content(self):
        standing = [trade for place, trade in enumerate(self.trades) if trade[3] and place not in self.small]
        return {"trades": standing, "rollUps": list(self.roll_ups)}

    def restore(self, view):
        self.trades, self.roll_ups = list(view["trades"]), list(view["rollUps"])


KINDS = {"book": Book, "quote": Quote, "trade": Trades}


class Client:
    """One connection; `held` are the views of an earlier one, for a resume."""

    def __init__(self, held=()):
        self.epoch = None
        self.lagging = False
        self.flushes = 0
        self.streams = {}
        self.once = {}
        self.broken = set()
        self.unreadable = set()
        self._held = {self._key(view): view for view in held}
        self._asked = {}

    def asked(self, request):
        """What the client sends: the brief entries of its answer stand for these parameters."""
        if request.get("op") == "subscribe":
            self._asked[request.get("id")] = request

    def flush(self, messages):
        self.flushes += 1
        for message in messages:
            if isinstance(message, dict):
                self._control(message)
            elif not (isinstance(message, list) and len(message) > 1 and all(map(is_integer, message[:2]))):
                raise ValueError("whose message this is cannot be told: close, and connect again")
            elif message[0] in CHANNEL_OF_KIND:
                self._data(message)

    @staticmethod
    def _key(view):
        """Of a view, or an entry of `subscribed`. Here no quote is resumed in two selections of fields."""
        return view["channel"], view["symbol"], view["depth"], view["grouping"], view["minTradeSize"]

    def _data(self, message):
        if not is_possible(message):
            self.unreadable.add(message[1])
            return
        if message[1] in self.once:
            self.once[message[1]].apply(message)
            return
        try:
            self.streams[message[1]].apply(message)
            self.broken.discard(message[1])
        except Broken:
            self.broken.add(message[1])

    def _control(self, message):
        op = message.get("op")
        if op == "welcome":
            self.epoch = message["epoch"]
        elif op == "subscribed":
            for entry in message["streams"]:
                self._subscribed(entry)
            for brief in message["resumed"]:
                self._subscribed(self._in_full(brief, self._asked[message["id"]]))
        elif op == "snapshot":
            self.once.update((entry["stream"], KINDS[entry["channel"]](entry)) for entry in message["streams"])
        elif op == "updated":
            for entry in message["streams"]:
                self._updated(entry)
        elif op == "resynced":
            for number in message["streams"]:
                self.streams[number].resynced()
        elif op == "unsubscribed":
            for number in message["streams"]:
                del self.streams[number]
        elif op == "status":
            for number in message["streams"]:
                self.streams[number].state, self.streams[number].reason = message["state"], message["reason"]
        elif op == "session":
            self.lagging = message["lagging"]
        elif op == "epoch":
            self.epoch = message["epoch"]
            for stream in self.streams.values():
                stream.clear()

    @staticmethod
    def _in_full(brief, request):
        """What an entry of `resumed` stands for, as far as it is of importance here."""
        names = request.get("fields") or (FIELDS if request["channel"] == "quote" else ())
        return {
            "symbol": brief[0], "stream": brief[1], "channel": request["channel"], "state": "live", "reason": "ok",
            **{name: request.get(name) or 0 for name in ("depth", "grouping", "minTradeSize")},
            "fields": sum(1 << FIELDS.index(name) for name in names),
        }

    def _subscribed(self, entry):
        stream = self.streams[entry["stream"]] = KINDS[entry["channel"]](entry)
        view = self._held.get(self._key(entry))
        # Also where a snapshot follows: it says what it jumps over, so the account can go on.
        if view is not None:
            stream.version, stream.account = view["version"], view["account"]
            stream.restore(view)

    def _updated(self, entry):
        stream = self.streams[entry["was"]]
        stream.change(entry)
        if entry["stream"] != entry["was"]:
            self.streams[entry["stream"]] = self.streams.pop(entry["was"])


def checksum(bids, asks):
    """CRC-32 of the best 10 levels of each side, each side best first."""
    levels = [*bids[:10], *asks[:10]]
    return zlib.crc32(b"".join(struct.pack("<q", number) for level in levels for number in level))


def quote_checksum(values):
    """CRC-32 of the values of a stream's fields, in the order of their bits."""
    return zlib.crc32(b"".join(struct.pack("<q", -2**63 if value is None else value) for value in values))


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def is_possible(message):
    """Whether a data message is as its section says; where it is not, it costs its stream."""
    def optional(value):
        return value is None or is_integer(value)

    def array_of(values, holds):
        return isinstance(values, list) and all(map(holds, values))

    def side(flat):
        numbers = 3 if message[0] >= 9 else 2
        return array_of(flat, is_integer) and len(flat) % numbers == 0 \
            and all(number >= 0 for at, number in enumerate(flat) if at % numbers)

    def trade(values):
        return isinstance(values, list) and len(values) >= 6 and array_of(values[:5], is_integer) and values[3] >= 0 \
            and optional(values[5])

    def amended(values):
        return array_of(values, is_integer) and len(values) >= 3 and (len(values) == 3 or values[4] >= 0)

    kind, body = message[0], message[6:]
    if len(message) < {1: 9, 2: 9, 3: 9, 4: 9, 5: 7, 6: 14, 7: 7, 8: 10, 9: 9, 10: 9}[kind]:
        return False
    if not (is_integer(message[3]) and all(map(optional, [message[2], *message[4:6]]))):
        return False
    if kind <= 2 or kind >= 9:
        return side(body[0]) and side(body[1]) and is_integer(body[2])
    if kind <= 4:
        return is_integer(body[0]) and body[0] >= 0 and array_of(body[1], optional) and is_integer(body[2]) \
            and len(body[1]) == body[0].bit_count()
    if kind <= 6:
        return array_of(body[0], trade) if kind == 5 \
            else all(map(optional, body[:7])) and (body[7] is None or array_of(body[7], amended))
    return array_of(body[:1 if kind == 7 else 4], is_integer) and (kind == 7 or body[2] >= 0)
