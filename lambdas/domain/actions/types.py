"""The actions AMO knows: what each one holds, how risky it is, and how it reads. One class each, found by its name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from lambdas.domain.actions.action import Details, FieldChange, MeetingFacts, Recipient, Risk, registered
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.model import Instant
from lambdas.domain.kernel.plain_text import MAX_TITLE, one_line, shown_title
from lambdas.domain.meetings.companies import is_outside

SHARE_AGENDA = "share_agenda"
REMIND_ATTENDEES = "remind_attendees"
CREATE_TASK = "create_task"
DELETE_MATERIALS = "delete_materials"
LINK_AGENDA = "link_agenda"
PROPOSE_TIME = "propose_time"
DECLINE_MEETING = "decline_meeting"
BLOCK_TIME = "block_time"
POST_AGENDA = "post_agenda"
CALENDAR_TYPES = frozenset({LINK_AGENDA, PROPOSE_TIME, DECLINE_MEETING, BLOCK_TIME})
ALL = frozenset({SHARE_AGENDA, REMIND_ATTENDEES, CREATE_TASK, DELETE_MATERIALS, POST_AGENDA, *CALENDAR_TYPES})


class OfMeeting(Details):
    """An action about one meeting, of no use once it has begun."""

    meeting: MeetingFacts

    @property
    def not_after(self) -> datetime | None:
        return self.meeting.start

    @property
    def meeting_name(self) -> str:
        return (
            f"“{shown_title(self.meeting.title)}” ({span(self.meeting.start, self.meeting.end, self.meeting.timezone)})"
        )


class Mail(OfMeeting):
    """An e-mail to people on the invitation; ``body`` is sent as it stands, line by line."""

    editable: ClassVar[Mapping[str, str]] = {"subject": "Subject", "body": "Text"}
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    companies: tuple[str, ...] = ()
    """The domains of the company; whoever is elsewhere is outside, and without any everybody is."""
    subject: str
    body: tuple[str, ...]

    @property
    def outside(self) -> tuple[Recipient, ...]:
        return tuple(recipient for recipient in self.recipients if is_outside(recipient.email, self.companies))

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """Everybody by address: a name can say anything."""
        people = FieldChange(what="To", after=", ".join(recipient.email for recipient in self.recipients))
        outside = FieldChange(what="Outside the company", after=", ".join(r.email for r in self.outside))
        text = (FieldChange(what="Subject", after=self.subject), FieldChange(what="Text", after="\n".join(self.body)))
        return (people, *((outside,) if self.outside else ()), *text)


@registered(SHARE_AGENDA)
class ShareAgenda(Mail):
    """``plan_key`` and ``plan_digest`` name the plan the text was taken from: one made anew is another agenda."""

    base_risk = Risk.HIGH
    plan_key: str
    plan_digest: str

    @property
    def title(self) -> str:
        return f"E-mail the agenda of {self.meeting_name} to {_people(len(self.recipients))}"


@registered(REMIND_ATTENDEES)
class RemindAttendees(Mail):
    base_risk = Risk.MEDIUM

    @property
    def risk(self) -> Risk:
        return Risk.CRITICAL if self.outside else self.base_risk

    @property
    def title(self) -> str:
        return f"Remind {_people(len(self.recipients))} of {self.meeting_name} by e-mail"


@registered(CREATE_TASK)
class CreateTask(Details):
    """``system`` is empty for AMO's own list, else one of the webhooks of config/autonomy.yaml."""

    base_risk = Risk.MEDIUM
    undo = "The task is dropped from AMO's own list; one created elsewhere stays there."
    editable: ClassVar[Mapping[str, str]] = {"what": "Task", "owner": "Owner", "due": "Due"}
    what: str = Field(min_length=1, max_length=500)
    owner: str = Field(default="", max_length=200)
    due: date | None = None
    meeting_id: str = ""
    series_id: str | None = None
    system: str = ""

    @property
    def title(self) -> str:
        return f"Create the task “{one_line(self.what, MAX_TITLE)}” in {self.system or 'your action items'}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        due = str(self.due) if self.due else "no date"
        return (
            FieldChange(what="Task", after=one_line(self.what, 500)),
            FieldChange(what="Owner", after=one_line(self.owner, 200) or "nobody yet"),
            FieldChange(what="Due", after=due),
        )


@registered(DELETE_MATERIALS)
class DeleteMaterials(OfMeeting):
    """``keys`` are the documents' keys in the bucket, all under the owner's own folder of this meeting."""

    base_risk = Risk.CRITICAL
    keys: tuple[str, ...] = Field(min_length=1)

    @property
    def not_after(self) -> datetime | None:
        return None

    @property
    def title(self) -> str:
        return f"Delete the materials of {self.meeting_name} for good, before their 30 days are over"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return tuple(FieldChange(what="Document", before=key.rpartition("/")[2]) for key in self.keys)


@registered(POST_AGENDA)
class PostAgenda(OfMeeting):
    """Into a chat channel everybody of the team can read."""

    base_risk = Risk.MEDIUM
    editable: ClassVar[Mapping[str, str]] = {"body": "Text"}
    channel: str
    body: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"Post the agenda of {self.meeting_name} to the channel {one_line(self.channel, 80)}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Text", after="\n".join(self.body)),)


class CalendarChange(OfMeeting):
    """Writes into the calendar itself; needs a calendar writer and its own consent."""

    base_risk = Risk.HIGH
    calendar_id: str
    source: str
    external_id: str


@registered(LINK_AGENDA)
class LinkAgenda(CalendarChange):
    undo = "The link is taken out of the description again."
    link: str

    @property
    def title(self) -> str:
        return f"Write the agenda's link into the description of {self.meeting_name}, for everybody invited"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Description, at its end", after=f"Agenda: {self.link}"),)


@registered(PROPOSE_TIME)
class ProposeTime(CalendarChange):
    editable: ClassVar[Mapping[str, str]] = {"start": "Begins", "end": "Ends"}
    start: Instant
    end: Instant

    @property
    def title(self) -> str:
        return f"Propose another time for {self.meeting_name} to its organizer"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        meeting = self.meeting
        before = span(meeting.start, meeting.end, meeting.timezone)
        return (FieldChange(what="Time", before=before, after=span(self.start, self.end, meeting.timezone)),)


@registered(DECLINE_MEETING)
class DeclineMeeting(CalendarChange):
    undo = "The invitation is accepted again; the organizer is told twice."
    editable: ClassVar[Mapping[str, str]] = {"reason": "Reason"}
    response: str = "needs_action"
    reason: str = Field(default="", max_length=500)

    @property
    def title(self) -> str:
        return f"Decline {self.meeting_name}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        answer = FieldChange(what="Your answer", before=self.response.replace("_", " "), after="declined")
        return (answer, *((FieldChange(what="Reason", after=one_line(self.reason, 500)),) if self.reason else ()))


@registered(BLOCK_TIME)
class BlockTime(CalendarChange):
    undo = "The entry is removed from the calendar."
    editable: ClassVar[Mapping[str, str]] = {"start": "Begins", "end": "Ends"}
    start: Instant
    end: Instant

    @property
    def title(self) -> str:
        return f"Block time in your calendar to prepare {self.meeting_name}"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (
            FieldChange(what="New entry", after=f"Preparation, {span(self.start, self.end, self.meeting.timezone)}"),
        )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
