"""Sends the evening brief on tomorrow at the hour each person wants it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.daily_brief.messages import brief_message
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.pending_action import Reviewer
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.calendar_days import day_bounds
from lambdas.errors import Retryable
from lambdas.notifications.notifier import Notifier
from lambdas.store.meetings import Meetings
from lambdas.store.pending_actions import PendingActions
from lambdas.store.users import Users

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DailyBriefs:
    users: Users
    meetings: Meetings
    actions: PendingActions
    notifier: Notifier

    def send_due(self, now: datetime) -> int:
        """Returns how many were sent. Sending again within the hour tells nobody twice.

        One that cannot be made keeps nobody else from theirs. Raises Retryable at the end where there was one.
        """
        sent = failed = 0
        for user in self.users.active():
            try:
                sent += self.send(user, now)
            except Exception as error:  # whatever it was, the others are told
                log.error("the brief of user %s failed: %s", user.user_id, type(error).__name__)
                failed += 1
        if failed:
            raise Retryable(f"{failed} briefs could not be made; they are tried again.")
        return sent

    def send(self, user: User, now: datetime) -> bool:
        """False when it is not their hour, or there is nothing to tell.

        One that no channel takes is not tried again: it is of use this evening, and the page has it all.
        """
        local = now.astimezone(zone(user.timezone))
        if not user.active or local.hour != user.brief_hour:
            return False
        begins, ends = day_bounds(local.date() + timedelta(days=1), zone(user.timezone))
        reviewer = Reviewer(user_id=user.user_id, team_id=user.team, role=user.role)
        tomorrow = tuple(self.meetings.between(user.user_id, begins, ends))
        message = brief_message(user, tomorrow, self.actions.waiting_for(reviewer, now), now)
        return message is not None and self.notifier.send(user, message, now).delivered
