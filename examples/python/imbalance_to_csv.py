"""Writes the imbalance of a book to a CSV file: how much more is bid than asked in the best levels, from -1 to 1.

    python3 imbalance_to_csv.py ESH6 --out imbalance.csv [--levels 5] [--seconds 10]
"""

import argparse
import csv

from marketgateway import sync


def main(of):
    with sync.connect(of.url, prices="float") as client, open(of.out, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["occurred_at", "version", "mid", "imbalance"])
        for update in client.book(of.symbol, depth=of.levels, interval=0.1).read(duration=of.seconds):
            book = update.stream
            bid, ask = (sum(level.size for level in side) for side in (book.bids(), book.asks()))
            if book.is_live and update.messages and bid + ask:
                rows.writerow([update.oldest, book.version, book.mid, round((bid - ask) / (bid + ask), 4)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("symbol", nargs="?", default="ESH6")
    parser.add_argument("--url", default="ws://localhost:8080/v1/stream")
    parser.add_argument("--out", default="imbalance.csv")
    parser.add_argument("--levels", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    main(parser.parse_args())
