"""The journal and the snapshots, against a small engine whose state is a dictionary."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.local.durable_state import DurableState
from cli.local.journal import Journal

CHANGE = [
    (b"x-amz-target", b"DynamoDB_20120810.UpdateItem"),
    (b"authorization", b"AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/dynamodb/aws4_request, Signature=x"),
]


class CountingEngine:
    """Adds up what it is sent; ``state`` is what it would hold in memory, ``saved`` what a snapshot would keep."""

    def __init__(self, total: int = 0) -> None:
        self.total = total
        self.fails = False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await send({"type": "lifespan.startup.complete"})
            return
        body = (await receive())["body"]
        await asyncio.sleep(0)
        if not self.fails:
            self.total = self.total * 3 + int(body)
        await send({"type": "http.response.start", "status": 400 if self.fails else 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    def save(self, folder: Path, changed: frozenset[str] = frozenset()) -> None:
        (folder / "total.json").write_text(json.dumps(self.total))


def start(folder: Path) -> tuple[CountingEngine, DurableState]:
    saved = folder / "current" / "total.json"
    engine = CountingEngine(json.loads(saved.read_text()) if saved.exists() else 0)
    state = DurableState(engine, folder, engine.save)
    asyncio.run(state({"type": "lifespan"}, _never, _ignore))
    return engine, state


async def change(state: DurableState, number: int) -> int:
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": str(number).encode(), "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": CHANGE}
    await state(scope, receive, send)
    return statuses[0]


async def _never() -> dict[str, Any]:
    raise AssertionError("nothing is read")


async def _ignore(_: dict[str, Any]) -> None:
    return None


@settings(deadline=None)
@given(st.lists(st.one_of(st.integers(1, 9), st.just("snapshot"), st.just("crash")), max_size=20))
def test_whatever_was_answered_is_there_after_any_crash(steps: list[int | str]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        engine, state = start(Path(name))
        expected = 0
        for step in steps:
            if step == "crash":
                engine, state = start(Path(name))
            elif step == "snapshot":
                asyncio.run(state.snapshot())
            else:
                assert asyncio.run(change(state, int(step))) == 200
                expected = expected * 3 + int(step)
            assert engine.total == expected


def test_changes_sent_at_once_are_replayed_in_the_order_they_were_made(tmp_path: Path) -> None:
    engine, state = start(tmp_path)

    async def all_at_once() -> None:
        await asyncio.gather(*(change(state, number) for number in range(1, 9)))

    asyncio.run(all_at_once())
    again, _ = start(tmp_path)
    assert again.total == engine.total


def test_a_refused_change_is_not_replayed(tmp_path: Path) -> None:
    engine, state = start(tmp_path)
    asyncio.run(change(state, 1))
    engine.fails = True
    assert asyncio.run(change(state, 5)) == 400
    again, _ = start(tmp_path)
    assert again.total == 1


def test_a_line_torn_by_a_crash_is_dropped_and_the_journal_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.append({"n": 1})
    with path.open("ab") as file:
        file.write(b'{"n": 2')
    journal = Journal(path)
    journal.append({"n": 3})
    assert [entry["n"] for entry in journal.entries()] == [1, 3]


def test_a_snapshot_that_cannot_be_written_leaves_the_last_one_in_place(tmp_path: Path) -> None:
    engine, state = start(tmp_path)
    asyncio.run(change(state, 4))

    def fail(*_: object) -> None:
        raise OSError("disk full")

    state._save = fail
    with pytest.raises(OSError, match="disk full"):
        asyncio.run(state.snapshot())
    asyncio.run(change(state, 2))
    again, _ = start(tmp_path)
    assert again.total == engine.total == 14


class RememberingEngine(CountingEngine):
    """``seen``: method and body of each request in order. A schedule that is there is not made again, only changed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []
        self.schedules: dict[str, str] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await send({"type": "lifespan.startup.complete"})
            return
        body = (await receive())["body"].decode()
        self.seen.append((scope["method"], body))
        status = 200
        if scope["path"].startswith("/schedules/"):
            is_there = scope["path"] in self.schedules
            status = {("POST", True): 409, ("PUT", False): 404}.get((scope["method"], is_there), 200)
            self.schedules |= {scope["path"]: body} if status == 200 else {}
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


