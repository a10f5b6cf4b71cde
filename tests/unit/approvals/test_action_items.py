"""Actions about one action item: its owner is reminded, a task is made of it elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.remind_owner import RemindOwner
from lambdas.domain.actions.pending_action import ExecutionStatus, PendingAction
from lambdas.domain.meetings.meeting import Attendee, Response
from lambdas.errors import NotFound, Refused, Retryable
from tests.fakes.approval_harness import START, ApprovalHarness


class FakeTasks:
    """A task system that keeps what it is sent; ``problem`` is raised after it did."""

    takes_dedupe_key = True

    def __init__(self) -> None:
        self.tasks: dict[str, dict[str, Any]] = {}

    def post(self, body: Any, dedupe_key: str, _now: Any) -> str:
        self.tasks[dedupe_key] = dict(body)
        return "TASK-1"


def item(**changes: Any) -> ActionItem:
    values = {
        "item_id": "n-1",
        "user_id": "u1",
        "what": "Send the draft",
        "owner": "Ada",
        "owner_email": "ada@example.com",
        "due": date(2026, 3, 6),
        "meeting_id": "m1",
        "created_at": START,
    }
    return ActionItem(**values | changes)


@pytest.fixture
def harness() -> ApprovalHarness:
    """A day after the meeting that the item is of."""
    harness = ApprovalHarness().at(START + timedelta(days=1))
    harness.items.put(item())
    return harness


@pytest.fixture
def tasks(harness: ApprovalHarness) -> FakeTasks:
    """Jira, connected."""
    system: Any = FakeTasks()
    effects = replace(harness.executions.effects, systems={"jira": lambda: system})
    lookups = replace(harness.lookups, systems={"jira": {"create_task"}})
    harness.executions = replace(harness.executions, effects=effects, lookups=lookups)
    harness.proposals = replace(harness.proposals, lookups=lookups)
    return cast(FakeTasks, system)


def remind(harness: ApprovalHarness, key: str = "k1") -> PendingAction:
    return harness.propose(RemindOwner.action_type, key=key, parameters={"item_id": "n-1"})


def task(harness: ApprovalHarness, key: str = "k1", **parameters: Any) -> PendingAction:
    return harness.propose(CreateTask.action_type, key=key, parameters={"item_id": "n-1", **parameters})


def test_the_owner_is_reminded_of_what_they_promised_and_nobody_else_is(harness: ApprovalHarness) -> None:
    action = remind(harness)
    assert action.risk is Risk.MEDIUM
    assert harness.carry_out(harness.approve(action)).execution.result == "Sent to 1 person."
    (_, to, subject, body) = harness.mailer.sent[0]
    assert (to, subject) == (("ada@example.com",), "Reminder: Send the draft")
    assert body[0] == "In “Roadmap review” (Thu 5 Mar) it was noted that you do this:"
    assert body[2] == "- Send the draft, due Fri 6 Mar"


def test_at_most_once_a_day_whoever_asks_and_however_often(harness: ApprovalHarness) -> None:
    actions = [harness.approve(remind(harness, key)) for key in ("k1", "k2")]
    done = [harness.carry_out(action).execution for action in actions]
    assert [one.status for one in done] == [ExecutionStatus.DONE, ExecutionStatus.FAILED]
    assert "reminded today already" in done[1].error
    harness.at(harness.now + timedelta(days=1))
    assert harness.carry_out(harness.approve(remind(harness, "k3"))).execution.status is ExecutionStatus.DONE
    assert len(harness.mailer.sent) == 2


def test_a_reminder_that_could_not_be_sent_is_tried_again_on_the_same_day(harness: ApprovalHarness) -> None:
    action = harness.approve(remind(harness))
    harness.mailer.problem = Retryable("busy")
    with pytest.raises(Retryable):
        harness.carry_out(action)
    harness.mailer.problem = None
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE


def test_somebody_outside_makes_it_high_and_who_declined_can_be_reminded(harness: ApprovalHarness) -> None:
    harness.replan(attendees=(Attendee(email="eve@customer.example", response=Response.DECLINED),))
    harness.items.put(item(owner_email="Eve@customer.example"))
    assert remind(harness).risk is Risk.HIGH


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"owner_email": ""}, "Nobody who was invited owns"),
        ({"owner_email": "mallory@evil.example"}, "not on the invitation"),
        ({"owner_email": "u1@example.com"}, "not on the invitation"),
        ({"meeting_id": ""}, "of no meeting"),
        ({"status": ActionItemStatus.DONE}, "closed"),
    ],
)
def test_who_is_not_to_be_written_to_is_not(harness: ApprovalHarness, changes: Any, reason: str) -> None:
    harness.items.put(item(**changes))
    with pytest.raises(Refused, match=reason):
        remind(harness)


@pytest.mark.parametrize(
    "changes", [{"status": ActionItemStatus.DONE}, {"due": None}, {"owner_email": "bob@example.com"}]
)
def test_what_was_approved_is_not_sent_once_the_item_is_another(harness: ApprovalHarness, changes: Any) -> None:
    action = harness.approve(remind(harness))
    harness.items.put(item(**changes))
    assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert harness.mailer.sent == []


def test_nobody_acts_on_somebody_elses_item(harness: ApprovalHarness) -> None:
    harness.items.delete("u1", "n-1")
    harness.items.put(item(user_id="u2"))
    with pytest.raises(NotFound):
        remind(harness)
    with pytest.raises(NotFound):
        task(harness)


def test_a_task_of_an_item_says_what_the_item_says_and_is_made_once(harness: ApprovalHarness, tasks: FakeTasks) -> None:
    actions = [harness.approve(task(harness, key)) for key in ("k1", "k2")]
    done = [harness.carry_out(action).execution for action in actions]
    assert [(one.status, one.result or one.error) for one in done] == [
        (ExecutionStatus.DONE, "Created in jira (TASK-1)."),
        (ExecutionStatus.REFUSED, "There is a task of it in jira already."),
    ]
    facts = {"what": "Send the draft", "owner": "Ada", "due": "2026-03-06", "meeting_id": "m1"}
    assert tasks.tasks == {"n-1": {"action_id": actions[0].action_id, **facts}}
    assert [one.item_id for one in harness.items.open_of("u1")] == ["n-1"]
    with pytest.raises(Refused, match="already"):
        task(harness, "k3")


def test_a_task_made_elsewhere_is_not_promised_to_be_taken_back(harness: ApprovalHarness, tasks: FakeTasks) -> None:
    done = harness.carry_out(harness.approve(task(harness)))
    assert (done.preview.undo, len(tasks.tasks)) == ("", 1)
    with pytest.raises(Refused):
        harness.executions.undo(done.action_id, "u1", harness.now)
    assert [one.status for one in harness.items.all_of("u1")] == [ActionItemStatus.OPEN]


def test_a_crash_after_the_task_was_made_makes_no_second_one(
    harness: ApprovalHarness, tasks: FakeTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = harness.approve(task(harness))
    with monkeypatch.context() as broken:
        broken.setattr(type(harness.items), "note_task", _die)
        with pytest.raises(RuntimeError):
            harness.carry_out(action)
    harness.at(harness.now + timedelta(minutes=20))
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE
    assert list(tasks.tasks) == ["n-1"]


def _die(*_: object) -> None:
    raise RuntimeError("the power went")


def test_without_a_task_system_an_item_is_where_it_can_be(harness: ApprovalHarness) -> None:
    with pytest.raises(Refused, match="No task system is set up"):
        task(harness)


def test_of_two_task_systems_one_has_to_be_named(harness: ApprovalHarness, tasks: FakeTasks) -> None:
    assert tasks.tasks == {}
    harness.proposals = replace(
        harness.proposals,
        lookups=replace(
            harness.lookups, systems={"jira": {"create_task"}, "asana": {"create_task"}, "crm": {"update_crm"}}
        ),
    )
    with pytest.raises(Refused, match="asana, jira"):
        task(harness)
    details = read_payload(task(harness, system="asana").payload).details
    assert isinstance(details, CreateTask)
    assert details.system == "asana"
