"""Reminds the one who promised something of it, by e-mail: whoever was invited to the meeting it was promised in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Effects, Lookups
from lambdas.approvals.kinds.mail import MailKind
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.base import Recipient
from lambdas.domain.actions.kinds.remind_owner import RemindOwner
from lambdas.domain.actions.recipients import invited_recipients
from lambdas.domain.agenda.mail import item_reminder_body, item_reminder_subject
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound, Refused

GONE = "The action item is no longer there."
CLOSED = "The action item is closed."
CHANGED = "The action item has changed since this was proposed."
ONCE_A_DAY = "Its owner was reminded today already, or it is closed."


class OwnerRequest(Model):
    """Nobody who asks chooses whom it reaches: the item does."""

    item_id: str = Field(min_length=1, max_length=100)


class RemindOwnerKind(MailKind[RemindOwner]):
    details = RemindOwner

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> RemindOwner:
        item = lookups.items.get(user.user_id, OwnerRequest.model_validate(parameters).item_id)
        if not item.meeting_id:
            raise Refused("This action item is of no meeting, so nobody is invited who could be reminded.")
        if not item.owner_email:
            raise Refused("Nobody who was invited owns this action item: say who does it first.")
        meeting = lookups.tracked(user, item.meeting_id).meeting
        mail = self.envelope(lookups, meeting, user)
        owner = [one for one in mail["recipients"] if one.email == item.owner_email.casefold()]
        if not owner:
            raise Refused("Whoever owns this action item is not on the invitation, so AMO does not write to them.")
        return RemindOwner(
            **mail | {"recipients": tuple(owner)},
            subject=item_reminder_subject(item.what),
            body=item_reminder_body(item.what, item.due, meeting, user),
            item_id=item.item_id,
            what=item.what,
            due=item.due,
            timezone=user.timezone,
        )

    def blocking_reason(self, lookups: Lookups, details: RemindOwner, user_id: str) -> str:
        try:
            item = lookups.items.get(user_id, details.item_id)
        except NotFound:
            return GONE
        return _item_reason(item, details) or super().blocking_reason(lookups, details, user_id)

    def reachable(self, meeting: Meeting, user: User) -> tuple[Recipient, ...]:
        """As for other mails, and whoever declined: they may have promised something all the same."""
        return invited_recipients(meeting, user)

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        """Claimed for the day before it is sent: of two at once one goes out, tried again it is the same one."""
        details = self.read(action)
        day = now.astimezone(zone(details.timezone)).date()
        if not effects.items.note_reminded(action.on_behalf_of, details.item_id, day, action.action_id):
            raise Refused(ONCE_A_DAY)
        return super().execute(effects, action, now)


def _item_reason(item: ActionItem, details: RemindOwner) -> str:
    if item.status is not ActionItemStatus.OPEN:
        return CLOSED
    is_same = (item.what, item.due, item.owner_email.casefold()) == (
        details.what,
        details.due,
        details.recipients[0].email,
    )
    return "" if is_same else CHANGED
