"""How old are updates when they arrive? A histogram, from the venue's clock to this process (clocks must agree).

    python3 latency_histogram.py [SYMBOL...] [--url ws://localhost:8080/v1/stream] [--seconds 10]
"""

import argparse
import asyncio
import math
import time
from collections import Counter

import marketgateway


async def measure(of, buckets):
    async with marketgateway.connect(of.url) as client:
        async for update in client.book(of.symbols, depth=1):
            if update.oldest is not None and update.kind == "delta":
                age = max(1.0, time.time() * 1e6 - update.oldest)
                buckets[math.floor(2 * math.log2(age))] += 1


def show(buckets):
    total, seen = sum(buckets.values()), 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        bar = "#" * math.ceil(50 * buckets[bucket] / max(buckets.values()))
        print(f"up to {2 ** ((bucket + 1) / 2) / 1000:10.3f} ms {buckets[bucket]:8} {100 * seen / total:6.2f} % {bar}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("symbols", nargs="*", default=["*"])
    parser.add_argument("--url", default="ws://localhost:8080/v1/stream")
    parser.add_argument("--seconds", type=float, default=10)
    given, counted = parser.parse_args(), Counter()
    try:
        asyncio.run(asyncio.wait_for(measure(given, counted), given.seconds))
    except (asyncio.TimeoutError, KeyboardInterrupt):
        pass
    show(counted)
