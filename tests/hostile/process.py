"""A gateway as a process, and what it costs: CPU, memory, lag."""

import os
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import urllib.request

import tokens

PATIENCE_SECONDS = 120


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Gateway:
    """The demo with tokens: its own broker, a small market, and limits as they ship unless said otherwise."""

    def __init__(self, app, **settings):
        self.port, self.metrics_port = free_port(), free_port()
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log")
        chosen = {
            "Urls": f"http://127.0.0.1:{self.port}",
            "Metrics:Url": f"http://127.0.0.1:{self.metrics_port}",
            "Logging:LogLevel:Default": "Warning",
            "Simulation:Instruments": 1_000,
            "Simulation:UpdatesPerSecond": 500,
            "Simulation:BurstMultiplier": 1,
            **tokens.SETTINGS,
            **settings,
        }
        # A small nursery: else memory tells when the collector ran last, and not what is held.
        environment = {**os.environ, "DOTNET_GCgen0size": "1000000", "DOTNET_gcServer": "0"}
        self.process = subprocess.Popen(
            [os.path.join(app, "MarketGateway"), *(f"--{name}={value}" for name, value in chosen.items())],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=environment,
        )

    def __enter__(self):
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert self.process.poll() is None, f"the gateway ended: {self.output()}"
            assert time.monotonic() < end, f"the gateway is not ready: {self.output()}"
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/ready", timeout=5).read()
                return self
            except OSError:
                time.sleep(0.2)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def output(self):
        return pathlib.Path(self.log.name).read_text()

    def metric(self, name, **labels):
        """The value of a series that operators see."""
        page = urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=5).read().decode()
        for line in page.splitlines():
            series, _, rest = line.rpartition("}")
            if series.startswith(name + "{") and all(f'{key}="{value}"' in series for key, value in labels.items()):
                return float(rest.split()[0])
        raise AssertionError(f"there is no {name} with {labels}")

    def cpu(self):
        """Nanoseconds of CPU that its threads have used."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                pass
        return total

    def memory(self):
        """Bytes that it has in memory, once that has stopped to change."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status")
        held = None
        while True:
            before, held = held, int(re.search(r"VmRSS:\s+(\d+)", status.read_text()).group(1)) << 10
            if before is not None and abs(held - before) < 1 << 20:
                return held
            time.sleep(0.5)
