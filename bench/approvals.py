"""Ten thousand interleavings of everything that may happen to actions, and how long a yes takes to be done."""

import io
import logging
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bench.effort import Effort
from bench.figures import Figure, Result, percentile
from bench.instance import Instance, as_the_function, coming_meetings, instance, wait_for
from bench.running import main
from cli.api_client import ApiClient
from lambdas.errors import AmoError

SCHEDULES = int(os.environ.get("AMO_SCHEDULES", "10000"))
TOGETHER = 500
RUNS = 20
READERS = 10
MAX_WITH_READERS = 2.0
PENDING = int(os.environ.get("AMO_PENDING", "1000"))
IN_BULK = 50
TEAM = "bench"
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of schedules, clicks, readers meanwhile, and actions that wait for one operator."""

    schedules: int
    runs: int
    readers: int
    pending: int


FULL, QUICK = Counts(SCHEDULES, RUNS, READERS, PENDING), Counts(100, 2, 2, 10)
METHOD = f"""Interleavings: {SCHEDULES} schedules of 14 steps each (propose, edit, approve, reject, expire, carry out,
sweep, wait, lose or gain a role) on in-memory fakes that pass the real stores' contracts; ahead of every write whoever
is at work may die, or something else may come first and be done to its end. Effects are counted where they happen,
each held against the decision that was valid then; afterwards the sweeper alone has to end everything, and the audit
chain is verified. Times: an AMO on the embedded engine, spoken to over HTTP as the page and the commands do; from the
request to the moment the table says done, {RUNS} times each, one after the other, one more ahead of them to warm up;
once more while {READERS} others list the queue and show that very action without a pause. Automatic is a task proposed
at the level autonomous; click to executed an approval of what AMO had proposed. The floor is the same engine's bare
transaction of two items. Then {PENDING} actions wait for one operator, {IN_BULK} for each person of one team: they are
listed and approved, {IN_BULK} at a time, by the API's own code in the bench's process, each decision a transaction
with its audit row in the team's one chain."""


@dataclass
class Weathered:
    """A tally of what the schedules of one process went through."""

    schedules: int = 0
    effects: int = 0
    actions: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def measure(effort: Effort) -> Result:
    counts = effort.of(FULL, QUICK)
    firsts = range(0, counts.schedules, TOGETHER)
    with ProcessPoolExecutor(initializer=logging.disable, initargs=(logging.CRITICAL,)) as pool:
        turns = list(pool.map(partial(_turn, schedules=counts.schedules), firsts))
    with instance(coming_meetings(1)) as amo:
        return Result(METHOD, [*_interleavings(turns, counts.schedules), *_times(amo, counts)])


def _turn(first: int, schedules: int) -> Weathered:
    from tests.fakes.approval_storm import Storm

    found = Weathered()
    for seed in range(first, min(first + TOGETHER, schedules)):
        with redirect_stdout(io.StringIO()):  # metrics, which a function would have written to its log
            storm = Storm(seed).play()
        found.schedules += 1
        found.effects += sum(storm.effects.values())
        found.actions += len(storm.harness.actions.stored)
        found.endings.update(action.status.value for action in storm.harness.actions.stored.values())
        found.broken += [f"seed {seed}: {problem}" for problem in storm.problems]
    return found


def _interleavings(turns: list[Weathered], schedules: int) -> Iterator[Figure]:
    broken = [problem for turn in turns for problem in turn.broken]
    endings = sum((turn.endings for turn in turns), Counter[str]())
    yield Figure("interleavings", sum(turn.schedules for turn in turns), "", schedules, at_least=True)
    said = "; ".join(broken)[:300]
    yield Figure("done twice, undecided, unended or a chain broken", len(broken), "", 0, beside=said)
    yield Figure("actions in them", sum(turn.actions for turn in turns), "", beside=_counted(endings))
    yield Figure("effects in them", sum(turn.effects for turn in turns), "")


def _times(amo: Instance, counts: Counts) -> Iterator[Figure]:
    floor = _floor(amo, counts.runs)
    beside = f"bare transaction {percentile(floor, 0.5) * 1000:.1f} ms"
    clicked = [_click_to_done(amo, f"click-{number}") for number in range(counts.runs + 1)][1:]
    yield from _spread("click to executed", clicked, beside)
    yield from _clicked_among_readers(amo, counts)
    _set_team_level(amo, "autonomous")
    automatic = [_propose_to_done(amo, f"auto-{number}") for number in range(counts.runs + 1)][1:]
    yield from _spread("propose to run, automatic", automatic, beside)
    _set_team_level(amo, "supervised")
    yield from _many(amo, counts.pending)


def _set_team_level(amo: Instance, level: str) -> None:
    amo.stage.invoke("set_team_level", {"team_id": amo.api.get("/autonomy")["team_id"], "level": level})


def _propose_to_done(amo: Instance, key: str) -> float:
    began = time.perf_counter()
    request = {"action_type": "create_task", "action_data": {"what": f"Task {key}"}, "dedupe_key": key}
    _await_done(amo, amo.api.post("/approvals", request)["action_id"])
    return time.perf_counter() - began


def _click_to_done(amo: Instance, key: str) -> float:
    action_id = amo.stage.invoke("propose_action", _proposal(amo.stage.user_id, key))["action_id"]
    shown = amo.api.get(f"/approvals/{action_id}")["payload_hash"]
    began = time.perf_counter()
    amo.api.post(f"/approvals/{action_id}", {"decision": "approve", "payload_hash": shown})
    _await_done(amo, action_id)
    return time.perf_counter() - began


