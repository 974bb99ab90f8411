"""The Python client in the hands of `mgw conform` (schemas/wire/conformance.md)."""

import asyncio
import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "src/clients/python/src"), str(Path(__file__).parents[1] / "python")]

from fixtures import SNAKE, snake, view_of  # noqa: E402

import marketgateway  # noqa: E402


class Asked:
    """One client, asked by lines."""

    def __init__(self):
        self.client = None
        self.token = None

    async def connect(self, urls, window, heartbeatMs, token=None, stamps=False, **_):
        self.token = token
        self.client = marketgateway.connect(
            urls, window=window, stamps=stamps, heartbeat=heartbeatMs / 1000, backoff=(0.005, 0.2),
            token=(lambda: self.token) if token else None)
        self.client.on_problem = lambda problem: print(problem, file=sys.stderr)
        self.opening = asyncio.ensure_future(self.client.open())
        self.opening.add_done_callback(lambda opened: opened.exception())

    async def subscribe(self, request, **_):
        subscribe = {"book": self.client.book, "quote": self.client.quote, "trade": self.client.trades}
        parameters = {}
        for name, value in request.items():
            if name == "fields":
                value = list(map(snake, value))
            elif name == "intervalMs":
                value /= 1000
            if name not in ("channel", "symbols"):
                parameters[SNAKE.get(name, name)] = value
        self.reading = subscribe[request["channel"]](request["symbols"], **parameters)

    async def busy(self, **_):
        """Somebody reads from now on, but not yet."""
        self.updates = aiter(self.reading)

    async def free(self, **_):
        async def read():
            async for _ in self.updates:
                pass

        self.reader = asyncio.ensure_future(read())

    async def set_token(self, token, **_):
        self.token = token

    async def state(self, **_):
        session = self.client._session
        return {"state": self.client.state, "epoch": self.client.epoch,
                "lagging": session is not None and session.is_lagging, "streams": [
                    {**view_of(stream), "newest": stream.newest, "phase": stream.phase} for stream in self.client.streams]}


async def main(asked):
    verbs = {"connect": asked.connect, "subscribe": asked.subscribe, "token": asked.set_token, "state": asked.state,
             "busy": asked.busy, "free": asked.free}
    while line := await asyncio.to_thread(sys.stdin.readline):
        command = json.loads(line)
        verb = verbs.get(command.pop("do"))
        try:
            answer = await verb(**command) if verb else {"error": "not known here"}
        except Exception as mistake:  # told to who asked
            answer = {"error": repr(mistake)}
        print(json.dumps(answer or {"ok": True}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Asked()))
