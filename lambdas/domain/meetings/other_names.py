"""The names by which calendars call a meeting that is stored under another, and what an entry under one may say."""

from collections.abc import Collection, Container, Iterable, Mapping

from lambdas.domain.meetings.changes import NOT_CONTENT
from lambdas.domain.meetings.likeness import COMMON_PEOPLE, is_copy
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import NameRule, OtherName, TrackedMeeting

Shown = dict[str, dict[str, Meeting]]
"""The entries of each calendar by the ids it gives them."""

Names = dict[str, tuple[OtherName, ...]]
"""The other names of each stored meeting, by its id."""

MAX_NAMES = 20
"""Of one meeting. There are programs that give every entry a new id whenever the calendar is read."""


def kept_names(row: TrackedMeeting, shown: Shown) -> tuple[OtherName, ...]:
    """Without a name that a calendar shows beside the meeting, or that stands for another one by now."""
    kept: list[OtherName] = []
    for name in sorted(row.names, key=lambda name: name.rule is NameRule.COPIED):
        known = {row.meeting.meeting_id, *(each.meeting_id for each in kept)}
        if not is_beside(shown, known, name.meeting_id) and _is_still_the_same(row, known, name, shown):
            kept.append(name)
    return tuple(kept)


def is_beside(shown: Shown, known: Collection[str], name: str) -> bool:
    """Returns whether one calendar shows both the meeting, by a name that is ``known``, and the other."""
    return any(live_in(entries, known) and live_in(entries, [name]) for entries in shown.values())


def live_in(entries: Mapping[str, Meeting], names: Iterable[str]) -> list[Meeting]:
    return [entries[name] for name in names if name in entries and is_on(entries[name])]


def is_on(meeting: Meeting) -> bool:
    return meeting.status is MeetingStatus.SCHEDULED


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
    numbers of two ids say nothing about each other, either. Private is what either of them calls so.
    """
    if original is None or original.attendees_hidden or original.attendee_count < COMMON_PEOPLE:
        return copy
    content = {field: getattr(original, field) for field in Meeting.model_fields if field not in NOT_CONTENT}
    closed = original.is_private or copy.is_private
    return copy.model_copy(update={**content, "is_private": closed, "sequence": original.sequence, "updated_at": None})


def _is_still_the_same(row: TrackedMeeting, known: Collection[str], name: OtherName, shown: Shown) -> bool:
    """Compares what is shown under the name with what is under the others, in whichever calendars."""
    named = [live for entries in shown.values() for live in live_in(entries, [name.meeting_id])]
    own = [live for entries in shown.values() for live in live_in(entries, known)]
    if name.rule is NameRule.COPIED:
        return not named or any(is_copy(mine, theirs) for mine in own or [row.meeting] for theirs in named)
    return not (own and named) or any(mine.start == theirs.start for mine in own for theirs in named)
