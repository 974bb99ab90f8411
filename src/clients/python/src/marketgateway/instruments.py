"""Static definitions of symbols: ``GET /v1/instruments`` (schemas/wire, section 7)."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .values import MarketPhase

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_RIGHT = re.compile("[CP]")

@dataclasses.dataclass(frozen=True)
class Instrument:
    """A symbol and what is known of it. Of the named attributes those are None that are missing or no such value."""

    symbol: str
    venue: str
    asset_class: str
    currency: str
    price_scale: int
    size_scale: int
    #: The smallest step of a price, exactly.
    tick_size: Decimal
    description: str
    #: False after the definition was withdrawn.
    is_listed: bool
    #: What else is known, as texts by name.
    attributes: Mapping[str, str]
    phase: MarketPhase | None
    #: When that began, in microseconds since 1970.
    phase_since: int | None
    #: Other names that stand for it.
    aliases: tuple[str, ...]

    @property
    def expiry(self) -> datetime.date | None:
        """The day on which it expires."""
        text = self._text("expiry", _DAY)
        try:
            return None if text is None else datetime.date.fromisoformat(text)
        except ValueError:
            return None

    @property
    def multiplier(self) -> Decimal | None:
        """What one contract stands for."""
        return self._decimal("multiplier")

    @property
    def lot_size(self) -> Decimal | None:
        """The smallest size that is traded."""
        return self._decimal("lotSize")

    @property
    def strike(self) -> Decimal | None:
        """The price at which an option is exercised."""
        return self._decimal("strike")

    @property
    def underlying(self) -> str | None:
        """What a derivative is derived from."""
        return self._text("underlying")

    @property
    def right(self) -> str | None:
        """``C`` of a call, ``P`` of a put."""
        return self._text("right", _RIGHT)

    @property
    def session_hours(self) -> str | None:
        """When it is traded, as the venue writes it."""
        return self._text("sessionHours")

    def _decimal(self, name: str) -> Decimal | None:
        text = self._text(name, _DECIMAL)
        return None if text is None else Decimal(text)

    def _text(self, name: str, form: re.Pattern[str] = re.compile(".+", re.DOTALL)) -> str | None:
        text = self.attributes.get(name, "")
        return text if form.fullmatch(text) else None


def instruments_of(answer: Mapping[str, Any]) -> list[Instrument]:
    """What an answer of the gateway says."""
    names: dict[str, list[str]] = {}
    aliases: Mapping[str, str] = answer.get("aliases", {})
    for alias in sorted(aliases):
        names.setdefault(_follow(aliases, alias), []).append(alias)
    return [Instrument(
        each["symbol"], each["venue"], each["assetClass"], each["currency"], each["priceScale"], each["sizeScale"],
        Decimal(each["tickSize"]).scaleb(-each["priceScale"]), each["description"], each["listed"],
        each.get("attributes", {}), each.get("phase"), each.get("phaseSince"), tuple(names.get(each["symbol"], ())),
    ) for each in answer["instruments"]]


def query_of(filter: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A filter, as `Parameters` has checked it, as the query of an address."""
    for name, value in filter.items():
        if name in ("attributes", "expiry"):
            for inner, asked in value.items():
                yield f"{name}.{inner}", asked if isinstance(asked, str) else ",".join(asked)
        else:
            yield name, ",".join(value)


def _follow(aliases: Mapping[str, str], alias: str) -> str:
    seen = {alias}
    while (alias := aliases[alias]) in aliases and alias not in seen:
        seen.add(alias)
    return alias
