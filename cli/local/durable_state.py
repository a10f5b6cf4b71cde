"""Makes the embedded engine lose nothing: snapshots of all its state, and a journal of what came after the last one.

The engine saves its state only at a clean stop, service by service. Here a snapshot is a folder that becomes the
current one by one rename, and every change of a table or a schedule, every message and every event is journalled
before its answer goes out. After a crash the last snapshot is loaded and the journal replayed over it: first the
changes in the order in which they were made, then what was sent, since its consumers look at the tables. What had
been consumed before the crash comes again then, as from any queue. Running executions are not stored: AMO derives them
from its tables again (sweep_preps). Objects in buckets are on disk before their answer goes out.
"""

import asyncio
import base64
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from cli.local.asgi import Application, Message, Receive, Scope, Send, body_of, giving
from cli.local.journal import Entry, Journal

log = logging.getLogger("amo.engine")

TABLE_CHANGES = frozenset(
    f"DynamoDB_20120810.{name}"
    for name in ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
)
MESSAGES = frozenset({"AmazonSQS.SendMessage", "AmazonSQS.SendMessageBatch", "AWSEvents.PutEvents"})
"""A snapshot holds the queues: one soon after keeps short what a crash would send again."""
DERIVED_SERVICES = frozenset({"dynamodb", "scheduler", "sqs", "s3", "events", "states", "sts", "logs", "lambda", "kms"})
"""Their requests alone do not call for a snapshot: journalled, on disk already, or derived from the tables again."""
READS = ("BatchGet", "Describe", "Get", "List")
"""How an operation begins that leaves everything as it is."""
INVOKED = "/invocations"
"""How the path of Lambda's Invoke ends: what the function changes, it asks for itself."""
FORM = "application/x-www-form-urlencoded"
TABLES_MADE = ("CreateTable", "UpdateTable", "DeleteTable")

JOURNAL_LIMIT = 8 * 1024 * 1024
"""Bytes after which a snapshot is cheaper to load than the journal is to replay (about 8,000 changes, a second)."""