def request(
    state: DurableState, body: str, target: str = "", method: str = "POST", path: str = "/", service: str = ""
) -> None:
    service = service or target.partition(".")[0] or "scheduler"
    credential = f"AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/{service}/aws4_request, Signature=x"
    headers = [(b"x-amz-target", target.encode()), (b"authorization", credential.encode())]
    headers += [] if target else [(b"content-type", b"application/x-www-form-urlencoded; charset=utf-8")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    asyncio.run(state(scope, receive, _ignore))


def restart(folder: Path, engine: RememberingEngine | None = None) -> RememberingEngine:
    again = engine or RememberingEngine()
    seen_before_moving: list[int] = []
    state = DurableState(again, folder, again.save, when_replayed=lambda: seen_before_moving.append(len(again.seen)))
    asyncio.run(state({"type": "lifespan"}, _never, _ignore))
    assert seen_before_moving == [len(again.seen)]
    return again


def test_fault_78_messages_and_events_survive_and_come_after_the_changes_they_speak_of(tmp_path: Path) -> None:
    state = DurableState(RememberingEngine(), tmp_path, lambda *_: None)
    request(state, "message", "AmazonSQS.SendMessageBatch")
    request(state, "event", "AWSEvents.PutEvents")
    request(state, "row", "DynamoDB_20120810.PutItem")
    request(state, "question", "DynamoDB_20120810.GetItem")
    assert restart(tmp_path).seen == [("POST", "row"), ("POST", "message"), ("POST", "event")]


def test_what_was_sent_is_soon_in_a_snapshot_and_then_not_sent_again(tmp_path: Path) -> None:
    state = DurableState(RememberingEngine(), tmp_path, lambda *_: None)
    request(state, "message", "AmazonSQS.SendMessage")
    asyncio.run(state.snapshot_when_due())
    assert restart(tmp_path).seen == []


def test_a_schedule_set_anew_after_it_fired_has_its_new_time_after_a_crash(tmp_path: Path) -> None:
    state = DurableState(RememberingEngine(), tmp_path, lambda *_: None)
    request(state, "at noon", path="/schedules/reminder-m1")
    engine = RememberingEngine()
    engine.schedules["/schedules/reminder-m1"] = "at ten"  # the snapshot was taken before it fired
    assert restart(tmp_path, engine).schedules == {"/schedules/reminder-m1": "at noon"}


@pytest.mark.parametrize(
    ("service", "target", "body", "path", "changed"),
    [
        ("secretsmanager", "secretsmanager.GetSecretValue", "{}", "/", None),
        ("cloudwatch", "GraniteServiceVersion20100801.DescribeAlarms", "{}", "/", None),
        ("iam", "", "Action=GetRolePolicy&RoleName=amo-page", "/", None),
        ("cloudformation", "", "Action=DescribeStacks", "/", None),
        ("lambda", "", "{}", "/2015-03-31/functions/amo-page/invocations", None),
        ("secretsmanager", "secretsmanager.PutSecretValue", "{}", "/", {"secretsmanager"}),
        ("iam", "", "RoleName=amo-page&Action=PutRolePolicy", "/", {"iam"}),
        ("cloudformation", "", "Action=ExecuteChangeSet", "/", {"cloudformation"}),
        ("sesv2", "", "{}", "/v2/email/identities", {"sesv2"}),
    ],
)
def test_a_snapshot_follows_what_changes_the_engine_and_nothing_that_only_asks(
    tmp_path: Path, service: str, target: str, body: str, path: str, changed: set[str] | None
) -> None:
    snapshots: list[frozenset[str]] = []
    engine = RememberingEngine()
    state = DurableState(engine, tmp_path, lambda _, changed: snapshots.append(changed))
    request(state, body, target, path=path, service=service)
    asyncio.run(state.snapshot_when_due())
    assert snapshots == ([] if changed is None else [frozenset(changed)])
    assert engine.seen == [("POST", body)]


def test_what_changes_during_a_snapshot_is_in_the_next_one(tmp_path: Path) -> None:
    snapshots: list[frozenset[str]] = []
    state = DurableState(RememberingEngine(), tmp_path, lambda _, changed: snapshots.append(changed))

    async def while_a_snapshot_is_made(*_: Any) -> None:
        await state.snapshot()

    state._engine = while_a_snapshot_is_made
    request(state, "Action=PutRolePolicy", service="iam")
    asyncio.run(state.snapshot_when_due())
    assert snapshots == [frozenset(), frozenset({"iam"})]


def test_what_does_not_call_for_a_snapshot_is_named_by_the_next(tmp_path: Path) -> None:
    snapshots: list[frozenset[str]] = []
    state = DurableState(RememberingEngine(), tmp_path, lambda _, changed: snapshots.append(changed))
    request(state, "{}", method="PUT", path="/2017-10-31/functions/amo-page/concurrency", service="lambda")
    asyncio.run(state.snapshot_when_due())
    assert snapshots == []
    asyncio.run(state.snapshot())
    asyncio.run(state.snapshot())
    assert snapshots == [frozenset({"lambda"}), frozenset()]
