"""Sends the evening brief: tomorrow's meetings, what is to be decided, and what the person promised and is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.daily_brief.messages import MAX_DECISIONS, MAX_DUE, EveningFacts, Owed, brief_message
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.action_items.due_items import due_items
from lambdas.domain.actions.pending_action import PendingAction, reviewer_of
from lambdas.domain.actions.words import YOU, Names
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import NotFound
from lambdas.notifications.notifier import Notifier
from lambdas.store.action_items import ActionItems
from lambdas.store.meetings import Meetings
from lambdas.store.pending_actions import PendingActions
from lambdas.store.users import Users


@dataclass(frozen=True, slots=True)
class DailyBriefs:
    users: Users
    meetings: Meetings
    actions: PendingActions
    items: ActionItems
    notifier: Notifier

    def send(self, user: User, tomorrow: Sequence[TrackedMeeting], now: datetime) -> bool:
        """False when there is nothing to tell.

        One that no channel takes is not tried again: it is of use this evening, and the page has it all.
        """
        due, to_decide = self._due(user, now), self.actions.waiting_for(reviewer_of(user), now)
        facts = EveningFacts(
            tomorrow=tomorrow,
            to_decide=to_decide,
            names=self._names(user, to_decide[:MAX_DECISIONS]),
            owed=[self._owed(user, item) for item in due[:MAX_DUE]],
            owed_count=len(due),
        )
        message = brief_message(user, facts, now)
        return message is not None and self.notifier.send(user, message, now).delivered

    def _names(self, user: User, actions: Sequence[PendingAction]) -> Names:
        owners = {action.on_behalf_of for action in actions} - {user.user_id}
        found = (self.users.find(owner) for owner in sorted(owners))
        return {user.user_id: YOU} | {owner.user_id: owner.shown_name for owner in found if owner}

    def _due(self, user: User, now: datetime) -> list[ActionItem]:
        """Of their own list, and of those of others who sent them word of it."""
        today = day_of(now, zone(user.timezone))
        return due_items(user, [*self.items.open_of(user.user_id), *self.items.owed_to_others(user)], today)

    def _owed(self, user: User, item: ActionItem) -> Owed:
        """Another one's meeting keeps the title they gave it to themselves."""
        if item.user_id != user.user_id:
            owed_to = self.users.find(item.user_id)
            return Owed(item, owed_to=owed_to.shown_name if owed_to else "")
        return Owed(item, origin=self._title(item))

    def _title(self, item: ActionItem) -> str:
        if not item.meeting_id:
            return ""
        try:
            return self.meetings.get(item.user_id, item.meeting_id).meeting.title
        except NotFound:
            return ""
