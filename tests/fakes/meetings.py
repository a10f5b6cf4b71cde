"""The meetings table as a dictionary; the same behaviour as store/meetings.py, by the same contract test."""

from collections.abc import Iterator
from datetime import datetime

from lambdas.domain.meetings.tracked_meeting import RUNNING, Preparation, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.errors import Conflict, NotFound

OWNED_BY_OTHERS = {"preparation", "feedback", "scheduled_version", "announced_version"}


class FakeMeetings:
    """``writes`` counts the writes that went through; ``attention``: when the sweeper is to look, by meeting."""

    def __init__(self) -> None:
        self.rows: dict[str, TrackedMeeting] = {}
        self.attention: dict[str, datetime] = {}
        self.writes = 0

    def get(self, user_id: str, meeting_id: str) -> TrackedMeeting:
        row = self.rows.get(meeting_id)
        if row is None or row.meeting.user_id != user_id:
            raise NotFound("There is no such meeting.")
        return row

    def between(self, user_id: str, start: datetime, end: datetime) -> Iterator[TrackedMeeting]:
        yield from (row for row in self._of(user_id) if start <= row.meeting.start < end)

    def earlier_in_series(
        self, user_id: str, series_id: str, before: datetime, limit: int = 10
    ) -> list[TrackedMeeting]:
        found = [r for r in self._of(user_id) if r.meeting.series_id == series_id and r.meeting.start < before]
        return found[::-1][:limit]

    def create(self, tracked: TrackedMeeting) -> None:
        if tracked.meeting.meeting_id in self.rows:
            raise Conflict("Somebody else was faster while storing a meeting; look again.")
        self._put(tracked.model_copy(update={"preparation": Preparation()}))
        self._watch(tracked)

    def update(self, tracked: TrackedMeeting) -> None:
        stored = self.rows.get(tracked.meeting.meeting_id)
        if stored is None or stored.version != tracked.version - 1:
            raise Conflict("Somebody else was faster while storing a meeting; look again.")
        kept = {name: getattr(stored, name) for name in OWNED_BY_OTHERS}
        self._put(tracked.model_copy(update=kept))
        self._watch(tracked)

    def mark_scheduled(self, meeting_id: str, timing_version: int) -> bool:
        return self._mark(meeting_id, "scheduled_version", timing_version)

    def mark_announced(self, meeting_id: str, timing_version: int) -> bool:
        return self._mark(meeting_id, "announced_version", timing_version)

    def rate(self, user_id: str, meeting_id: str, stars: int) -> None:
        self._put(self.get(user_id, meeting_id).model_copy(update={"feedback": stars}))

    def _mark(self, meeting_id: str, name: str, timing_version: int) -> bool:
        row = self.rows.get(meeting_id)
        if row is None or row.timing_version != timing_version or getattr(row, name) >= timing_version:
            return False
        self._put(row.model_copy(update={name: timing_version}))
        return True

    def _watch(self, tracked: TrackedMeeting) -> None:
        """As far as the writer had read: what runs or is being delivered keeps the attention it asked for itself."""
        key = tracked.meeting.meeting_id
        if tracked.awaits_prep and tracked.plan.prep_trigger_time:
            self.attention[key] = attention_after_trigger(tracked.plan.prep_trigger_time)
        elif tracked.preparation.status not in RUNNING | {PrepStatus.READY}:
            self.attention.pop(key, None)

    def _put(self, row: TrackedMeeting) -> None:
        self.writes += 1
        self.rows[row.meeting.meeting_id] = row

    def _of(self, user_id: str) -> list[TrackedMeeting]:
        rows = [row for row in self.rows.values() if row.meeting.user_id == user_id]
        return sorted(rows, key=lambda row: row.meeting.start)
