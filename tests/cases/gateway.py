"""A published gateway as a process."""

import os
import random
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


def free_port():
    """A port that nobody listens on, and neither on the next."""
    while True:
        port = random.randrange(20_000, 30_000, 2)
        with socket.socket() as clients, socket.socket() as metrics:
            try:
                clients.bind(("127.0.0.1", port))
                metrics.bind(("127.0.0.1", port + 1))
                return port
            except OSError:
                continue


class Gateway:
    def __init__(self, app, bootstrap, port, settings):
        self.port, self.metrics_port = port, port + 1
        self.args = [
            os.path.join(app, "MarketGateway"),
            "--Urls",
            f"http://localhost:{port}",
            "--Metrics:Url",
            f"http://localhost:{port + 1}",
            "--Kafka:BootstrapServers",
            bootstrap,
            "--Authentication:Mode",
            "Anonymous",
            "--Kafka:ProbeInterval",
            "00:00:00.200",
            "--Kafka:MetadataRefreshInterval",
            "00:00:01",
        ]
        for name, value in settings.items():
            self.args += [f"--{name}", str(value)]
        self.start()

    def start(self):
        self.log = tempfile.NamedTemporaryFile("w+", prefix="gw-", suffix=".log", delete=False)
        self.process = subprocess.Popen(self.args, stdout=self.log, stderr=subprocess.STDOUT)
        end = time.time() + 150
        while time.time() < end:
            if self.process.poll() is not None:
                raise Exception("gateway ended: " + self.output())
            if self.get("/healthz/ready", self.metrics_port)[0] == 200:
                return
            time.sleep(0.1)
        output = self.get("/healthz/ready", self.metrics_port)[1] + self.output()
        self.stop()
        raise Exception("gateway not ready: " + output)

    def output(self):
        return open(self.log.name).read()

    def get(self, path, port=None):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port or self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()
        except Exception as e:
            return 0, repr(e)

    def metrics(self):
        status, text = self.get("/metrics", self.metrics_port)
        values = {}
        for line in text.splitlines() if status == 200 else []:
            if line and not line.startswith("#"):
                m = re.match(r"(\S+?(?:\{.*\})?) (\S+)", line)
                if m:
                    values[m.group(1)] = float(m.group(2))
        return status, values

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
