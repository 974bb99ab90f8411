"""Canonical MessagePack and JSON text of one message.

Canonical: the smallest encoding of each integer (unsigned when not negative), text and container; keys of a map in the
order in which the README lists them. A reader must not rely on it; it makes bytes comparable.
"""

import json
import struct

_UNSIGNED = ((1 << 8, "B", 0xCC), (1 << 16, "H", 0xCD), (1 << 32, "I", 0xCE), (1 << 64, "Q", 0xCF))
_SIGNED = ((1 << 7, "b", 0xD0), (1 << 15, "h", 0xD1), (1 << 31, "i", 0xD2), (1 << 63, "q", 0xD3))


def pack(value):
    """The canonical MessagePack bytes. The protocol has no fractions; bad requests and later versions may."""
    if value is None:
        return b"\xc0"
    if value is False:
        return b"\xc2"
    if value is True:
        return b"\xc3"
    if isinstance(value, int):
        return _pack_integer(value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode()
        return _head(len(text), 0xA0, 32, ((1 << 8, "B", 0xD9), (1 << 16, "H", 0xDA))) + text
    if isinstance(value, (list, tuple)):
        head = _head(len(value), 0x90, 16, ((1 << 16, "H", 0xDC), (1 << 32, "I", 0xDD)))
        return head + b"".join(map(pack, value))
    if isinstance(value, dict):
        head = _head(len(value), 0x80, 16, ((1 << 16, "H", 0xDE), (1 << 32, "I", 0xDF)))
        return head + b"".join(pack(key) + pack(item) for key, item in value.items())
    raise TypeError(f"not on the wire: {type(value).__name__}")


def text(value):
    """The message as compact JSON, as it stands on its line in a flush of the JSON subprotocol."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def vector(name, message, **more):
    """One golden vector: the message as JSON beside its MessagePack bytes."""
    return {"name": name, "message": message, "messagepack": pack(message).hex(), **more}


def _pack_integer(value):
    if 0 <= value < 128:
        return bytes([value])
    if -32 <= value < 0:
        return struct.pack("b", value)
    if value >= 0:
        return next(bytes([tag]) + struct.pack(">" + code, value) for limit, code, tag in _UNSIGNED if value < limit)
    return next(bytes([tag]) + struct.pack(">" + code, value) for limit, code, tag in _SIGNED if value >= -limit)


def _head(length, fixed, fixed_limit, sized):
    if length < fixed_limit:
        return bytes([fixed | length])
    return next(bytes([tag]) + struct.pack(">" + code, length) for limit, code, tag in sized if length < limit)
