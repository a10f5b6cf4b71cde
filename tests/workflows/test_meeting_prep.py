"""Each path through statemachines/meeting_prep.asl.json, executed on the embedded engine (WF-1 to WF-3)."""

import json
from typing import Any

import pytest

from lambdas.errors import NotFound
from tests.workflows.conftest import Played, Scenario, Stage, play_all

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("workflows")]

PATH = [
    "LoadMeeting",
    "WhereToBegin",
    "GatherContext",
    "SendPrepNotification",
    "WaitForChatCompletion",
    "HowTheChatEnded",
    "GenerateMaterials",
    "StoreMaterials",
    "SendMaterials",
    "ScheduleReminder",
    "IsItShared",
    "Prepared",
]
CONTEXTS = ("Budget", "BigRocks", "Incidents", "Staffing", "Decisions", "History")
KINDS = ("budget", "big_rocks", "incidents", "staffing", "decisions", "history")
AFTER_CHAT = ("GenerateMaterials", "StoreMaterials", "SendMaterials", "ScheduleReminder")
PAYLOAD_LIMIT = 256 * 1024
ATTEMPTS = 5
"""Of what a preparation cannot do without."""
ATTEMPTS_AT_EXTRAS = 3
"""Of contexts and of sharing: without them it goes on."""


def answer_again(stage: Stage, name: str, arn: str) -> dict[str, Any]:
    workflows, token = stage.workflows(), stage.token(name)
    stage.ended(name, arn, {})
    return {
        "late": workflows.resume(token, {"outcome": "withdrawn"}),
        "garbage": workflows.resume("not-a-token", {"outcome": "finished"}),
        "late failure": workflows.fail(token, "Late"),
    }


def stop(stage: Stage, name: str, arn: str) -> dict[str, Any]:
    """As withdraw_prep does."""
    stage.token(name)
    stage.workflows().stop(arn, "the meeting was cancelled")
    stage.workflows().stop(arn, "twice is fine")
    return {}


def stop_and_answer(stage: Stage, name: str, arn: str) -> dict[str, Any]:
    """The execution is stopped, then somebody answers all the same."""
    stop(stage, name, arn)
    stage.workflows().resume(stage.token(name), {"outcome": "finished"})
    return {}


def stop_and_run_anew(stage: Stage, name: str, arn: str) -> dict[str, Any]:
    stop_and_answer(stage, name, arn)
    return {"renewed": stage.play(f"{name} v2", Scenario())}


def start_again(stage: Stage, name: str, arn: str) -> dict[str, Any]:
    return {"arns": {stage.workflows().start(name, {}) for _ in range(3)} | {arn}}


SCENARIOS = {
    "happy": Scenario(then=start_again),
    **{f"{state} fails": Scenario({state: "fail"}) for state in CONTEXTS},
    "all contexts fail": Scenario(dict.fromkeys(CONTEXTS, "fail")),
    "a context fails once": Scenario({"Budget": "fail 1"}),
    "five contexts hang": Scenario(dict.fromkeys(CONTEXTS[:5], "hang"), hasty=True),
    "all contexts flood": Scenario(dict.fromkeys(CONTEXTS, "flood")),
    "notification fails": Scenario({"SendPrepNotification": "fail"}),
    "notification fails once": Scenario({"SendPrepNotification": "fail 1"}),
    "deadline passes": Scenario(answers=("silent",)),
    "nobody ever answers": Scenario(answers=(), hasty=True),
    "chat cannot be opened": Scenario(answers=("!",) * ATTEMPTS),
    "chat opens at the second attempt": Scenario(answers=("!", "finished")),
    "user does not want it": Scenario(answers=("withdrawn",)),
    "answered again": Scenario(then=answer_again),
    "cancelled while waiting": Scenario(answers=(), then=stop),
    "cancelled, then answered": Scenario(answers=(), then=stop_and_answer),
    "moved while waiting": Scenario(answers=(), then=stop_and_run_anew),
    "withdrawn before it began": Scenario(loaded={"outcome": "withdrawn"}, answers=()),
    "waiting goes on": Scenario(loaded={"phase": "waiting"}),
    "generating goes on": Scenario(loaded={"phase": "generating"}, answers=()),
    "delivering goes on": Scenario(loaded={"phase": "delivering"}, answers=()),
    "LoadMeeting fails": Scenario({"LoadMeeting": "fail"}, answers=()),
    **{f"{state} fails": Scenario({state: "fail"}) for state in AFTER_CHAT},
    "shared": Scenario({"SendMaterials": "share"}),
    "sharing fails": Scenario({"SendMaterials": "share", "ShareWithAttendees": "fail"}),
    "failure cannot be reported": Scenario({"GenerateMaterials": "fail", "ReportFailure": "fail"}),
}


