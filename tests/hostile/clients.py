"""Clients over bare sockets: as rude as a test needs, or as good as they should be."""

import base64
import json
import os
import socket
import struct
import threading
import time

import tokens

JSON_SUBPROTOCOL = "marketgateway.v1.json"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def connect(gateway, receive_bytes=0):
    peer = socket.socket()
    peer.settimeout(30)
    if receive_bytes:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    peer.connect(("127.0.0.1", gateway.port))
    return peer


def get(gateway, path, token=None, receive_bytes=0):
    """Asks, and leaves the answer to be read."""
    peer = connect(gateway, receive_bytes)
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    peer.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{bearer}Connection: close\r\n\r\n".encode())
    return peer


def status(peer):
    """The status of an answer, which is read to its end."""
    answer = b""
    while piece := peer.recv(1 << 16):
        answer = answer or piece
    peer.close()
    return int(answer.split(b" ")[1])


class WebSocket:
    """A WebSocket of which every byte is this side's own business."""

    def __init__(self, gateway, token=None, receive_bytes=0):
        self.peer = connect(gateway, receive_bytes)
        entry = f", marketgateway.bearer.{tokens.encode(token.encode())}" if token else ""
        self.peer.sendall(
            f"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {JSON_SUBPROTOCOL}{entry}\r\n\r\n".encode()
        )
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            piece = self.peer.recv(4096)
            if not piece:
                raise ConnectionError("no answer to the handshake")
            self.rest += piece
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode())

    def send(self, payload, opcode=TEXT, claims=None):
        """Sends a frame; one that claims to be longer is not sent to its end."""
        size = claims or len(payload)
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size) if size > 125 else bytes([0x80 | opcode, 0x80 | size])
        self.peer.sendall(head + bytes(4) + payload)

    def ask(self, **request):
        self.send(json.dumps(request).encode())

    def take(self, count):
        while len(self.rest) < count:
            piece = self.peer.recv(1 << 16)
            if not piece:
                raise ConnectionError("the gateway has closed")
            self.rest += piece
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def read(self):
        """The messages of the next flush; pings are answered."""
        while True:
            first, size = self.take(2)
            if size >= 126:
                size = int.from_bytes(self.take(2 if size == 126 else 8), "big")
            payload = self.take(size)
            if first & 15 == PING:
                self.send(payload, PONG)
            elif first & 15 == CLOSE:
                raise ConnectionError(f"closed with {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}")
            else:
                return [json.loads(line) for line in payload.splitlines() if line]

    def until(self, **keys):
        """Reads on to the message that has these keys and values."""
        while True:
            for message in self.read():
                if isinstance(message, dict) and keys.items() <= message.items():
                    return message

    def close(self):
        self.peer.close()


class Reader(threading.Thread):
    """A well-behaved client that reads quotes, and notes how old they are and how far the feed lags."""

    def __init__(self, gateway, symbols):
        super().__init__(daemon=True)
        self.ages, self.lags, self.failure = [], [], None
        self.socket = WebSocket(gateway, tokens.make("reader"))
        self.socket.ask(op="hello", heartbeatMs=250)
        self.socket.ask(op="subscribe", channel="quote", symbols=symbols, intervalMs=100)
        self.start()

    def run(self):
        try:
            while True:
                for message in self.socket.read():
                    if isinstance(message, list) and message[0] == 4 and message[5]:
                        self.ages.append(time.time() * 1e6 - message[5])
                    elif isinstance(message, dict) and message["op"] == "heartbeat":
                        self.lags.append(sum(topic["lag"] or 0 for topic in message["topics"]))
        except (OSError, ConnectionError) as ended:
            self.failure = ended

    def take(self, seconds):
        """What it noted within a time: the median age, and the mean lag."""
        self.ages.clear()
        self.lags.clear()
        time.sleep(seconds)
        assert self.failure is None, f"the well-behaved client was ended: {self.failure}"
        ages, lags = sorted(self.ages), list(self.lags)
        assert ages and lags, "the well-behaved client is told nothing"
        return ages[len(ages) // 2], sum(lags) / len(lags)
