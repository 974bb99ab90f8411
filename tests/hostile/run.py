#!/usr/bin/env python3
"""Hostile clients, each beside a well-behaved one in the same run: what it costs is bounded by a ratio, never by a time.

Usage: run.py --app FOLDER_OF_A_PUBLISHED_GATEWAY [NAME...]
"""

import argparse
import contextlib
import json
import os
import sys
import threading
import time
import urllib.request

import clients
import tokens
from process import Gateway

#: Tried so often that the work is more than what the market costs meanwhile.
REPEATS = 20


def cpu_of(gateway, work):
    """What a piece of work costs, less what the gateway uses anyway in that time."""
    begun, before = time.monotonic(), gateway.cpu()
    work()
    seconds, used = time.monotonic() - begun, gateway.cpu() - before
    begun, before = time.monotonic(), gateway.cpu()
    time.sleep(1)
    idle = (gateway.cpu() - before) / (time.monotonic() - begun)
    return max(used - idle * seconds, 1e6)


def memory_of(gateway, work):
    """What is held while the connections that work returns are open."""
    before = gateway.memory()
    held = work()
    grown = gateway.memory() - before
    for each in held:
        with contextlib.suppress(OSError):
            each.close()
    return max(grown, 1 << 20)


def snapshots(gateway, symbols):
    def work():
        client = clients.WebSocket(gateway, tokens.make())
        for number in range(REPEATS):
            client.ask(op="snapshot", id=number, channel="quote", symbols=symbols)
            client.until(op="snapshot", id=number, more=False)
        client.close()

    return work


def repeated_patterns(app):
    """20 KB of one pattern over and over cost what the pattern costs once."""
    with Gateway(app) as gateway:
        snapshots(gateway, ["*"])()
        good = cpu_of(gateway, snapshots(gateway, ["*"]))
        bad = cpu_of(gateway, snapshots(gateway, ["*"] * 5_000))
        yield "CPU of a snapshot of 5,000 equal patterns to one of one", bad / good, 4


def many_patterns(app):
    """As many patterns as there may be, none of which matches, cost less than an answer for each would."""
    with Gateway(app) as gateway:
        snapshots(gateway, ["*"])()
        good = cpu_of(gateway, snapshots(gateway, ["*"]))
        bad = cpu_of(gateway, snapshots(gateway, [f"*{number:x}~" for number in range(5_000)]))
        yield "CPU of a snapshot of 5,000 patterns without a match to one of all symbols", bad / good, 8


def unknown_names(app):
    """Names that nobody has cost no more to unsubscribe from than those that are held."""
    with Gateway(app) as gateway:
        def unsubscribes(symbols):
            def work():
                client = clients.WebSocket(gateway, tokens.make())
                for number in range(REPEATS):
                    client.ask(op="subscribe", id=number, channel="quote", symbols=["*"])
                    client.until(op="subscribed", id=number, more=False)
                    client.ask(op="unsubscribe", id=1000 + number, channel="quote", symbols=symbols)
                    client.until(op="unsubscribed", id=1000 + number)
                    client.ask(op="unsubscribe", id=2000 + number, channel="quote", symbols=["*"])
                    client.until(op="unsubscribed", id=2000 + number)
                client.close()

            return work

        unsubscribes(["A"])()
        good = cpu_of(gateway, unsubscribes(["A"]))
        bad = cpu_of(gateway, unsubscribes([f"NOBODY{number}" for number in range(1_000)]))
        yield "CPU of unsubscribing from 1,000 unknown names to from one", bad / good, 25


def worthless_tokens(app):
    """A worthless token costs no more than a good one."""
    with Gateway(app) as gateway:
        def shows(token):
            def work():
                for _ in range(10 * REPEATS):
                    clients.status(clients.get(gateway, "/v1/snapshot/quote/NONE", token))

            return work

        good_token, bad_token = tokens.make(), tokens.make(secret=b"another secret, of somebody else's")
        shows(good_token)()
        shows(bad_token)()
        good = cpu_of(gateway, shows(good_token))
        bad = cpu_of(gateway, shows(bad_token))
        yield "CPU of a worthless token to a good one", bad / good, 3


def tokenless(app):
    """Who shows no token holds little, and keeps nobody out."""
    count = 200
    with Gateway(app) as gateway:
        def good():
            opened = [clients.WebSocket(gateway, tokens.make(), receive_bytes=4096) for _ in range(count)]
            for client in opened:
                client.ask(op="subscribe", id=1, channel="book", symbols=["*"], depth=1)
            return opened

        served = memory_of(gateway, good)
    with Gateway(app, **{"Sessions:AuthTimeout": "00:05:00"}) as gateway:
        def bad():
            opened = []
            for _ in range(3 * count):
                with contextlib.suppress(OSError):
                    client = clients.WebSocket(gateway)
                    opened.append(client)
                    client.peer.settimeout(0.05)
                    client.send(bytes(900 << 10), claims=1 << 20)
            clients.WebSocket(gateway, tokens.make()).until(op="welcome")
            return opened

        yield "bytes held of 600 clients without a token to those of 200 with one", memory_of(gateway, bad) / served, 1


def unread_lists(app):
    """A list of instruments that is not read is held in part, and not whole."""
    count = 200
    with Gateway(app, **{"Simulation:Instruments": 2_000}) as gateway:
        def reads():
            for _ in range(count):
                assert clients.status(clients.get(gateway, "/v1/instruments", tokens.make())) == 200
            return []

        reads()
        memory_of(gateway, reads)
        whole = len_of(gateway, "/v1/instruments")

        def asks():
            return [clients.get(gateway, "/v1/instruments", tokens.make(), receive_bytes=4096) for _ in range(count)]

        yield "bytes held of 200 lists that nobody reads to 200 lists", memory_of(gateway, asks) / (count * whole), 0.5