@pytest.fixture(scope="module")
def played(stage: Stage) -> dict[str, Played]:
    return play_all(stage, SCENARIOS)


def gaps(execution: Played) -> dict[str, str]:
    contexts = execution.output_of("GatherContext")
    return {context["kind"]: context["gap"] for context in contexts if not context["gathered"]}


def test_a_preparation_goes_through_its_states_in_order(played: dict[str, Played]) -> None:
    execution = played["happy"]
    assert execution.status == "SUCCEEDED"
    assert execution.entered == PATH
    assert gaps(execution) == {}
    assert [len(execution.calls(state)) for state in (*CONTEXTS, *AFTER_CHAT)] == [1] * 10


def test_whoever_wants_it_has_the_agenda_shared_as_the_very_last_step(played: dict[str, Played]) -> None:
    execution = played["shared"]
    assert execution.entered == [*PATH[:-1], "ShareWithAttendees", "Prepared"]
    (call,) = execution.calls("ShareWithAttendees")
    assert (call["meeting_id"], call["user_id"], call["run"]) == ("m1", "u1", 1)
    assert played["happy"].calls("ShareWithAttendees") == []


def test_sharing_that_fails_fails_nothing_else(played: dict[str, Played]) -> None:
    execution = played["sharing fails"]
    assert execution.status == "SUCCEEDED"
    assert execution.entered[-2:] == ["ShareWithAttendees", "Prepared"]
    assert len(execution.calls("ShareWithAttendees")) == ATTEMPTS_AT_EXTRAS


def test_fault_75_what_is_said_in_the_chat_leaves_no_trace_in_the_history(played: dict[str, Played]) -> None:
    assert len(played["happy"].events) < 100


def test_every_state_is_told_which_meeting_and_run_it_works_for(played: dict[str, Played]) -> None:
    execution = played["happy"]
    for state in ("LoadMeeting", *CONTEXTS, "SendPrepNotification", "WaitForChatCompletion", *AFTER_CHAT):
        (call,) = execution.calls(state)
        assert (call["meeting_id"], call["user_id"], call["run"]) == ("m1", "u1", 1), state


def test_store_materials_is_told_where_the_plan_is(played: dict[str, Played]) -> None:
    (call,) = played["happy"].calls("StoreMaterials")
    assert (call["plan_key"], call["composer"]) == ("u1/m1/plan.json", "rules")


def test_fault_69_starting_an_execution_that_exists_counts_as_started(played: dict[str, Played]) -> None:
    assert played["happy"].facts["arns"] == {played["happy"].arn}
    assert len(played["happy"].calls("LoadMeeting")) == 1


@pytest.mark.parametrize(("state", "kind"), list(zip(CONTEXTS, KINDS, strict=True)))
def test_fault_74_one_failing_context_leaves_a_named_gap(played: dict[str, Played], state: str, kind: str) -> None:
    execution = played[f"{state} fails"]
    assert execution.status == "SUCCEEDED"
    assert list(gaps(execution)) == [kind]
    assert "could not be gathered" in gaps(execution)[kind]
    assert len(execution.calls(state)) == ATTEMPTS_AT_EXTRAS


