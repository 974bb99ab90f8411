"""The house rules that a machine can hold, and the types."""

import shutil
import subprocess
import unittest

from fixtures import ROOT

SOURCES = sorted([*(ROOT / "src/clients/python/src").rglob("*.py"), *(ROOT / "tests/python").glob("*.py"),
                  *(ROOT / "examples/python").glob("*.py")])


class HouseTests(unittest.TestCase):
    def test_lines_and_files_are_short(self):
        self.assertGreater(len(SOURCES), 20)
        for path in SOURCES:
            lines = path.read_text(encoding="utf-8").splitlines()
            self.assertLessEqual(len(lines), 400, path)
            for number, line in enumerate(lines, 1):
                self.assertLessEqual(len(line), 120, f"{path}:{number}")

    @unittest.skipUnless(shutil.which("mypy"), "mypy is not installed")
    def test_every_type_is_right(self):
        checked = subprocess.run(["mypy", "--no-incremental", "--cache-dir", "/dev/null"], capture_output=True,
                                 text=True, cwd=ROOT / "src/clients/python", check=False)
        self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)


if __name__ == "__main__":
    unittest.main()