class DurableState:
    """Stands in front of the engine. ``save(folder, changed)`` writes the engine's whole state into that folder.

    ``changed`` names the services that were asked to change something since the last snapshot, as AWS's signatures do.
    ``when_replayed`` is called before the first request: only from then on may the engine move by itself.
    """

    def __init__(
        self,
        engine: Application,
        folder: Path,
        save: Callable[[Path, frozenset[str]], None],
        when_replayed: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._folder = folder
        self._save = save
        self._when_replayed = when_replayed
        self._changing = asyncio.Lock()
        self._snapshot_due = False
        self._changed: set[str] = set()
        if not self.current.exists():
            self._make_current(self._new_folder())
        self._journal = Journal(self.current / "journal.jsonl")

    @property
    def current(self) -> Path:
        """The folder of the last whole snapshot; a link, so that one rename replaces all of it."""
        return self._folder / "current"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._engine(scope, receive, self._replaying_before_ready(send))
        elif scope["type"] == "http" and _is_journalled(scope):
            await self._change(scope, receive, send)
        elif scope["type"] == "http" and _may_change(scope):
            await self._noted(scope, receive, send)
        else:
            await self._engine(scope, receive, send)

    async def snapshot_when_due(self) -> None:
        if self._snapshot_due or self._journal.size > JOURNAL_LIMIT:
            await self.snapshot()

    async def snapshot(self) -> None:
        """Replaces the current snapshot and starts an empty journal, as one step."""
        async with self._changing:
            fresh = self._new_folder()
            self._save(fresh, frozenset(self._changed))
            self._snapshot_due = False
            self._changed.clear()
            old, journal = self.current.resolve(), Journal(fresh / "journal.jsonl")
            self._make_current(fresh)
            self._journal.close()
            self._journal = journal
            shutil.rmtree(old)

    def _new_folder(self) -> Path:
        folder = self._folder / f"snapshot-{os.urandom(6).hex()}"
        folder.mkdir(parents=True)
        return folder

    def _make_current(self, folder: Path) -> None:
        link = self._folder / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(folder.name)
        link.replace(self.current)

    async def _change(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One change at a time, so that the journal's order is the order in which they were made."""
        body = await body_of(receive)
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        async with self._changing:
            await self._engine(scope, giving(body), keep)
            if answer[0]["status"] == 200:
                self._journal.append(_entry(scope, body))
                self._snapshot_due |= _target(scope) in MESSAGES
        for message in answer:
            await send(message)

    async def _noted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Noted once it is over: of a snapshot made meanwhile nobody knows how much of it that one holds."""
        operation, body = await _operation(scope, receive)
        try:
            await self._engine(scope, receive if body is None else giving(body, receive), send)
        finally:
            if not operation.startswith(READS):
                service = _service(_headers(scope))
                self._changed.add(service)
                self._snapshot_due |= service not in DERIVED_SERVICES or operation in TABLES_MADE

    def _replaying_before_ready(self, send: Send) -> Send:
        async def replaying(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self._replay()
            await send(message)

        return replaying

    async def _replay(self) -> None:
        entries = list(self._journal.entries())
        for entry in sorted(entries, key=lambda entry: entry["headers"].get("x-amz-target") in MESSAGES):
            status = await self._again(entry)
            if status == 409 and entry["method"] == "POST":
                # A schedule that had fired, unseen by the journal, before it was set anew.
                status = await self._again({**entry, "method": "PUT"})
            if status >= 400:
                log.error("%s %s, done before, was answered %s when replayed", *_named(entry), status)
        self._when_replayed()

    async def _again(self, entry: Entry) -> int:
        """The answer's status."""
        statuses: list[int] = []

        async def look(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self._engine(_scope(entry), giving(base64.b64decode(entry["body"])), look)
        return statuses[0]


def _named(entry: Entry) -> tuple[str, str]:
    """Of tables and queues the operation, of schedules the path: no contents."""
    return entry["method"], entry["headers"].get("x-amz-target") or entry["path"]


def _is_journalled(scope: Scope) -> bool:
    if scope["method"] not in ("POST", "PUT", "DELETE"):
        return False
    return _target(scope) in TABLE_CHANGES | MESSAGES or _service(_headers(scope)) == "scheduler"


def _may_change(scope: Scope) -> bool:
    is_read = scope["method"] in ("GET", "HEAD") or scope["path"].endswith(INVOKED)
    return not is_read and bool(_service(_headers(scope)))


async def _operation(scope: Scope, receive: Receive) -> tuple[str, bytes | None]:
    """The operation's name, and the body where it had to be read for it; empty where the path alone says it."""
    if _headers(scope).get("content-type", "").startswith(FORM):
        body = await body_of(receive)
        return parse_qs(body.decode(errors="replace")).get("Action", [""])[0], body
    return _target(scope).rpartition(".")[2], None


def _target(scope: Scope) -> str:
    return _headers(scope).get("x-amz-target", "")


def _service(headers: dict[str, str]) -> str:
    """From the credential scope of AWS's signature: ``Credential=KEY/DATE/REGION/SERVICE/aws4_request``."""
    credential = headers.get("authorization", "").partition("Credential=")[2].partition(",")[0].split("/")
    return credential[3] if len(credential) == 5 else ""


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _entry(scope: Scope, body: bytes) -> Entry:
    kept = ("authorization", "x-amz-target", "content-type", "host")
    headers = {name: value for name, value in _headers(scope).items() if name in kept}
    query = scope.get("query_string", b"").decode("latin-1")
    return {
        "method": scope["method"],
        "path": scope["path"],
        "query": query,
        "headers": headers,
        "body": base64.b64encode(body).decode("ascii"),
    }


def _scope(entry: Entry) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": entry["method"],
        "path": entry["path"],
        "raw_path": entry["path"].encode(),
        "query_string": entry["query"].encode("latin-1"),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in entry["headers"].items()],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