def test_fault_74_all_contexts_may_fail(played: dict[str, Played]) -> None:
    execution = played["all contexts fail"]
    assert execution.status == "SUCCEEDED"
    assert set(gaps(execution)) == set(KINDS)


def test_a_context_that_fails_once_is_asked_again(played: dict[str, Played]) -> None:
    execution = played["a context fails once"]
    assert len(execution.calls("Budget")) == 2
    assert gaps(execution) == {}


def test_fault_74_five_hanging_contexts_are_given_up_after_one_timeout(played: dict[str, Played]) -> None:
    execution = played["five contexts hang"]
    assert execution.status == "SUCCEEDED"
    assert set(gaps(execution)) >= set(KINDS[:5])
    assert all(len(execution.calls(state)) == 1 for state in CONTEXTS[:5])


def test_fault_74_contexts_of_300_kb_do_not_fill_the_state(played: dict[str, Played]) -> None:
    execution = played["all contexts flood"]
    assert execution.status == "SUCCEEDED"
    entered = (event["stateEnteredEventDetails"] for event in execution.events if "stateEnteredEventDetails" in event)
    assert max(len(details["input"]) for details in entered) < PAYLOAD_LIMIT / 32


def test_a_failing_notification_does_not_stop_the_preparation(played: dict[str, Played]) -> None:
    execution = played["notification fails"]
    assert execution.status == "SUCCEEDED"
    assert execution.entered == PATH
    assert len(execution.calls("SendPrepNotification")) == ATTEMPTS
    assert len(played["notification fails once"].calls("SendPrepNotification")) == 2


def test_fault_72_silence_until_the_deadline_still_gives_materials(played: dict[str, Played]) -> None:
    execution = played["deadline passes"]
    assert execution.output_of("WaitForChatCompletion") == {"outcome": "silent"}
    assert execution.entered == PATH


@pytest.mark.parametrize(("scenario", "attempts"), [("nobody ever answers", 1), ("chat cannot be opened", ATTEMPTS)])
def test_fault_72_a_deadline_nobody_rings_or_a_chat_that_cannot_be_opened_still_gives_materials(
    played: dict[str, Played], scenario: str, attempts: int
) -> None:
    execution = played[scenario]
    assert execution.status == "SUCCEEDED"
    assert len(execution.calls("WaitForChatCompletion")) == attempts
    assert len(execution.calls("SendMaterials")) == 1


def test_fault_71_a_retried_task_is_answered_through_its_latest_call(played: dict[str, Played]) -> None:
    execution = played["chat opens at the second attempt"]
    assert execution.status == "SUCCEEDED"
    assert len(execution.calls("WaitForChatCompletion")) == 2
    assert execution.output_of("WaitForChatCompletion") == {"outcome": "finished"}


def test_a_preparation_nobody_wants_ends_without_materials(played: dict[str, Played]) -> None:
    execution = played["user does not want it"]
    assert execution.status == "SUCCEEDED"
    assert execution.entered[-1] == "Withdrawn"
    assert [execution.calls(state) for state in AFTER_CHAT] == [[]] * 4


def test_fault_70_late_repeated_and_garbage_tokens_are_told_apart_and_do_nothing(played: dict[str, Played]) -> None:
    execution = played["answered again"]
    assert execution.facts == {"late": False, "garbage": False, "late failure": False}
    assert execution.entered == PATH
    assert [len(execution.calls(state)) for state in AFTER_CHAT] == [1] * 4


@pytest.mark.parametrize("scenario", ["cancelled while waiting", "cancelled, then answered"])
def test_fault_68_cancelled_while_waiting_ends_without_materials_or_reminder(
    played: dict[str, Played], scenario: str
) -> None:
    execution = played[scenario]
    assert execution.status == "ABORTED"
    assert [execution.calls(state) for state in AFTER_CHAT] == [[]] * 4


