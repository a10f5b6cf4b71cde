"""Writes what changed, each meeting on the condition that nobody else did meanwhile (faults 83, 91)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lambdas.calendar_monitor.service import CalendarMonitor
from lambdas.calendars.base import SkippedItem
from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.meetings.changes import Change, Copies, Reading, copies_by_meeting, judge
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
    """One run's writing; ``readings`` are kept to decide anew where another run was faster."""

    monitor: CalendarMonitor
    account: UserAccount
    readings: Mapping[str, Reading]
    now: datetime
    stored: Stored = field(default_factory=Stored)

    def changes(self, changes: Sequence[Change]) -> None:
        """Raises Retryable when the function's time runs out; a meeting that cannot be stored is noted as refused."""
        copies = copies_by_meeting(self.readings) if changes else {}
        for change in changes:
            try:
                self._change(change, copies.get(change.meeting.meeting_id, {}))
            except Refused as error:
                self.stored.refused.append(SkippedItem(reason=str(error), item=change.meeting.external_id))

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
            wanted = judge(current, copies, self.readings, self.now)
            if current and wanted is None:
                self.stored.overtaken.append(current)
        raise Retryable("A meeting kept changing while it was being stored; it is tried again.")

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
