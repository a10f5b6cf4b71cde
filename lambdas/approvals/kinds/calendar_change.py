"""The base of the actions that change the calendar itself, over the writer of the meeting's calendar."""

from datetime import datetime
from typing import Any, TypeVar

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups
from lambdas.calendars.write import NOT_ALLOWED, OWN_MEETING, WRITABLE, CalendarWriter
from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.actions.recipients import facts_of, why_other
from lambdas.domain.kernel.model import Instant
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner, owner_of
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import Refused

READ_ONLY = (
    "This calendar is an .ics file or feed, which can be read but not written to. "
    "Writing needs a Google or Microsoft calendar, connected under Settings."
)
NO_ADDRESS = "AMO does not know your own address, so it cannot tell whether you organize this meeting."
NOT_INVITED = "You are not among those invited, so there is nothing to answer."
BACKWARDS = "It has to end after it begins."
ChangeT = TypeVar("ChangeT", bound=CalendarChange)


class CalendarChangeKind(ActionKind[ChangeT]):
    def blocking_reason(self, lookups: Lookups, details: ChangeT, user_id: str) -> str:
        if Source(details.source) not in WRITABLE:
            return READ_ONLY
        if not lookups.consents.may_write(user_id, details.calendar_id):
            return NOT_ALLOWED
        meeting = lookups.meeting_of(details, user_id)
        return why_other(details.meeting, meeting) or self.reason_of(lookups, details, meeting)

    def reason_of(self, lookups: Lookups, details: ChangeT, meeting: Meeting) -> str:
        """Returns why this kind of change cannot be made to this meeting; empty when it can."""
        return ""

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return self.writer(effects, action).is_written(action.on_behalf_of, self.read(action), action.action_id)

    def undo(self, effects: Effects, action: Action, now: datetime) -> str:
        return self.writer(effects, action).take_back(action.on_behalf_of, self.read(action), action.action_id)

    def writer(self, effects: Effects, action: Action) -> CalendarWriter:
        """Raises Refused for a calendar that cannot be written to."""
        writer = effects.writers.get(Source(self.read(action).source))
        if writer is None:
            raise Refused("This calendar cannot be written to.")
        return writer


def entry_of(meeting: Meeting) -> dict[str, Any]:
    """Returns the fields of ``CalendarChange``: which entry of which calendar."""
    return {
        "meeting": facts_of(meeting),
        "calendar_id": meeting.calendar_id,
        "source": meeting.source.value,
        "external_id": meeting.external_id,
    }


def answer_blocking_reason(lookups: Lookups, meeting: Meeting) -> str:
    """Returns why the owner of the calendar cannot answer this invitation; empty when they can."""
    owner = calendar_owner(lookups, meeting)
    if not owner.known:
        return NO_ADDRESS
    if owner.organizes(meeting) or not meeting.invited:
        return OWN_MEETING
    may_be_hidden = meeting.attendees_hidden or any(attendee.is_group for attendee in meeting.attendees)
    # Google marks its owner's own line, Microsoft does not: there they may be listed by an alias nobody told AMO of.
    if may_be_hidden or meeting.source is not Source.GOOGLE:
        return ""
    return "" if any(owner.goes_by(attendee.email) for attendee in meeting.attendees) else NOT_INVITED


def calendar_owner(lookups: Lookups, meeting: Meeting) -> CalendarOwner:
    """Returns whose calendar the meeting stands in, by every address that is known of them."""
    return owner_in(lookups.accounts.get(meeting.user_id), meeting.calendar_id)


def owner_in(account: UserAccount, calendar_id: str) -> CalendarOwner:
    read = [connection for connection in account.connections if connection.calendar_id == calendar_id]
    if not read:
        return CalendarOwner(name=account.user.name, email=account.user.email.strip().lower())
    owner = owner_of(account.user, account.connections, read[0])
    if owner.is_theirs:
        return owner
    return CalendarOwner(email=read[0].shared_by.strip().lower(), is_theirs=False)


def times_blocking_reason(start: Instant, end: Instant) -> str:
    return BACKWARDS if end <= start else ""
