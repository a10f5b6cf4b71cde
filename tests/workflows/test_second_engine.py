"""Each path through the three workflows, each Retry and each Catch, on an interpreter of somebody else's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacks.workflows import APPROVAL, MEETING_PREP, REFRESH
from tests.workflows.scripted import ANSWERS, FAR_TOO_MUCH, KINDS
from tests.workflows.second_engine import Run, Script, ScriptedFunctions, SecondEngine, Thrown, Withheld, second_engine

pytestmark = pytest.mark.xdist_group("second_engine")

BROKEN, REFUSED, CONFLICT = (Thrown("RuntimeError"),), (Thrown("Refused"),), (Thrown("Conflict"),)
FLOOD = ({"gathered": True, "gap": "", "facts": "y" * FAR_TOO_MUCH},)
GIVEN = {"meeting_id": "m1", "user_id": "u1", "run": 1, "timing_version": 1}
CONTEXTS = {state: {"kind": kind, "gathered": True, "gap": ""} for state, kind in KINDS.items()}
FINISHED, SHARED = {"outcome": "finished"}, {"delivered": True, "sharing": "propose"}
PREPARATION = {
    **ANSWERS,
    **CONTEXTS,
    "LoadMeeting": {"outcome": "ready", "phase": "gathering", "session_id": "m1-r1"},
    "WaitForChatCompletion": FINISHED,
    "ShareWithAttendees": {},
}
REFRESHED = {**PREPARATION, "LoadMeeting": {"outcome": "ready", "phase": "delivering"}}
PROPOSAL = {
    "ProposeAction": {"action_id": "a1", "outcome": "ask", "reason": ""},
    "AwaitDecision": {"outcome": "approved"},
    "ExecuteAction": {"action_id": "a1", "outcome": "done", "reason": ""},
}

BEFORE_CHAT = ["LoadMeeting", "WhereToBegin", "GatherContext", "SendPrepNotification"]
FROM_CHAT = ["WaitForChatCompletion", "HowTheChatEnded"]
WRITTEN = ["GenerateMaterials", "StoreMaterials"]
SENT = ["SendMaterials", "ScheduleReminder", "IsItShared"]
PREPARED = [*BEFORE_CHAT, *FROM_CHAT, *WRITTEN, *SENT, "Prepared"]
UNPREPARED = ["ReportFailure", "Failed"]
ASKED = ["ProposeAction", "WhatThePolicySays", "AwaitDecision", "WhatWasDecided"]
DONE = [*ASKED, "ExecuteAction", "HowItWent", "Done"]
REWRITTEN = ["LoadMeeting", "IsItReady", "GatherContext", "RefreshMaterials", "StoreMaterials", "Refreshed"]
NOT_WANTED = ["LoadMeeting", "IsItReady", "NotNeeded"]


def until(state: str, path: list[str] = PREPARED) -> list[str]:
    return path[: path.index(state) + 1]


def answered(outcome: str) -> tuple[dict[str, str]]:
    return ({"action_id": "a1", "outcome": outcome, "reason": ""},)


def loaded(outcome: str, phase: str = "gathering") -> Script:
    return {"LoadMeeting": ({"outcome": outcome, "phase": phase},)}


PATHS: dict[Path, dict[str, tuple[Script, list[str]]]] = {
    MEETING_PREP: {
        "all goes well": ({}, PREPARED),
        "withdrawn": (loaded("gone"), [*PREPARED[:2], "Withdrawn"]),
        "waiting goes on": (loaded("ready", "waiting"), PREPARED[:2] + PREPARED[4:]),
        "writing goes on": (loaded("ready", "generating"), PREPARED[:2] + PREPARED[6:]),
        "delivery goes on": (loaded("ready", "delivering"), PREPARED[:2] + PREPARED[8:]),
        "not wanted": ({"WaitForChatCompletion": answered("withdrawn")}, [*BEFORE_CHAT, *FROM_CHAT, "Withdrawn"]),
        "silence": ({"WaitForChatCompletion": answered("silent")}, PREPARED),
        "shared": ({"SendMaterials": (SHARED,)}, [*PREPARED[:-1], "ShareWithAttendees", "Prepared"]),
        "no context is had": (dict.fromkeys(CONTEXTS, BROKEN), PREPARED),
        "each context is refused": (dict.fromkeys(CONTEXTS, REFUSED), PREPARED),
        "each context is far too much": (dict.fromkeys(CONTEXTS, FLOOD), PREPARED),
        "a token is failed once": ({"WaitForChatCompletion": (Withheld(), FINISHED)}, PREPARED),
        "failure cannot be told": (
            {"StoreMaterials": BROKEN, "ReportFailure": BROKEN},
            [*until("StoreMaterials"), *UNPREPARED],
        ),
    },
    APPROVAL: {
        "all goes well": ({}, DONE),
        "rejected": ({"AwaitDecision": answered("rejected")}, [*ASKED, "NotDone"]),
        "expired": ({"AwaitDecision": answered("expired")}, [*ASKED, "NotDone"]),
        "allowed": ({"ProposeAction": answered("run")}, [*ASKED[:2], *DONE[4:]]),
        "forbidden": ({"ProposeAction": answered("refused")}, [*ASKED[:2], "NotDone"]),
        "unknown": ({"ExecuteAction": answered("unknown")}, [*DONE[:-1], "NeedsPerson"]),
        "failed": ({"ExecuteAction": answered("failed")}, [*DONE[:-1], "NeedsPerson"]),
        "unsettled": ({"ExecuteAction": answered("unsettled")}, [*DONE[:-1], "LeftToTheSweeper"]),
        "not carried out": ({"ExecuteAction": answered("refused")}, [*DONE[:-1], "NotDone"]),
        "the token is failed once": ({"AwaitDecision": (Withheld(), *answered("approved"))}, DONE),
    },
    REFRESH: {
        "all goes well": ({}, REWRITTEN),
        "withdrawn": (loaded("gone", "delivering"), NOT_WANTED),
        "still waiting": (loaded("ready", "waiting"), NOT_WANTED),
        "no context is had": (dict.fromkeys(CONTEXTS, BROKEN), REWRITTEN),
        "each context is far too much": (dict.fromkeys(CONTEXTS, FLOOD), REWRITTEN),
        "somebody else writes": ({"RefreshMaterials": CONFLICT}, [*REWRITTEN[:4], "NotNeeded"]),
        "somebody else has stored": ({"StoreMaterials": CONFLICT}, [*REWRITTEN[:5], "NotNeeded"]),
    },
}
AFTER_FAILING: dict[Path, dict[str, tuple[str, list[str]]]] = {
    MEETING_PREP: {
        "LoadMeeting": ("FAILED", UNPREPARED),
        "SendPrepNotification": ("SUCCEEDED", PREPARED[4:]),
        "WaitForChatCompletion": ("SUCCEEDED", PREPARED[6:]),
        "GenerateMaterials": ("FAILED", UNPREPARED),
        "StoreMaterials": ("FAILED", UNPREPARED),
        "SendMaterials": ("FAILED", UNPREPARED),
        "ScheduleReminder": ("FAILED", UNPREPARED),
        "ShareWithAttendees": ("SUCCEEDED", ["Prepared"]),
    },
    APPROVAL: {
        "ProposeAction": ("FAILED", ["NotProposed"]),
        "AwaitDecision": ("SUCCEEDED", ["NotDone"]),
        "ExecuteAction": ("SUCCEEDED", ["LeftToTheSweeper"]),
    },
    REFRESH: {
        "LoadMeeting": ("FAILED", []),
        "RefreshMaterials": ("FAILED", []),
        "StoreMaterials": ("FAILED", []),
    },
}
"""Where a workflow goes on when a state has failed for good, and how it ends."""
ORDINARY = {MEETING_PREP: PREPARATION, APPROVAL: PROPOSAL, REFRESH: REFRESHED}
FAILURES = [(file, state) for file, states in AFTER_FAILING.items() for state in states]


@pytest.fixture(scope="module")
def engine() -> Iterator[SecondEngine]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "of-nobody")
        with second_engine() as started:
            yield started


def definition_of(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text())
    return content


def run(engine: SecondEngine, file: Path, script: Script, definition: dict[str, Any] | None = None) -> Run:
    return engine.run(definition or definition_of(file), GIVEN, ScriptedFunctions(ORDINARY[file], script))


def path_of(ran: Run, file: Path) -> list[str]:
    """Without the branches, whose order is nobody's business."""
    states = definition_of(file)["States"]
    return [state for state in ran.entered if state in states]


