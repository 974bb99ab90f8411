"""As much of MessagePack as the protocol needs, to read: messages one after another out of one flush."""

import struct

_SIZED = {
    0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q",
    0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q",
}
_TEXT = {0xD9: ">B", 0xDA: ">H", 0xDB: ">I"}
_ARRAY = {0xDC: ">H", 0xDD: ">I"}
_MAP = {0xDE: ">H", 0xDF: ">I"}
_CONSTANT = {0xC0: None, 0xC2: False, 0xC3: True}


class Reader:
    """Reads values from bytes, first to last."""

    def __init__(self, data):
        self._data = memoryview(data)
        self._at = 0

    def messages(self):
        """Every value until the end of the bytes."""
        while self._at < len(self._data):
            yield self.value()

    def value(self):
        tag = self._take(1)[0]
        if tag < 0x80:
            return tag
        if tag >= 0xE0:
            return tag - 256
        if tag in _CONSTANT:
            return _CONSTANT[tag]
        if tag in _SIZED:
            return self._number(_SIZED[tag])
        if tag < 0x90 or tag in _MAP:
            count = self._number(_MAP[tag]) if tag in _MAP else tag & 0x0F
            return {self.value(): self.value() for _ in range(count)}
        if tag < 0xA0 or tag in _ARRAY:
            count = self._number(_ARRAY[tag]) if tag in _ARRAY else tag & 0x0F
            return [self.value() for _ in range(count)]
        if tag < 0xC0 or tag in _TEXT:
            return str(self._take(self._number(_TEXT[tag]) if tag in _TEXT else tag & 0x1F), "utf-8")
        raise ValueError(f"byte {tag:#x} does not occur in the protocol")

    def _number(self, layout):
        return struct.unpack(layout, self._take(struct.calcsize(layout)))[0]

    def _take(self, count):
        if self._at + count > len(self._data):
            raise ValueError("the message ends too early")
        self._at += count
        return self._data[self._at - count : self._at]
