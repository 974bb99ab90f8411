"""MarketGateway client: local books, quotes and trades whose chain, checksum and account are verified at every message.

    import asyncio
    import marketgateway

    async def main():
        async with marketgateway.connect("ws://localhost:8080/v1/stream", prices="decimal") as client:
            async for update in client.book(["ESH6", "NQ*"], depth=10, interval=0.1):
                print(update.symbol, update.stream.best_bid, update.stream.best_ask)

    asyncio.run(main())

Without ``async``, for notebooks and plain scripts: :mod:`marketgateway.sync`. The protocol is schemas/wire.
"""

from ._version import VERSION as __version__
from ._wire import QUOTE_FIELDS
from .book import BookStream, book_checksum
from .client import Client, connect
from .errors import GatewayUnreachable, MarketGatewayError, RequestError, WireError
from .instruments import Instrument
from .quote import QuoteStream, quote_checksum
from .recording import Recording
from .shards import Shard, ShardedClient, ShardedSubscription, connect_shards
from .streams import MarketStream
from .subscription import Subscription, Update, Updates
from .trades import TradeStream
from .values import (
    Account, Amendment, CountedLevel, Counts, Heartbeat, Level, RollUp, SymbolError, Terms, Totals, Trade,
)

__all__ = [
    "QUOTE_FIELDS", "Account", "Amendment", "BookStream", "Client", "CountedLevel", "Counts", "GatewayUnreachable",
    "Heartbeat", "Instrument", "Level", "MarketGatewayError", "MarketStream", "QuoteStream", "Recording",
    "RequestError", "RollUp", "Shard", "ShardedClient", "ShardedSubscription", "Subscription", "SymbolError",
    "Terms", "Totals", "Trade", "TradeStream", "Update", "Updates", "WireError", "__version__", "book_checksum",
    "connect", "connect_shards", "quote_checksum",
]
