"""Asks how a meeting went once it is over: not more often than a busy person bears (POST-1)."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.meeting_notes.notes import MeetingNotes, SectionNotes
from lambdas.domain.meetings.meeting import MeetingStatus, Response
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.domain.notifications.messages import MessageKind
from lambdas.domain.outcomes.outcome import Reached
from lambdas.meeting_notes.ended import EndedMeetings
from lambdas.store.ended_timer import EndedMeeting, EndedTimer
from tests.fakes.channels import FakeNotifier
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.stores import FakeMaterialTexts, FakeMeetingNotes, FakeMeetings, FakeOutcomes, FakeUsers

MANIFEST = MaterialsManifest(plan_key="p", agenda_key="a", questions_key="q", notes_key="n", generated_at=NOW)
READY = Preparation(status=PrepStatus.READY, run=1, materials=MANIFEST)
START, END = NOW, NOW + timedelta(hours=1)


class Harness:
    def __init__(self) -> None:
        self.meetings, self.users, self.texts = FakeMeetings(), FakeUsers(a_user(name="Olga")), FakeMaterialTexts()
        self.notes, self.outcomes = FakeMeetingNotes(), FakeOutcomes()
        self.notifier, self.schedules = FakeNotifier(), FakeSchedules()
        self.now = END + timedelta(minutes=5)
        self.has("m1")

    def has(self, meeting_id: str, preparation: Preparation = READY, **changes: Any) -> None:
        meeting = a_meeting(meeting_id, **{"start": START, **changes})
        self.meetings.rows[meeting_id] = a_tracked(meeting, preparation=preparation)

    def rings(self, meeting_id: str = "m1") -> list[str]:
        """The titles of what its owner was told."""
        schedules: Any = self.schedules
        fakes: Any = (self.meetings, self.users, self.texts, self.notes, self.outcomes, self.notifier)
        parts = (*fakes, EndedTimer(schedules, "arn:ended"))
        EndedMeetings(*parts).fire(EndedMeeting(user_id="u1", meeting_id=meeting_id), self.now)
        return [message.title for message in self.notifier.told]


@pytest.fixture
def harness() -> Harness:
    return Harness()


def test_its_owner_is_asked_and_may_say_that_there_is_nothing(harness: Harness) -> None:
    assert harness.rings() == ["How did it go? Roadmap review"]
    (message,) = harness.notifier.told
    assert message.kind is MessageKind.MEETING_ENDED
    assert [button.verb for button in message.actions] == ["add_notes", "nothing_to_note"]


def test_who_took_notes_during_it_is_asked_to_confirm_them_not_to_add_some(harness: Harness) -> None:
    said = SectionNotes(key="k", title="Plan", said="Action: Ana books the room")
    harness.notes.save(MeetingNotes(meeting_id="m1", user_id="u1", version=1, sections=(said,), saved_at=NOW))
    assert harness.rings() == ["Notes to confirm: Roadmap review"]
    assert [button.verb for button in harness.notifier.told[0].actions] == ["review_notes", "nothing_to_note"]


def test_what_was_wanted_is_kept_for_when_it_is_asked_about(harness: Harness) -> None:
    wants = ("Two hires approved", "A date for the launch")
    harness.texts.put(MaterialText(user_id="u1", meeting_id="m1", title="R", start=START, wants=wants, written_at=NOW))
    harness.rings()
    harness.outcomes.answer("u1", "m1", harness.outcomes.of_meeting("u1", "m1")[0].want_key, Reached.YES, harness.now)
    harness.rings()
    kept = harness.outcomes.of_meeting("u1", "m1")
    assert {outcome.want for outcome in kept} == set(wants)
    assert [outcome.reached for outcome in kept].count(Reached.YES) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": MeetingStatus.CANCELLED},
        {"preparation": Preparation()},
        {"attendees": (), "organizer": None},
        {"all_day": True},
        {"owner_response": Response.DECLINED},
    ],
)
def test_nobody_is_asked_about_what_was_not_held_prepared_and_with_company(
    harness: Harness, changes: dict[str, Any]
) -> None:
    harness.has("m1", **changes)
    assert harness.rings() == []


def test_a_meeting_that_moved_is_asked_about_when_it_is_over(harness: Harness) -> None:
    harness.has("m1", start=START + timedelta(hours=3))
    assert harness.rings() == []
    assert harness.schedules.waiting["ended-m1"].at == END + timedelta(hours=3, minutes=5)


def test_two_a_day_are_enough(harness: Harness) -> None:
    for number, hours in (("m2", 1), ("m3", 2)):
        harness.has(number, start=START + timedelta(hours=hours), title=f"Meeting {number}")
    harness.now += timedelta(hours=2)
    harness.rings("m1")
    harness.rings("m2")
    assert harness.rings("m3") == ["How did it go? Roadmap review", "How did it go? Meeting m2"]


def test_who_wants_no_such_question_gets_none(harness: Harness) -> None:
    harness.users.put(a_user(asked_after_meetings=False))
    assert harness.rings() == []


def test_nobody_is_asked_about_yesterday_after_an_outage(harness: Harness) -> None:
    harness.now = END + timedelta(hours=25)
    assert harness.rings() == []


def test_ringing_twice_is_one_message(harness: Harness) -> None:
    harness.rings()
    harness.rings()
    assert len({message.message_id for message in harness.notifier.told}) == 1
