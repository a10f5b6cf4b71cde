"""Messages to the user about a preparation: it begins, was withdrawn, or failed."""

from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.local_time import clock, near, span
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.invitations import invitation_title
from lambdas.domain.notifications.messages import Button, Message, MessageKind, PrepInvitation

ABOUT = timedelta(hours=1)

FAILURES = {
    "LoadMeeting": "AMO could not read the meeting.",
    "GatherContext": "AMO could not look up what is on record for this meeting.",
    "GenerateMaterials": "AMO could not write your materials.",
    "StoreMaterials": "AMO could not save your materials.",
}
"""By the state that failed; whatever else fails is said in general words."""

UNDELIVERED = {
    "SendMaterials": "They could not be sent to you.",
    "ScheduleReminder": "The reminder before the meeting could not be set.",
}


def prep_message(tracked: TrackedMeeting, user: User, newcomers: int, questions: int, now: datetime) -> Message:
    """``newcomers`` and ``questions`` are left out where they are 0: unknown, or nothing to say."""
    meeting, session_id = tracked.meeting, tracked.preparation.session_id
    title = shown_title(meeting.title)
    invitation = PrepInvitation(session_id=session_id, title=title, starts=meeting.start, questions=questions)
    when = span(meeting.start, meeting.end, user.timezone)
    return Message(
        message_id=_message_id(tracked, MessageKind.PREP_STARTED),
        user_id=user.user_id,
        kind=MessageKind.PREP_STARTED,
        title=invitation_title(invitation, user.timezone, now),
        lines=tuple(filter(None, (when, _people(tracked, newcomers), _why_now(tracked, now)))),
        actions=(
            Button(label="Start Prep", verb="start_prep", target=session_id),
            Button(label="Snooze", verb="snooze", target=session_id),
            Button(label="Not needed", verb="not_needed", target=session_id),
        ),
        meeting_id=meeting.meeting_id,
        invitations=(invitation,),
        useful_until=meeting.start,
        occurred_at=tracked.preparation.requested_at,
        created_at=now,
    )


def withdrawal_message(tracked: TrackedMeeting, user: User, now: datetime) -> Message:
    return Message(
        message_id=_message_id(tracked, MessageKind.PREP_WITHDRAWN),
        user_id=user.user_id,
        kind=MessageKind.PREP_WITHDRAWN if _is_off(tracked) else MessageKind.MEETING_MOVED,
        title=f"{_withdrawn(tracked)}: {shown_title(tracked.meeting.title)}",
        lines=_withdrawal_lines(tracked, user, now),
        meeting_id=tracked.meeting.meeting_id,
        created_at=now,
    )


def moved_message(tracked: TrackedMeeting, before: datetime, user: User, now: datetime) -> Message:
    """Tells that a meeting whose materials are ready was at ``before``; one message for each time it moves to."""
    meeting = tracked.meeting
    return Message(
        message_id=f"{meeting.meeting_id}-{MessageKind.MEETING_MOVED}-{iso(meeting.start)}",
        user_id=user.user_id,
        kind=MessageKind.MEETING_MOVED,
        title=f"Moved: {shown_title(meeting.title)}, {near(meeting.start, user.timezone, now)}",
        lines=(
            f"It was on {near(before, user.timezone, now)}. Now: {span(meeting.start, meeting.end, user.timezone)}.",
            "Your answers and materials stay with it, and are brought up to date.",
        ),
        actions=(Button(label="View Materials", verb="view_materials", target=meeting.meeting_id),),
        meeting_id=meeting.meeting_id,
        useful_until=meeting.start,
        created_at=now,
    )


def failure_message(tracked: TrackedMeeting, reason: str, now: datetime) -> Message:
    return Message(
        message_id=_message_id(tracked, MessageKind.PREP_FAILED),
        user_id=tracked.meeting.user_id,
        kind=MessageKind.PREP_FAILED,
        title=f"{_wanted_after(tracked)}: {shown_title(tracked.meeting.title)}",
        lines=(reason,),
        actions=(Button(label="Open the meeting", verb="open_meeting", target=tracked.meeting.meeting_id),),
        meeting_id=tracked.meeting.meeting_id,
        created_at=now,
    )


def failure_words(state: str) -> str:
    """Why there are no materials, and what to do, for the person the meeting belongs to."""
    what = FAILURES.get(state, "The preparation stopped half-way.")
    return f"{what} Any answers you gave are kept: open the meeting and prepare it again."


def undelivered_words(state: str) -> str:
    """Says what went wrong after the materials were ready."""
    what = UNDELIVERED.get(state, "Not everything after that worked.")
    return f"Your materials are ready. {what} Open the meeting to read them."


def _message_id(tracked: TrackedMeeting, kind: MessageKind) -> str:
    return f"{tracked.meeting.meeting_id}-r{tracked.preparation.run}-{kind}"


def _people(tracked: TrackedMeeting, newcomers: int) -> str:
    count = tracked.meeting.attendee_count
    if tracked.meeting.attendees_hidden or not count:
        return ""
    people = "1 person" if count == 1 else f"{count} people"
    return f"{people}, {newcomers} new since last time" if newcomers else people


def _why_now(tracked: TrackedMeeting, now: datetime) -> str:
    """A meeting first seen inside its lead time, or prepared by hand, is nearer than its type asks for."""
    hours = tracked.plan.prep_hours
    until_start = tracked.meeting.start - now
    if abs(until_start - timedelta(hours=hours)) <= ABOUT:
        return f"Prepared now because it is {hours} h before."
    if tracked.plan.due_time and abs(tracked.plan.due_time - now) <= ABOUT:
        return f"Prepared now because it is {hours} h before; {tracked.plan.skipped}."
    minutes = max(1, round(until_start.total_seconds() / 60))
    left = f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
    return f"Prepared now: it begins in {left}."


def _wanted_after(tracked: TrackedMeeting) -> str:
    return "Open on the page" if tracked.preparation.status is PrepStatus.READY else "Prepare again"


def _is_off(tracked: TrackedMeeting) -> bool:
    return tracked.meeting.status is MeetingStatus.CANCELLED or tracked.plan.prep_trigger_time is None


def _withdrawn(tracked: TrackedMeeting) -> str:
    if tracked.same_as:
        return "Prepared once"
    if tracked.meeting.status is MeetingStatus.CANCELLED:
        return "Cancelled, nothing to prepare"
    return "Nothing to prepare any more" if tracked.plan.prep_trigger_time is None else "Moved"


def _withdrawal_lines(tracked: TrackedMeeting, user: User, now: datetime) -> tuple[str, ...]:
    meeting, trigger = tracked.meeting, tracked.plan.prep_trigger_time
    if tracked.same_as:
        return ("It is the same meeting in two of your calendars; the other preparation of it goes on.",)
    if meeting.status is MeetingStatus.CANCELLED:
        return ("The meeting was cancelled; nothing more is needed from you.",)
    if trigger is None:
        return (tracked.plan.skip_reason or "The meeting no longer needs preparing.",)
    again = "now" if trigger <= now else f"on {clock(trigger, user.timezone)}"
    moved = f"It is now on {span(meeting.start, meeting.end, user.timezone)}."
    return (moved, f"Your answers are kept; the preparation begins again {again}.")
