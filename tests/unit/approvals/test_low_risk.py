"""What reaches nobody but its owner is of low risk: it runs by itself at semi-autonomous, and asks at supervised."""

from typing import Any

import pytest

from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.kinds.add_log_entry import AddLogEntry
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.refresh_calendars import RefreshCalendars
from lambdas.domain.actions.kinds.send_status import SendStatus
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus
from lambdas.errors import NotFound, Refused
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import a_connection

ASKED: dict[str, dict[str, Any]] = {
    AddLogEntry.action_type: {"meeting_id": "m1", "text": "The budget was not asked about"},
    SendStatus.action_type: {"text": "Three of four agendas are ready", "meeting_id": "m1"},
    RefreshCalendars.action_type: {},
}
KINDS = sorted(ASKED)


def a_harness(level: Autonomy) -> ApprovalHarness:
    harness = ApprovalHarness(level=level)
    harness.connected_calendars.connect("u1", a_connection("work"))
    return harness


@pytest.mark.parametrize("kind", KINDS)
def test_it_runs_at_semi_autonomous_and_asks_at_supervised(kind: str) -> None:
    harness = a_harness(Autonomy.SUPERVISED)
    asked = harness.propose(kind, parameters=ASKED[kind])
    assert (asked.risk, asked.status) == (Risk.LOW, ActionStatus.PENDING)
    harness = a_harness(Autonomy.SEMI_AUTONOMOUS)
    for number, requested_by in enumerate(("agent:meeting_prep", "user:u1")):
        ran = harness.propose(kind, key=str(number), requested_by=requested_by, parameters=ASKED[kind])
        assert ran.automatic
        assert harness.carry_out(ran).execution.status is ExecutionStatus.DONE
    assert harness.log.events(TEAM).count("executed") == 2
    assert harness.verdict().whole


@pytest.mark.parametrize("kind", KINDS)
def test_carried_out_again_it_is_the_same_once(kind: str) -> None:
    harness = a_harness(Autonomy.SEMI_AUTONOMOUS)
    action = harness.propose(kind, parameters=ASKED[kind])
    assert harness.kinds[kind].proof(harness.executions.effects, None) is False
    harness.carry_out(action)
    harness.carry_out(action)
    assert len(harness.told("u1")) <= 1
    assert len(harness.syncs.bodies) <= 1


def test_a_message_to_oneself_reaches_its_owner_alone() -> None:
    harness = a_harness(Autonomy.SEMI_AUTONOMOUS)
    harness.carry_out(harness.propose(SendStatus.action_type, parameters=ASKED[SendStatus.action_type]))
    told = {(owner, message.lines) for (owner, _), message in harness.notifier.inbox.stored.items()}
    assert told == {("u1", ("Three of four agendas are ready",))}


def test_calendars_are_read_and_only_where_there_are_any_and_reading_is_on() -> None:
    harness = a_harness(Autonomy.SEMI_AUTONOMOUS)
    harness.carry_out(harness.propose(RefreshCalendars.action_type, parameters={}))
    assert harness.syncs.bodies == [{"user_id": "u1", "replan": False}]
    harness.users.switch("calendar", False)
    with pytest.raises(Refused, match="switched off"):
        harness.propose(RefreshCalendars.action_type, key="k2", parameters={})
    harness.users.switch("calendar", True)
    harness.connected_calendars.disconnect("u1", "work")
    with pytest.raises(Refused, match="No calendar is connected"):
        harness.propose(RefreshCalendars.action_type, key="k3", parameters={})


def test_a_note_is_kept_in_the_action_and_only_about_one_s_own_meeting() -> None:
    harness = a_harness(Autonomy.SEMI_AUTONOMOUS)
    action = harness.propose(AddLogEntry.action_type, parameters=ASKED[AddLogEntry.action_type])
    assert action.preview.changes[0].after == "The budget was not asked about"
    with pytest.raises(NotFound):
        harness.propose(AddLogEntry.action_type, key="k2", parameters={"meeting_id": "m9", "text": "x"})
    with pytest.raises(Refused, match="text"):
        harness.propose(AddLogEntry.action_type, key="k3", parameters={"meeting_id": "m1", "text": "x" * 1001})
