"""A scripted model on loopback, behind Bedrock's Converse or an endpoint as OpenAI's; all it is asked is kept."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from botocore.config import Config
from botocore.session import get_session

from lambdas.llm.base import Endpoint
from lambdas.llm.converse import ConverseEndpoint
from lambdas.llm.openai_compatible import OpenAiCompatibleEndpoint
from lambdas.outbound.json_http import JsonHttp

Dialect = Literal["converse", "openai"]
DIALECTS: tuple[Dialect, ...] = ("converse", "openai")
IN, OUT = 100, 20
HTML = b"<html><body>Welcome to nginx</body></html>"
HANGS = 6.0


@dataclass(frozen=True)
class Says:
    """A reply of the model itself: text, or the input it calls the tool ``answer`` with."""

    text: str = ""
    tool: Any = None
    stop: Literal["tool", "end", "cut_off", "refused", "guardrail"] = "end"


@dataclass(frozen=True)
class Fails:
    """``error`` is Bedrock's name for what the other says by ``status``."""

    status: int
    error: str = ""


@dataclass(frozen=True)
class Sends:
    """Whatever else stands at an address. ``pause`` is in seconds, between one byte and the next."""

    body: bytes
    kind: str = "application/json"
    pause: float = 0.0


HANGS_UP = "hangs up"
NEVER = Sends(b"{", pause=HANGS)
Step = Says | Fails | Sends | str
STOPS: Mapping[Dialect, Mapping[str, str]] = {
    "converse": {
        "tool": "tool_use",
        "end": "end_turn",
        "cut_off": "max_tokens",
        "refused": "content_filtered",
        "guardrail": "guardrail_intervened",
    },
    "openai": {
        "tool": "tool_calls",
        "end": "stop",
        "cut_off": "length",
        "refused": "content_filter",
        "guardrail": "content_filter",
    },
}


@dataclass
class ScriptedModel:
    """Plays ``steps`` one after the other, the last one for ever; ``asked`` are the requests, as they came."""

    dialect: Dialect
    url: str = ""
    steps: list[Step] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, path: str, body: bytes) -> Step:
        with self.lock:
            self.asked.append(json.loads(body))
            self.paths.append(path)
            return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]

    def endpoint(self, key: Callable[[], str] = lambda: "") -> Endpoint:
        if self.dialect == "openai":
            return OpenAiCompatibleEndpoint(JsonHttp(f"{self.url}/v1"), key)
        once = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=20)
        session = get_session()
        session.set_credentials("testing", "testing")
        client = session.create_client(
            "bedrock-runtime", region_name="eu-central-1", endpoint_url=self.url, config=once
        )
        return ConverseEndpoint(client)

    def written(self, said: Says) -> bytes:
        content = _of_converse(said) if self.dialect == "converse" else _of_openai(said)
        return json.dumps(content).encode()


@contextmanager
def scripted_model(dialect: Dialect) -> Iterator[ScriptedModel]:
    model = ScriptedModel(dialect)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            step = model.next(self.path, self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            if isinstance(step, str):
                self.connection.close()
                return
            status, error = (step.status, step.error) if isinstance(step, Fails) else (200, "")
            sends = step if isinstance(step, Sends) else Sends(b"{}" if error or status != 200 else b"")
            body = model.written(step) if isinstance(step, Says) else sends.body
            self.send_response(status)
            self.send_header("Content-Type", sends.kind)
            self.send_header("Content-Length", str(10_000 if sends.pause else len(body)))
            if error:
                self.send_header("x-amzn-ErrorType", error)
            self.end_headers()
            _drip(self, body, sends.pause)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


def _drip(handler: BaseHTTPRequestHandler, body: bytes, pause: float) -> None:
    if not pause:
        handler.wfile.write(body)
        return
    until = time.monotonic() + HANGS
    while time.monotonic() < until:
        try:
            handler.wfile.write(body[:1])
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(min(pause, max(0.0, until - time.monotonic())))


def _of_converse(said: Says) -> dict[str, Any]:
    use = {"toolUse": {"toolUseId": "t1", "name": "answer", "input": said.tool}}
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": said.text} if said.tool is None else use]}},
        "stopReason": STOPS["converse"][said.stop],
        "usage": {"inputTokens": IN, "outputTokens": OUT, "totalTokens": IN + OUT},
        "metrics": {"latencyMs": 1},
    }


def _of_openai(said: Says) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text or None}
    if said.tool is not None:
        function = {"name": "answer", "arguments": json.dumps(said.tool)}
        message["tool_calls"] = [{"id": "t1", "type": "function", "function": function}]
    return {
        "choices": [{"index": 0, "finish_reason": STOPS["openai"][said.stop], "message": message}],
        "usage": {"prompt_tokens": IN, "completion_tokens": OUT, "total_tokens": IN + OUT},
    }
