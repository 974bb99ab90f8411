"""The best bid and ask over several symbols of the same thing (listings on several venues, say), whenever it changes.

    python3 best_prices.py SYMBOL... [--url ws://localhost:8080/v1/stream] [--seconds 10]
"""

import argparse
import asyncio

import marketgateway


async def main(of):
    async with marketgateway.connect(of.url, prices="decimal") as client:
        quotes, shown = client.quote(of.symbols, fields=["bid_price", "ask_price"]), None
        async for _ in quotes:
            # A stream that is not live is no price.
            live = [quote for quote in quotes.streams if quote.is_live]
            bids = [quote for quote in live if quote.bid_price is not None]
            asks = [quote for quote in live if quote.ask_price is not None]
            bid = max(bids, key=lambda quote: quote.bid_price, default=None)
            ask = min(asks, key=lambda quote: quote.ask_price, default=None)
            best = bid and ask and (bid.bid_price, bid.symbol, ask.ask_price, ask.symbol)
            if best and best != shown:
                shown = best
                print(f"{best[0]} at {best[1]} / {best[2]} at {best[3]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("symbols", nargs="*", default=["ESH6", "NQH6"])
    parser.add_argument("--url", default="ws://localhost:8080/v1/stream")
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    try:
        asyncio.run(asyncio.wait_for(main(given), given.seconds))
    except (asyncio.TimeoutError, KeyboardInterrupt):
        pass
