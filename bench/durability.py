"""Measures what a kill -9 of the embedded engine costs: a hundred at random moments across whole preparations."""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from bench.effort import Effort
from bench.figures import Figure, Result, middle, percentile
from bench.instance import Instance, amo, coming_meetings, instance
from bench.person import PATIENCE_SECONDS, STEPS, Person, Round, patiently
from bench.running import main
from bench.stored import (
    answers_in,
    client,
    documents_of,
    executed,
    executions_at_work,
    has_schedule,
    notices_of,
    team_of,
    token_of,
)
from cli.terminal import progress
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.errors import Retryable

ROUNDS = int(os.environ.get("AMO_KILLS", "100"))
QUICK_ROUNDS = 1
MAX_SECONDS = {"gathering": 6.0, "materials": 3.0, "answer 1": 0.8, "answer 2": 0.8, "decision": 0.6, "task": 0.6}
TOLD = frozenset({"prep_started", "materials_ready"})
SHORT_SECONDS = 0.3
"""The kill comes so long after a step has begun at the latest; the step may be over by then."""
METHOD = """On the embedded engine of this machine. Each round: a record is imported, a meeting appears in the calendar
and is synced, its preparation asked for through the API, its questions answered one by one, finished, the materials
fetched; then AMO proposes a task and the person approves it. A step is drawn, and at a random moment after it began the
engine is killed with SIGKILL: by time alone hardly one kill would meet a conversation. `./amo up` starts it again, and
the person goes on with what was not acknowledged, never repeating what was. Lost: anything acknowledged (a record, a
meeting, a request, an answer, the finish, materials, the reminder's timer, a decision) that is not there or does not
lead to materials, or to the task. Doubled: a second notice of one kind, a second run, a second execution at work, a
second set of materials, a task carried out twice by the audit log, which must verify in the end."""


def measure(effort: Effort) -> Result:
    chance = random.Random()
    rounds: list[Round] = []
    kills = effort.of(ROUNDS, QUICK_ROUNDS)
    with instance(coming_meetings(1, kills + 1)) as on:
        client(on.stage, "dynamodb")
        for number in range(1, kills + 1):
            effort.say(f"kill {number} of {kills}")
            round_ = Round(number, kills)
            step = chance.choice(STEPS)
            after = chance.uniform(0, MAX_SECONDS.get(step, SHORT_SECONDS))
            killing = threading.Thread(target=_kill, args=(on, round_, step, after), daemon=True)
            killing.start()
            Person(on, round_).prepares()
            killing.join()
            _look_at(on, round_)
            rounds.append(round_)
            progress(f"kill {number} of {kills}: {_told(round_)}")
        _look_back(on, rounds)
    return Result(METHOD, list(_figures(rounds)))


def _kill(on: Instance, round_: Round, step: str, after: float) -> None:
    assert on.stage.engine is not None
    while STEPS.index(round_.step) < STEPS.index(step):
        time.sleep(0.01)
    time.sleep(after)
    pid = on.stage.engine.pid()
    assert pid is not None
    status, round_.token_before = _waiting(on, round_)
    round_.killed_in = f"{round_.step} ({status})" if status else round_.step
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    patiently(lambda: _start(on, round_))
    round_.seconds_to_start = time.monotonic() - began
    if round_.token_before:
        patiently(lambda: _is_replaced(on, round_))


def _start(on: Instance, round_: Round) -> None:
    """One start that does not work is one thing lost, and tried again."""
    try:
        amo(on.engine_dir, "up", "--detach")
    except RuntimeError as error:
        round_.lost.append(str(error))
        raise Retryable(str(error)) from error


def _waiting(on: Instance, round_: Round) -> tuple[str, str]:
    """Returns how far the preparation is, and the token its conversation holds while it waits."""
    if not round_.meeting_id:
        return "", ""
    preparation = on.meetings.get(on.stage.user_id, round_.meeting_id).preparation
    is_waiting = preparation.status is PrepStatus.WAITING and round_.step.startswith("answer")
    return preparation.status.value, token_of(on, preparation.session_id) if is_waiting else ""


