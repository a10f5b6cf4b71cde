"""CLS-2: one correction, and the series is what the user says from then on."""

from datetime import timedelta

import pytest

from lambdas.calendar_monitor.correct_type import TypeCorrections
from lambdas.config_files import load_classification_rules
from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.plan import plan_for
from lambdas.errors import NotFound, Refused
from lambdas.store.user_accounts import PlannedAccounts
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.stores import FakeAbsences, FakeMeetings, FakeUsers

RULES = load_classification_rules()


class Desk:
    """A user's stored meetings, and what is needed to correct them."""

    def __init__(self, *meetings: Meeting) -> None:
        self.users, self.meetings, self.syncs = FakeUsers(a_user()), FakeMeetings(), FakeQueue()
        for meeting in meetings:
            self.meetings.create(a_tracked(meeting, plan=plan_for(meeting, RULES, UserAccount(user=a_user()), NOW)))

    def correct(self, meeting_id: str, meeting_type: str, user_id: str = "u1") -> None:
        corrections = TypeCorrections(PlannedAccounts(self.users, FakeAbsences()), self.meetings, self.syncs, RULES)  # type: ignore[arg-type]  # a fake in its place
        corrections.correct(user_id, meeting_id, meeting_type, NOW)

    def withdraw(self, meeting_id: str, user_id: str = "u1") -> None:
        corrections = TypeCorrections(PlannedAccounts(self.users, FakeAbsences()), self.meetings, self.syncs, RULES)  # type: ignore[arg-type]  # a fake in its place
        corrections.withdraw(user_id, meeting_id, NOW, NOW + timedelta(minutes=1))

    def row(self, meeting_id: str) -> TrackedMeeting:
        return self.meetings.rows[meeting_id]


def weekly(number: int) -> Meeting:
    start = NOW + timedelta(days=7 * number)
    return a_meeting(f"w{number}", series_id="weekly", start=start, title="Monday round")


def test_a_correction_changes_the_type_the_reason_and_the_time_of_preparation() -> None:
    desk = Desk(a_meeting(start=NOW + timedelta(days=20)))
    desk.correct("m1", "leadership_meeting")
    plan = desk.row("m1").plan
    assert (plan.meeting_type, plan.type_reason, plan.type_source) == (
        "leadership_meeting",
        "you said so",
        "correction",
    )
    assert plan.prep_trigger_time == NOW + timedelta(days=20) - timedelta(hours=72)


def test_it_holds_for_every_coming_meeting_of_the_series_and_for_no_other() -> None:
    desk = Desk(weekly(-1), weekly(1), weekly(2), a_meeting("other"))
    desk.correct("w1", "staff_meeting")
    types = {meeting_id: row.plan.meeting_type for meeting_id, row in desk.meetings.rows.items()}
    assert types == {"w-1": "default", "w1": "staff_meeting", "w2": "staff_meeting", "other": "default"}


def test_an_occurrence_that_appears_later_is_corrected_too() -> None:
    desk = Desk(weekly(1))
    desk.correct("w1", "staff_meeting")
    account = desk.users.account("u1")
    assert [correction.series_key for correction in account.corrections] == [weekly(3).series_key]
    assert plan_for(weekly(3), RULES, account, NOW).meeting_type == "staff_meeting"


def test_correcting_again_replaces_what_was_said_before() -> None:
    desk = Desk(weekly(1))
    desk.correct("w1", "staff_meeting")
    desk.correct("w1", "default")
    assert desk.row("w1").plan.meeting_type == "default"
    assert len(desk.users.account("u1").corrections) == 1


def test_a_correction_taken_back_leaves_the_series_to_the_rules_again() -> None:
    desk = Desk(weekly(1), weekly(2))
    before = {meeting_id: row.plan for meeting_id, row in desk.meetings.rows.items()}
    desk.correct("w1", "staff_meeting")
    desk.withdraw("w1")
    assert {meeting_id: row.plan for meeting_id, row in desk.meetings.rows.items()} == before
    assert desk.users.account("u1").corrections == ()
    assert len(desk.syncs.bodies) == 2


def test_a_correction_taken_back_leaves_what_was_said_before_it() -> None:
    desk = Desk(weekly(1))
    desk.correct("w1", "staff_meeting")
    desk.correct("w1", "qbr")
    for _ in range(2):
        desk.withdraw("w1")
        assert desk.row("w1").plan.meeting_type == "staff_meeting"


def test_nobody_takes_back_somebody_else_s_correction() -> None:
    desk = Desk(weekly(1))
    desk.correct("w1", "staff_meeting")
    desk.users.put(a_user("u2"))
    with pytest.raises(NotFound):
        desk.withdraw("w1", "u2")
    assert desk.row("w1").plan.meeting_type == "staff_meeting"


def test_a_sync_is_asked_for_so_that_schedules_follow() -> None:
    desk = Desk(a_meeting())
    desk.correct("m1", "one_on_one")
    assert desk.syncs.bodies == [{"user_id": "u1", "replan": True}]


def test_an_unknown_type_is_refused_with_the_types_there_are() -> None:
    desk = Desk(a_meeting())
    with pytest.raises(Refused, match="choose one of leadership_meeting, one_on_one"):
        desk.correct("m1", "board_meeting")
    assert desk.users.account("u1").corrections == ()


def test_somebody_elses_meeting_does_not_exist() -> None:
    desk = Desk(a_meeting())
    with pytest.raises(NotFound):
        desk.correct("m1", "qbr", user_id="u2")
    assert desk.row("m1").plan.meeting_type == "default"


def test_a_meeting_that_a_sync_changes_meanwhile_does_not_stop_the_correction() -> None:
    desk = Desk(weekly(1), weekly(2))
    listed = list(desk.meetings.between("u1", NOW, NOW + timedelta(days=30)))
    desk.meetings.rows["w2"] = desk.row("w2").model_copy(update={"version": 9})
    desk.meetings.between = lambda *_: iter(listed)  # type: ignore[method-assign]  # what the index still shows
    desk.correct("w1", "qbr")
    assert desk.row("w1").plan.meeting_type == "qbr"
    assert desk.syncs.bodies


def test_fault_78_the_correction_is_kept_when_the_sync_cannot_be_asked_for() -> None:
    desk = Desk(a_meeting())
    desk.syncs.is_down = True
    with pytest.raises(Exception, match="sent again later"):
        desk.correct("m1", "qbr")
    assert [correction.meeting_type for correction in desk.users.account("u1").corrections] == ["qbr"]
