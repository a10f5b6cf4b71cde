"""AMO proposes by itself: as its owner chose, a few a day, never the same twice, and nothing without the approval."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdas.approvals.suggest import AGENT, MAX_A_DAY, Suggestions
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.domain.actions.autonomy import Handling, TypeRule
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Attendee, Response
from lambdas.domain.meetings.tracked_meeting import PrepPlan
from lambdas.errors import Refused, Retryable
from lambdas.store.absences import Absences
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW, a_connection, a_meeting, a_tracked

BLOCK, REMIND, DECLINE = (kind.action_type for kind in (BlockTime, RemindAttendees, DeclineMeeting))
HOUR = timedelta(hours=1)
ME, SAM = Attendee(email="u1@example.com", response=Response.ACCEPTED), Attendee(email="sam@example.com")
OLGA = Attendee(email="olga@example.com", response=Response.ACCEPTED)


@pytest.fixture
def harness() -> ApprovalHarness:
    """Monday, 9 o'clock UTC, an hour after u1 begins to work; their Google calendar may be written into."""
    harness = ApprovalHarness()
    harness.meetings.rows.clear()
    harness.consents.allowed.add("work")
    harness.connected_calendars.connect(
        "u1", a_connection("work", source=Source.GOOGLE, account_email="u1@example.com")
    )
    return harness


def hold(harness: ApprovalHarness, name: str, hours: float, **changes: Any) -> None:
    start = NOW + hours * HOUR
    values = {"organizer": OLGA, "attendees": (ME, OLGA), "start": start, "title": name, "source": Source.GOOGLE}
    plan = PrepPlan(meeting_type="qbr", type_reason="", prep_trigger_time=start)
    harness.meetings.rows[name] = a_tracked(a_meeting(name, **values | changes), plan=plan)


def suggest(harness: ApprovalHarness, **lookups: Any) -> list[PendingAction]:
    """Returns all that was proposed by itself so far."""
    service = Suggestions(replace(harness.proposals, lookups=replace(harness.lookups, **lookups)), harness.absences)
    service.suggest(harness.users.get("u1"), harness.now)
    return [
        action for action in harness.actions.of_person("u1", NOW - timedelta(days=1)) if action.requested_by == AGENT
    ]


def test_each_waits_for_its_approval_and_is_never_proposed_twice(harness: ApprovalHarness) -> None:
    hold(harness, "board", 27)
    (block,) = suggest(harness)
    assert (block.action_type, block.status, block.agent) == (BLOCK, ActionStatus.PENDING, "suggestions")
    assert len(harness.told("u1")) == 1
    harness.approve(block, "u1", "reject")
    harness.at(NOW + timedelta(minutes=10))
    assert len(suggest(harness)) == 1
    assert harness.log.events(TEAM) == ["proposed", "rejected"]


def test_those_who_did_not_answer_are_reminded_and_nobody_else(harness: ApprovalHarness) -> None:
    hold(harness, "mine", 30, organizer=ME, attendees=(ME, OLGA, SAM))
    (reminder,) = [action for action in suggest(harness) if action.action_type == REMIND]
    assert "1 person who did not answer" in reminder.preview.title
    assert reminder.preview.changes[0].after == "sam@example.com"
    hold(
        harness, "mine", 30, organizer=ME, attendees=(ME, OLGA, SAM.model_copy(update={"response": Response.TENTATIVE}))
    )
    assert "has answered since" in harness.carry_out(harness.approve(reminder)).execution.error
    assert harness.mailer.sent == []


def test_declining_is_proposed_only_to_whoever_asked_for_that(harness: ApprovalHarness) -> None:
    hold(harness, "board", 3)
    hold(harness, "talk", 3, owner_response=Response.NEEDS_ACTION)
    assert suggest(harness) == []
    Suggestions(harness.proposals, harness.absences).choose("u1", [DECLINE])
    (decline,) = suggest(harness)
    assert decline.action_type == DECLINE
    assert "board" not in decline.payload


