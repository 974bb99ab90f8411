"""The client against a real gateway in demo mode, end to end."""

import asyncio
import json
import os
import socket
import subprocess
import time
import unittest
import urllib.request
from decimal import Decimal

from fixtures import ROOT, eventually

import marketgateway
from marketgateway import sync

BINARY = ROOT / "src" / "MarketGateway" / "bin" / "Debug" / "net10.0" / "MarketGateway"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Gateway:
    """One with the embedded broker and a simulated market."""

    def __init__(self):
        self.port = free_port()
        self.url = f"ws://127.0.0.1:{self.port}/v1/stream"
        self._process = None

    def start(self):
        self._process = subprocess.Popen(
            [BINARY, "--Urls", f"http://127.0.0.1:{self.port}", "--Metrics:Url", ""],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/ready", timeout=5).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the gateway is not ready")

    def snapshot(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/snapshot/{path}", timeout=5) as answer:
            return json.load(answer)

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@unittest.skipUnless(BINARY.exists() or os.environ.get("CI"), "the gateway is not built")
class LiveTests(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway().start()

    @classmethod
    def tearDownClass(cls):
        cls.gateway.kill()

    async def test_books_quotes_and_trades_are_verified_and_complete(self):
        async with marketgateway.connect(self.gateway.url) as client:
            books = client.book(["ESH6", "NQ*"], depth=10, interval=0.05)
            quotes, trades = client.quote("*"), client.trades("ESH6", history=20)
            counted = {}
            async for update in client.updates():
                name = (update.stream.channel, update.stream.symbol)
                counted[name] = counted.get(name, 0) + update.merged
                if client.totals.messages > 3000:
                    break
            await books.ready()
            self.assertGreater(len(quotes.streams), 20)
            for stream in client.streams:
                self.assertEqual("live", stream.state)
                self.assertEqual(0, stream.counts.checksum_failures + stream.counts.chain_breaks)
                self.assertEqual(0, stream.account.unknown_jumps)
            self.assertGreater(len(trades["ESH6"].recent()), 19)
            self.assertEqual(0, client.totals.resyncs)
            # What was read is what the account says, but for what has not been read yet.
            book = books["ESH6"]
            self.assertLessEqual(counted["book", "ESH6"], book.account.total)
            self.assertGreater(counted["book", "ESH6"], 0.5 * book.account.total)

    async def test_definitions_come_with_members_and_by_filter(self):
        client = marketgateway.connect([f"ws://127.0.0.1:{free_port()}/v1/stream", self.gateway.url])
        every = await client.instruments()
        self.assertGreater(len(every), 20)
        future = next(each for each in every if each.symbol == "ESH6")
        self.assertEqual((Decimal("0.25"), True), (future.tick_size, future.is_listed))
        some = await client.instruments(filter={"venue": future.venue})
        self.assertEqual([each.symbol for each in every if each.venue == future.venue], [each.symbol for each in some])
        with self.assertRaises(marketgateway.RequestError):
            await client.instruments(filter={"attributes": {"a b": ["c"]}})
        with self.assertRaises(marketgateway.GatewayUnreachable):
            await marketgateway.connect(f"ws://127.0.0.1:{free_port()}/v1/stream").instruments()

    async def test_a_book_is_the_one_that_http_shows_at_the_same_version(self):
        async with marketgateway.connect(self.gateway.url) as client:
            books = client.book("CLG6", depth=10)
            await books.ready()
            for _ in range(100):
                theirs = await asyncio.to_thread(self.gateway.snapshot, "book/CLG6?depth=10")
                await eventually(lambda: (books["CLG6"].version or 0) >= theirs["version"])
                if books["CLG6"].version == theirs["version"]:
                    break
            self.assertEqual(theirs["version"], books["CLG6"].version)
            self.assertEqual(theirs["checksum"], books["CLG6"].checksum)
            self.assertEqual(theirs["bids"], list(map(list, books["CLG6"].bids())))

    async def test_what_comes_can_be_changed_paused_and_ended(self):
        async with marketgateway.connect(self.gateway.url, prices="decimal") as client:
            books = client.book("ESH6", depth=5)
            await books.ready()
            self.assertEqual([], await books.update(depth=20, grouping=4))
            await eventually(lambda: len(books["ESH6"].bids()) == 20 and books["ESH6"].is_live)
            self.assertEqual(4, books["ESH6"].terms.grouping)
            await books.pause()
            self.assertTrue(books["ESH6"].is_paused)
            await books.resume()
            await books.unsubscribe()
            self.assertEqual(("ended", []), (books["ESH6"].state, client.subscriptions))
            with self.assertRaisesRegex(marketgateway.RequestError, "unknown_op"):
                await client.request({"op": "no-such-thing"})

    async def test_a_gateway_that_dies_is_replaced_by_another_and_nothing_is_wrong(self):
        first = await asyncio.to_thread(Gateway().start)
        try:
            async with marketgateway.connect([first.url, self.gateway.url], backoff=(0.01, 0.02)) as client:
                books = client.book("ESH6", depth=10)
                await eventually(lambda: books.streams and books["ESH6"].is_live)
                first.kill()
                await eventually(lambda: client.url == self.gateway.url and books["ESH6"].is_live)
                before = books["ESH6"].version
                await eventually(lambda: books["ESH6"].version > before)
                self.assertEqual(0, books["ESH6"].counts.checksum_failures + books["ESH6"].counts.chain_breaks)
        finally:
            first.kill()

    def read_without_async(self):
        with sync.connect(self.gateway.url, prices="float", times="datetime") as client:
            seen = [update.stream.spread for update in client.book("ESH6", depth=5, interval=0.05).read(count=10)]
            recording = client.record("NQ*", "trade", count=20)
            quote = client.snapshot_quote("CLG6")["CLG6"]
            return seen, recording, quote.bid_price

    async def test_the_same_without_async(self):
        seen, recording, bid = await asyncio.to_thread(self.read_without_async)
        self.assertEqual((10, 20), (len(seen), len(recording)))
        self.assertGreater(min(seen), 0)
        self.assertIsInstance(bid, float)
        self.assertEqual({"NQH6"}, {symbol[:4] for symbol in recording.to_dict()["symbol"]})

    async def record(self):
        async with marketgateway.connect(self.gateway.url, prices="float", times="datetime") as client:
            return await client.record(["ESH6", "CLG6"], "book", depth=2, count=10)

    async def test_rows_become_a_pandas_frame(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        frame = (await self.record()).to_pandas()
        self.assertEqual(10, len(frame))
        self.assertTrue(pandas.api.types.is_datetime64_any_dtype(frame["received_at"]))
        self.assertTrue((frame["ask_price_0"] > frame["bid_price_0"]).all())

    async def test_rows_become_a_polars_frame(self):
        try:
            import polars  # noqa: F401
        except ImportError:
            self.skipTest("polars is not installed")
        self.assertEqual(10, (await self.record()).to_polars().height)

    async def test_rows_become_an_arrow_table(self):
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            self.skipTest("pyarrow is not installed")
        self.assertEqual(10, (await self.record()).to_arrow().num_rows)


if __name__ == "__main__":
    unittest.main()
