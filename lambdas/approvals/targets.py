"""Whether an action's target is still what it was when it was proposed; asked before proposing and before doing."""

from collections.abc import Collection
from dataclasses import dataclass

from lambdas.calendars.write import NOT_ALLOWED, WRITABLE, WriteConsents
from lambdas.domain.actions import types
from lambdas.domain.actions.action import Action, Unknown
from lambdas.domain.actions.recipients import recipients_of, why_other
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound
from lambdas.slack.rooms import SlackRooms
from lambdas.store.documents import Documents
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

READ_ONLY = (
    "This calendar is an .ics file or feed, which can be read but not written to. "
    "Writing needs a Google or Microsoft calendar, connected under Settings."
)


@dataclass(frozen=True, slots=True)
class Targets:
    """``task_systems`` are the names that may be given; ``consents`` the calendars AMO may write into."""

    meetings: Meetings
    users: Users
    plans: Documents
    task_systems: Collection[str]
    consents: WriteConsents
    rooms: SlackRooms

    def blocking_reason(self, action: Action) -> str:
        """In plain words; empty when nothing stands in the way. An unknown type is a person's matter, not ours."""
        try:
            return self._blocking_reason(action)
        except NotFound:
            return "The meeting is no longer there."

    def _blocking_reason(self, action: Action) -> str:
        match action.details:
            case types.Mail() as mail:
                return self._of_mail(mail, action.on_behalf_of)
            case types.CreateTask(system=system):
                known = not system or system in self.task_systems
                return "" if known else f"There is no task system called {system} in config/autonomy.yaml."
            case types.DeleteMaterials() as deletion:
                return self._of_deletion(deletion, action.on_behalf_of)
            case types.CalendarChange() as change:
                return self._of_calendar(change, action.on_behalf_of)
            case types.PostAgenda() as post:
                return self._of_post(post, action.on_behalf_of)
            case Unknown() if action.action_type in types.ALL:
                return "This action does not hold what its type needs."
        return ""

    def _of_mail(self, mail: types.Mail, user_id: str) -> str:
        meeting = self._meeting(user_id, mail)
        if reason := why_other(mail.meeting, meeting):
            return reason
        invited = {recipient.email for recipient in recipients_of(meeting, self.users.get(user_id))}
        if not {recipient.email for recipient in mail.recipients} <= invited:
            return "Somebody it was to go to is no longer invited."
        return self._of_agenda(mail, user_id) if isinstance(mail, types.ShareAgenda) else ""

    def _of_agenda(self, mail: types.ShareAgenda, user_id: str) -> str:
        if not mail.plan_key.startswith(f"{user_id}/{mail.meeting.meeting_id}/"):
            return "The agenda belongs to another meeting."
        try:
            text = self.plans.get(mail.plan_key).decode()
        except NotFound:
            return "The agenda has been deleted."
        tracked = self.meetings.get(user_id, mail.meeting.meeting_id)
        made = tracked.preparation.materials
        is_current = made is not None and made.plan_key == mail.plan_key and digest(text) == mail.plan_digest
        return "" if is_current else "The agenda has been made anew since this was proposed."

    def _of_post(self, post: types.PostAgenda, user_id: str) -> str:
        return self.rooms.blocking_reason(user_id) or why_other(post.meeting, self._meeting(user_id, post))

    def _of_deletion(self, deletion: types.DeleteMaterials, user_id: str) -> str:
        folder = f"{user_id}/{deletion.meeting.meeting_id}/"
        if not all(key.startswith(folder) for key in deletion.keys):
            return "One of the documents belongs to another meeting."
        self._meeting(user_id, deletion)
        return ""

    def _of_calendar(self, change: types.CalendarChange, user_id: str) -> str:
        if Source(change.source) not in WRITABLE:
            return READ_ONLY
        if not self.consents.may_write(user_id, change.calendar_id):
            return NOT_ALLOWED
        return why_other(change.meeting, self._meeting(user_id, change))

    def _meeting(self, user_id: str, details: types.OfMeeting) -> Meeting:
        return self.meetings.get(user_id, details.meeting.meeting_id).meeting
