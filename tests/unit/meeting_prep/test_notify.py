"""The notice that starts a preparation: one screen of a phone, told once (../shared/spec/good-materials.md)."""

from datetime import timedelta

import pytest

from lambdas.aws.table import Update
from lambdas.config_files import load_meeting_types
from lambdas.domain.accounts.user import PREFERENCES
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Answer, ConversationStatus
from lambdas.domain.conversation.questions import questions_for
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.meeting import Attendee, MeetingStatus
from lambdas.errors import Retryable
from tests.fakes.samples import a_meeting, a_tracked, a_user
from tests.unit.meeting_prep.harness import START, Harness


def people(*names: str) -> tuple[Attendee, ...]:
    return tuple(Attendee(name=name, email=f"{name.lower()}@example.com") for name in names)


def harness_with(*earlier: tuple[str, ...], **meeting: object) -> Harness:
    """A weekly meeting of Ana, Ben and Cem, with earlier occurrences, latest first."""
    harness = Harness(series_id="weekly", attendees=people("Ana", "Ben", "Cem"), **meeting)
    for weeks, names in enumerate(earlier, start=1):
        occurrence = a_meeting(
            f"m1-{weeks}", series_id="weekly", start=START - timedelta(weeks=weeks), attendees=people(*names)
        )
        harness.meetings.create(a_tracked(occurrence))
    harness.asks()
    return harness


def test_it_says_what_when_who_and_why_now() -> None:
    message = harness_with(("Ana", "Dora")).tells()
    assert message.title == "Prepare Roadmap review, Tue 09:00 UTC: 3 questions, 4 min"
    assert message.lines == (
        "Tue 3 Mar, 09:00–10:00 UTC",
        "3 people, 2 new since last time",
        "Prepared now because it is 24 h before.",
    )
    assert [(action.label, action.target) for action in message.actions] == [
        ("Start Prep", "m1-r1"),
        ("Snooze", "m1-r1"),
        ("Not needed", "m1-r1"),
    ]


def test_times_are_those_of_the_user_s_own_clock() -> None:
    harness = harness_with()
    harness.users.put(a_user(timezone="America/New_York"))
    message = harness.tells()
    assert message.title.startswith("Prepare Roadmap review, Tue 04:00 EST")
    assert message.lines[0] == "Tue 3 Mar, 04:00–05:00 EST"


@pytest.mark.parametrize("name", sorted(PREFERENCES))
def test_it_goes_out_whatever_a_preference_holds(name: str) -> None:
    for stored in ("22:00:00Z", {"start": "22:00:00Z", "end": "24:00"}, 99, None, ["?"]):
        harness = harness_with()
        spoilt = Update(set={name: stored})
        harness.users.table.update({"user_id": "u1", "item": "profile"}, spoilt, "spoiling a preference")
        harness.tells()
        assert any(message.title.startswith("Prepare Roadmap review") for message in harness.told)


def test_who_came_last_time_is_not_new_even_when_the_last_occurrence_was_cancelled() -> None:
    harness = harness_with(("Zoe",), ("Ana", "Ben", "Cem"))
    row = harness.meetings.rows["m1-1"]
    cancelled = row.meeting.model_copy(update={"status": MeetingStatus.CANCELLED})
    harness.meetings.rows["m1-1"] = row.model_copy(update={"meeting": cancelled})
    assert harness.tells().lines[1] == "3 people"


def test_hidden_attendees_are_not_counted() -> None:
    assert harness_with(("Ana",), attendees_hidden=True).tells().lines[1].startswith("Prepared now")


def test_a_meeting_seen_late_says_how_near_it_is() -> None:
    harness = harness_with()
    harness.now = START - timedelta(minutes=45)
    assert "Prepared now: it begins in 45 min." in harness.tells().lines


def test_a_preparation_that_began_before_a_weekend_says_what_is_skipped() -> None:
    harness = harness_with()
    row = harness.tracked
    weekend = {"prep_hours": 72, "due_time": START - timedelta(hours=120), "skipped": "Saturday and Sunday are skipped"}
    harness.meetings.rows["m1"] = row.model_copy(update={"plan": row.plan.model_copy(update=weekend)})
    harness.now = START - timedelta(hours=120)
    line = "Prepared now because it is 72 h before; Saturday and Sunday are skipped."
    assert line in harness.tells().lines


def test_questions_come_from_what_was_gathered_too() -> None:
    harness = harness_with(title="Red plan, blue plan")
    facts = tuple(Fact(text=f"{n} plan", ref=f"decisions:{n}", weight=3) for n in ("Red", "Blue"))
    note = ContextNote(kind=ContextKind.DECISIONS, source="records", gathered_at=harness.now, facts=facts)
    harness.contexts.put("m1", note)
    assert harness.tells().title.endswith(": 5 questions, 7 min")


def test_fault_79_told_twice_it_is_one_message() -> None:
    harness = harness_with()
    harness.tells()
    first_told = harness.preparation.notified_at
    harness.now += timedelta(minutes=1)
    harness.tells()
    assert len(harness.told) == 1
    assert harness.preparation.notified_at == first_told


def test_when_no_channel_takes_it_it_is_tried_again() -> None:
    harness = harness_with()
    harness.notifier.is_down = True
    with pytest.raises(Retryable):
        harness.tells()
    assert harness.preparation.notified_at is None


def test_fault_68_a_meeting_cancelled_meanwhile_is_not_announced() -> None:
    harness = harness_with()
    harness.is_cancelled()
    assert not harness.notifications.tell("u1", "m1", 1, harness.now).delivered
    assert harness.told == []


def test_fault_62_markup_in_a_title_stays_text_on_one_line() -> None:
    message = harness_with(title="Review\n<https://evil.example|Join>\u202e now").tells()
    assert "\n" not in message.title
    assert "evil.example" not in message.title


def test_a_meeting_without_a_title_has_a_name() -> None:
    assert harness_with(title=" ").tells().title.startswith("Prepare Untitled meeting")


def test_preparing_again_tells_nobody_where_every_question_was_answered_before(asked: Harness) -> None:
    first = asked.tells()
    session = asked.opens_chat()
    questions = questions_for(load_meeting_types().get(asked.tracked.plan.meeting_type), ())
    answers = {str(place): Answer(text="Said", answered_at=asked.now, channel="web") for place in range(len(questions))}
    asked.conversations.save(
        session.model_copy(update={"questions": questions, "answers": answers, "version": session.version + 1})
    )
    row = asked.conversations.stored["m1-r1"]
    asked.conversations.stored["m1-r1"] = row.model_copy(update={"questions": questions})
    asked.conversations.close("m1-r1", ConversationStatus.FINISHED, asked.now)
    asked.makes_materials()
    asked.asks(asked.requests(request_id="again"))
    assert asked.preparation.run == 2
    asked.notifications.tell("u1", "m1", 2, asked.now)
    assert asked.told == [first]