def test_no_more_than_a_few_come_in_a_day(harness: ApprovalHarness) -> None:
    for number in range(6):
        hold(harness, f"board {number}", 27 + number)
    assert len(suggest(harness)) == MAX_A_DAY
    harness.at(NOW + 4 * HOUR)
    assert len(suggest(harness)) == MAX_A_DAY
    harness.at(NOW + 24 * HOUR)
    assert len(suggest(harness)) > MAX_A_DAY


@pytest.mark.parametrize("hours", [-2, 1, 12])
def test_nobody_is_asked_at_another_hour(harness: ApprovalHarness, hours: int) -> None:
    hold(harness, "board", 27)
    assert suggest(harness.at(NOW + hours * HOUR)) == []


def test_nobody_is_asked_on_a_day_off(harness: ApprovalHarness) -> None:
    hold(harness, "board", 27 + 24)
    harness.change_user("u1", days_off=[{"first": "2026-03-02", "last": "2026-03-02"}])
    assert suggest(harness) == []


def test_what_could_not_be_done_is_not_proposed_and_leaves_no_row(harness: ApprovalHarness) -> None:
    hold(harness, "board", 27)
    hold(harness, "mine", 30, organizer=ME, attendees=(ME, SAM))
    harness.consents.allowed.clear()
    assert suggest(harness, sends_mail=False) == []
    assert harness.log.events(TEAM) == []
    assert [action.action_type for action in suggest(harness)] == [REMIND]


def test_one_meeting_for_which_it_cannot_be_done_stops_none_of_the_others(harness: ApprovalHarness) -> None:
    hold(harness, "elsewhere", 27, calendar_id="read alone")
    hold(harness, "board", 29)
    (block,) = suggest(harness)
    assert "board" in block.preview.title
    assert harness.log.events(TEAM) == ["proposed"]


def test_what_the_rules_refuse_is_not_even_tried() -> None:
    harness = ApprovalHarness(types={name: TypeRule(handling=Handling.REFUSE) for name in (BLOCK, REMIND)})
    hold(harness, "mine", 30, organizer=ME, attendees=(ME, SAM))
    assert suggest(harness) == []
    assert harness.log.events(TEAM) == []


def test_a_choice_that_could_do_nothing_says_why_and_one_there_is_not_is_named(harness: ApprovalHarness) -> None:
    service = Suggestions(harness.proposals, harness.absences)
    harness.consents.allowed.clear()
    with pytest.raises(Refused, match="Decline: You have let AMO write into no calendar"):
        service.choose("u1", [BLOCK, DECLINE])
    assert service.choose("u1", [BLOCK]).proposes == {BLOCK}
    with pytest.raises(Refused, match="does not propose make_payment by itself"):
        service.choose("u1", ["update_crm", "make_payment", BLOCK])
    assert service.choose("u1", []).proposes == set()


def test_whatever_goes_wrong_with_one_person_stops_nobody_else_s(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(harness, "board", 27)
    of_user = harness.absences.of_user

    def broken_for_u2(_absences: Absences, user_id: str, before: tuple[DaysOff, ...]) -> tuple[DaysOff, ...]:
        if user_id == "u2":
            raise ValueError("a row nobody foresaw")
        return of_user(user_id, before)

    monkeypatch.setattr(type(harness.absences), "of_user", broken_for_u2)
    service = Suggestions(harness.proposals, harness.absences)
    people = [harness.users.get(name) for name in ("u2", "u1")]
    with pytest.raises(Retryable, match="For 1 people"):
        service.suggest_to_all(people, harness.now)
    (block,) = harness.actions.of_person("u1", NOW - timedelta(days=1))
    assert block.action_type == BLOCK
    assert service.suggest_to_all(people[1:], harness.now) == 0


def test_of_a_type_nobody_wants_nothing_is_looked_up(harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(harness, "board", 3)
    hold(harness, "talk", 3, owner_response=Response.NEEDS_ACTION)
    asked: list[str] = []
    monkeypatch.setattr(type(harness.actions), "find", lambda _actions, action_id: asked.append(action_id))
    assert suggest(harness) == []
    assert asked == []
