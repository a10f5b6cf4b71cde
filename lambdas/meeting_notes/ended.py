"""Asks how a meeting went, shortly after it ended: two a day at most, and only those that were prepared (POST-1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meeting_notes.asked_after import ASKED_FOR, asked_after
from lambdas.domain.meetings.calendar_days import day_bounds
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.outcome import outcomes_wanted
from lambdas.errors import NotFound
from lambdas.meeting_notes.messages import ended_message
from lambdas.notifications.notifier import Notifier
from lambdas.store.ended_timer import AFTER_END, EndedMeeting, EndedTimer
from lambdas.store.material_texts import MaterialTexts
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings
from lambdas.store.outcomes import Outcomes
from lambdas.store.users import Users

CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EndedMeetings:
    meetings: Meetings
    users: Users
    texts: MaterialTexts
    notes: NotesByMeeting
    outcomes: Outcomes
    notifier: Notifier
    timer: EndedTimer

    def fire(self, ended: EndedMeeting, now: datetime) -> None:
        """Keeps what was wanted, and asks how it went, if that is called for. Ringing again does no harm.

        Raises Retryable when the message could not be put in line.
        """
        try:
            tracked = self.meetings.get(ended.user_id, ended.meeting_id)
        except NotFound:
            return
        meeting = tracked.meeting
        if meeting.status is MeetingStatus.CANCELLED or tracked.preparation.materials is None:
            return
        if meeting.end + AFTER_END - CLOCKS_DIFFER > now:
            self.timer.set(meeting)
            return
        self._keep_wants(tracked, now)
        user = self.users.get(meeting.user_id)
        if self._is_asked_about(tracked, user, now):
            is_noted = bool(self.notes.items_of(user.user_id, meeting.meeting_id))
            self.notifier.tell(user, ended_message(tracked, user, now, is_noted=is_noted), now)

    def _keep_wants(self, tracked: TrackedMeeting, now: datetime) -> None:
        meeting = tracked.meeting
        text = self.texts.find(meeting.user_id, meeting.meeting_id, now)
        for outcome in outcomes_wanted(text.wants if text else (), meeting, now):
            self.outcomes.add(outcome)

    def _is_asked_about(self, tracked: TrackedMeeting, user: User, now: datetime) -> bool:
        meeting_id = tracked.meeting.meeting_id
        if not user.asked_after_meetings or now > tracked.meeting.end + ASKED_FOR:
            return False
        if self.notes.review(user.user_id, meeting_id).version:
            return False
        begins, ends = day_bounds(tracked.meeting.start.astimezone(zone(user.timezone)).date(), zone(user.timezone))
        day = self.meetings.between(user.user_id, begins, ends)
        return meeting_id in {asked.meeting.meeting_id for asked in asked_after(day, user)}