def test_fault_67_moved_while_waiting_ends_the_old_execution_and_the_new_one_runs(played: dict[str, Played]) -> None:
    old, new = played["moved while waiting"], played["moved while waiting"].facts["renewed"]
    assert (old.status, new.status) == ("ABORTED", "SUCCEEDED")
    assert old.calls("SendMaterials") == []
    assert len(new.calls("SendMaterials")) == 1


def test_a_meeting_withdrawn_before_it_began_costs_one_step(played: dict[str, Played]) -> None:
    assert played["withdrawn before it began"].entered == ["LoadMeeting", "WhereToBegin", "Withdrawn"]


@pytest.mark.parametrize(
    ("phase", "first"),
    [("waiting", "WaitForChatCompletion"), ("generating", "GenerateMaterials"), ("delivering", "SendMaterials")],
)
def test_an_execution_driven_again_goes_on_where_the_last_one_ended(
    played: dict[str, Played], phase: str, first: str
) -> None:
    execution = played[f"{phase} goes on"]
    assert execution.status == "SUCCEEDED"
    assert execution.entered == [*PATH[:2], *PATH[PATH.index(first) :]]


@pytest.mark.parametrize("state", ["LoadMeeting", *AFTER_CHAT])
def test_a_state_that_keeps_failing_is_reported_and_fails_the_execution(played: dict[str, Played], state: str) -> None:
    execution = played[f"{state} fails"]
    assert execution.status == "FAILED"
    assert len(execution.calls(state)) == ATTEMPTS
    (report,) = execution.calls("ReportFailure")
    assert report["cause"].split(" ")[0] == state
    assert (report["meeting_id"], report["user_id"], report["run"]) == ("m1", "u1", 1)


def test_an_error_s_text_is_not_passed_on(played: dict[str, Played]) -> None:
    (report,) = played["GenerateMaterials fails"].calls("ReportFailure")
    assert "does not work today" not in json.dumps(report)


def test_a_failure_that_cannot_be_reported_still_fails_the_execution(played: dict[str, Played]) -> None:
    execution = played["failure cannot be reported"]
    assert execution.status == "FAILED"
    assert len(execution.calls("ReportFailure")) == ATTEMPTS


def test_the_trace_tells_states_times_errors_and_what_is_paid_for(played: dict[str, Played], stage: Stage) -> None:
    trace = stage.workflows().history(played["happy"].arn)
    assert trace.status == "SUCCEEDED"
    assert [state.name for state in trace.states] == PATH
    assert all(state.left_at and state.seconds is not None and state.error == "" for state in trace.states)
    assert trace.billable.lambda_invocations == 13
    assert trace.billable.state_transitions == 13 + 5


def test_the_trace_shows_where_it_failed(played: dict[str, Played], stage: Stage) -> None:
    trace = stage.workflows().history(played["GenerateMaterials fails"].arn)
    states = {state.name: state for state in trace.states}
    assert (trace.status, states["GenerateMaterials"].status) == ("FAILED", "CAUGHT")
    assert states["GenerateMaterials"].error
    assert states["Failed"].status == "FAILED"


def test_the_trace_shows_a_stopped_wait(played: dict[str, Played], stage: Stage) -> None:
    trace = stage.workflows().history(played["cancelled while waiting"].arn)
    last = trace.states[-1]
    assert (trace.status, last.name, last.status) == ("ABORTED", "WaitForChatCompletion", "STOPPED")


def test_an_unknown_execution_is_gone(stage: Stage) -> None:
    workflows = stage.workflows()
    arn = workflows.arn_of("never-started")
    assert workflows.status(arn) == "GONE"
    workflows.stop(arn, "nothing to stop")
    with pytest.raises(NotFound):
        workflows.history(arn)
