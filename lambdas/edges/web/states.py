"""The meaning of each state of a preparation to its user, in a word and a colour."""

from datetime import datetime
from enum import StrEnum

from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.snooze import is_asleep
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import is_handed_over
from lambdas.edges.web.words import day_and_time


class Tone(StrEnum):
    """The stylesheet's colours of a state."""

    QUIET = "quiet"
    PLANNED = "planned"
    MOVING = "moving"
    ASKING = "asking"
    READY = "ready"
    FAILED = "failed"


class State(Model):
    tone: Tone
    label: str
    detail: str = ""


MOVING = {
    PrepStatus.GATHERING: State(tone=Tone.MOVING, label="Looking things up"),
    PrepStatus.GENERATING: State(tone=Tone.MOVING, label="Writing the materials"),
}


def is_moving(tracked: TrackedMeeting, session: Conversation | None) -> bool:
    """Returns whether looking again in a moment shows something new."""
    return tracked.prep_status in MOVING or is_handed_over(tracked, session)


def state_of(tracked: TrackedMeeting, session: Conversation | None, timezone: str, now: datetime) -> State:
    if tracked.meeting.status is MeetingStatus.CANCELLED:
        return State(tone=Tone.QUIET, label="Cancelled")
    status = PrepStatus.GENERATING if is_handed_over(tracked, session) else tracked.prep_status
    if status in MOVING:
        return MOVING[status]
    match status:
        case PrepStatus.WAITING:
            return _waiting(session, timezone, now)
        case PrepStatus.READY:
            return State(tone=Tone.READY, label="Ready")
        case PrepStatus.FAILED:
            return State(tone=Tone.FAILED, label="Needs you", detail=tracked.preparation.failure)
        case PrepStatus.WITHDRAWN:
            return _withdrawn(tracked.preparation)
    return _planned(tracked, timezone, now)


def _withdrawn(preparation: Preparation) -> State:
    if preparation.erased:
        return State(tone=Tone.QUIET, label="Forgotten", detail="you asked for it")
    said = "you said so" if preparation.declined_at else "it was withdrawn"
    return State(tone=Tone.QUIET, label="Not prepared", detail=said)


def _waiting(session: Conversation | None, timezone: str, now: datetime) -> State:
    if session is None:
        return State(tone=Tone.ASKING, label="Questions for you")
    if is_asleep(session, now) and session.nudge_at:
        again = day_and_time(session.nudge_at, timezone, now)
        return State(tone=Tone.PLANNED, label="Snoozed", detail=f"asks again {again}")
    until = f"until {day_and_time(session.deadline, timezone, now)}"
    return State(tone=Tone.ASKING, label=f"{counted(session.open_questions, 'question')} left", detail=until)


def _planned(tracked: TrackedMeeting, timezone: str, now: datetime) -> State:
    trigger = tracked.plan.prep_trigger_time
    if trigger is None or tracked.meeting.end <= now:
        reason = (tracked.plan.skip_reason or "").rstrip(".")
        return State(tone=Tone.QUIET, label="Not prepared", detail=reason)
    if trigger <= now:
        return State(tone=Tone.MOVING, label="About to begin")
    return State(tone=Tone.PLANNED, label="Prep begins", detail=day_and_time(trigger, timezone, now))
