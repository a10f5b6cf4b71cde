"""The stand-in for a model as a server on loopback that speaks what OpenAI-compatible endpoints speak.

``POST /faults`` with ``{"fault": "slow", "seconds": 5}`` makes it fail from then on, ``{"fault": "none"}`` ends that.
"""

import json
import threading
from collections import Counter, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cli.local.model_fake.faults import FaultSwitch, ModelFault
from cli.local.model_fake.replies import NAME, completion

Answer = tuple[int, dict[str, Any]]
MAX_KEPT = 20


class ModelFake:
    """``switch`` is asked with each question: a test or a bench puts its own there.

    ``asked`` are the last questions, ``statuses`` count what was answered.
    """

    def __init__(self, port: int = 0) -> None:
        self.switch: Callable[[dict[str, Any]], FaultSwitch] = lambda _request: FaultSwitch()
        self.asked: deque[dict[str, Any]] = deque(maxlen=MAX_KEPT)
        self.statuses: Counter[int] = Counter()
        self._ended = threading.Event()
        self._server = _ManyAtOnce(("127.0.0.1", port), _handler(self))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.base}/v1"

    def start(self) -> None:
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        match (method, path):
            case ("GET", "/v1/models"):
                return 200, {"object": "list", "data": [{"id": NAME, "object": "model"}]}
            case ("POST", "/v1/chat/completions"):
                return self._completed(body)
            case ("POST", "/faults"):
                given = json.loads(body or b"{}")
                switch = FaultSwitch(ModelFault(given.get("fault", "none")), float(given.get("seconds", 0)))
                self.switch = lambda _request: switch
                return 200, {"fault": switch.fault, "seconds": switch.seconds}
        return 404, _error("there is no such path")

    def _completed(self, body: bytes) -> Answer:
        try:
            request = json.loads(body)
        except ValueError:
            return 400, _error("that is no JSON")
        self.asked.append(request)
        switch = self.switch(request)
        if switch.wait_seconds:
            self._ended.wait(switch.wait_seconds)
        if switch.fault is ModelFault.ERROR:
            return 500, _error("told to fail")
        if switch.fault is ModelFault.BUSY:
            return 429, _error("told to be busy")
        return 200, completion(request, switch.fault)


class _ManyAtOnce(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_: object) -> None:
        """Says nothing of a client that hung up: whoever asks a model has no patience."""


def _error(said: str) -> dict[str, Any]:
    return {"error": {"message": said, "type": "scripted"}}


def _handler(fake: ModelFake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                status, content = fake.answer(self.command, self.path, sent)
            except ValueError as error:
                status, content = 400, _error(str(error))
            fake.statuses[status] += 1
            body = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = handle_any  # noqa: N815 - HTTP's methods by its convention

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                return  # whoever asked waits no longer

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: questions carry people's meetings."""

    return Handler
