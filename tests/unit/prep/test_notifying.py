"""The notice that starts a preparation: one screen of a phone, told once (../shared/spec/good-materials.md)."""

from datetime import timedelta

import pytest

from lambdas.domain.contexts import ContextKind, ContextNote, Fact
from lambdas.domain.meetings import Attendee, MeetingStatus
from lambdas.errors import Retryable
from lambdas.prep.notifying import tell
from tests.fakes.samples import a_meeting, a_tracked, a_user
from tests.unit.prep.world import START, World


def people(*names: str) -> tuple[Attendee, ...]:
    return tuple(Attendee(name=name, email=f"{name.lower()}@example.com") for name in names)


def world_with(*earlier: tuple[str, ...], **meeting: object) -> World:
    """A weekly meeting of Ana, Ben and Cem, with earlier occurrences, latest first."""
    world = World(series_id="weekly", attendees=people("Ana", "Ben", "Cem"), **meeting)
    for weeks, names in enumerate(earlier, start=1):
        occurrence = a_meeting(
            f"m1-{weeks}", series_id="weekly", start=START - timedelta(weeks=weeks), attendees=people(*names)
        )
        world.meetings.create(a_tracked(occurrence))
    world.asks()
    return world


def test_it_says_what_when_who_and_why_now() -> None:
    message = world_with(("Ana", "Dora")).tells()
    assert message.title == "Roadmap review, Tue 3 Mar, 09:00–10:00"
    assert message.lines == (
        "3 people, 2 new since last time",
        "Prepared now because it is 24 h before.",
        "Three questions, about four minutes.",
    )
    assert [(action.label, action.target) for action in message.actions] == [
        ("Start Prep", "m1-r1"),
        ("Snooze", "m1-r1"),
        ("Not needed", "m1-r1"),
    ]


def test_times_are_those_of_the_user_s_own_clock() -> None:
    world = world_with()
    world.users.put(a_user(timezone="America/New_York"))
    assert world.tells().title.endswith("Tue 3 Mar, 04:00–05:00")


def test_who_came_last_time_is_not_new_even_when_the_last_occurrence_was_cancelled() -> None:
    world = world_with(("Zoe",), ("Ana", "Ben", "Cem"))
    row = world.meetings.rows["m1-1"]
    cancelled = row.meeting.model_copy(update={"status": MeetingStatus.CANCELLED})
    world.meetings.rows["m1-1"] = row.model_copy(update={"meeting": cancelled})
    assert world.tells().lines[0] == "3 people"


def test_hidden_attendees_are_not_counted() -> None:
    assert world_with(("Ana",), attendees_hidden=True).tells().lines[0].startswith("Prepared now")


def test_a_meeting_seen_late_says_how_near_it_is() -> None:
    world = world_with()
    world.now = START - timedelta(minutes=45)
    assert "Prepared now: it begins in 45 min." in world.tells().lines


def test_questions_come_from_what_was_gathered_too() -> None:
    world = world_with()
    facts = tuple(
        Fact(text=f"Decision {n} about the {n} plan", ref=f"decisions:{n}", weight=3) for n in ("red", "blue")
    )
    note = ContextNote(kind=ContextKind.DECISIONS, source="records", gathered_at=world.now, facts=facts)
    world.contexts.put("m1", note)
    assert world.tells().lines[-1] == "Five questions, about six minutes."


def test_fault_79_told_twice_it_is_one_message() -> None:
    world = world_with()
    world.tells()
    first_told = world.preparation.notified_at
    world.now += timedelta(minutes=1)
    world.tells()
    assert len(world.told) == 1
    assert world.preparation.notified_at == first_told


def test_when_no_channel_takes_it_it_is_tried_again() -> None:
    world = world_with()
    world.notifier.is_down = True
    with pytest.raises(Retryable):
        world.tells()
    assert world.preparation.notified_at is None


def test_fault_68_a_meeting_cancelled_meanwhile_is_not_announced() -> None:
    world = world_with()
    world.is_cancelled()
    assert not tell(world.notifying, "u1", "m1", 1, world.now).delivered
    assert world.told == []


def test_fault_62_markup_in_a_title_stays_text_on_one_line() -> None:
    message = world_with(title="Review\n<https://evil.example|Join>\u202e now").tells()
    assert "\n" not in message.title
    assert "evil.example" not in message.title


def test_a_meeting_without_a_title_has_a_name() -> None:
    assert world_with(title=" ").tells().title.startswith("Untitled meeting")
