"""A later version 1 in front of a gateway: each data array has one element more at its end, each control map a key.

Usage: later_version.py GATEWAY_PORT; prints the port that it listens on.
"""

import asyncio
import sys

import msgpack
import websockets

SUBPROTOCOL = "marketgateway.v1.msgpack"


def grown(flush):
    """The same flush as a later version 1 may send it."""
    unpacker = msgpack.Unpacker(strict_map_key=False)
    unpacker.feed(flush)
    return b"".join(
        msgpack.packb([*message, "later"] if isinstance(message, list) else {**message, "later": True})
        for message in unpacker)


async def relay(client):
    async with websockets.connect(f"ws://127.0.0.1:{sys.argv[1]}/v1/stream", subprotocols=[SUBPROTOCOL]) as gateway:
        async def requests():
            async for request in client:
                await gateway.send(request)

        sending = asyncio.create_task(requests())
        try:
            async for flush in gateway:
                await client.send(grown(flush))
        except websockets.ConnectionClosed:
            pass
        finally:
            sending.cancel()


async def main():
    async with websockets.serve(relay, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL]) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
