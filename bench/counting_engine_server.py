"""The embedded engine with a counter at its port: every request of every function, one line of JSON each.

Started in place of cli/local/engine_server.py, with the same arguments; the lines go to ``requests.jsonl`` beside
the folder of the durable state.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cli.local import engine_server
from cli.local.asgi import Message, Receive, Scope, Send, body_of, giving
from cli.local.durable_state import DurableState

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
LOG = Path(sys.argv[4]).with_name("requests.jsonl")


class CountingState(DurableState):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        body = await body_of(receive)
        if operation in WRITES:
            # The engine tells the write units, indexes included, to whoever asks; the functions themselves do not.
            body = json.dumps({**json.loads(body), "ReturnConsumedCapacity": "TOTAL"}).encode()
        answer: list[Message] = []

        async def passing(message: Message) -> None:
            answer.append(message)
            await send(message)

        await super().__call__(scope, giving(body), passing)
        _write(_line(scope, headers, operation, body, answer))


def _line(scope: Scope, headers: dict[str, str], operation: str, body: bytes, answer: list[Message]) -> dict[str, Any]:
    credential = headers.get("authorization", "").partition("Credential=")[2].partition(",")[0].split("/")
    content = b"".join(message.get("body", b"") for message in answer[1:])
    line = {
        "at": time.time(),
        "key": credential[0],
        "service": credential[3] if len(credential) == 5 else "",
        "method": scope["method"],
        "path": scope["path"],
        "operation": operation,
        "status": answer[0]["status"],
        "bytes": len(content),
    }
    if operation:
        line |= _details(operation, json.loads(body or b"{}"), content)
    return line


def _details(operation: str, request: dict[str, Any], content: bytes) -> dict[str, Any]:
    capacity = json.loads(content or b"{}").get("ConsumedCapacity", []) if operation in WRITES else []
    parts = capacity if isinstance(capacity, list) else [capacity]
    return {
        "table": request.get("TableName", ""),
        "consistent": bool(request.get("ConsistentRead")),
        "write_units": sum(part["CapacityUnits"] for part in parts),
        "entries": len(request.get("Entries", [])),
    }


def _write(line: dict[str, Any]) -> None:
    with LOG.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    setattr(engine_server, "DurableState", CountingState)  # noqa: B010 - the name under which the server makes it
    engine_server.main()
