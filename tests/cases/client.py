"""A plain client by schemas/wire: chain, checksum and account, and no resync."""

import asyncio
import json
import struct
import zlib

import msgpack
import websockets

FIELDS = [
    "bidPrice",
    "bidSize",
    "askPrice",
    "askSize",
    "lastPrice",
    "lastSize",
    "lastAggressor",
    "open",
    "high",
    "low",
    "previousClose",
    "volume",
    "lastTradeAt",
    "occurredAt",
]


NO_VALUE = -(2**63)


class Connection:
    """A plain client: applies what comes by schemas/wire, checks chain, checksum and account, resyncs never."""

    def __init__(self, form):
        self.form, self.streams, self.control, self.problems, self.messages, self.largest = form, {}, [], [], [], 0
        self.closed = None

    async def open(self, port):
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{port}/v1/stream", max_size=None, subprotocols=[f"marketgateway.v1.{self.form}"]
        )
        self.task = asyncio.create_task(self.read())

    async def send(self, requests):
        for request in requests:
            raw = request.get("raw") if isinstance(request, dict) else None
            await self.socket.send(
                raw if raw is not None else msgpack.packb(request) if self.form == "msgpack" else json.dumps(request)
            )

    async def read(self):
        try:
            async for frame in self.socket:
                self.largest = max(self.largest, len(frame))
                if self.form == "msgpack":
                    unpacker = msgpack.Unpacker(strict_map_key=False, max_buffer_size=0)
                    unpacker.feed(frame)
                    messages = list(unpacker)
                else:
                    messages = [json.loads(line) for line in frame.splitlines() if line]
                for message in messages:
                    self.take(message)
        except websockets.ConnectionClosed:
            pass
        self.closed = (self.socket.close_code, self.socket.close_reason)

    def take(self, m):
        if isinstance(m, dict):
            if m["op"] not in ("heartbeat",):
                self.control.append(m)
            for s in m.get("streams") or [] if m["op"] in ("subscribed", "updated", "snapshot") else []:
                old = self.streams.pop(s.get("was"), None) if m["op"] == "updated" else None
                known = (
                    old
                    or self.streams.get(s["stream"])
                    or {"version": None, "account": None, "sides": [{}, {}], "fields": {}, "trades": [], "rollUps": []}
                )
                self.streams[s["stream"]] = {
                    **known,
                    **{
                        k: s[k]
                        for k in (
                            "symbol",
                            "channel",
                            "depth",
                            "grouping",
                            "fields",
                            "priceScale",
                            "sizeScale",
                            "tickSize",
                            "generation",
                            "state",
                            "reason",
                        )
                    },
                    "mask": s["fields"],
                } | {"fields": known["fields"]}
            if m["op"] == "subscribed":
                for symbol, number, price, size, tick in m.get("resumed") or []:
                    held = getattr(self, "held", {}).get(symbol)
                    if held:
                        self.streams[number] = dict(
                            held,
                            priceScale=price,
                            sizeScale=size,
                            tickSize=tick,
                            state="live",
                            reason="ok",
                            resumed=True,
                        )
            if m["op"] == "status":
                for n in m["streams"]:
                    if n in self.streams:
                        self.streams[n].update(state=m["state"], reason=m["reason"])
                        self.streams[n].setdefault("statuses", []).append(f"{m['state']}/{m['reason']}")
            return
        kind, number, frm, to, merged = m[:5]
        self.messages.append(m)
        s = self.streams.get(number)
        if s is None:
            self.problems.append(f"message of unknown stream {number}")
            return
        if kind in (2, 4, 5, 6, 7, 8) and frm != s["version"] and not (kind == 5 and s["version"] is None):
            self.problems.append(f"chain of {s['symbol']}: from {frm}, at {s['version']}")
            return
        s["kinds"] = s.get("kinds", []) + [kind]
        s["version"] = to
        if frm is None:
            s["account"] = 0
        if merged is not None and s["account"] is not None:
            s["account"] += merged
        if kind in (1, 2):
            if kind == 1:
                s["sides"] = [{}, {}]
            sides = list(s["sides"])
            for i, flat in enumerate(m[6:8]):
                side = {**sides[i], **dict(zip(flat[::2], flat[1::2]))}
                levels = sorted(((p, q) for p, q in side.items() if q), reverse=i == 0)
                sides[i] = dict(levels[: s["depth"]] if s["depth"] else levels)
            s["sides"] = sides
            top = b"".join(struct.pack("<qq", *level) for side in sides for level in list(side.items())[:10])
            if zlib.crc32(top) != m[8]:
                self.problems.append(f"checksum of {s['symbol']} at {to}")
        elif kind in (3, 4):
            names = [n for bit, n in enumerate(FIELDS) if m[6] >> bit & 1]
            s["fields"] = {**s["fields"], **dict(zip(names, m[7]))}
            held = [s["fields"].get(n) for bit, n in enumerate(FIELDS) if s["mask"] >> bit & 1]
            if zlib.crc32(b"".join(struct.pack("<q", NO_VALUE if v is None else v) for v in held)) != m[8]:
                self.problems.append(f"checksum of {s['symbol']} at {to}")
        elif kind == 5:
            s["trades"] = s["trades"] + [
                dict(zip(("version", "occurredAt", "price", "size", "aggressor", "tradeId"), t)) for t in m[6]
            ]
        elif kind == 6:
            s["rollUps"] = s["rollUps"] + [
                dict(zip(("merged", "volume", "vwap", "high", "low", "firstVersion"), [merged] + m[6:11]))
            ]

    def state(self):
        result = {
            "problems": self.problems,
            "largestFrame": self.largest,
            "closed": list(self.closed) if self.closed else None,
            "streams": len(self.streams),
        }
        for number, s in self.streams.items():
            one = {
                k: s.get(k)
                for k in (
                    "version",
                    "account",
                    "state",
                    "reason",
                    "priceScale",
                    "sizeScale",
                    "tickSize",
                    "statuses",
                    "kinds",
                )
            }
            if s["channel"] == "book":
                one.update(
                    bids=[list(l) for l in s["sides"][0].items()],
                    asks=[list(l) for l in s["sides"][1].items()],
                    bidCount=len(s["sides"][0]),
                    askCount=len(s["sides"][1]),
                )
            elif s["channel"] == "quote":
                one["fields"] = s["fields"]
            else:
                one.update(trades=s["trades"], rollUps=s["rollUps"], tradeCount=len(s["trades"]))
            key = f"{s['symbol']}/{s['channel']}"
            result[key if key not in result else f"{key}#{number}"] = one
        return result
