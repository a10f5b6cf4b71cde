"""The changes between the meetings AMO stores and what the calendars say now (MON-2, CAL-6)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import OtherName, TrackedMeeting

NOT_CONTENT = {"meeting_id", "user_id", "calendar_id", "external_id", "source", "sequence", "updated_at"}
"""The fields that say whose copy it is and its version, not what the meeting is; a change there alone is no change."""

Copies = dict[str, Meeting]
"""One meeting as several calendars show it, by calendar id."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Reading(Protocol):
    """One calendar, just read: its meetings, and whether the absence of another one means that it is gone."""

    @property
    def meetings(self) -> tuple[Meeting, ...]: ...

    def shows_gone(self, meeting: Meeting) -> bool: ...


@dataclass(frozen=True)
class Change:
    """A meeting as it should be stored next. ``previous`` is None for a new one."""

    previous: TrackedMeeting | None
    meeting: Meeting
    calendars: tuple[str, ...]
    names: tuple[OtherName, ...] = ()

    @property
    def is_cancellation(self) -> bool:
        return self.meeting.status is MeetingStatus.CANCELLED


@dataclass(frozen=True)
class Changes:
    created: tuple[Change, ...] = ()
    updated: tuple[Change, ...] = ()
    cancelled: tuple[Change, ...] = ()
    unchanged: tuple[TrackedMeeting, ...] = ()

    @property
    def all(self) -> tuple[Change, ...]:
        return self.created + self.updated + self.cancelled


def compare(
    stored: Sequence[TrackedMeeting],
    readings: Mapping[str, Reading],
    now: datetime,
    names: Mapping[str, tuple[OtherName, ...]] | None = None,
) -> Changes:
    """Sorts every meeting stored or read into new, changed, cancelled and unchanged.

    ``readings`` holds the calendars that were read, by id; one that failed or did not change is left out, and
    what only it shows stays as it is. ``names`` are the other names of each meeting (identity.py); None: as before.
    """
    previous = {tracked.meeting.meeting_id: tracked for tracked in stored}
    known = {key: row.names for key, row in previous.items()} if names is None else names
    copies = copies_by_meeting(readings)
    judged = [
        judge(previous.get(key), copies.get(key, {}), readings, now, known.get(key, ())) for key in previous | copies
    ]
    changes = [change for change in judged if change]
    touched = {change.meeting.meeting_id for change in changes}
    return Changes(
        created=tuple(change for change in changes if not change.previous),
        updated=tuple(change for change in changes if change.previous and not change.is_cancellation),
        cancelled=tuple(change for change in changes if change.previous and change.is_cancellation),
        unchanged=tuple(tracked for key, tracked in previous.items() if key not in touched),
    )


def copies_by_meeting(readings: Mapping[str, Reading]) -> dict[str, Copies]:
    """Every meeting as each calendar shows it; its latest version where a calendar repeats it."""
    found: dict[str, Copies] = {}
    for calendar_id, reading in readings.items():
        for meeting in reading.meetings:
            copies = found.setdefault(meeting.meeting_id, {})
            if not is_older(meeting, copies.get(calendar_id)):
                copies[calendar_id] = meeting
    return found


def judge(
    previous: TrackedMeeting | None,
    copies: Copies,
    readings: Mapping[str, Reading],
    now: datetime,
    names: tuple[OtherName, ...] = (),
) -> Change | None:
    """Returns what the calendars just read say about a meeting, given its ``copies`` in them; None for nothing new.

    A calendar that is polled is a state: what it says now holds, whatever its SEQUENCE or time stamps say. Their order
    (RFC 5546) is for messages, which may overtake each other.
    """
    live = {key: copy for key, copy in copies.items() if copy.status is MeetingStatus.SCHEDULED}
    if previous is None:
        return Change(None, _merged(live.values()), tuple(sorted(live)), names) if live else None
    latest = richest(live.values(), previous.meeting.calendar_id) if live else previous.meeting
    absent = (key for key in previous.calendars if key in readings and key not in copies)
    left = {key for key in absent if latest.end > now and readings[key].shows_gone(latest)}
    holders = tuple(sorted((set(previous.calendars) - left - copies.keys()) | live.keys()))
    return _revision(previous, live, holders, names) if holders else _cancellation(previous, copies, names)