@pytest.mark.parametrize(("file", "name"), [(file, name) for file, paths in PATHS.items() for name in paths])
def test_a_path_goes_where_it_should(engine: SecondEngine, file: Path, name: str) -> None:
    script, path = PATHS[file][name]
    ran = run(engine, file, script)
    assert path_of(ran, file) == path
    assert ran.status == ("FAILED" if path[-1] == "Failed" else "SUCCEEDED")


def script_until(file: Path, state: str, word: tuple[Any, ...]) -> Script:
    shared: Script = {"SendMaterials": (SHARED,)} if state == "ShareWithAttendees" else {}
    return {**shared, state: word}


@pytest.mark.parametrize(("file", "state"), FAILURES)
def test_a_state_that_keeps_failing_is_tried_as_often_as_it_says_then_left(
    engine: SecondEngine, file: Path, state: str
) -> None:
    ran = run(engine, file, script_until(file, state, BROKEN))
    status, rest = AFTER_FAILING[file][state]
    path = path_of(ran, file)
    assert (ran.status, path[path.index(state) + 1 :]) == (status, rest)
    retry = definition_of(file)["States"][state]["Retry"][-1]
    assert len(ran.calls[state]) == 1 + retry["MaxAttempts"]


@pytest.mark.parametrize(("file", "state"), FAILURES)
def test_what_is_refused_is_not_tried_again(engine: SecondEngine, file: Path, state: str) -> None:
    ran = run(engine, file, script_until(file, state, REFUSED))
    status, rest = AFTER_FAILING[file][state]
    path = path_of(ran, file)
    assert (ran.status, path[path.index(state) + 1 :], len(ran.calls[state])) == (status, rest, 1)


