"""Quotes: the last value of each field."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from ._wire import AGGRESSORS, QUOTE_FIELDS, check_values, is_integer
from .errors import WireError
from .streams import APPLIED, CHECKSUM_WRONG, MarketStream
from .values import Terms

_NOTHING = -(2**63)
_PACKS = [struct.Struct(f"<{count}q").pack for count in range(len(QUOTE_FIELDS) + 1)]
_BITS = [1 << bit for bit in range(len(QUOTE_FIELDS))]


def quote_checksum(values: list[int | None]) -> int:
    """CRC-32 of the values of a stream's fields, in the order of their bits (schemas/wire, section 2)."""
    return zlib.crc32(_PACKS[len(values)](*[_NOTHING if value is None else value for value in values]))


class QuoteStream(MarketStream):
    """Best bid and ask, last trade and day statistics of one symbol. Each field is also an attribute: ``bid_price``."""

    channel = "quote"

    def __init__(self, *of: Any) -> None:
        self._values: list[int | None] = [None] * len(QUOTE_FIELDS)
        #: CRC-32 of the fields of the stream as computed here at the last message.
        self.checksum = 0
        self.is_checksum_right = False
        super().__init__(*of)

    def get(self, field: str) -> Any:
        """The value of a field; None: it has none, or the stream is without it."""
        bit = QUOTE_FIELDS.index(field)
        value = self._values[bit]
        if field.endswith("_at"):
            return self._time(value)
        if field == "last_aggressor":
            return None if value is None else AGGRESSORS[value] if 0 <= value < 3 else "unknown"
        return self._size(value) if field.endswith("_size") or field == "volume" else self._price(value)

    def __getattr__(self, name: str) -> Any:
        if name in QUOTE_FIELDS:
            return self.get(name)
        raise AttributeError(name)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that come."""
        return tuple(name for name, bit in zip(QUOTE_FIELDS, _BITS) if self.terms.fields & bit)

    def values(self) -> dict[str, Any]:
        """All fields of the stream by name."""
        return {name: self.get(name) for name in self.fields}

    @property
    def spread(self) -> Any:
        """Ask less bid; None: a side is empty."""
        bid, ask = self._values[0], self._values[2]
        return None if bid is None or ask is None else self._price(ask - bid)

    def _check(self, kind: int, message: list[Any]) -> None:
        check_values(message[6], message[7])
        if not is_integer(message[8]):
            raise WireError("a checksum is no integer")

    def _change(self, kind: int, message: list[Any]) -> str:
        bits, values = message[6], self._values
        coming = iter(message[7])
        for place, bit in enumerate(_BITS):
            if bits & bit:
                values[place] = next(coming)
        # Fields of a later version have their values too; they are passed over.
        fields = self.terms.fields
        self.checksum = checksum = quote_checksum([values[place] for place, bit in enumerate(_BITS) if fields & bit])
        if checksum == message[8]:
            self.is_checksum_right = True
            self.counts.verified += 1
            return APPLIED
        self.is_checksum_right = False
        self.counts.checksum_failures += 1
        return CHECKSUM_WRONG

    def _clear(self) -> None:
        self._values = [None] * len(QUOTE_FIELDS)
        self.checksum = 0
        self.is_checksum_right = False

    def _terms_changed(self, before: Terms) -> None:
        for place, bit in enumerate(_BITS):
            if not self.terms.fields & bit:
                self._values[place] = None

    def _copy_content(self, other: QuoteStream) -> None:
        other._values = self._values.copy()
