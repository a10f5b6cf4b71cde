"""A person's coming meetings in a few words: how many there are, how far each is prepared, which need them. Pure."""

from collections.abc import Iterable
from datetime import datetime

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import near
from lambdas.domain.meetings.meeting import EventKind, MeetingStatus, Response
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import is_left_out

NEEDING = frozenset({PrepStatus.WAITING, PrepStatus.FAILED})
STATES = {
    PrepStatus.NONE: "not prepared",
    PrepStatus.GATHERING: "being prepared",
    PrepStatus.WAITING: "waits for your answers",
    PrepStatus.GENERATING: "your materials are being written",
    PrepStatus.READY: "ready",
    PrepStatus.FAILED: "preparation stopped, needs you",
    PrepStatus.WITHDRAWN: "not prepared",
}


def state_words(tracked: TrackedMeeting, timezone: str, now: datetime) -> str:
    """``ready``, ``waits for your answers``, ``AMO asks you Sat 15:00 CET``."""
    trigger = tracked.plan.prep_trigger_time
    if tracked.meeting.status is MeetingStatus.CANCELLED:
        return "cancelled"
    if tracked.prep_status is not PrepStatus.SCHEDULED or trigger is None:
        return STATES.get(tracked.prep_status, "not prepared")
    return "about to be prepared" if trigger <= now else f"AMO asks you {near(trigger, timezone, now)}"


def is_with_others(tracked: TrackedMeeting) -> bool:
    """Returns whether the person meets somebody there: what is prepared, and what is not but has guests."""
    meeting = tracked.meeting
    if meeting.status is MeetingStatus.CANCELLED or meeting.owner_response is Response.DECLINED:
        return False
    has_guests = meeting.attendees_hidden or meeting.attendee_count > 1
    return not is_left_out(tracked) or (has_guests and meeting.event_kind is EventKind.MEETING and not meeting.all_day)


def tally(meetings: Iterable[TrackedMeeting]) -> str:
    """``5 meetings, 2 need you``."""
    there = [tracked for tracked in meetings if is_with_others(tracked)]
    needing = sum(tracked.prep_status in NEEDING for tracked in there)
    need = f", {needing} {'needs' if needing == 1 else 'need'} you" if needing else ""
    return f"{counted(len(there), 'meeting')}{need}" if there else "no meetings"