@pytest.mark.parametrize(("file", "state"), FAILURES)
def test_what_fails_once_is_done_all_the_same(engine: SecondEngine, file: Path, state: str) -> None:
    words = (*BROKEN, SHARED if state == "SendMaterials" else ORDINARY[file][state])
    ran = run(engine, file, script_until(file, state, words))
    assert (ran.status, len(ran.calls[state])) == ("SUCCEEDED", 2)


def test_every_function_of_a_preparation_is_told_which_meeting_and_run_it_works_for(engine: SecondEngine) -> None:
    ran = run(engine, MEETING_PREP, {"SendMaterials": (SHARED,)})
    assert set(ran.calls) == set(PREPARATION) - {"RefreshMaterials", "ReportFailure"}
    for state, (payload,) in ran.calls.items():
        assert GIVEN.items() <= payload.items(), state
    assert ran.calls["StoreMaterials"][0]["plan_key"] == ANSWERS["GenerateMaterials"]["plan_key"]


def test_a_failure_is_reported_by_its_state_and_error_alone(engine: SecondEngine) -> None:
    (report,) = run(engine, MEETING_PREP, {"StoreMaterials": BROKEN}).calls["ReportFailure"]
    assert report["cause"] == "StoreMaterials RuntimeError"
    assert (report["meeting_id"], report["user_id"], report["run"]) == ("m1", "u1", 1)


def test_a_refresh_gathers_every_context_and_stores_what_it_wrote(engine: SecondEngine) -> None:
    ran = run(engine, REFRESH, {})
    assert {state: len(ran.calls[state]) for state in CONTEXTS} == dict.fromkeys(CONTEXTS, 1)
    assert ran.calls["StoreMaterials"][0]["plan_key"] == ANSWERS["RefreshMaterials"]["plan_key"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("$states.result.Payload.action_id", "$states.result.Payload.acton_id"),
        ("$states.input.outcome = 'ask'", "$states.input.outcom = 'ask'"),
        ("$states.result.outcome", "$state.result.outcome"),
        ('"Next": "HowItWent"', '"Next": "NotDone"'),
    ],
)
def test_a_mistake_in_a_definition_shows(engine: SecondEngine, right: str, wrong: str) -> None:
    """Without this, an engine that takes everything would pass as well."""
    text = APPROVAL.read_text()
    assert right in text
    ran = run(engine, APPROVAL, {}, json.loads(text.replace(right, wrong)))
    assert path_of(ran, APPROVAL) != DONE


def test_a_way_to_a_state_that_is_not_there_shows(engine: SecondEngine) -> None:
    misspelt = APPROVAL.read_text().replace('"Next": "WhatWasDecided"', '"Next": "WhatWasDecide"')
    ran = run(engine, APPROVAL, {}, json.loads(misspelt))
    assert (ran.status, ran.entered[-1]) == ("FAILED", "AwaitDecision")
