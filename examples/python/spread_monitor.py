"""Which spreads are wider than usual? Prints one line whenever a spread is at least three price steps wide.

    python3 spread_monitor.py [SYMBOL...] [--url ws://localhost:8080/v1/stream] [--seconds 10]
"""

import argparse
import asyncio

import marketgateway


async def main(of):
    async with marketgateway.connect(of.url, prices="decimal") as client:
        steps = {}
        async for update in client.quote(of.symbols, fields=["bid_price", "ask_price"], interval=0.1):
            quote = update.stream
            if not quote.is_live or quote.spread is None:
                continue
            step = quote.spread / quote.terms.tick_size * 10**quote.terms.price_scale
            if step >= of.steps and steps.get(quote.symbol) != step:
                print(f"{quote.symbol}: {quote.bid_price} / {quote.ask_price}, {step} steps wide")
            steps[quote.symbol] = step


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("symbols", nargs="*", default=["*"])
    parser.add_argument("--url", default="ws://localhost:8080/v1/stream")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    try:
        asyncio.run(asyncio.wait_for(main(given), given.seconds))
    except (asyncio.TimeoutError, KeyboardInterrupt):
        pass
