"""A person has a meeting forgotten: it is marked at once, what AMO holds of it is deleted right afterwards.

Whoever asks may delete nothing themselves. The mark is one transaction with its line in the audit log: from then on
nothing prepares the meeting.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lambdas.aws.bus import Bus
from lambdas.aws.table import Write
from lambdas.domain.actions.audit import AuditEntry, AuditEvent, AuditRow
from lambdas.domain.kernel.events import MeetingForgotten
from lambdas.domain.meetings.erasure import Erasure, ErasureReceipt, counts_of, receipt_of
from lambdas.domain.meetings.tracked_meeting import RUNNING, TrackedMeeting
from lambdas.errors import Conflict, Refused
from lambdas.meeting_erasure.held import HeldOfMeetings
from lambdas.store.audit_log import AuditLog
from lambdas.store.preparations import Preparations

ATTEMPTS = 4
WAITS = "Something about this meeting waits under Approvals, or is being done now: decide that first, then try again."


@dataclass(frozen=True, slots=True)
class ErasureRequests:
    """``halt`` ends the preparation that runs: its workflow, its conversation, its timers."""

    held: HeldOfMeetings
    preparations: Preparations
    audit: AuditLog
    bus: Bus
    halt: Callable[[TrackedMeeting, datetime], None]

    def look(self, user_id: str, meeting_id: str, now: datetime) -> ErasureReceipt:
        """Returns what would go; of a meeting that was forgotten, what went. Raises NotFound for somebody else's."""
        rows = self.held.rows(user_id, meeting_id)
        return receipt_of(meeting_id, rows[0].preparation.erased, self._counted(rows, now))

    def request(self, user_id: str, meeting_id: str, now: datetime) -> ErasureReceipt:
        """Asked again it changes nothing, and what was left half-way is finished.

        Raises NotFound for somebody else's meeting, Refused while something about it is still to be decided, Conflict
        when its preparation keeps changing.
        """
        rows = self.held.rows(user_id, meeting_id)
        if any(self._waits(row, now) for row in rows):
            raise Refused(WAITS)
        found = self._counted(rows, now)
        erasures = [self._marked(row, found, now) for row in rows]
        self.bus.publish([MeetingForgotten(meeting_id=meeting_id, user_id=user_id)])
        return receipt_of(meeting_id, erasures[0], found)

    def _counted(self, rows: Iterable[TrackedMeeting], now: datetime) -> dict[str, int]:
        traces = (trace for row in rows for trace in self.held.traces(row, now))
        return counts_of((trace.held, trace.number) for trace in traces)

    def _waits(self, row: TrackedMeeting, now: datetime) -> bool:
        actions = self.held.actions_about(row.meeting.user_id, row.meeting.meeting_id, now)
        return any(not action.is_final for action in actions)

    def _marked(self, row: TrackedMeeting, found: dict[str, int], now: datetime) -> Erasure:
        """Raises Conflict."""
        user_id, meeting_id = row.meeting.user_id, row.meeting.meeting_id
        erasure = Erasure(at=now.replace(microsecond=0), deleted=found)
        for _ in range(ATTEMPTS):
            tracked = self.held.meetings.get(user_id, meeting_id)
            if tracked.preparation.erased:
                return tracked.preparation.erased
            if tracked.preparation.status in RUNNING:
                self.halt(tracked, now)
            write = self.preparations.erased(meeting_id, tracked.preparation, erasure)
            try:
                self.audit.add(self._entry(row, now), partial(_with, write), "forgetting a meeting")
            except Conflict:
                continue
            return erasure
        raise Conflict("This meeting is being prepared at this moment: try again in a minute.")

    def _entry(self, row: TrackedMeeting, now: datetime) -> AuditEntry:
        user = self.held.users.get(row.meeting.user_id)
        return AuditEntry(
            team_id=user.team,
            at=now.replace(microsecond=0),
            event=AuditEvent.MEETING_FORGOTTEN,
            actor=f"user:{user.user_id}",
            note=f"meeting {row.meeting.meeting_id}",
        )


def _with(write: Write, _row: AuditRow) -> Sequence[Write]:
    return [write]
