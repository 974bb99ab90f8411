"""What a subscription asks for, and how it is divided into requests that a gateway takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._wire import QUOTE_FIELDS, wire_field

_NUMBERS = {
    "book": ("depth", "grouping", "intervalMs"),
    "quote": ("intervalMs", "minPriceMove"),
    "trade": ("intervalMs", "history", "minTradeSize"),
}
_SNAKE = {"intervalMs": "interval", "minPriceMove": "min_price_move", "minTradeSize": "min_trade_size"}
_OF_SUBSCRIPTIONS_ONLY = ("intervalMs", "minPriceMove")
# What the gateway surely takes of array elements in one request, and generous estimates of what each costs in bytes.
_ELEMENTS_MAX = 1000
_FRAME_BYTES, _SYMBOL_BYTES, _RESUME_BYTES = 512, 8, 72


class Parameters:
    """The parameters of a subscription without its symbols. Immutable; the constructor says what is wrong."""

    def __init__(self, channel: str, *, interval: float = 0, fields: Iterable[str] | None = None,
                 merge: str = "auto", orders: bool = False, filter: Mapping[str, Any] | None = None,
                 **numbers: int) -> None:
        self.channel = channel
        given = {"intervalMs": round(interval * 1000), **{wire_field(name): value for name, value in numbers.items()}}
        self.numbers: dict[str, int] = dict.fromkeys(_NUMBERS[channel], 0)
        for name, value in given.items():
            snake = _SNAKE.get(name, name)
            if name not in self.numbers:
                raise TypeError(f"channel {channel!r} has no parameter {snake!r}")
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ValueError(f"{snake} is {value!r}, but must not be below 0")
            self.numbers[name] = value
        self.fields: tuple[str, ...] = QUOTE_FIELDS if channel == "quote" else ()
        if fields is not None:
            wanted = [fields] if isinstance(fields, str) else list(fields)
            unknown = [name for name in wanted if name not in QUOTE_FIELDS]
            if unknown or not wanted or channel != "quote":
                raise ValueError(f"{unknown[0] if unknown else 'no field'!r} is no field of a {channel}; there are: "
                                 f"{', '.join(QUOTE_FIELDS)}" if channel == "quote" else "only quotes have fields")
            self.fields = tuple(name for name in QUOTE_FIELDS if name in wanted)
        if merge not in ("auto", "never"):
            raise ValueError(f"merge is {merge!r}, but must be 'auto' or 'never'")
        if merge == "never" and channel == "trade":
            raise TypeError("trades come one by one: channel 'trade' has no parameter 'merge'")
        if merge == "never" and (self.numbers["intervalMs"] or self.numbers.get("minPriceMove")):
            raise ValueError("merge is 'never', which is every update; interval and min_price_move must be 0")
        if type(orders) is not bool or (orders and channel != "book"):
            raise ValueError(f"orders is {orders!r}; it must be True or False, and belongs to books")
        self.merge, self.orders = merge, orders
        self.filter = _filter_of(filter or {})

    @property
    def field_bits(self) -> int:
        """The fields as the bit set of data messages; 0 where there are none."""
        return sum(1 << QUOTE_FIELDS.index(name) for name in self.fields)

    def changed(self, changes: Mapping[str, Any]) -> Parameters:
        """The same with other values."""
        for name in ("history", "filter"):
            if name in changes:
                raise TypeError(f"{name} cannot be changed while the subscription lasts")
        other = Parameters(self.channel, **changes)
        named = {wire_field(name) if name != "interval" else "intervalMs" for name in changes}
        other.numbers = {name: other.numbers[name] if name in named else value for name, value in self.numbers.items()}
        other.fields = other.fields if "fields" in changes else self.fields
        other.orders = other.orders if "orders" in changes else self.orders
        other.merge = other.merge if "merge" in changes else self.merge
        other.filter = self.filter
        return other

    def to_request(self, is_once: bool = False) -> dict[str, Any]:
        """What a request says: all that is not the default."""
        said: dict[str, Any] = {name: value for name, value in self.numbers.items()
                                if value and not (is_once and name in _OF_SUBSCRIPTIONS_ONLY)}
        if len(self.fields) < len(QUOTE_FIELDS) and self.channel == "quote":
            said["fields"] = [wire_field(name) for name in self.fields]
        if self.merge != "auto" and not is_once:
            said["merge"] = self.merge
        if self.orders:
            said["orders"] = True
        if self.filter:
            said["filter"] = self.filter
        return said

    def to_update(self) -> dict[str, Any]:
        """All that the channel has and that can be changed while streams are held."""
        said: dict[str, Any] = {name: value for name, value in self.numbers.items() if name != "history"}
        if self.channel != "trade":
            said["merge"] = self.merge
        if self.channel == "quote":
            said["fields"] = [wire_field(name) for name in self.fields]
        if self.orders:
            said["orders"] = True
        return said

    def shows_nothing_beyond(self, other: Parameters) -> bool:
        """Whether a client that holds what the other shows can go on with these."""
        return all(self.numbers.get(name) == other.numbers.get(name) for name in ("depth", "grouping")) \
            and self.orders == other.orders and set(self.fields) <= set(other.fields)


def _filter_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """A filter as the wire has it; what asks for nothing is left out: there an empty array would match nothing."""
    said: dict[str, Any] = {}
    for name, values in given.items():
        if name == "attributes":
            said[name] = {key: _texts(texts) for key, texts in (values or {}).items() if texts}
        elif name == "expiry":
            unknown = [key for key in values or () if key not in ("from", "to")]
            if unknown:
                raise ValueError(f"expiry has no {unknown[0]!r}, but from and to")
            said[name] = {key: str(day) for key, day in (values or {}).items() if day is not None}
        elif name in ("venue", "asset_class", "currency"):
            said[wire_field(name)] = _texts(values or ())
        else:
            raise ValueError(
                f"symbols have no attribute {name!r}, but venue, asset_class, currency, attributes and expiry")
    return {name: values for name, values in said.items() if values}


def _texts(values: Sequence[str] | str) -> list[str]:
    return [values] if isinstance(values, str) else list(values)


def is_pattern(symbol: str) -> bool:
    """Whether it may stand for other symbols."""
    return "*" in symbol or "?" in symbol


def divide(op: str, channel: str, parameters: Parameters, symbols: Sequence[str], epoch: str | None,
           points: Mapping[str, list[Any]], request_bytes: int) -> list[dict[str, Any]]:
    """A subscription as one or more requests, none of them larger than the gateway takes; `points` are offered."""
    head = {"op": op, "channel": channel, **parameters.to_request(op == "snapshot")}
    bytes_max = request_bytes - _FRAME_BYTES - len(repr(head))
    left = dict(points)
    parts: list[tuple[list[str], dict[str, Any]]] = [([], {})]
    used = 0
    # Patterns go last: what they match is offered with them, after the symbols that are named.
    for symbol in sorted(symbols, key=is_pattern):
        cost = len(symbol.encode()) + _SYMBOL_BYTES
        cost += cost + _RESUME_BYTES if symbol in left else 0
        if parts[-1][0] and (used + cost > bytes_max or len(parts[-1][0]) == _ELEMENTS_MAX):
            parts.append(([], {}))
            used = 0
        used += cost
        parts[-1][0].append(symbol)
        if symbol in left:
            parts[-1][1][symbol] = left.pop(symbol)
    if any(map(is_pattern, parts[-1][0])):
        for symbol, point in left.items():
            used += len(symbol.encode()) + _SYMBOL_BYTES + _RESUME_BYTES
            # Those that find no room get a snapshot.
            if used <= bytes_max:
                parts[-1][1][symbol] = point
    return [{**head, "symbols": named, **({"resume": {"epoch": epoch, "streams": offered}} if offered else {})}
            for named, offered in parts]
