"""One case: its steps against a Kafka and gateways."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import tempfile
import time

import confluent_kafka

from broker import TOPICS, Mock
from client import Connection
from expectations import differs
from gateway import Gateway, free_port


def expand(record):
    """Makes a record's value; generators of large ones: {"levels": n, ...} in json.bids/asks."""
    if record.get("value", 0) is None:
        return None
    if "hex" in record:
        return bytes.fromhex(record["hex"])
    if "jsonText" in record:
        return record["jsonText"].encode()
    body = json.loads(json.dumps(record["json"]))
    for side in ("bids", "asks"):
        if isinstance(body.get(side), dict):
            g = body[side]
            body[side] = [[g["from"] + i * g["step"], g["size"] + i % g.get("sizes", 1)] for i in range(g["count"])]
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


class Case:
    def __init__(self, path, options):
        self.path, self.options, self.case = path, options, json.load(open(path))
        self.fails, self.notes, self.gateways, self.connections = [], [], [], {}

    async def eventually(self, probe):
        """Asks again until what is found is as expected, or patience is over; the machine may be busy."""
        end = time.time() + self.options.patience
        while True:
            found = probe()
            if all(differs(e, a) is None for _, e, a in found) or time.time() > end:
                for what, expected, actual in found:
                    self.check(what, expected, actual)
                return
            await asyncio.sleep(0.25)

    def check(self, what, expected, actual):
        d = differs(expected, actual)
        if d:
            self.fails.append(f"{what}: {d}")
        if self.options.v:
            print(f"    {'ok  ' if not d else 'FAIL'} {what} {'' if not d else d}")

    def produce(self, records):
        problems = []
        done = lambda error, message: problems.append(str(error)) if error else None
        for r in records:
            key = bytes.fromhex(r["keyHex"]) if "keyHex" in r else None if r.get("key") is None else r["key"].encode()
            base = expand(r)
            for i in range(r.get("repeat", 1)):
                value, k = base, key
                if "repeat" in r and base is not None:
                    body = json.loads(base)
                    for name in ("sequence", "occurredAt", "tradeId"):
                        if body.get(name):
                            body[name] += i
                    value = json.dumps(body).encode()
                    if k and b"#" in k:
                        k = k.replace(b"#", b"%05d" % i)
                extra = {"timestamp": r["timestamp"]} if "timestamp" in r else {}
                self.producer.produce(
                    TOPICS[r["topic"]],
                    value=value,
                    key=k,
                    partition=r.get("partition", 0),
                    headers=r.get("headers"),
                    on_delivery=done,
                    **extra,
                )
                self.producer.poll(0)
        if self.producer.flush(20) or problems:
            self.notes.append(f"produce: {problems[:2]}")

    async def settle(self, seconds=0.6):
        await asyncio.sleep(seconds)

    @property
    def is_plain(self):
        """Whether it can share Kafka and gateway with others (their symbols differ)."""
        special = {"replica", "launch", "restart", "deleteRecords", "recreate"}
        return (
            not self.options.apart
            and not {"settings", "partitions", "lateStart", "apart"} & set(self.case)
            and not any(special & set(step) for step in self.case["steps"])
        )

    async def run(self, shared=None):
        """Runs the steps; with shared on that one's Kafka and gateway, which stay."""
        c = self.case
        if shared:
            self.mock, self.producer, self.gateways = shared.mock, shared.producer, shared.gateways
            for _ in range(5):
                status, self.before = self.gateways[0].metrics()
                if status == 200:
                    break
        else:
            self.open()
        try:
            if not shared and not c.get("lateStart"):
                self.launch()
            for i, step in enumerate(c["steps"]):
                try:
                    await self.step(i, step)
                except Exception as e:
                    self.fails.append(f"step {i}: {type(e).__name__} {str(e)[:600]}")
                    if self.options.v:
                        print("    FAIL", self.fails[-1])
                    break
        except Exception as e:
            self.fails.append(f"start: {str(e)[:300]}")
        finally:
            for connection in self.connections.values():
                connection.task.cancel()
                try:
                    await asyncio.wait_for(connection.socket.close(), 1)
                except Exception:
                    pass
            if not shared:
                self.close()

    def open(self):
        self.mock = Mock(self.options.library)
        for topic in TOPICS.values():
            self.mock.create(topic, self.case.get("partitions", 1))
        self.producer = confluent_kafka.Producer(
            {
                "bootstrap.servers": self.mock.bootstrap,
                "linger.ms": 0,
                "enable.idempotence": False,
                "message.max.bytes": 20_000_000,
            }
        )
        self.before = {}

    def close(self):
        for gateway in self.gateways:
            gateway.stop()
            if self.options.v:
                bad = [
                    l for l in gateway.output().splitlines() if re.search(r"warn|fail|crit|Exception|skipped", l, re.I)
                ]
                for line in bad[:8]:
                    print("    log:", line[:260])
            os.unlink(gateway.log.name)
        del self.producer
        self.mock.close()

    def launch(self):
        self.gateways.append(Gateway(self.options.app, self.mock.bootstrap, free_port(), self.case.get("settings", {})))

    async def step(self, i, s):
        gateway = self.gateways[s.get("at", 0)] if self.gateways else None
        if "records" in s:
            self.produce(s["records"])
            await self.settle(s.get("settle", 0.6))
        elif "http" in s:

            def ask():
                status, text = gateway.get(s["http"])
                found = [(f"step {i} {s['http']} status", s.get("status", 200), status)]
                if "expect" in s:
                    try:
                        body = json.loads(text)
                    except ValueError:
                        body = text
                    found.append((f"step {i} {s['http']}", s["expect"], body))
                return found

            await self.eventually(ask)
            if self.options.v:
                print("        ", gateway.get(s["http"])[1][:420])
        elif "metrics" in s:

            def scrape():
                status, values = gateway.metrics()
                found = [(f"step {i} /metrics status", 200, status)]
                for name, value in s["metrics"].items():
                    metric, _, labels = name.partition("{")
                    wanted = set(re.findall(r'\w+="[^"]*"', labels))
                    match = [
                        v - self.before.get(k, 0) * k.partition("{")[0].endswith(("_total", "_sum"))
                        for k, v in values.items()
                        if k.partition("{")[0] == metric and wanted <= set(re.findall(r'\w+="[^"]*"', k))
                    ]
                    found.append((f"step {i} {name}", {name: value}, {name: sum(match)} if match else {}))
                return found

            await self.eventually(scrape)
        elif "alive" in s:
            await self.eventually(
                lambda: [(f"step {i} process runs", True, gateway.process.poll() is None)]
                + [
                    (f"step {i} {probe}", 200, gateway.get(probe, gateway.metrics_port)[0])
                    for probe in ("/healthz/live", "/healthz/ready")
                ]
            )
            if gateway.process.poll() is not None:
                self.notes.append(
                    "exit code %s; %s"
                    % (
                        gateway.process.returncode,
                        " | ".join(l.strip() for l in gateway.output().splitlines() if "xception" in l)[:300],
                    )
                )
        elif "connect" in s:
            connection = Connection(s.get("format", "msgpack"))
            if "resumeFrom" in s:
                old = self.connections[s["resumeFrom"]]
                connection.held = {x["symbol"]: x for x in old.streams.values()}
                epoch = old.control[0]["epoch"]
                for request in s["send"]:
                    if request.get("resume") == "held":
                        held = {}
                        for x in old.streams.values():
                            edges = [
                                list(side)[-1] if x["depth"] and len(side) == x["depth"] else None
                                for side in x["sides"]
                            ]
                            held[x["symbol"]] = [x["version"], *edges, x["generation"]]
                        request["resume"] = {"epoch": epoch, "streams": held}
            self.connections[s["connect"]] = connection
            await connection.open(gateway.port)
            await connection.send(s.get("send", []))
            end = time.time() + self.options.patience
            while (
                sum(m["op"] in ("subscribed", "error") and not m.get("more") for m in connection.control)
                < len(s.get("send", []))
                and time.time() < end
            ):
                await asyncio.sleep(0.05)
            await self.settle(s.get("settle", 0.5))
        elif "send" in s:
            await self.connections[s["on"]].send(s["send"])
            await self.settle(s.get("settle", 0.6))
        elif "state" in s:
            await self.eventually(
                lambda: [(f"step {i} state of {s['state']}", s["expect"], self.connections[s["state"]].state())]
            )
            if self.options.v:
                print("        ", json.dumps(self.connections[s["state"]].state(), ensure_ascii=False)[:900])
        elif "answers" in s:
            control = self.connections[s["answers"]].control
            if self.options.v:
                print("        ", json.dumps(control)[:900])

            def told():
                found = []
                for wanted in s["expect"]:
                    near = [m for m in control if m.get("op") == wanted.get("op")]
                    best = next((m for m in near if differs(wanted, m) is None), near[-1] if near else {})
                    found.append((f"step {i} answer {json.dumps(wanted)[:60]}", wanted, best))
                return found

            await self.eventually(told)
        elif "replica" in s or "launch" in s:
            self.launch()
        elif "restart" in s:
            gateway.stop()
            gateway.start()
        elif "deleteRecords" in s:
            d = s["deleteRecords"]
            self.mock.delete_records(TOPICS[d["topic"]], d.get("partition", 0), d["before"])
        elif "recreate" in s:
            for topic in s["recreate"]:
                self.mock.delete(TOPICS[topic])
                self.mock.create(TOPICS[topic], self.case.get("partitions", 1))
        elif "sleep" in s:
            await asyncio.sleep(s["sleep"])
        elif "replay" in s:
            folder = tempfile.mkdtemp(prefix="replay-")
            names = []
            for name, text in s["replay"]["files"].items():
                names.append(os.path.join(folder, name))
                open(names[-1], "w").write(text)
            run = subprocess.run(
                [
                    os.path.join(self.options.mgw, "mgw"),
                    "replay",
                    *names,
                    "-b",
                    self.mock.bootstrap,
                    "--speed",
                    "max",
                    *s["replay"].get("args", []),
                ],
                capture_output=True,
                text=True,
                timeout=60,
            )
            shutil.rmtree(folder)
            if self.options.v:
                print("        ", (run.stdout + run.stderr)[-600:])
            self.check(f"step {i} exit code of replay", s["replay"].get("exit", 0), run.returncode)
            self.notes.append(f"replay: {(run.stdout + run.stderr).strip()[-160:]}" if run.returncode else "")
            await self.settle(1)
        else:
            raise Exception(f"unknown step {list(s)}")
