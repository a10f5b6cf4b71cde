"""The one Lambda that stands for every state of the workflow in these tests; it runs on the engine.

What each state is to do travels in the execution's input (``script``), since LoadMeeting passes everything on.
Every call leaves a file, so that a test can see who was called with what.
"""

import json
import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

State = dict[str, Any]
ANSWERS: dict[str, State] = {
    "SendPrepNotification": {"delivered": True, "channel": "web"},
    "GenerateMaterials": {"plan_key": "u1/m1/plan.json", "composer": "rules"},
    "RefreshMaterials": {"plan_key": "u1/m1/fresh/plan.json", "composer": "rules"},
    "StoreMaterials": {"agenda_key": "u1/m1/agenda.html"},
    "SendMaterials": {"delivered": True},
    "ScheduleReminder": {"reminder_at": None},
    "ReportFailure": {"told": True},
}
KINDS = {
    "Budget": "budget",
    "BigRocks": "big_rocks",
    "Incidents": "incidents",
    "Staffing": "staffing",
    "Decisions": "decisions",
    "History": "history",
}
FAR_TOO_MUCH = 300 * 1024
LONGER_THAN_ANY_TEST_TIMEOUT = 12


def handler(event: State, _context: object) -> State:
    state = os.environ["STATE"]
    calls = Path(os.environ["CALLS"]) / event["request_id"] / state
    calls.mkdir(parents=True, exist_ok=True)
    earlier = len(list(calls.iterdir()))
    draft = calls / f".{uuid.uuid4().hex}"
    draft.write_text(json.dumps(event))
    draft.rename(calls / f"{time.time_ns()}.json")
    does, _, times = event["script"].get(state, "answer").partition(" ")
    if times and earlier >= int(times):
        does = "answer"
    return DOINGS[does](state, event)


def answer(state: str, event: State) -> State:
    if state == "LoadMeeting":
        return {"outcome": "ready", "phase": "gathering", "session_id": "m1-r1", **event, **event["loaded"]}
    if state in KINDS:
        return {"kind": KINDS[state], "gathered": True, "gap": ""}
    return ANSWERS.get(state, {})


def fail(state: str, event: State) -> NoReturn:
    raise RuntimeError(f"{state} does not work today")


def hang(state: str, event: State) -> State:
    time.sleep(LONGER_THAN_ANY_TEST_TIMEOUT)
    return answer(state, event)


def flood(state: str, event: State) -> State:
    return {**answer(state, event), "gap": "x" * FAR_TOO_MUCH, "facts": "y" * FAR_TOO_MUCH}


def share(state: str, event: State) -> State:
    return {**answer(state, event), "sharing": "propose"}


DOINGS: dict[str, Callable[[str, State], State]] = {
    "share": share,
    "answer": answer,
    "fail": fail,
    "hang": hang,
    "flood": flood,
}
