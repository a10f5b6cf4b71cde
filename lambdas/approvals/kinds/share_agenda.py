"""E-mails the agenda to everybody invited."""

from collections.abc import Mapping
from typing import Any

from lambdas.approvals.kinds.base import Lookups, MeetingRequest, materials_of
from lambdas.approvals.kinds.mail import MailKind
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.agenda.mail import agenda_body, agenda_subject
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound


class ShareAgendaKind(MailKind[ShareAgenda]):
    details = ShareAgenda

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> ShareAgenda:
        tracked = lookups.tracked(user, MeetingRequest.model_validate(parameters).meeting_id)
        manifest = materials_of(tracked)
        text = lookups.documents.get(manifest.plan_key).decode()
        plan = MaterialsPlan.model_validate_json(text)
        return ShareAgenda(
            **self.envelope(lookups, tracked.meeting, user),
            subject=agenda_subject(tracked.meeting),
            body=agenda_body(plan, tracked.meeting, user),
            plan_key=manifest.plan_key,
            plan_digest=digest(text),
        )

    def blocking_reason(self, lookups: Lookups, details: ShareAgenda, user_id: str) -> str:
        return super().blocking_reason(lookups, details, user_id) or _agenda_reason(lookups, details, user_id)


def _agenda_reason(lookups: Lookups, details: ShareAgenda, user_id: str) -> str:
    if not details.plan_key.startswith(f"{user_id}/{details.meeting.meeting_id}/"):
        return "The agenda belongs to another meeting."
    try:
        text = lookups.documents.get(details.plan_key).decode()
    except NotFound:
        return "The agenda has been deleted."
    tracked = lookups.meetings.get(user_id, details.meeting.meeting_id)
    made = tracked.preparation.materials
    is_same = made is not None and made.plan_key == details.plan_key and digest(text) == details.plan_digest
    if is_same or (made and _reads_the_same(lookups, details, made.plan_key, tracked.meeting, user_id)):
        return ""
    return "The agenda has been made anew since this was proposed."


def _reads_the_same(lookups: Lookups, details: ShareAgenda, plan_key: str, meeting: Meeting, user_id: str) -> bool:
    """Returns whether materials that were refreshed since say the same to the others."""
    if plan_key == details.plan_key:
        return False
    plan = MaterialsPlan.model_validate_json(lookups.documents.get(plan_key))
    return agenda_body(plan, meeting, lookups.users.get(user_id)) == details.body
