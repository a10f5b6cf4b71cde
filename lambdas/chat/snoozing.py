"""The user puts the conversation off: its notices go, and one nudge comes when they asked for it."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.messages import MessageKind
from lambdas.domain.sessions import Session, SessionStatus
from lambdas.domain.snoozing import Snooze, snoozed_until
from lambdas.domain.timers import nudge_timer
from lambdas.errors import Conflict, Refused
from lambdas.scheduling import Schedules
from lambdas.store.notices import Notices
from lambdas.store.sessions import Sessions

INVITATIONS = frozenset({MessageKind.PREP_STARTED, MessageKind.NUDGE})


@dataclass(frozen=True, slots=True)
class Snoozing:
    """``timers_arn`` is the queue the conversation's timers fire into."""

    sessions: Sessions
    notices: Notices
    schedules: Schedules
    timers_arn: str


def snooze(on: Snoozing, user_id: str, session_id: str, choice: Snooze, timezone: str, now: datetime) -> Session:
    """The deadline stays where it is. The timer is set before the record: set twice it only moves.

    Raises NotFound for somebody else's session, Conflict for a closed one, Refused when too little time is left.
    """
    session = on.sessions.get(user_id, session_id, now)
    if session.status is not SessionStatus.OPEN:
        raise Conflict("This conversation is over: look at the meeting again.")
    until = snoozed_until(choice, session.deadline, timezone, now)
    if until is None:
        raise Refused("There is too little time left to ask again later; answer now, or leave it to the records.")
    body = {"session_id": session_id, "timer": "nudge"}
    on.schedules.send_at(nudge_timer(session_id), until, on.timers_arn, body)
    snoozed = on.sessions.snooze(session_id, until, now)
    for notice in on.notices.for_user(user_id, now):
        if notice.meeting_id == session.meeting_id and notice.kind in INVITATIONS:
            on.notices.dismiss(user_id, notice.message_id, now)
    return snoozed
