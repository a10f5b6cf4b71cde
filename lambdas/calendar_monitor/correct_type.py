"""The user says what a meeting is, and from then on its whole series is that (CLS-2)."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.queue import Queue
from lambdas.domain.accounts.user import TypeCorrection
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.plan import replanned
from lambdas.errors import Conflict, Refused
from lambdas.store.meetings import Meetings
from lambdas.store.user_accounts import PlannedAccounts

COMING = timedelta(days=366)
"""Occurrences of the series are looked for this far ahead: beyond every horizon of the calendars."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TypeCorrections:
    """Corrects a meeting's type; ``syncs`` is the queue calendar_syncs."""

    accounts: PlannedAccounts
    meetings: Meetings
    syncs: Queue
    rules: ClassificationRules

    def correct(self, user_id: str, meeting_id: str, meeting_type: str, now: datetime) -> TypeCorrection:
        """Remembers the type for the meeting's series and plans its coming occurrences again.

        The rows change at once; schedules and events follow with the sync that is asked for last. A crash in between
        is made good by the user's next sync, which notices the new correction.
        Raises Refused for an unknown type, NotFound for a meeting that does not exist or is somebody else's.
        """
        if meeting_type not in self.rules.types:
            known = ", ".join(self.rules.types.names)
            raise Refused(f'There is no meeting type "{meeting_type}"; choose one of {known}.')
        tracked = self.meetings.get(user_id, meeting_id)
        before = self._correction_of(user_id, tracked)
        correction = _correction(
            tracked, meeting_type, now, replaced=before.meeting_type if before and not before.written_by else ""
        )
        self.accounts.users.correct(user_id, correction)
        self._replan(user_id, tracked, now)
        return correction

    def withdraw(self, user_id: str, meeting_id: str, corrected_at: datetime, now: datetime) -> None:
        """Takes back the correction made at ``corrected_at``: what the series was before, it is again.

        Does nothing where it was taken back already, or another was made since. Raises NotFound for a meeting that
        does not exist or is somebody else's.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        made = self._correction_of(user_id, tracked)
        if made is None or made.written_by or made.corrected_at != corrected_at:
            return
        if made.replaced:
            self.accounts.users.correct(user_id, _correction(tracked, made.replaced, now))
        else:
            self.accounts.users.withdraw_correction(user_id, made.series_key)
        self._replan(user_id, tracked, now)

    def _correction_of(self, user_id: str, tracked: TrackedMeeting) -> TypeCorrection | None:
        said = self.accounts.users.account(user_id).corrections
        return next((correction for correction in said if correction.series_key == tracked.meeting.series_key), None)

    def _replan(self, user_id: str, tracked: TrackedMeeting, now: datetime) -> None:
        account = self.accounts.get(user_id)
        for row in _same_series(tracked, self.meetings, now):
            if planned := replanned(row, self.rules, account, now):
                _store(planned, self.meetings)
        self.syncs.send([{"user_id": user_id, "replan": True}])


def _correction(tracked: TrackedMeeting, meeting_type: str, now: datetime, replaced: str = "") -> TypeCorrection:
    return TypeCorrection(
        series_key=tracked.meeting.series_key,
        meeting_type=meeting_type,
        corrected_at=now.replace(microsecond=0),
        replaced=replaced,
    )


def _same_series(tracked: TrackedMeeting, meetings: Meetings, now: datetime) -> Iterator[TrackedMeeting]:
    """The meeting itself, read consistently, and the series' other occurrences still to come."""
    yield tracked
    meeting = tracked.meeting
    if meeting.series_id is None:
        return
    for row in meetings.between(meeting.user_id, now, now + COMING):
        if row.meeting.series_id == meeting.series_id and row.meeting.meeting_id != meeting.meeting_id:
            yield row


def _store(planned: TrackedMeeting, meetings: Meetings) -> None:
    try:
        meetings.update(planned)
    except Conflict:
        # A sync was faster; it, or the one that is asked for next, knows the correction too.
        log.info("meeting %s changed while its type was corrected", planned.meeting.meeting_id)
