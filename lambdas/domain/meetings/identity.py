"""Recognises meetings that their calendars name anew: edited, recreated, or copied to another calendar (MON-2, CAL-6).

What is gone from a calendar is held against what is new in it (replacements.py). An entry that only now comes into
sight replaces nothing. Across calendars a copy is recognised by same start and title, and the same link or two people.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from lambdas.domain.meetings.alignment import MAX_ALIGNED
from lambdas.domain.meetings.changes import Reading, copies_by_meeting
from lambdas.domain.meetings.likeness import RememberedIdentities
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.other_names import Names, Shown, as_told_by, is_beside, is_on, kept_names, latest, live_in
from lambdas.domain.meetings.replacements import Circumstances, replacements
from lambdas.domain.meetings.shown_meeting import ShownMeeting, place_of
from lambdas.domain.meetings.tracked_meeting import NameRule, OtherName, TrackedMeeting

LATELY = timedelta(days=1)
"""A program may take a meeting away in one step and put it back in the next, or the other way round; now and then the
calendar is read in between."""

MAX_PACE = timedelta(days=1)
"""Every calendar is read at least so often: what lies so much nearer than the end of its sight was in it before."""


@dataclass(frozen=True)
class RenamedReading:
    """A reading whose meetings have the ids, and series, they are stored by."""

    read: Reading
    meetings: tuple[Meeting, ...]

    def shows_gone(self, meeting: Meeting) -> bool:
        return self.read.shows_gone(meeting)


@dataclass(frozen=True)
class Recognition:
    """``rows`` are those to compare ``readings`` with.

    ``second_rows`` were stored as meetings of their own, and now are known to be another row's: row, id of that. The
    other is then in their calendars, too.
    """

    readings: Mapping[str, Reading]
    rows: tuple[TrackedMeeting, ...]
    names: Names
    second_rows: tuple[tuple[TrackedMeeting, str], ...] = ()


@dataclass(frozen=True)
class CalendarsRead:
    """``known_until`` says for each calendar how far ahead it was read before; one never read is not in it."""

    readings: Mapping[str, Reading]
    known_until: Mapping[str, datetime]
    now: datetime


def recognise(stored: Sequence[TrackedMeeting], read: CalendarsRead) -> Recognition:
    """Finds the stored meeting behind each entry that was read. No meeting is ever found twice in one calendar."""
    names = _Names(stored, read)
    for calendar_id in sorted(read.readings):
        names.add_replacements(calendar_id)
    names.add_copies()
    return names.recognition()


class _Names:
    """The names under way: each step sees what those before it have found."""

    def __init__(self, stored: Sequence[TrackedMeeting], read: CalendarsRead) -> None:
        self._rows = {row.meeting.meeting_id: row for row in stored}
        self._read, self._identities = read, RememberedIdentities()
        self._shown: Shown = {calendar_id: {} for calendar_id in read.readings}
        for meeting_id, copies in copies_by_meeting(read.readings).items():
            for calendar_id, copy in copies.items():
                self._shown[calendar_id][meeting_id] = copy
        self._names: Names = {
            row_id: kept for row_id, row in self._rows.items() if (kept := kept_names(row, self._shown))
        }
        self._stored_as = {name.meeting_id: row_id for row_id, names in self._names.items() for name in names}

    def add_replacements(self, calendar_id: str) -> None:
        gone = [row.meeting for row in self._rows.values() if self._is_gone(row, calendar_id)]
        new = [meeting for meeting in self._live(calendar_id) if self._is_new(meeting, calendar_id)]
        until = self._series_going_on(calendar_id)
        circumstances = Circumstances(
            may_replace=self._may_replace,
            goes_on=lambda old: _goes_on(old, until),
            is_held_elsewhere=lambda old: self._is_held_elsewhere(old, calendar_id),
            identities=self._identities,
        )
        for rule, old, fresh in replacements(gone, new, circumstances):
            self._add(old.meeting_id, fresh.meeting_id, rule, was=old.start)

    def add_copies(self) -> None:
        """Among those that begin together and are called the same, whichever calendar they are in."""
        if len({*self._shown, *(each for row in self._rows.values() for each in row.calendars)}) < 2:
            return
        for _, alike in groupby(sorted(self._entries(), key=place_of), key=place_of):
            kept: list[ShownMeeting] = []
            for entry in sorted(alike, key=self._rank)[:MAX_ALIGNED]:
                first = next((one for one in kept if one.is_copied_by(entry, self._identities)), None)
                if first is None:
                    kept.append(entry)
                else:
                    self._add(first.stored_as, entry.stored_as, NameRule.COPIED, was=entry.meetings[0].start)
                    kept[kept.index(first)] = first.together_with(entry)

    def recognition(self) -> Recognition:
        series = self._series_names()
        readings = {
            calendar_id: RenamedReading(
                reading, tuple(self._renamed(self._told(meeting), series) for meeting in self._shown_once(calendar_id))
            )
            for calendar_id, reading in self._read.readings.items()
        }
        other_rows = ((row, self._stored_as.get(row_id)) for row_id, row in self._rows.items())
        second = tuple((row, other) for row, other in other_rows if other)
        return Recognition(readings, tuple(self._first_rows(second)), self._names, second)

    def _first_rows(self, second: Sequence[tuple[TrackedMeeting, str]]) -> Iterator[TrackedMeeting]:
        seconds = {row.meeting.meeting_id for row, _ in second}
        for row_id, row in self._rows.items():
            also_in = {each for other, first in second if first == row_id for each in other.calendars}
            calendars = tuple(sorted({*row.calendars, *(also_in - self._shown.keys())} - self._left_by_copies(row)))
            if row_id not in seconds:
                yield row if calendars == row.calendars else row.model_copy(update={"calendars": calendars})

    def _left_by_copies(self, row: TrackedMeeting) -> set[str]:
        """Returns the calendars that show what was a copy of the meeting, and is another one by now."""
        names = self._all_names(row.meeting.meeting_id)
        lost = {name.meeting_id for name in row.names} - names
        return {key for key, shown in self._shown.items() if live_in(shown, lost) and not live_in(shown, names)}

    def _is_gone(self, row: TrackedMeeting, calendar_id: str) -> bool:
        meeting, now = row.meeting, self._read.now
        if meeting.meeting_id in self._stored_as or any(is_on(shown) for shown in self._shown_as(row, calendar_id)):
            return False
        if row.gone_at:
            was_there = meeting.calendar_id == calendar_id and meeting.start > now
            return was_there and now - row.gone_at <= LATELY
        is_there = calendar_id in row.calendars and is_on(meeting) and meeting.end > now
        return is_there and (
            bool(self._shown_as(row, calendar_id)) or self._read.readings[calendar_id].shows_gone(meeting)
        )

    def _shown_as(self, row: TrackedMeeting, calendar_id: str) -> list[Meeting]:
        shown = self._shown[calendar_id]
        return [shown[name] for name in self._all_names(row.meeting.meeting_id) if name in shown]

    def _is_new(self, meeting: Meeting, calendar_id: str) -> bool:
        row = self._rows.get(self._id(meeting))
        until = self._read.known_until.get(calendar_id)
        if until is None or meeting.end <= self._read.now:
            return False
        if row is None:
            return meeting.start < until
        is_new_row = row.first_seen_at and self._read.now - row.first_seen_at <= LATELY
        is_untouched = row.is_untouched and not row.names and row.calendars == (calendar_id,)
        return bool(is_new_row) and is_untouched and meeting.start < until - LATELY - MAX_PACE

    def _series_going_on(self, calendar_id: str) -> Mapping[str, datetime]:
        """Until when each series still shows occurrences that are stored already."""
        last: dict[str, datetime] = {}
        for meeting in self._live(calendar_id):
            row = self._rows.get(self._id(meeting))
            if row and row.meeting.series_id and not self._is_new(meeting, calendar_id):
                last[row.meeting.series_id] = max(meeting.start, last.get(row.meeting.series_id, meeting.start))
        return last

    def _may_replace(self, old: Meeting, fresh: Meeting) -> bool:
        """Refuses what was beside the other all along, and any as long as another calendar shows it elsewhen."""
        names = self._all_names(old.meeting_id)
        live = [each for shown in self._shown.values() for each in live_in(shown, names)]
        if is_beside(self._shown, names, fresh.meeting_id) or any(each.start != fresh.start for each in live):
            return False
        before, after = self._rows.get(old.meeting_id), self._rows.get(self._id(fresh))
        if after is None or before is None or before.first_seen_at is None or after.first_seen_at is None:
            return True
        return before.first_seen_at < after.first_seen_at

    def _is_held_elsewhere(self, old: Meeting, calendar_id: str) -> bool:
        row = self._rows[old.meeting_id]
        return any(
            each not in self._shown or live_in(self._shown[each], self._all_names(old.meeting_id))
            for each in row.calendars
            if each != calendar_id
        )

    def _all_names(self, row_id: str) -> set[str]:
        return {row_id, *(name.meeting_id for name in self._names.get(row_id, ()))}

    def _live(self, calendar_id: str) -> Iterable[Meeting]:
        return (meeting for meeting in self._shown[calendar_id].values() if is_on(meeting))

    def _shown_once(self, calendar_id: str) -> Iterable[Meeting]:
        """Each stored meeting under one of its names: the one it takes place by."""
        entries = sorted(self._shown[calendar_id].values(), key=is_on)
        return {self._id(meeting): meeting for meeting in entries}.values()

    def _entries(self) -> Iterator[ShownMeeting]:
        """Yields what all calendars show by now; those that were not read, as they were last time."""
        found: dict[str, ShownMeeting] = {}
        for calendar_id in self._shown:
            for meeting in self._live(calendar_id):
                entry = ShownMeeting(self._id(meeting), frozenset({calendar_id}), (meeting,))
                found[entry.stored_as] = (
                    found[entry.stored_as].together_with(entry) if entry.stored_as in found else entry
                )
        for row_id, row in self._rows.items():
            unread = frozenset(row.calendars) - self._shown.keys()
            if unread and is_on(row.meeting) and row_id not in self._stored_as:
                entry = ShownMeeting(row_id, unread, (row.meeting,))
                found[row_id] = found[row_id].together_with(entry) if row_id in found else entry
        return (entry for entry in found.values() if entry.is_comparable)

    def _rank(self, entry: ShownMeeting) -> tuple[object, ...]:
        """Those stored first, of them what has been prepared."""
        row = self._rows.get(entry.stored_as)
        return (row is None, -(row.preparation.run if row else 0), entry.stored_as)

    def _add(self, row_id: str, name: str, rule: NameRule, was: datetime) -> None:
        """With the name come those that the other was known by, for the same reason."""
        theirs = [each.model_copy(update={"rule": rule}) for each in self._names.pop(name, ())]
        new = OtherName(meeting_id=name, rule=rule, since=self._read.now, was=was)
        shown = ChainMap(*self._shown.values())
        self._names[row_id] = latest((*self._names.get(row_id, ()), new, *theirs), shown)
        self._stored_as.update({each.meeting_id: row_id for each in (new, *theirs)})

    def _id(self, meeting: Meeting) -> str:
        return self._stored_as.get(meeting.meeting_id, meeting.meeting_id)

    def _told(self, meeting: Meeting) -> Meeting:
        row_id = self._id(meeting)
        copied = {name.meeting_id for name in self._names.get(row_id, ()) if name.rule is NameRule.COPIED}
        is_copied = meeting.meeting_id in copied and is_on(meeting)
        return as_told_by(self._original(row_id, copied), meeting) if is_copied else meeting

    def _original(self, row_id: str, copied: set[str]) -> Meeting | None:
        """Returns the meeting by a name of its own, or as it is stored while a calendar of it was not read."""
        row, names = self._rows.get(row_id), self._all_names(row_id) - copied
        is_unread = row is not None and not self._shown.keys() >= set(row.calendars)
        live = (each for shown in self._shown.values() for each in live_in(shown, names))
        return next(live, row.meeting if row and is_unread else None)

    def _series_names(self) -> Mapping[str, str]:
        """The series each series is stored as, where that is another: one that was split or recreated goes on."""
        names: dict[str, str] = {}
        for calendar_id in sorted(self._shown):
            for meeting in self._live(calendar_id):
                row = self._rows.get(self._id(meeting))
                stored_as = row.meeting.series_id if row else None
                if stored_as and meeting.series_id and stored_as != meeting.series_id:
                    names[meeting.series_id] = min(stored_as, names.get(meeting.series_id, stored_as))
        return names

    def _renamed(self, meeting: Meeting, series: Mapping[str, str]) -> Meeting:
        stored_as, series_id = self._id(meeting), series.get(meeting.series_id or "", meeting.series_id)
        row = self._rows.get(stored_as)
        if series_id is None and row and stored_as != meeting.meeting_id:
            series_id = row.meeting.series_id
        if (stored_as, series_id) == (meeting.meeting_id, meeting.series_id):
            return meeting
        return meeting.model_copy(update={"meeting_id": stored_as, "series_id": series_id})


def _goes_on(old: Meeting, going_on: Mapping[str, datetime]) -> bool:
    return bool(old.series_id) and going_on.get(old.series_id or "", old.start) > old.start
