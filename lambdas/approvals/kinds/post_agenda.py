"""Posts the agenda into a chat channel. AMO reads no channel, so afterwards nobody can tell: no proof."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups, MeetingRequest, materials_of
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.post_agenda import PostAgenda
from lambdas.domain.actions.recipients import facts_of, why_other
from lambdas.domain.agenda.mail import agenda_body
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.notifications.slack import NOT_LINKED

CHANNEL = r"^#?[\w.-]{1,80}$"
"""A channel's name or its id; what AMO was not invited to Slack alone can tell, once it is posted."""
NOT_CONNECTED = "Your Slack workspace is not connected (any more); whoever runs AMO can do that."


class ChannelRequest(MeetingRequest):
    channel: str = Field(min_length=1, max_length=80, pattern=CHANNEL)


class PostAgendaKind(ActionKind[PostAgenda]):
    details = PostAgenda

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> PostAgenda:
        asked = ChannelRequest.model_validate(parameters)
        tracked = lookups.tracked(user, asked.meeting_id)
        plan = MaterialsPlan.model_validate_json(lookups.documents.get(materials_of(tracked).plan_key))
        body = agenda_body(plan, tracked.meeting, user)
        return PostAgenda(meeting=facts_of(tracked.meeting), channel=asked.channel, body=body)

    def blocking_reason(self, lookups: Lookups, details: PostAgenda, user_id: str) -> str:
        link = lookups.slack_accounts.link_of(user_id)
        if link is None:
            return NOT_LINKED
        if lookups.slack_accounts.workspace(link.team_id) is None:
            return NOT_CONNECTED
        return why_other(details.meeting, lookups.meeting_of(details, user_id))

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        details = self.read(action)
        title = f"Agenda: {shown_title(details.meeting.title)}"
        return effects.rooms.post(action.on_behalf_of, details.channel, title, details.body, action.action_id)

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return None
