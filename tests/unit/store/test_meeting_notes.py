"""How notes are stored: version by version."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from lambdas.aws.table import Table
from lambdas.domain.meeting_notes.notes import MeetingNotes, SectionNotes
from lambdas.errors import Conflict
from lambdas.store.meeting_notes import NotesByMeeting

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def notes(table: Callable[[str], Table]) -> NotesByMeeting:
    return NotesByMeeting(table("meeting_notes"))


def version(number: int, said: str = "Yes") -> MeetingNotes:
    section = SectionNotes(key="k", title="Budget", said=said)
    return MeetingNotes(meeting_id="m1", user_id="u1", version=number, sections=(section,), saved_at=NOW)


def test_notes_come_back_as_they_were_saved_to_their_owner(notes: NotesByMeeting) -> None:
    assert notes.get("u1", "m1").version == 0
    notes.save(version(1))
    assert notes.get("u1", "m1") == version(1)
    assert notes.get("u2", "m1").sections == ()


@pytest.mark.parametrize("number", [1, 3])
def test_only_the_next_version_is_saved(notes: NotesByMeeting, number: int) -> None:
    notes.save(version(1))
    with pytest.raises(Conflict):
        notes.save(version(number, "Somebody else's"))
    notes.save(version(2, "Next"))
    assert notes.get("u1", "m1").sections[0].said == "Next"
