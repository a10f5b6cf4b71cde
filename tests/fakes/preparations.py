"""Preparations kept in the rows of the fake meetings; the same behaviour as store/preparations.py, by one contract."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from lambdas.domain.meetings.tracked_meeting import RUNNING, MaterialsManifest, Preparation, PrepStatus
from lambdas.errors import Conflict, NotFound
from lambdas.store.preparations import (
    ALIVE,
    BEFORE_MATERIALS,
    GRACE_AFTER_CHAT,
    GRACE_AFTER_DEADLINE,
    GRACE_AT_START,
    GRACE_FOR_DELIVERY,
    Watched,
)
from tests.fakes.meetings import FakeMeetings

LOST = "Somebody else was faster while recording how far a preparation is; look again."


class FakePreparations:
    """``attention``: when the sweeper is to look, by meeting."""

    def __init__(self, meetings: FakeMeetings) -> None:
        self._meetings = meetings
        self.attention = meetings.attention

    def get(self, meeting_id: str) -> Preparation:
        if meeting_id not in self._meetings.rows:
            raise NotFound("There is no such meeting.")
        return self._meetings.rows[meeting_id].preparation

    def begin_run(self, meeting_id: str, seen: Preparation, begun: Preparation, now: datetime) -> None:
        row = self._meetings.rows.get(meeting_id)
        if row is None or row.timing_version != begun.timing_version or not _same(row.preparation, seen):
            raise Conflict(LOST)
        self._put(meeting_id, begun)
        self.attention[meeting_id] = now + GRACE_AT_START

    def record_execution(self, meeting_id: str, run: int, execution_arn: str) -> None:
        self._change(meeting_id, run, ALIVE, {"execution_arn": execution_arn})

    def mark_notified(self, meeting_id: str, run: int, now: datetime) -> None:
        self._change(meeting_id, run, RUNNING, {"notified_at": now.replace(microsecond=0)})

    def await_answers(self, meeting_id: str, run: int, deadline: datetime) -> None:
        self._change(meeting_id, run, BEFORE_MATERIALS, {"status": PrepStatus.WAITING}, deadline + GRACE_AFTER_DEADLINE)

    def expect_resume(self, meeting_id: str, run: int, now: datetime) -> None:
        self._change(meeting_id, run, {PrepStatus.WAITING}, {}, now + GRACE_AFTER_CHAT)

    def generate(self, meeting_id: str, run: int, now: datetime) -> None:
        self._change(meeting_id, run, RUNNING, {"status": PrepStatus.GENERATING}, now + GRACE_AT_START)

    def record_materials(self, meeting_id: str, run: int, materials: MaterialsManifest, now: datetime) -> None:
        changes = {"status": PrepStatus.READY, "materials": materials, "finished_at": now.replace(microsecond=0)}
        allowed = {PrepStatus.GENERATING, PrepStatus.READY}
        self._change(meeting_id, run, allowed, changes, now + GRACE_FOR_DELIVERY)

    def complete(self, meeting_id: str, run: int) -> None:
        self._end(meeting_id, run, {PrepStatus.READY}, {})

    def fail(self, meeting_id: str, run: int, reason: str, now: datetime) -> None:
        changes = {"status": PrepStatus.FAILED, "failure": reason, "finished_at": now.replace(microsecond=0)}
        self._end(meeting_id, run, RUNNING | {PrepStatus.FAILED}, changes)

    def withdraw(self, meeting_id: str, run: int, now: datetime) -> None:
        changes = {"status": PrepStatus.WITHDRAWN, "finished_at": now.replace(microsecond=0)}
        self._end(meeting_id, run, RUNNING | {PrepStatus.WITHDRAWN}, changes)

    def decline(self, meeting_id: str, seen: Preparation, now: datetime) -> None:
        self._must_be(meeting_id, seen)
        now = now.replace(microsecond=0)
        changes = {"status": PrepStatus.WITHDRAWN, "declined_at": now, "finished_at": now}
        self._put(meeting_id, seen.model_copy(update=changes))
        self.attention.pop(meeting_id, None)

    def reconsider(self, meeting_id: str, seen: Preparation, awaited: Preparation, attention_at: datetime) -> None:
        self._must_be(meeting_id, seen)
        self._put(meeting_id, awaited)
        self.attention[meeting_id] = attention_at

    def _must_be(self, meeting_id: str, seen: Preparation) -> None:
        if meeting_id not in self._meetings.rows or not _same(self.get(meeting_id), seen):
            raise Conflict(LOST)

    def release(self, meeting_id: str, run: int, attention_at: datetime) -> None:
        self._change(meeting_id, run, RUNNING, {"status": PrepStatus.NONE}, attention_at)

    def look_again(self, meeting_id: str, at: datetime) -> None:
        if meeting_id not in self._meetings.rows:
            raise Conflict(LOST)
        self.attention[meeting_id] = at

    def look_away(self, meeting_id: str, seen: Preparation) -> None:
        if meeting_id not in self._meetings.rows or not _same(self.get(meeting_id), seen):
            raise Conflict(LOST)
        self.attention.pop(meeting_id, None)

    def overdue(self, now: datetime) -> Iterator[Watched]:
        yield from (entry for entry in self.watched() if self.attention[entry.meeting_id] <= now)

    def watched(self) -> Iterator[Watched]:
        yield from (Watched(self._meetings.rows[key].meeting.user_id, key) for key in list(self.attention))

    def _change(
        self,
        meeting_id: str,
        run: int,
        allowed: Collection[PrepStatus],
        changes: dict[str, Any],
        attention_at: datetime | None = None,
    ) -> None:
        stored = self._meetings.rows[meeting_id].preparation if meeting_id in self._meetings.rows else Preparation()
        if run == 0 or stored.run != run or stored.status not in allowed:
            raise Conflict(LOST)
        self._put(meeting_id, stored.model_copy(update=changes))
        if attention_at:
            self.attention[meeting_id] = attention_at

    def _end(self, meeting_id: str, run: int, allowed: Collection[PrepStatus], changes: dict[str, Any]) -> None:
        self._change(meeting_id, run, allowed, changes)
        self.attention.pop(meeting_id, None)

    def _put(self, meeting_id: str, preparation: Preparation) -> None:
        row = self._meetings.rows[meeting_id]
        self._meetings.rows[meeting_id] = row.model_copy(update={"preparation": preparation})


def _same(stored: Preparation, seen: Preparation) -> bool:
    return (stored.run, stored.status) == (seen.run, seen.status)
