"""Slack's Socket Mode on loopback: apps.connections.open, and the WebSocket it names (RFC 6455, as far as needed)."""

import base64
import hashlib
import json
import queue
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
GOOD_TOKEN = "xapp-1-good"
PATIENCE_SECONDS = 20


class FakeSocketMode:
    """``sessions`` counts the connections; ``acked`` holds what was acknowledged, envelope by envelope."""

    def __init__(self) -> None:
        self.address = ""
        self.conversations = 0
        self.acked: queue.Queue[dict[str, Any]] = queue.Queue()
        self._connected = threading.Condition()
        self._current: Any = None

    @property
    def api_url(self) -> str:
        return f"http://{self.address}/api/"

    def wait_for_session(self, number: int) -> None:
        with self._connected:
            assert self._connected.wait_for(lambda: self.conversations >= number, PATIENCE_SECONDS)

    def send(self, envelope: dict[str, Any]) -> None:
        _send(self._current, TEXT, json.dumps(envelope).encode())

    def hang_up(self) -> None:
        """As Slack does every few hours; it says so first."""
        self.send({"type": "disconnect", "reason": "refresh_requested"})
        _send(self._current, CLOSE, b"\x03\xe8")

    def acknowledged(self) -> dict[str, Any]:
        return self.acked.get(timeout=PATIENCE_SECONDS)

    def opened(self, connection: Any) -> None:
        with self._connected:
            self._current = connection
            self.conversations += 1
            self._connected.notify_all()
        _send(connection, TEXT, json.dumps({"type": "hello", "num_connections": 1}).encode())


@contextmanager
def socket_mode() -> Iterator[FakeSocketMode]:
    fake = FakeSocketMode()

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            good = {"ok": True, "url": f"ws://{fake.address}/link"}
            body = json.dumps(good if token == GOOD_TOKEN else {"ok": False, "error": "invalid_auth"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            key = self.headers["Sec-WebSocket-Key"] + MAGIC
            accepted = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest()).decode()
            lines = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade")
            self.wfile.write("\r\n".join((*lines, f"Sec-WebSocket-Accept: {accepted}", "", "")).encode())
            fake.opened(self.wfile)
            self.close_connection = True
            _listen(self.rfile, self.wfile, fake)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.daemon_threads = True
    fake.address = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def _listen(source: Any, sink: Any, fake: FakeSocketMode) -> None:
    while frame := _receive(source):
        kind, content = frame
        if kind == CLOSE:
            return
        if kind == PING:
            _send(sink, PONG, content)
        elif kind == TEXT:
            fake.acked.put(json.loads(content))


def _receive(source: Any) -> tuple[int, bytes] | None:
    head = source.read(2)
    if len(head) < 2:
        return None
    length = head[1] & 0x7F
    if length == 126:
        (length,) = struct.unpack(">H", source.read(2))
    elif length == 127:
        (length,) = struct.unpack(">Q", source.read(8))
    mask = source.read(4)
    content = bytes(byte ^ mask[place % 4] for place, byte in enumerate(source.read(length)))
    return head[0] & 0x0F, content


def _send(sink: Any, kind: int, content: bytes) -> None:
    size = len(content)
    length = bytes([size]) if size < 126 else b"\x7e" + struct.pack(">H", size)
    sink.write(bytes([0x80 | kind]) + length + content)
    sink.flush()
