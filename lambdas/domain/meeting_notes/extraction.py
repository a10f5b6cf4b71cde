"""Finds what happens next in what was noted: action items, decisions and open questions, by rules alone (POST-2)."""

from collections.abc import Sequence
from datetime import date

from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.candidates import Candidate
from lambdas.domain.meeting_notes.texts import SpokenLine
from lambdas.domain.meetings.meeting import Attendee


class OpenDecision(Model):
    """A decision that waits: ``ref`` is ``decisions:ID``."""

    ref: str
    title: str


class NotesOccasion(Model):
    """What the lines are read against: the meeting's ``day`` where its owner lives, and who was invited.

    ``own`` are the owner's name and address: whoever "I" is in notes without a speaker.
    """

    day: date
    people: tuple[Attendee, ...] = ()
    own: tuple[str, ...] = ()
    open_decisions: tuple[OpenDecision, ...] = ()


def candidates_in(text_id: str, lines: Sequence[SpokenLine], occasion: NotesOccasion) -> tuple[Candidate, ...]:
    """In the order of the lines; each quotes the lines it was found in, and says no owner and no day they do not."""
    return ()
