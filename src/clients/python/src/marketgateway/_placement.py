"""Which symbols of a split market live where: ``GET /v1/shards`` (schemas/wire, section 7)."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urljoin

from ._http import ask, with_scheme
from ._parameters import is_pattern
from .errors import GatewayUnreachable

_SEED, _MULTIPLIER, _MASK = 0x9747B28C, 0x5BD1E995, 0xFFFFFFFF


class Place(NamedTuple):
    """One shard, as the gateways say it."""

    name: str
    url: str
    partitions: tuple[int, ...]


class Placement:
    """Where symbols live."""

    def __init__(self, answer: dict[str, Any], asked: str) -> None:
        self.is_by_partition = answer["placement"] == "murmur2"
        self._count: int = answer["partitionCount"] or 0
        # An address may be a path on the host that was asked.
        base = with_scheme(asked, "http")
        self.places = [
            Place(shard["name"], with_scheme(urljoin(base, shard["url"]), "ws"), tuple(shard["partitions"] or ()))
            for shard in answer["shards"]]
        self._aliases = frozenset(answer.get("aliases", ()))
        self._owners = {partition: place.name for place in self.places for partition in place.partitions}

    def parts(self, symbols: Iterable[str]) -> dict[str, list[str]]:
        """What to ask of each shard: named symbols where they live, patterns and aliases everywhere."""
        parts: dict[str, list[str]] = {place.name: [] for place in self.places}
        for symbol in symbols:
            owner = self._owner(symbol)
            for name in parts if owner is None else [owner]:
                parts[name].append(symbol)
        return {name: part for name, part in parts.items() if part}

    def _owner(self, symbol: str) -> str | None:
        if not self.is_by_partition or is_pattern(symbol) or symbol in self._aliases:
            return None
        return self._owners.get(partition_of(symbol, self._count))


def partition_of(symbol: str, count: int) -> int:
    """The partition of a symbol among so many, as Kafka's own producers place it: by its normal form."""
    return (murmur2(unicodedata.normalize("NFC", symbol).encode()) & 0x7FFFFFFF) % count


def murmur2(data: bytes) -> int:
    """MurmurHash2 with Kafka's seed."""
    value = _SEED ^ len(data)
    whole = len(data) // 4 * 4
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start:start + 4], "little") * _MULTIPLIER & _MASK
        value = (value * _MULTIPLIER & _MASK) ^ ((word ^ word >> 24) * _MULTIPLIER & _MASK)
    if data[whole:]:
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    value = (value ^ value >> 13) * _MULTIPLIER & _MASK
    return value ^ value >> 15


async def find_placement(urls: Iterable[str], token: str | None, timeout: float) -> Placement:
    """Asks the addresses in turn; raises :class:`GatewayUnreachable` where none answers."""
    reason = "there is no address"
    for url in urls:
        try:
            return Placement(await asyncio.to_thread(ask, url, "shards", (), token, timeout), url)
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = f"no gateway that knows of shards at {url}: {error}"
    raise GatewayUnreachable(reason)
