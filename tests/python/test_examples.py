"""The examples, as people would run them, against a gateway in demo mode."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fixtures import ROOT
from test_live import BINARY, Gateway

EXAMPLES = ROOT / "examples" / "python"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src/clients/python/src"), "PYTHONDONTWRITEBYTECODE": "1"}


@unittest.skipUnless(BINARY.exists() or os.environ.get("CI"), "the gateway is not built")
class ExampleTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway().start()

    @classmethod
    def tearDownClass(cls):
        cls.gateway.kill()

    def run_example(self, name, *more, out=None):
        """The lines that it prints, or writes to a file; a machine that is slow to start it gets more time."""
        for seconds in ("3", "15", "60"):
            command = [sys.executable, EXAMPLES / name, "--url", self.gateway.url, "--seconds", seconds, *more]
            ran = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=180, check=False)
            self.assertEqual((0, ""), (ran.returncode, ran.stderr))
            lines = (out.read_text(encoding="utf-8") if out else ran.stdout).splitlines()
            if len(lines) > (6 if out else 0):
                break
        return lines

    def test_the_spread_monitor_names_wide_spreads(self):
        lines = self.run_example("spread_monitor.py", "--steps", "1")
        self.assertRegex(lines[0], r"^\S+: [\d.]+ / [\d.]+, [\d.]+ steps wide$")

    def test_best_prices_are_those_of_all_symbols(self):
        lines = self.run_example("best_prices.py", "ESH6", "NQH6")
        self.assertRegex(lines[0], r"^[\d.]+ at (NQH6|ESH6) / [\d.]+ at ESH6$")

    def test_the_latency_histogram_adds_up(self):
        lines = self.run_example("latency_histogram.py")
        self.assertIn("100.00 %", lines[-1])

    def test_the_imbalance_of_a_book_is_between_minus_one_and_one(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "imbalance.csv"
            rows = list(csv.DictReader(self.run_example("imbalance_to_csv.py", "ESH6", "--out", str(path), out=path)))
        self.assertGreater(len(rows), 5)
        self.assertTrue(all(-1 <= float(row["imbalance"]) <= 1 for row in rows))

    def test_the_notebook_runs_from_top_to_bottom(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("pandas is not installed")
        notebook = json.loads((EXAMPLES / "market.ipynb").read_text(encoding="utf-8"))
        cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
        ran = subprocess.run([sys.executable, "-"], input="\n\n".join(cells), text=True, capture_output=True,
                             env={**ENVIRONMENT, "MARKETGATEWAY_URL": self.gateway.url}, timeout=180, check=False)
        self.assertEqual((0, ""), (ran.returncode, ran.stderr))
        self.assertGreater(len(cells), 4)

    def test_jupyter_runs_the_notebook(self):
        try:
            import ipykernel  # noqa: F401
            import nbconvert  # noqa: F401
            import pandas  # noqa: F401
        except ImportError as missing:
            self.skipTest(f"{missing.name} is not installed")
        ran = subprocess.run(
            [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--stdout", "market.ipynb"],
            cwd=EXAMPLES, text=True, capture_output=True, timeout=180, check=False,
            env={**ENVIRONMENT, "MARKETGATEWAY_URL": self.gateway.url})
        self.assertEqual(0, ran.returncode, ran.stderr)
        cells = [cell for cell in json.loads(ran.stdout)["cells"] if cell["cell_type"] == "code"]
        self.assertTrue(all(cell["execution_count"] for cell in cells))
        self.assertTrue(any("text/html" in output.get("data", {}) for cell in cells for output in cell["outputs"]))


if __name__ == "__main__":
    unittest.main()
