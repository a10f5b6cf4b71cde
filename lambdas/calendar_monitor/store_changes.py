"""Writes what changed, each meeting on the condition that nobody else did meanwhile (faults 83, 91)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lambdas.calendar_monitor.service import CalendarMonitor
from lambdas.calendars.base import SkippedItem
from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.kernel.timers import prep_timer
from lambdas.domain.meetings.changes import Change, Copies, copies_by_meeting, is_older, judge
from lambdas.domain.meetings.identity import Recognition
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.plan import replanned, tracked_after
from lambdas.errors import Conflict, NotFound, Refused, Retryable

ATTEMPTS = 3


@dataclass
class Stored:
    """The changes written, and those another run had written first (``overtaken``)."""

    created: list[TrackedMeeting] = field(default_factory=list)
    updated: list[TrackedMeeting] = field(default_factory=list)
    cancelled: list[TrackedMeeting] = field(default_factory=list)
    overtaken: list[TrackedMeeting] = field(default_factory=list)
    refused: list[SkippedItem] = field(default_factory=list)

    @property
    def rows(self) -> list[TrackedMeeting]:
        return self.created + self.updated + self.cancelled + self.overtaken

    @property
    def writes(self) -> int:
        return len(self.created) + len(self.updated) + len(self.cancelled)


@dataclass(frozen=True)
class ChangeWriter:
    """One run's writing; what was ``recognised`` is kept to decide anew where another run was faster."""

    monitor: CalendarMonitor
    account: UserAccount
    recognised: Recognition
    now: datetime
    stored: Stored = field(default_factory=Stored)

    def changes(self, changes: Sequence[Change]) -> None:
        """Raises Retryable when the function's time runs out; a meeting that cannot be stored is noted as refused."""
        copies = copies_by_meeting(self.recognised.readings) if changes else {}
        for change in changes:
            try:
                self._change(change, copies.get(change.meeting.meeting_id, {}))
            except Refused as error:
                self.stored.refused.append(SkippedItem(reason=str(error), item=change.meeting.external_id))

    def second_rows(self) -> None:
        """Takes away the rows of meetings that other rows hold; one that was prepared stays to be read, cancelled.

        After :meth:`changes`: the other row then goes by this one's name; the next sync finishes an interrupted one.
        """
        for row, other in self.recognised.second_rows:
            if row.is_untouched:
                self.monitor.schedules.cancel(prep_timer(row.meeting.meeting_id))
                self._remove(row)
            elif row.same_as != other:
                self._cancel_second(row, other)

    def plans(self, rows: Sequence[TrackedMeeting]) -> None:
        """Plans stored meetings again, after rules, corrections or hours changed."""
        for row in rows:
            self._plan(row)

    def _change(self, change: Change, copies: Copies) -> None:
        wanted: Change | None = change
        for _ in range(ATTEMPTS):
            if wanted is None:
                return
            row = tracked_after(wanted, self.monitor.rules, self.account, self.now)
            if self._written(row, is_new=wanted.previous is None):
                self._note(wanted, row)
                return
            current = self._current(row)
            if current and _is_overtaken(current, copies):
                self.stored.overtaken.append(current)
                return
            names = self.recognised.names.get(row.meeting.meeting_id, ())
            wanted = judge(current, copies, self.recognised.readings, self.now, names)
            if current and wanted is None:
                self.stored.overtaken.append(current)
        raise Retryable("A meeting kept changing while it was being stored; it is tried again.")

    def _remove(self, row: TrackedMeeting) -> None:
        self.monitor.require_time()
        try:
            self.monitor.meetings.remove(row)
        except Conflict:
            raise Retryable("A meeting changed while it was being joined with its copy; it is tried again.") from None

    def _cancel_second(self, row: TrackedMeeting, other: str) -> None:
        cancelled = row.meeting.model_copy(update={"status": MeetingStatus.CANCELLED})
        after = tracked_after(Change(row, cancelled, ()), self.monitor.rules, self.account, self.now)
        if not self._written(after.model_copy(update={"same_as": other}), is_new=False):
            raise Retryable("A meeting changed while it was being joined with its copy; it is tried again.")
        self.stored.cancelled.append(after)

    def _plan(self, row: TrackedMeeting) -> None:
        for _ in range(ATTEMPTS):
            planned = replanned(row, self.monitor.rules, self.account, self.now)
            if planned is None:
                return
            if self._written(planned, is_new=False):
                self.stored.updated.append(planned)
                return
            row = self._current(row) or row
        raise Retryable("A meeting kept changing while it was being planned; it is tried again.")

    def _written(self, row: TrackedMeeting, is_new: bool) -> bool:
        self.monitor.require_time()
        try:
            if is_new:
                self.monitor.meetings.create(row)
            else:
                self.monitor.meetings.update(row)
        except Conflict:
            return False
        return True

    def _current(self, row: TrackedMeeting) -> TrackedMeeting | None:
        try:
            return self.monitor.meetings.get(row.meeting.user_id, row.meeting.meeting_id)
        except NotFound:
            return None

    def _note(self, change: Change, row: TrackedMeeting) -> None:
        if change.previous is None:
            self.stored.created.append(row)
        elif change.is_cancellation:
            self.stored.cancelled.append(row)
        else:
            self.stored.updated.append(row)


def _is_overtaken(current: TrackedMeeting, copies: Copies) -> bool:
    """Another run wrote meanwhile, and its calendar told a later version: which of the two read last, only that says.

    Where it says wrong, the calendar is read once more all the same (record_readings.py).
    """
    copy = copies.get(current.meeting.calendar_id)
    return copy is not None and is_older(copy, current.meeting)
