"""The bytes of the protocol: flushes into messages, and what a data message must look like (schemas/wire, 2)."""

from __future__ import annotations

import json
from typing import Any

import msgpack

from .errors import WireError

LIMIT = 2**53
QUOTE_FIELDS = (
    "bid_price", "bid_size", "ask_price", "ask_size", "last_price", "last_size", "last_aggressor", "open", "high",
    "low", "previous_close", "volume", "last_trade_at", "occurred_at",
)
AGGRESSORS = ("unknown", "buy", "sell")
CHANNEL_OF_KIND = {
    1: "book", 2: "book", 3: "quote", 4: "quote", 5: "trade", 6: "trade", 7: "trade", 8: "trade", 9: "book", 10: "book",
}
KIND_NAMES = ("", "snapshot", "delta", "snapshot", "delta", "trades", "roll_up", "cancel", "correction",
              "snapshot", "delta")
#: Of these kinds each level says how many orders stand there.
KIND_WITH_ORDERS = 9
SNAPSHOTS = (1, 3, 9)
_LENGTHS = (0, 9, 9, 9, 9, 7, 14, 7, 10, 9, 9)


class Decoder:
    """Takes the flushes of one connection apart."""

    def __init__(self) -> None:
        self._unpacker = msgpack.Unpacker(strict_map_key=False, max_buffer_size=2**30)

    def messages(self, flush: bytes | str) -> list[Any]:
        """The messages of one flush; raises :class:`WireError` where the bytes are no sequence of whole messages."""
        try:
            if isinstance(flush, str):
                return [json.loads(line) for line in flush.split("\n") if line]
            # A nil behind it comes out last, unless the flush ends within a message.
            self._unpacker.feed(flush + b"\xc0")
            messages = list(self._unpacker)
        except (ValueError, msgpack.UnpackException, RecursionError) as error:
            raise WireError(f"it cannot be read: {error}") from error
        if not messages or messages.pop() is not None:
            raise WireError("it ends within a message")
        return messages


def encode(request: dict[str, Any], encoding: str) -> bytes | str:
    """One request as the gateway reads it."""
    if encoding == "json":
        return json.dumps(request, separators=(",", ":"), ensure_ascii=False)
    return msgpack.packb(request)  # type: ignore[no-any-return]


def wire_field(name: str) -> str:
    """``bid_price`` as the wire has it: ``bidPrice``."""
    head, *rest = name.split("_")
    return head + "".join(map(str.capitalize, rest))


def is_integer(value: object) -> bool:
    """Whether it is what the wire calls an integer."""
    return type(value) is int and -LIMIT < value < LIMIT


def is_optional(value: object) -> bool:
    """Whether it is an integer, or nil."""
    return value is None or is_integer(value)


def check_head(message: list[Any]) -> None:
    """What all kinds have in common; their kind is known."""
    if len(message) < _LENGTHS[message[0]]:
        raise WireError(f"kind {message[0]} has too few elements")
    _, _, begin, to, merged, oldest = message[:6]
    if not is_integer(to) or not (is_optional(begin) and is_optional(merged) and is_optional(oldest)):
        raise WireError(f"the head of kind {message[0]} is not integers")


def check_levels(flat: Any, numbers: int) -> None:
    """``[price, size, price, size, ...]``, or with `orders` as a third number; one side of a book."""
    if type(flat) is not list or len(flat) % numbers:
        raise WireError(f"levels are no array of {numbers} numbers each")
    if flat and ({*map(type, flat)} != {int} or max(flat) >= LIMIT or min(flat) <= -LIMIT or min(flat[1::numbers]) < 0
                 or (numbers > 2 and min(flat[2::numbers]) < 0)):
        raise WireError(f"levels are not {numbers} integers each")


def check_values(bits: Any, values: Any) -> None:
    """The fields that a quote message names, and their values."""
    if not is_integer(bits) or bits < 0 or type(values) is not list or len(values) != bits.bit_count():
        raise WireError("a quote does not have the fields that it names")
    if not all(map(is_optional, values)):
        raise WireError("the fields of a quote are not integers")


def check_trade(trade: Any) -> None:
    """``[version, occurredAt, price, size, aggressor, tradeId]``."""
    if type(trade) is not list or len(trade) < 6 or not all(map(is_integer, trade[:5])) or not is_optional(trade[5]) \
            or trade[3] < 0:
        raise WireError("a trade is not integers")


def check_amendment(values: Any) -> None:
    """``[version, occurredAt, tradeId]``, of a correction also price, size and aggressor."""
    if type(values) is not list or len(values) < 3 or not all(map(is_integer, values[:6])) \
            or (len(values) > 3 and (len(values) < 6 or values[4] < 0)):
        raise WireError("a cancel or correction is not integers")


def check_roll_up(message: list[Any]) -> None:
    """The figures of a roll-up, and what of it was amended."""
    if not all(map(is_optional, message[6:13])) or not (message[13] is None or type(message[13]) is list):
        raise WireError("a roll-up is not integers")
    for amended in message[13] or ():
        check_amendment(amended)


def aggressor_of(value: int) -> Any:
    """The side that a number stands for; one of a later version is unknown."""
    return AGGRESSORS[value] if 0 <= value < len(AGGRESSORS) else "unknown"