def _clicked_among_readers(amo: Instance, counts: Counts) -> Iterator[Figure]:
    """Each action is looked at by all of the readers, over and over, from before the click until it is done."""
    spent, looks, failures = [], 0, Counter[str]()
    for number in range(counts.runs + 1):
        action_id = amo.stage.invoke("propose_action", _proposal(amo.stage.user_id, f"read-{number}"))["action_id"]
        is_over = threading.Event()
        with ThreadPoolExecutor(counts.readers) as pool:
            readers = [pool.submit(_read_until, amo, action_id, is_over) for _ in range(counts.readers)]
            try:
                shown = amo.api.get(f"/approvals/{action_id}")["payload_hash"]
                began = time.perf_counter()
                amo.api.post(f"/approvals/{action_id}", {"decision": "approve", "payload_hash": shown})
                _await_done(amo, action_id)
                spent.append(time.perf_counter() - began)
            finally:
                is_over.set()
        for reader in readers:
            seen, refused = reader.result()
            looks, failures = looks + seen, failures + refused
    name = f"click to executed among {counts.readers} readers"
    yield Figure(f"{name} p50", percentile(spent[1:], 0.5), "s", beside=f"{looks:,} looks meanwhile")
    yield Figure(f"{name} p95", percentile(spent[1:], 0.95), "s", MAX_WITH_READERS)
    yield Figure("looks that failed", failures.total(), "", 0, beside=_counted(failures))


def _read_until(amo: Instance, action_id: str, is_over: threading.Event) -> tuple[int, Counter[str]]:
    looks, failures, api = 0, Counter[str](), ApiClient(amo.stage)
    while not is_over.is_set():
        for path in (f"/approvals/{action_id}", "/approvals"):
            try:
                api.get(path)
                looks += 1
            except AmoError as error:
                failures[str(error)] += 1
    return looks, failures


def _await_done(amo: Instance, action_id: str) -> None:
    """Asks the table, so that waiting costs the functions nothing."""
    client, table = amo.stage.client("dynamodb"), f"{amo.stage.prefix}-pending_actions"

    def is_done() -> bool:
        item = client.get_item(TableName=table, Key={"action_id": {"S": action_id}}, ConsistentRead=True)["Item"]
        return bool(item["execution"]["M"]["status"]["S"] == "done")

    wait_for(is_done, SECONDS)


def _many(amo: Instance, pending: int) -> Iterator[Figure]:
    """In this process, as the API's function: what it spends itself, whatever else the machine does meanwhile."""
    user_id = amo.stage.user_id
    people = [f"colleague-{number}" for number in range(max(1, pending // IN_BULK))]
    for person in (user_id, *people):
        amo.stage.invoke("provision_user", {"user_id": person, "team_id": TEAM})
    with as_the_function(amo, "api"):
        from lambdas import wiring
        from lambdas.approvals import wiring as services
        from lambdas.approvals.decide import Decision
        from lambdas.approvals.propose import Proposal
        from lambdas.approvals.queue import QueueFilter
        from lambdas.domain.actions.pending_action import ActionStatus
        from lambdas.edges.commands import approvals as commands

        proposals, began = services.proposals(), time.perf_counter()
        for number in range(pending):
            proposal = _proposal(people[number % len(people)], f"many-{number}")
            proposals.queue_for_approval(Proposal(**proposal), wiring.now())
        yield Figure("proposed and alerted, each", (time.perf_counter() - began) / pending * 1000, "ms")
        began = time.perf_counter()
        listed = commands.listed(user_id, QueueFilter(status=ActionStatus.PENDING, limit=1000))
        waiting, shown = [one.action_id for one in listed], {one.action_id: one.payload_hash for one in listed}
        yield Figure(f"{len(waiting):,} pending, listed", time.perf_counter() - began, "s")
        began, failed = time.perf_counter(), 0
        for first in range(0, len(waiting), IN_BULK):
            some = waiting[first : first + IN_BULK]
            outcomes = commands.decide_in_bulk(user_id, some, Decision(verdict="approve"), shown)
            failed += sum(not outcome.ok for outcome in outcomes)
        spent = time.perf_counter() - began
        yield Figure(f"{len(waiting):,} approved in bulk, each", spent / max(1, len(waiting)) * 1000, "ms")
        yield Figure("of them failed", failed, "", 0)
        verdict = commands.audit_verification(user_id, TEAM)
    yield Figure("audit rows verified", verdict.rows, "", beside="whole" if verdict.whole else verdict.problem)
    yield Figure("broken rows", 0 if verdict.whole else 1, "", 0)


def _proposal(on_behalf_of: str, key: str) -> dict[str, Any]:
    return {
        "action_type": "create_task",
        "parameters": {"what": f"Task {key}"},
        "on_behalf_of": on_behalf_of,
        "requested_by": "agent:bench",
        "key": key,
    }


def _floor(amo: Instance, runs: int) -> list[float]:
    """Two items in one transaction, in a table of their own kind."""
    client, spent = amo.stage.client("dynamodb"), []
    for number in range(runs + 1):
        items = [
            {
                "Put": {
                    "TableName": f"{amo.stage.prefix}-chat_sessions",
                    "Item": {"session_id": {"S": f"bench-{number}-{part}"}},
                }
            }
            for part in "ab"
        ]
        began = time.perf_counter()
        client.transact_write_items(TransactItems=items)
        spent.append(time.perf_counter() - began)
    return spent[1:]


def _spread(name: str, seconds: list[float], beside: str) -> Iterator[Figure]:
    yield Figure(f"{name} p50", percentile(seconds, 0.5), "s", beside=beside)
    yield Figure(f"{name} p95", percentile(seconds, 0.95), "s")


def _counted(endings: Counter[str]) -> str:
    return ", ".join(f"{count:,} {status}" for status, count in endings.most_common())


if __name__ == "__main__":
    sys.exit(main("approvals"))
