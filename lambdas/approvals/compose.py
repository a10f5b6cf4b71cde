"""Turns a request into a typed action: whoever asks names the meeting and little else, the rest is looked up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import Field, JsonValue, ValidationError

from lambdas.domain.accounts.user import User
from lambdas.domain.actions import types
from lambdas.domain.actions.action import Details, Unknown
from lambdas.domain.actions.recipients import facts_of, recipients_of
from lambdas.domain.agenda.mail import agenda_body, agenda_subject, reminder_body, reminder_subject
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.companies import companies_of
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, TrackedMeeting
from lambdas.errors import Refused
from lambdas.store.documents import Documents
from lambdas.store.meetings import Meetings


class MeetingRequest(Model):
    """No recipients, no text: nobody who asks may choose them (fault 112)."""

    meeting_id: str = Field(max_length=100)


class TaskRequest(Model):
    what: str = Field(min_length=1, max_length=500)
    owner: str = Field(default="", max_length=200)
    due: date | None = None
    meeting_id: str = Field(default="", max_length=100)
    system: str = Field(default="", max_length=60)


class ChannelRequest(MeetingRequest):
    channel: str = Field(min_length=1, max_length=80)


class TimeRequest(MeetingRequest):
    start: Instant
    end: Instant


class ReasonRequest(MeetingRequest):
    reason: str = Field(default="", max_length=500)


@dataclass(frozen=True, slots=True)
class ActionComposer:
    """``page``: the public address, for links to a meeting's page. ``company_domains`` are the configured ones."""

    meetings: Meetings
    plans: Documents
    page: str = ""
    company_domains: tuple[str, ...] = ()


def compose(on: ActionComposer, user: User, action_type: str, parameters: Mapping[str, JsonValue]) -> Details:
    """Raises Refused when it cannot be asked for like this, NotFound for somebody else's meeting."""
    composer = _COMPOSERS.get(action_type)
    if composer is None:
        return Unknown(action_type=action_type, facts=dict(parameters))
    try:
        return composer(on, user, parameters)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or action_type
        raise Refused(f"{action_type} cannot be asked for like this: {where}: {first['msg']}.") from error


def _share_agenda(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    tracked = _tracked(on, user, MeetingRequest.model_validate(parameters).meeting_id)
    manifest = _materials(tracked)
    text = on.plans.get(manifest.plan_key).decode()
    plan = MaterialsPlan.model_validate_json(text)
    return types.ShareAgenda(
        **_mail(on, tracked.meeting, user),
        subject=agenda_subject(tracked.meeting),
        body=agenda_body(plan, tracked.meeting, user),
        plan_key=manifest.plan_key,
        plan_digest=digest(text),
    )


def _remind_attendees(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    meeting = _tracked(on, user, MeetingRequest.model_validate(parameters).meeting_id).meeting
    return types.RemindAttendees(
        **_mail(on, meeting, user), subject=reminder_subject(meeting), body=reminder_body(meeting, user)
    )


def _create_task(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    asked = TaskRequest.model_validate(parameters)
    series = _tracked(on, user, asked.meeting_id).meeting.series_id if asked.meeting_id else None
    return types.CreateTask(**asked.model_dump(), series_id=series)


def _delete_materials(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    tracked = _tracked(on, user, MeetingRequest.model_validate(parameters).meeting_id)
    made = _materials(tracked)
    keys = (made.agenda_key, made.questions_key, made.notes_key, made.plan_key)
    return types.DeleteMaterials(meeting=facts_of(tracked.meeting), keys=keys)


def _post_agenda(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    asked = ChannelRequest.model_validate(parameters)
    tracked = _tracked(on, user, asked.meeting_id)
    plan = MaterialsPlan.model_validate_json(on.plans.get(_materials(tracked).plan_key))
    body = agenda_body(plan, tracked.meeting, user)
    return types.PostAgenda(meeting=facts_of(tracked.meeting), channel=asked.channel, body=body)


def _link_agenda(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    meeting = _tracked(on, user, MeetingRequest.model_validate(parameters).meeting_id).meeting
    return types.LinkAgenda(**_entry(meeting), link=f"{on.page}/meetings/{meeting.meeting_id}")


def _propose_time(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    asked = TimeRequest.model_validate(parameters)
    return types.ProposeTime(**_entry(_tracked(on, user, asked.meeting_id).meeting), start=asked.start, end=asked.end)


def _block_time(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    asked = TimeRequest.model_validate(parameters)
    return types.BlockTime(**_entry(_tracked(on, user, asked.meeting_id).meeting), start=asked.start, end=asked.end)


def _decline_meeting(on: ActionComposer, user: User, parameters: Mapping[str, Any]) -> Details:
    asked = ReasonRequest.model_validate(parameters)
    meeting = _tracked(on, user, asked.meeting_id).meeting
    return types.DeclineMeeting(**_entry(meeting), response=meeting.owner_response.value, reason=asked.reason)


_COMPOSERS: Mapping[str, Callable[[ActionComposer, User, Mapping[str, Any]], Details]] = {
    types.SHARE_AGENDA: _share_agenda,
    types.REMIND_ATTENDEES: _remind_attendees,
    types.CREATE_TASK: _create_task,
    types.DELETE_MATERIALS: _delete_materials,
    types.POST_AGENDA: _post_agenda,
    types.LINK_AGENDA: _link_agenda,
    types.PROPOSE_TIME: _propose_time,
    types.DECLINE_MEETING: _decline_meeting,
    types.BLOCK_TIME: _block_time,
}


def _tracked(on: ActionComposer, user: User, meeting_id: str) -> TrackedMeeting:
    return on.meetings.get(user.user_id, meeting_id)


def _materials(tracked: TrackedMeeting) -> MaterialsManifest:
    if tracked.preparation.materials is None:
        raise Refused("This meeting has no materials yet; ./amo prep makes them.")
    return tracked.preparation.materials


def _mail(on: ActionComposer, meeting: Meeting, user: User) -> dict[str, Any]:
    recipients = recipients_of(meeting, user)
    if meeting.attendees_hidden:
        raise Refused("The calendar hides who is invited, so nobody can be written to.")
    if not user.email:
        raise Refused("AMO does not know your own address, so it cannot tell you from the attendees.")
    if not recipients:
        raise Refused("Nobody else is invited with an address.")
    return {
        "meeting": facts_of(meeting),
        "recipients": recipients,
        "companies": companies_of(user.email, on.company_domains),
    }


def _entry(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": facts_of(meeting),
        "calendar_id": meeting.calendar_id,
        "source": meeting.source.value,
        "external_id": meeting.external_id,
    }
