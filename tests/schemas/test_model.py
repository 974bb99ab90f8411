"""The model that writes the vectors against the reference client, on markets that nobody chose."""

import random
import sys
import unittest
from pathlib import Path

from reference_client import Book

sys.path.insert(0, str(Path(__file__).parents[2] / "schemas" / "wire" / "vectors"))

from model import market, streams  # noqa: E402


class ModelTests(unittest.TestCase):
    """A client at any depth that looks at any moments holds the top of the book."""

    def test_a_client_that_looks_now_and_then_holds_the_top_of_the_book(self):
        kinds = set()
        for seed in range(60):
            kinds |= self.follow(random.Random(seed), depth=(0, 1, 3, 10)[seed % 4])
        self.assertEqual({streams.BOOK_SNAPSHOT, streams.BOOK_DELTA}, kinds)

    def test_a_client_of_a_grouped_book_holds_the_top_of_its_groups(self):
        kinds = set()
        for seed in range(60):
            kinds |= self.follow(random.Random(seed), depth=(0, 1, 3, 10)[seed % 4], step=(2, 5, 7)[seed % 3])
        self.assertEqual({streams.BOOK_SNAPSHOT, streams.BOOK_DELTA}, kinds)

    def test_a_client_that_changes_its_depth_holds_the_top_of_the_book(self):
        kinds = set()
        for seed in range(60):
            kinds |= self.follow(random.Random(seed), depth=3, depths=(0, 1, 2, 5, 10))
        self.assertEqual({streams.BOOK_SNAPSHOT, streams.BOOK_DELTA}, kinds)

    def follow(self, chance, depth, step=1, depths=()):
        """Random updates, and a client that takes them as one every now and then; the kinds of message it got."""
        book, cursor, first, kinds = market.Book(journal_length=40), None, None, set()
        entry = {"symbol": "X", "channel": "book", "depth": depth, "grouping": step, "minTradeSize": 0, "state": "",
                 "reason": ""}
        client = Book(entry)
        book.apply_snapshot(0, 0, [(99, 1)], [(101, 1)])
        for version in range(1, 400):
            if chance.random() < 0.01:
                book.apply_snapshot(version, version, self.levels(chance, 70, 99), self.levels(chance, 101, 130))
            else:
                book.apply_delta(version, version, self.changes(chance, 70, 99), self.changes(chance, 101, 130))
            if chance.random() < 0.3:
                if depths and chance.random() < 0.2:
                    depth = chance.choice(depths)
                    client.change({**entry, "depth": depth})
                shown = market.GroupedBook(book, step) if step > 1 else book
                message = streams.book_message(1, shown, depth, cursor)
                client.apply(message)
                kinds.add(message[0])
                first = message[3] if first is None else first
                cursor = streams.book_cursor(shown, depth)
                content = client.content()
                self.assertEqual([list(level) for level in shown.top(market.BIDS, depth)], content["bids"])
                self.assertEqual([list(level) for level in shown.top(market.ASKS, depth)], content["asks"])
                self.assertEqual((version, version - first), (client.version, client.account))
        return kinds

    @staticmethod
    def levels(chance, low, high):
        return [(price, chance.randint(1, 9)) for price in chance.sample(range(low, high), chance.randint(0, 12))]

    @staticmethod
    def changes(chance, low, high):
        count = chance.choice((0, 1, 1, 2, 5))
        return [(price, chance.choice((0, 0, 1, 2, 300))) for price in chance.sample(range(low, high), count)]


if __name__ == "__main__":
    unittest.main()
