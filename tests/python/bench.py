"""How many level changes a second are consumed and verified on one core, beside the script of the README.

    python3 tests/python/bench.py [--messages-per-flush 10] [--levels 4] [--symbols 20]

A process of its own sends flushes that were encoded before; both clients compare every checksum.
What counts is the CPU that the client used, so that a busy machine tells the same.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import struct
import time
import zlib

from fixtures import SUBPROTOCOL, Conversation, book_message, entry, flush_of, msgpack, subscribed, websockets, welcome

import marketgateway

DEPTH = 10
FLUSHES = 2000


def make_flushes(symbols, messages, levels):
    """Snapshots, and FLUSHES flushes of deltas, each of which leads to a book that is known."""
    chance = random.Random(1)
    books = [[{475000 - 25 * i: 10 + i for i in range(DEPTH)}, {475025 + 25 * i: 10 + i for i in range(DEPTH)}]
             for _ in range(symbols)]

    def of(book):
        return sorted(book[0].items(), reverse=True), sorted(book[1].items())

    snapshots = [book_message(1, i + 1, None, 0, *of(book)) for i, book in enumerate(books)]
    versions, flushes, turn = [0] * symbols, [], 0
    for _ in range(FLUSHES):
        flush = []
        for _ in range(messages):
            turn = (turn + 1) % symbols
            book, changes = books[turn], ([], [])
            for _ in range(levels):
                side = chance.randrange(2)
                price = chance.choice(list(book[side]))
                book[side][price] = chance.randrange(1, 500)
                changes[side].append((price, book[side][price]))
            versions[turn] += 1
            flush.append(book_message(2, turn + 1, versions[turn] - 1, versions[turn], *changes, of=of(book)))
        flushes.append(flush_of(*flush))
    return flush_of(*snapshots), flushes


def serve(port, symbols, messages, levels):
    names = [f"S{i}" for i in range(symbols)]
    snapshots, flushes = make_flushes(symbols, messages, levels)

    async def script(socket, path=None):
        conversation = Conversation(socket)
        await conversation.send(welcome())
        request = None
        while request is None or request["op"] != "subscribe":
            request = msgpack.unpackb(await socket.recv())
            if request["op"] == "hello":
                await conversation.send({"op": "hello", "id": request["id"], "heartbeatMs": 1000, "window": 0,
                                         "maxBytesPerSecond": 0})
        entries = [entry(name, i + 1) for i, name in enumerate(names)]
        await conversation.send(subscribed(request.get("id"), *entries))
        await socket.send(snapshots)
        for flush in flushes:
            await socket.send(flush)
        await socket.wait_closed()

    async def main():
        async with websockets.serve(script, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL], compression=None) as server:
            port.send(server.sockets[0].getsockname()[1])
            await asyncio.Future()

    asyncio.run(main())


async def with_client(url, symbols, messages, reads):
    names, total = [f"S{i}" for i in range(symbols)], FLUSHES * messages
    async with marketgateway.connect(url, window=0) as client:
        started = None
        books = client.book(names, depth=DEPTH)
        await books.ready()
        if reads:
            updates = aiter(books)
            async for update in updates:
                started = started or time.process_time()
                if client.totals.messages >= total + symbols:
                    break
        else:
            started = time.process_time()
            while client.totals.messages < total + symbols:
                await asyncio.sleep(0.01)
        used = time.process_time() - started
        verified = sum(book.counts.verified for book in books.streams)
        assert verified == total + symbols and not client.totals.resyncs, verified
        return used


async def with_script(url, symbols, messages):
    """The loop of the README's script, for several books, without what it prints."""
    names, total = [f"S{i}" for i in range(symbols)], FLUSHES * messages
    async with websockets.connect(url, subprotocols=[SUBPROTOCOL]) as gateway:
        await gateway.send(msgpack.packb({"op": "subscribe", "channel": "book", "symbols": names, "depth": DEPTH}))
        unpacker, books, done, started = msgpack.Unpacker(), {}, 0, None
        while done < total + symbols:
            unpacker.feed(await gateway.recv())
            for message in unpacker:
                if isinstance(message, dict):
                    continue
                started = started or time.process_time()
                kind, stream, _, version, merged, _, bids, asks, checksum = message[:9]
                sides = books.setdefault(stream, [{}, {}])
                for i, flat in enumerate((bids, asks)):
                    side = {**({} if kind == 1 else sides[i]), **dict(zip(flat[::2], flat[1::2]))}
                    sides[i] = dict(sorted(((p, s) for p, s in side.items() if s), reverse=i == 0)[:10])
                proof = zlib.crc32(b"".join(struct.pack("<qq", *level) for side in sides for level in side.items()))
                assert proof == checksum
                done += 1
        return time.process_time() - started


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages-per-flush", type=int, default=10)
    parser.add_argument("--levels", type=int, default=4)
    parser.add_argument("--symbols", type=int, default=20)
    parser.add_argument("--at-least", type=float, default=0, help="fail where the client does fewer level changes/s")
    of = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(
        target=serve, args=(theirs, of.symbols, of.messages_per_flush, of.levels), daemon=True)
    server.start()
    url = f"ws://127.0.0.1:{ours.recv()}/v1/stream"
    changes = FLUSHES * of.messages_per_flush * of.levels
    rates = {}
    for name, run in (("client, state only", lambda: with_client(url, of.symbols, of.messages_per_flush, False)),
                      ("client, every update read", lambda: with_client(url, of.symbols, of.messages_per_flush, True)),
                      ("script of the README", lambda: with_script(url, of.symbols, of.messages_per_flush))):
        used = min(asyncio.run(run()) for _ in range(2))
        rates[name] = changes / used
        print(f"{name:28}{changes / used:12,.0f} level changes/s of one core, "
              f"{used / changes * of.levels * 1e6:6.1f} us a message")
    server.terminate()
    if rates["client, every update read"] < of.at_least:
        raise SystemExit(f"fewer than {of.at_least:,.0f}")


if __name__ == "__main__":
    main()