def len_of(gateway, path):
    peer = clients.get(gateway, path, tokens.make())
    length = 0
    while piece := peer.recv(1 << 16):
        length += len(piece)
    return length


def crowd(app):
    """While a crowd does all of it at once, the feed does not lag and the others' quotes do not age."""
    with Gateway(app) as gateway:
        reader = clients.Reader(gateway, ["*"])
        reader.take(3)
        quiet_age, quiet_lag = reader.take(6)
        stop = threading.Event()
        for rude in (rude_requests, rude_tokens, rude_floods):
            for number in range(2):
                threading.Thread(target=rude, args=(gateway, stop, number), daemon=True).start()
        reader.take(2)
        age, lag = reader.take(8)
        stop.set()
        yield "median age of the others' quotes to that without the crowd", age / quiet_age, 5
        # Ten records are what a poll finds; less is no lag at all.
        yield "the feed's lag to that without the crowd", (lag + 10) / (quiet_lag + 10), 10


def symbols_of(gateway):
    request = urllib.request.Request(
        f"http://127.0.0.1:{gateway.port}/v1/instruments", headers={"Authorization": f"Bearer {tokens.make()}"})
    return [each["symbol"] for each in json.load(urllib.request.urlopen(request, timeout=5))["instruments"]]


def drain(peer):
    with contextlib.suppress(OSError):
        while peer.recv(1 << 16):
            pass


def unread_streams(app, settings, channel, parameters):
    """What it costs the others that five clients hold thousands of streams, no two the same, and read none."""
    with Gateway(app, **{"Simulation:Instruments": 8, **settings}) as gateway:
        reader = clients.Reader(gateway, ["*"])
        reader.take(3)
        before = gateway.cpu()
        quiet_age, quiet_lag = reader.take(6)
        quiet_cpu = (gateway.cpu() - before) / 6
        symbols, held = symbols_of(gateway), []
        for number in range(5):
            client = clients.WebSocket(gateway, tokens.make(f"greedy{number}"))
            client.ask(op="hello", window=1)
            # Answers are read, and no flush is acknowledged: data stay where they are.
            threading.Thread(target=drain, args=(client.peer,), daemon=True).start()
            held.append(client)
        for turn in range(400):
            for number, client in enumerate(held):
                own = parameters(2 + turn * len(held) + number)
                client.ask(op="subscribe", channel=channel, symbols=symbols, **own)
            # As many as one may ask for in a second.
            time.sleep(1 / 80)
        before = gateway.cpu()
        age, lag = reader.take(6)
        cpu = (gateway.cpu() - before) / 6
        streams = gateway.metric("marketgateway_subscriptions", channel=channel)
        assert streams >= 10_000, f"only {streams} streams are held"
        yield "CPU to that before", cpu / quiet_cpu, 4
        yield "median age of the others' quotes to that before", age / quiet_age, 5
        yield "the feed's lag to that before", (lag + 10) / (quiet_lag + 10), 10


def groupings(app):
    """Thousands of groupings that somebody holds and does not read cost the feed and the others nothing."""
    yield from unread_streams(app, {}, "book", lambda number: {"grouping": number})


def trade_sizes(app):
    """Thousands of smallest sizes of trades, all far behind: what leaves the ring is summed for some of them only."""
    settings = {"Simulation:UpdatesPerSecond": 20_000, "Market:TradeRingLengthMax": 64}
    yield from unread_streams(app, settings, "trade", lambda number: {"minTradeSize": number})


def forever(gateway, stop, act):
    while not stop.is_set():
        with contextlib.suppress(OSError, IndexError):
            act()
        time.sleep(0.01)


def rude_requests(gateway, stop, number):
    token = tokens.make(f"rude{number}")

    def act():
        client = clients.WebSocket(gateway, token)
        client.ask(op="snapshot", channel="book", symbols=["*", *(f"{n}*" for n in range(99))])
        client.ask(op="unsubscribe", channel="book", symbols=[f"X{n}" for n in range(1_000)])
        for _ in range(200):
            client.ask(op="nonsense")
        client.close()

    forever(gateway, stop, act)


def rude_tokens(gateway, stop, number):
    bad = tokens.make(secret=os.urandom(32))
    forever(gateway, stop, lambda: clients.status(clients.get(gateway, "/v1/instruments", bad)))


def rude_floods(gateway, stop, number):
    def act():
        client = clients.WebSocket(gateway)
        client.peer.settimeout(0.2)
        client.send(bytes(64 << 10), claims=1 << 20)
        client.close()

    forever(gateway, stop, act)


SCENES = {scene.__name__: scene for scene in (
    repeated_patterns, many_patterns, unknown_names, worthless_tokens, tokenless, unread_lists, groupings,
    trade_sizes, crowd)}


def measured(scene, app):
    """What a scene yields. Beyond a bound it is played again, twice at most, and the least counts: chance only adds."""
    best = {}
    for _ in range(3):
        for what, ratio, bound in scene(app):
            best[what] = (min(ratio, best[what][0]) if what in best else ratio, bound)
        if all(ratio <= bound for ratio, bound in best.values()):
            break
    return [(what, ratio, bound) for what, (ratio, bound) in best.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--app", required=True)
    parser.add_argument("scenes", nargs="*", default=list(SCENES))
    arguments = parser.parse_args()
    failed = 0
    for name in arguments.scenes or SCENES:
        for what, ratio, bound in measured(SCENES[name], arguments.app):
            is_held = ratio <= bound
            failed += not is_held
            print(f"{'ok    ' if is_held else 'FAILED'} {name}: {what}: {ratio:.2f}, at most {bound}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
