"""Rows for analysis."""

from __future__ import annotations

import asyncio
import csv
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .book import BookStream
from .quote import QuoteStream
from .subscription import Update
from .trades import TradeStream

if TYPE_CHECKING:
    from .client import Client
    from .shards import ShardedClient

_BOOK_DEPTH = 5


class Recording:
    """What was recorded: `columns` and `rows`. Only the frames need more than the standard library."""

    def __init__(self, columns: list[str]) -> None:
        self.columns = columns
        self.rows: list[tuple[Any, ...]] = []

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Recording {len(self.rows)} rows of {', '.join(self.columns)}>"

    def to_dict(self) -> dict[str, list[Any]]:
        """A list of values for each column."""
        if not self.rows:
            return {name: [] for name in self.columns}
        return {name: list(values) for name, values in zip(self.columns, zip(*self.rows))}

    def to_csv(self, path: str) -> None:
        """A file with a header."""
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows(self.rows)

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame``."""
        import pandas

        return pandas.DataFrame(self.to_dict(), columns=self.columns)

    def to_polars(self) -> Any:
        """A ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self.to_dict())

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table``."""
        import pyarrow

        return pyarrow.table(self.to_dict())


async def record(client: Client | ShardedClient, symbols: str | Iterable[str], channel: str, duration: float | None,
                 count: int | None, parameters: dict[str, Any]) -> Recording:
    """Subscribes, writes a row per update (of trades: per trade), and unsubscribes."""
    if duration is None and count is None:
        raise ValueError("say for how long (duration, in seconds) or how many rows (count)")
    if channel not in ("book", "quote", "trade"):
        raise ValueError(f"channel is {channel!r}, but must be 'book', 'quote' or 'trade'")
    if channel == "book":
        parameters = {"depth": _BOOK_DEPTH, **parameters}
        subscription: Any = client.book(symbols, **parameters)
    else:
        subscribe: Any = client.quote if channel == "quote" else client.trades
        subscription = subscribe(symbols, **parameters)
    recording = Recording(_columns(channel, subscription._parameters))
    updates = aiter(subscription)
    deadline = None if duration is None else asyncio.get_running_loop().time() + duration
    try:
        while count is None or len(recording.rows) < count:
            left = None if deadline is None else deadline - asyncio.get_running_loop().time()
            if left is not None and left <= 0:
                break
            try:
                update = await asyncio.wait_for(anext(updates), left)
            except (asyncio.TimeoutError, StopAsyncIteration):
                break
            if update.messages:
                recording.rows += _rows(update, parameters.get("depth", 0))
        del recording.rows[count if count is not None else len(recording.rows):]
        await subscription.ready()
    finally:
        updates.close()
        await subscription.unsubscribe()
    return recording


def _columns(channel: str, parameters: Any) -> list[str]:
    head = ["received_at", "symbol"]
    if channel == "trade":
        return [*head, "version", "occurred_at", "price", "size", "aggressor", "trade_id"]
    head += ["version", "merged", "oldest", "state"]
    if channel == "quote":
        return [*head, *parameters.fields]
    depth = range(parameters.numbers["depth"])
    return head + [f"{side}_{what}_{level}" for side in ("bid", "ask") for level in depth for what in ("price", "size")]


def _rows(update: Update[Any], depth: int) -> list[tuple[Any, ...]]:
    stream = update.stream
    received = stream._time(time.time_ns() // 1000)
    if isinstance(stream, TradeStream):
        return [(received, stream.symbol, *trade[:6]) for trade in update.trades]
    head = (received, stream.symbol, stream.version, update.merged, update.oldest, stream.state)
    if isinstance(stream, QuoteStream):
        return [(*head, *(stream.get(name) for name in stream.subscription._parameters.fields))]
    assert isinstance(stream, BookStream)
    cells: list[Any] = []
    for levels in (stream.bids(depth), stream.asks(depth)):
        for level in levels:
            cells += level
        cells += [None] * (2 * (depth - len(levels)))
    return [(*head, *cells)]
