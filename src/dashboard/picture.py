#!/usr/bin/env python3
"""Takes the README's picture of the dashboard: picture.py [URL] [FILE]. Needs a gateway that runs (by default the demo on
port 8080), Chromium, and Debian's python3-websockets."""

import asyncio
import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

import websockets

URL = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080/#symbol=ESH6"
FILE = pathlib.Path(sys.argv[2] if len(sys.argv) > 2
                    else pathlib.Path(__file__).resolve().parent.parent / "MarketGateway/dashboard.png")
# Long enough for candles and for the trails of the watch list.
WAIT_SECONDS = 75


def debugger(folder):
    """The address of the page's debugger, once the browser has written its port."""
    for _ in range(100):
        try:
            port = (pathlib.Path(folder) / "DevToolsActivePort").read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                return next(tab["webSocketDebuggerUrl"] for tab in json.load(answer) if tab["type"] == "page")
        except (OSError, StopIteration):
            time.sleep(0.2)
    sys.exit("the browser does not answer")


def main():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             f"--user-data-dir={folder}", "--window-size=1600,1000", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            picture = asyncio.run(take(debugger(folder)))
        finally:
            browser.terminate()
            browser.wait()
    FILE.write_bytes(picture)


async def take(address):
    """Opens the dashboard, dark and 1600 pixels wide, waits, and returns the picture."""
    async with websockets.connect(address, max_size=None, ping_interval=None) as page:
        async def call(number, method, **parameters):
            await page.send(json.dumps({"id": number, "method": method, "params": parameters}))
            while True:
                answer = json.loads(await page.recv())
                if answer.get("id") == number:
                    return answer["result"]

        await call(1, "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        await call(2, "Emulation.setDeviceMetricsOverride", width=1600, height=1000, deviceScaleFactor=1, mobile=False)
        await call(3, "Page.navigate", url=URL)
        await asyncio.sleep(WAIT_SECONDS)
        return base64.b64decode((await call(4, "Page.captureScreenshot", format="png"))["data"])


main()
