"""A market in two shards behind one client: two real gateways that read one log."""

import asyncio
import json
import os
import re
import subprocess
import unittest
import urllib.request

from fixtures import eventually, vectors
from test_live import BINARY, free_port

import marketgateway
from marketgateway import sync
from marketgateway._placement import Placement, murmur2, partition_of


class PlacementTests(unittest.TestCase):
    def test_a_symbol_lives_where_kafkas_own_producers_put_it(self):
        for vector in vectors("partitions.json"):
            self.assertEqual(vector["murmur2"], murmur2(vector["symbol"].encode()))
            for count, partition in vector["partitions"]:
                self.assertEqual(partition, partition_of(vector["symbol"], count))

    def test_named_symbols_are_asked_for_where_they_live_and_patterns_everywhere(self):
        whole, split, topics = (each["body"] for each in vectors("http.json") if each["path"] == "/v1/shards")
        asked = "wss://md.example/a/v1/stream"
        placement = Placement(split, asked)
        self.assertEqual(["wss://md.example/a/v1/stream", "wss://md.example/b/v1/stream"],
                         [place.url for place in placement.places])
        of = {symbol: "ab"[partition_of(symbol, 6) >= 3] for symbol in ("ESH6", "A", "BTC-USD", "foobar")}
        self.assertEqual({"a", "b"}, set(of.values()))
        parts = placement.parts([*of, "N*", "ES.c.0"])
        for shard in "ab":
            self.assertEqual([symbol for symbol in of if of[symbol] == shard] + ["N*", "ES.c.0"], parts[shard])
        self.assertEqual({"futures": ["ESH6"], "spot": ["ESH6"]}, Placement(topics, asked).parts(["ESH6"]))
        self.assertEqual([], Placement(whole, asked).places)


class SplitMarket:
    """The first shard has the embedded broker and the simulated market; the second reads from there."""

    def __init__(self):
        self.ports = [free_port(), free_port()]
        self.urls = [f"ws://127.0.0.1:{port}/{name}/v1/stream" for port, name in zip(self.ports, "ab")]
        self._processes = [None, None]
        self._broker = None

    def start(self, shard):
        settings = ["--Urls", f"http://127.0.0.1:{self.ports[shard]}", "--Metrics:Url", "",
                    "--Shards:Name", "ab"[shard], "--Shards:PartitionCount", "4", "--Authentication:Mode", "Anonymous",
                    "--Simulation:UpdatesPerSecond", "1000", "--Simulation:SnapshotInterval", "00:00:02"]
        for name, url, partitions in zip("ab", self.urls, ("0-1", "2-3")):
            settings += [f"--Shards:Members:{name}:Url", url, f"--Shards:Members:{name}:Partitions", partitions]
        if self._broker:
            settings += ["--Kafka:BootstrapServers", self._broker]
        process = self._processes[shard] = subprocess.Popen(
            [BINARY, *settings], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in process.stdout:
            if found := re.search(r"embedded broker at (\S+)\. It", line):
                self._broker = found.group(1)
            if "The feed is ready" in line:
                return self
        raise AssertionError(f"shard {shard} is not ready")

    def symbols(self, shard):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[shard]}/v1/instruments", timeout=5) as answer:
            return [each["symbol"] for each in json.load(answer)["instruments"]]

    def kill(self, shard):
        process = self._processes[shard]
        if process is not None:
            process.kill()
            process.stdout.close()
            process.wait()
            self._processes[shard] = None


@unittest.skipUnless(BINARY.exists() or os.environ.get("CI"), "the gateway is not built")
class ShardTests(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.market = SplitMarket().start(0).start(1)
        cls.here, cls.there = cls.market.symbols(0)[:3], cls.market.symbols(1)[:3]

    @classmethod
    def tearDownClass(cls):
        cls.market.kill(1)
        cls.market.kill(0)

    async def test_one_subscription_spans_shards_and_goes_on_where_one_is_away(self):
        here, there = self.here[0], self.there[0]
        async with marketgateway.connect_shards(self.market.urls[0], backoff=(0.05, 0.2)) as client:
            books = await client.book([here, there, "nobody's"], depth=5).ready()
            self.assertEqual({"nobody's"}, set(books.errors))
            seen = set()
            async for update in books:
                seen.add(update.symbol)
                if seen == {here, there} and books[here].is_live and books[there].is_live:
                    break
            quotes = await client.quote("*").ready()
            known = len(self.market.symbols(0)) + len(self.market.symbols(1))
            self.assertEqual({"*": known}, quotes.patterns)
            await eventually(lambda: client.state == "live")

            self.market.kill(1)
            await eventually(lambda: books.away == ["b"])
            self.assertEqual(("connecting", "syncing"), (client.state, books[there].state))
            self.assertIn("b: ", client.state_reason)
            version = books[here].version
            await eventually(lambda: books[here].version > version)
            self.assertTrue(books[here].is_live)
            # What is asked for meanwhile begins when its shard comes back.
            # Of a gateway that has just started a pattern waits for what it has not read yet.
            late = await client.trades([self.here[1], self.there[1] + "*"], history=5).ready()
            self.assertEqual((["b"], [self.here[1]]), (late.away, [stream.symbol for stream in late.streams]))

            await asyncio.to_thread(self.market.start, 1)
            await eventually(lambda: books[there].is_live and late.get(self.there[1]) and client.state == "live")
            for book in books.streams:
                self.assertEqual(0, book.counts.checksum_failures + book.counts.chain_breaks)
            await books.unsubscribe()
            self.assertTrue(books.is_ended)

    async def test_a_shard_that_is_away_from_the_beginning_is_connected_to_when_it_comes(self):
        self.market.kill(1)
        async with marketgateway.connect_shards(self.market.urls[0], backoff=(0.05, 0.2)) as client:
            books = await client.book([self.here[0], self.there[0] + "*"]).ready()
            self.assertEqual(["b"], books.away)
            await asyncio.to_thread(self.market.start, 1)
            await eventually(lambda: books.get(self.there[0]) and books[self.there[0]].is_live)
        with self.assertRaises(marketgateway.GatewayUnreachable):
            await marketgateway.connect_shards(f"ws://127.0.0.1:{free_port()}/v1/stream").open()

    async def test_the_wrong_shard_says_which_is_the_right_one(self):
        async with marketgateway.connect(self.market.urls[0]) as client:
            books = client.book(self.there[0])
            await books.ready()
            error = books.errors[self.there[0]]
            self.assertEqual("wrong_shard", error.code)
            self.assertIn(self.market.urls[1], error.message)

    def read_without_async(self):
        with sync.connect_shards(self.market.urls[1]) as client:
            seen = {update.symbol for update in client.book([self.here[0], self.there[0]], depth=5).read(count=40)}
            recording = client.record([*self.here, *self.there], "quote", count=20)
            return seen, len(recording), client.snapshot_book([self.here[0], self.there[0]], depth=1)

    async def test_the_same_without_async(self):
        seen, rows, once = await asyncio.to_thread(self.read_without_async)
        self.assertEqual({self.here[0], self.there[0]}, seen)
        self.assertEqual((20, seen), (rows, set(once)))


if __name__ == "__main__":
    unittest.main()
