"""The names by which calendars call a meeting that is stored under another, and what an entry under one may say."""

from collections.abc import Container

from lambdas.domain.meetings.changes import NOT_CONTENT
from lambdas.domain.meetings.likeness import COMMON_PEOPLE
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import OtherName

Names = dict[str, tuple[OtherName, ...]]
"""The other names of each stored meeting, by its id."""

MAX_NAMES = 20
"""Of one meeting. There are programs that give every entry a new id whenever the calendar is read."""


def latest(names: tuple[OtherName, ...], shown: Container[str]) -> tuple[OtherName, ...]:
    """Drops the oldest of too many; none that is in ``shown``."""
    if len(names) <= MAX_NAMES:
        return names
    unused = sorted((name for name in names if name.meeting_id not in shown), key=lambda name: name.since)
    dropped = {name.meeting_id for name in unused[: len(names) - MAX_NAMES]}
    return tuple(name for name in names if name.meeting_id not in dropped)


def as_told_by(original: Meeting | None, copy: Meeting) -> Meeting:
    """Returns a copy as the entry that it copies has it, where that one names who comes.

    Whoever can invite the owner can make a copy: it must not change what they have prepared, nor for whom. Version
    numbers of two ids say nothing about each other, either.
    """
    if original is None or original.attendees_hidden or original.attendee_count < COMMON_PEOPLE:
        return copy
    content = {field: getattr(original, field) for field in Meeting.model_fields if field not in NOT_CONTENT}
    return copy.model_copy(update={**content, "sequence": original.sequence, "updated_at": None})
