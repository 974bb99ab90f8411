#!/usr/bin/env python3
"""Writes the golden vectors beside this file from the reference model in model/. Standard library only.

    python3 generate.py            writes every file
    python3 generate.py --check    writes nothing; fails if a file is not what would be written
"""

import argparse
import json
import sys
from pathlib import Path

from model.control import control_vectors
from model.conversation import EPOCH, Conversation
from model.http import http_vectors
from model.messages import (
    checksum_vectors, data_vectors, flush_vectors, group_vectors, growth_vectors, quote_checksum_vectors,
)
from model.partitions import partition_vectors
from model.requests import bad_request_vectors, request_vectors
from model.resumption import Resumption
from model.rules import rule_vectors
from model.unreadable import unreadable_vectors

FOLDER = Path(__file__).parent
LINE_LENGTH = 118


def documents():
    """File name and content of each file of vectors."""
    resumption = Resumption()
    return {
        "data.json": data_vectors(),
        "control.json": control_vectors(),
        "requests.json": request_vectors(),
        "bad-requests.json": bad_request_vectors(),
        "flushes.json": flush_vectors(),
        "growth.json": growth_vectors(),
        "checksums.json": checksum_vectors(),
        "quote-checksums.json": quote_checksum_vectors(),
        "groups.json": group_vectors(),
        "rules.json": rule_vectors(),
        "unreadable.json": unreadable_vectors(),
        "http.json": http_vectors(),
        "partitions.json": partition_vectors(),
        "conversation.json": {"epoch": EPOCH, "given": None, "steps": Conversation().record()},
        "resumption.json": {"epoch": EPOCH, "given": resumption.given, "steps": resumption.record()},
    }


def layout(value, indent=0, lead=0):
    """JSON in which everything that fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + lead + len(line) <= LINE_LENGTH or not isinstance(value, (dict, list)):
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        if all(isinstance(item, (int, type(None))) for item in value.values()):
            items = (f"{json.dumps(key)}: {json.dumps(item)}" for key, item in value.items())
            return "{\n" + _filled(items, inner) + "\n" + " " * indent + "}"
        items = [f"{inner}{json.dumps(key)}: {layout(item, indent + 2, len(key) + 4)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + " " * indent + "}"
    if all(isinstance(item, (int, str, type(None))) for item in value) or all(map(_is_row, value)):
        return "[\n" + _filled(map(json.dumps, value), inner) + "\n" + " " * indent + "]"
    return "[\n" + ",\n".join(inner + layout(item, indent + 2) for item in value) + "\n" + " " * indent + "]"


def _is_row(value):
    """A level or a trade."""
    return isinstance(value, (list, tuple)) and len(value) <= 6 and all(isinstance(i, (int, type(None))) for i in value)


def _filled(items, inner):
    """As many items on each line as fit."""
    lines = [inner]
    for item in items:
        if len(lines[-1]) + len(item) + 2 > LINE_LENGTH and lines[-1] != inner:
            lines.append(inner)
        lines[-1] += item + ", "
    return "\n".join(line.rstrip() for line in lines).rstrip(",")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of write")
    check = parser.parse_args().check
    stale = []
    for name, document in documents().items():
        content = (layout(document) + "\n").encode()
        path = FOLDER / name
        if not check:
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            stale.append(name)
    if stale:
        sys.exit(f"not as generated: {', '.join(stale)}; run python3 {Path(__file__).name}")


if __name__ == "__main__":
    main()