def is_older(copy: Meeting, known: Meeting | None) -> bool:
    """Returns whether ``copy`` is an earlier version than ``known`` of an occurrence that one calendar tells twice.

    The sequence decides, as RFC 5546 has it; but where it fell while the time stamp rose, the calendar was
    rewritten by a program that starts counting anew, and its word stands.
    """
    if known is None:
        return False
    stamped = copy.updated_at and known.updated_at
    if copy.sequence == known.sequence:
        return bool(stamped) and _stamp(copy) < _stamp(known)
    return copy.sequence < known.sequence and not (stamped and _stamp(copy) > _stamp(known))


def richest(copies: Iterable[Meeting], preferred_calendar: str = "") -> Meeting:
    """The best of one meeting's copies in several calendars: the latest revision, then the one that tells most.

    A busy block without title or guests loses to the invitation itself. Between equals the preferred calendar's
    stays, so that two calendars cannot make the stored copy flap.
    """
    return max(
        copies,
        key=lambda copy: (
            copy.sequence,
            _richness(copy),
            copy.calendar_id == preferred_calendar,
            _stamp(copy),
            copy.calendar_id,
        ),
    )


def _merged(copies: Iterable[Meeting], preferred_calendar: str = "", *, was_private: bool = False) -> Meeting:
    """The richest of them; private if any calendar calls it so, or did when one that was not read now was."""
    known = tuple(copies)
    best = richest(known, preferred_calendar)
    is_private = was_private or any(copy.is_private for copy in known)
    return best.model_copy(update={"is_private": is_private}) if is_private != best.is_private else best


def content_hash(meeting: Meeting) -> str:
    """Equal for two versions exactly when a reader would see no difference."""
    content = meeting.model_dump(mode="json", exclude=NOT_CONTENT)
    people = [*content["attendees"], *([content["organizer"]] if meeting.organizer else [])]
    # What was stored before calendars were asked for these has not changed.
    later_ones = ((content, "shown_as_free"), (content, "is_private"))
    for part, later in (*later_ones, *((person, "is_group") for person in people)):
        if not part[later]:
            del part[later]
    content["attendees"] = sorted(content["attendees"], key=json.dumps)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def _revision(
    previous: TrackedMeeting, live: Copies, holders: tuple[str, ...], names: tuple[OtherName, ...]
) -> Change | None:
    known = previous.meeting
    candidates = dict(live)
    if known.calendar_id in holders:
        candidates.setdefault(known.calendar_id, known)
    was_private = known.is_private and bool(set(holders) - live.keys())
    best = _merged(candidates.values(), known.calendar_id, was_private=was_private) if candidates else known
    if (content_hash(best), holders, names) == (previous.content_hash, previous.calendars, previous.names):
        return None
    return Change(previous, best, holders, names)


def _cancellation(previous: TrackedMeeting, explicit: Copies, names: tuple[OtherName, ...]) -> Change | None:
    """Changes only status and version; what was known stays readable."""
    if previous.meeting.status is MeetingStatus.CANCELLED:
        return None
    latest = richest(explicit.values()) if explicit else previous.meeting
    version = {"sequence": latest.sequence, "updated_at": latest.updated_at or previous.meeting.updated_at}
    meeting = previous.meeting.model_copy(update=version | {"status": MeetingStatus.CANCELLED})
    return Change(previous, meeting, (), names)


def _richness(copy: Meeting) -> tuple[object, ...]:
    return (
        not copy.attendees_hidden,
        copy.attendee_count,
        bool(copy.title),
        bool(copy.conference_url),
        len(copy.description),
    )


def _stamp(copy: Meeting) -> datetime:
    return copy.updated_at or LONG_AGO
