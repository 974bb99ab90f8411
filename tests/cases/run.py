#!/usr/bin/python3
"""Replays every NN-*.json of this folder against a gateway and prints PASS/FAIL lines.

  apt install python3-confluent-kafka python3-websockets python3-msgpack
  /usr/bin/python3 run.py --app DIR --mgw DIR [--cases DIR] [-v] [NAME-PART...]

Each file says its source, its input and what is right. A case gets a Kafka (librdkafka's mock cluster, the very library
that the gateway ships), a gateway, and its steps in order. Steps (one key names the step):
  records    [{topic, partition?, key (text or null) | keyHex, headers? {name: text}, timestamp?,
             json | jsonText | hex | value: null, repeat?}], in order; topics: instruments, books, ticks
  http       GET path of the clients' port; "expect": subset of the JSON answer; "status"
  metrics    {"name{label=\"v\"}": number or ">=n" / "<n" / "absent"}
  alive      true: the process must run, live and ready must be 200
  connect    name of a connection; "format": "msgpack" (default) | "json"; "send": [requests]; "settle": seconds
  send       on an open connection: [requests]; "on": name
  state      name of a connection; "expect": {symbol/channel: {...subset...}} of what a plain client holds
  answers    name; "expect": [{...subset of a control message that must have come...}]
  replica    start a further gateway on the same log; following http/connect with "at": number go there
  restart    stop gateway number n (0) and start it again on the same log
  deleteRecords {topic, partition, before} as retention / compaction would; recreate [topics]; sleep seconds
  replay     {"files": {name: csv text}, "args": [...], "exit": 0} by mgw replay
Subset: dicts by key, lists element by element and of equal length, "*" anything, ">=n" etc. for numbers, "!x" anything
but x; bidsDecimal, asksDecimal, fieldsDecimal: prices as decimals, whatever the scale.
"""

import argparse
import asyncio
import ctypes
import glob
import os
import sys

from case import Case

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--app",
        required=True,
        help="folder with a published gateway (dotnet publish -c Release src/MarketGateway -o DIR)",
    )
    parser.add_argument("--mgw", required=True, help="folder with a published mgw (src/MarketGateway.Tools)")
    parser.add_argument("--cases", default=HERE, help="folder with the cases")
    parser.add_argument("--patience", type=float, default=8, help="seconds until a check fails")
    parser.add_argument("--apart", action="store_true", help="a Kafka and a gateway for every case")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.library = None
    for name in ("librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so"):
        for folder in ("runtimes/linux-x64/native", "."):
            try:
                path = os.path.join(options.app, folder, name)
                ctypes.CDLL(path)
                options.library = options.library or path
            except OSError:
                pass
    failed = total = 0
    shared = None
    try:
        for path in sorted(glob.glob(os.path.join(options.cases, "[0-9][0-9]-*.json"))):
            name = os.path.basename(path)[:-5]
            if options.names and not any(part in name for part in options.names):
                continue
            case = Case(path, options)
            if options.v:
                print(f"--- {name}: {case.case['title']}")
            if case.is_plain and (shared is None or shared.gateways[0].process.poll() is not None):
                if shared:
                    shared.close()
                shared = Case(path, options)
                shared.open()
                shared.launch()
            asyncio.run(case.run(shared if case.is_plain else None))
            total += 1
            failed += bool(case.fails)
            notes = " ".join(n for n in case.notes if n)
            print(
                f"{'FAIL' if case.fails else 'PASS'} {name}"
                + (f"  {'; '.join(case.fails)[:700]}" if case.fails else "")
                + (f"  [{notes}]" if notes else ""),
                flush=True,
            )
    finally:
        if shared:
            shared.close()
    print(f"{total - failed} of {total} pass")
    sys.exit(1 if failed else 0)


main()