def _is_replaced(on: Instance, round_: Round) -> bool:
    """Looks until the next execution has brought its token, or the conversation is over."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        status, token = _waiting(on, round_)
        if token and token != round_.token_before:
            round_.token_after = token
            return True
        if status not in (PrepStatus.WAITING, PrepStatus.GATHERING) or "finish" in round_.told:
            round_.token_after = "the conversation was over first"
            return True
        time.sleep(0.2)
    return False


def _look_at(on: Instance, round_: Round) -> None:
    """Returns what this round left behind."""
    row = on.meetings.get(on.stage.user_id, round_.meeting_id)
    kept = answers_in(on, row.preparation.session_id)
    round_.lost += [f"answer {text!r}" for text in round_.answers if text not in kept]
    said = documents_of(on, round_.meeting_id)
    round_.lost += [f"{text!r} is not in the materials" for text in round_.answers if text not in said]
    if row.preparation.run != 1:
        round_.doubled.append(f"run {row.preparation.run}")
    kinds = _notices(on, round_)
    round_.doubled += [f"{count} notices {kind}" for kind, count in kinds.items() if count > 1]
    round_.lost += [f"notice {kind}" for kind in TOLD if not kinds[kind]]
    carried_out = executed(on, round_.action_id)
    if carried_out != 1:
        (round_.doubled if carried_out else round_.lost).append(f"the task, carried out {carried_out} times")
    if len(executions_at_work(on, round_.meeting_id)) > 1:
        round_.doubled.append("executions at work")


def _notices(on: Instance, round_: Round) -> Counter[str]:
    """Waits for them: they are told in order, and one that was being told when the engine was killed comes again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        kinds = notices_of(on, round_.meeting_id)
        if kinds.keys() >= TOLD or time.monotonic() > deadline:
            return kinds
        time.sleep(0.5)


def _look_back(on: Instance, rounds: Sequence[Round]) -> None:
    """Everything again at the very end: later kills must not have taken what earlier rounds had."""
    known = {tracked.meeting.meeting_id for tracked in on.coming()}
    records = str(on.api.get("/records/decisions"))
    verdict = on.api.get(f"/audit/{team_of(on)}/verification")
    if not verdict["whole"]:
        rounds[-1].lost.append(f"the audit log: {verdict['problem']}")
    for round_ in rounds:
        if round_.meeting_id not in known:
            round_.lost.append("the meeting")
        if f"'Title of {round_.record}'" not in records:
            round_.lost.append("the record")
        if not has_schedule(on.stage, f"reminder-{round_.meeting_id}"):
            round_.lost.append("the reminder's timer")
        if not documents_of(on, round_.meeting_id):
            round_.lost.append("the documents")


def _figures(rounds: Sequence[Round]) -> Iterator[Figure]:
    starts = [round_.seconds_to_start for round_ in rounds]
    waited = [round_ for round_ in rounds if round_.token_before]
    stuck = [round_ for round_ in waited if not round_.token_after]
    lost = [f"round {round_.number}, killed in {round_.killed_in}: {line}" for round_ in rounds for line in round_.lost]
    doubled = [f"round {one.number}, killed in {one.killed_in}: {line}" for one in rounds for line in one.doubled]
    yield Figure("acknowledged and lost", len(lost), f"in {len(rounds)} kills", 0, beside="; ".join(lost))
    yield Figure("done twice", len(doubled), f"in {len(rounds)} kills", 0, beside="; ".join(doubled))
    yield Figure("waiting, and stuck without a new token", len(stuck), f"of {len(waited)} that waited", 0)
    yield Figure("./amo up after a kill, p50", middle(starts), "s")
    yield Figure("./amo up after a kill, p95", percentile(starts, 0.95), "s")
    for step, count in sorted(Counter(round_.killed_in for round_ in rounds).items()):
        here = [round_ for round_ in rounds if round_.killed_in == step]
        spoilt = f"lost {sum(len(one.lost) for one in here)}, doubled {sum(len(one.doubled) for one in here)}"
        yield Figure(f"killed in {step}", count, "times", beside=spoilt)


def _told(round_: Round) -> str:
    spoilt = "; ".join([*round_.lost, *round_.doubled]) or "nothing lost or doubled"
    return f"in {round_.killed_in}, up again in {round_.seconds_to_start:.0f} s, {spoilt}"


if __name__ == "__main__":
    sys.exit(main("durability"))
