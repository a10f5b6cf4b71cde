"""Builds the service that keeps notes."""

from lambdas import wiring
from lambdas.meeting_notes.keep import NotesKeeper


def notes_keeper() -> NotesKeeper:
    return NotesKeeper(wiring.meetings(), wiring.meeting_notes())
