"""AMO proposes by itself where it helps: what domain/actions/suggestions.py finds, as its owner chose, a few a day."""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from lambdas.approvals.kinds.calendar_change import owner_in
from lambdas.approvals.kinds.mail import mail_blocking_reason
from lambdas.approvals.propose import Proposal, Proposals
from lambdas.approvals.share_each_agenda import RULED_OUT
from lambdas.aws.side_by_side import AT_ONCE, side_by_side
from lambdas.calendars.write import WRITABLE
from lambdas.domain.accounts.user import User, UserAccount
from lambdas.domain.actions.action import action_id_for
from lambdas.domain.actions.autonomy import Handling
from lambdas.domain.actions.suggestions import AHEAD, REMIND, SUGGESTED, ActionSuggestion, Calendar, suggestions
from lambdas.domain.actions.types import label_of
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.preparation.working_time import working_time
from lambdas.errors import AmoError, Refused, Retryable
from lambdas.store.absences import Absences

log = logging.getLogger(__name__)

AGENT = "agent:suggestions"
MAX_A_DAY = 3
MAX_QUOTED = 40
NO_CALENDAR = "You have let AMO write into no calendar; under Calendars, on the page Autonomy, you can."
HOURS_IN = (1, 5)
"""Hours after a person begins to work at which AMO looks: in the morning, and after noon."""
NINE = time(9)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``at_once`` people are looked at side by side: each waits for a few reads, one after the other."""

    proposals: Proposals
    absences: Absences
    at_once: int = AT_ONCE

    def choose(self, user_id: str, wanted: Collection[str]) -> User:
        """Sets what AMO proposes by itself. Raises Refused for a type there is not, or one that could do nothing."""
        lookups = self.proposals.lookups
        account = lookups.accounts.get(user_id)
        if unknown := set(wanted) - set(SUGGESTED):
            name = one_line(min(unknown), MAX_QUOTED)
            raise Refused(f"AMO does not propose {name} by itself; it can propose {', '.join(SUGGESTED)}.")
        for action_type in sorted(set(wanted) - account.user.proposes):
            if reason := self.blocking_reason(account, action_type):
                raise Refused(f"{label_of(action_type)}: {reason}")
        return lookups.users.patch(user_id, {"proposes": sorted(wanted)})

    def blocking_reason(self, account: UserAccount, action_type: str) -> str:
        """Returns why AMO cannot propose anything of this type to this person; empty when it can."""
        lookups, user = self.proposals.lookups, account.user
        if self.proposals.alerts.policies.of(user).rule_for(action_type).handling is Handling.REFUSE:
            return RULED_OUT.format(label_of(action_type))
        if action_type == REMIND:
            return mail_blocking_reason(lookups.sends_mail, user)
        writable = (one.calendar_id for one in account.connections if one.source in WRITABLE)
        return "" if any(lookups.consents.may_write(user.user_id, name) for name in writable) else NO_CALENDAR

    def suggest_to_all(self, users: Iterable[User], now: datetime) -> int:
        """Returns how many were proposed now. Doing it again within the hour proposes nothing twice.

        Whatever goes wrong with one person stops nobody else's. Raises Retryable at the end where it was a defect.
        """
        due = (user for user in users if _is_due(user, now))
        # one after the other, 100,000 would outlast the function
        proposed = side_by_side(partial(self._suggest_calmly, now=now), due, self.at_once)
        if failed := proposed.count(None):
            raise Retryable(f"For {failed} people nothing could be proposed; they are tried again.")
        return sum(filter(None, proposed))

    def _suggest_calmly(self, user: User, now: datetime) -> int | None:
        try:
            return self.suggest(user, now)
        except AmoError as error:
            log.warning("nothing could be proposed to user %s: %s", user.user_id, type(error).__name__)
            return 0
        except Exception as error:  # whatever it was, the others are looked at
            log.error("proposing to user %s failed: %s", user.user_id, type(error).__name__)
            return None

    def suggest(self, user: User, now: datetime) -> int:
        """Returns how many it proposed now: none outside its hours, and never more than a few a day."""
        if not _is_due(user, now):
            return 0
        account = self._account(user.user_id)
        wanted = {kind for kind in user.proposes & set(SUGGESTED) if not self.blocking_reason(account, kind)}
        left = MAX_A_DAY - self._proposed_today(user, now) if wanted else 0
        proposed = 0
        for suggestion in self._found(account, wanted, now):
            if proposed >= left:
                break
            proposed += self._propose(user, suggestion, now)
        return proposed

    def _account(self, user_id: str) -> UserAccount:
        account = self.proposals.lookups.accounts.get(user_id)
        return account.model_copy(update={"absences": self.absences.of_user(user_id, account.absences)})

    def _found(self, account: UserAccount, wanted: Collection[str], now: datetime) -> Iterator[ActionSuggestion]:
        """Read only where something may be proposed."""
        if not wanted or not working_time(account).is_working_day(now.astimezone(zone(account.user.timezone)).date()):
            return
        lookups = self.proposals.lookups
        meetings = tuple(lookups.meetings.between(account.user.user_id, now - timedelta(days=1), now + AHEAD))
        calendar = Calendar(meetings, working_time(account), lambda meeting: owner_in(account, meeting.calendar_id))
        for suggestion in suggestions(calendar, now):
            if suggestion.action_type in wanted and not self._is_known(account.user, suggestion):
                yield suggestion

    def _is_known(self, user: User, suggestion: ActionSuggestion) -> bool:
        return self.proposals.actions.find(action_id_for(user.user_id, suggestion.key)) is not None

    def _propose(self, user: User, suggestion: ActionSuggestion, now: datetime) -> bool:
        """One meeting for which it cannot be done stops none of the others."""
        proposal = Proposal(
            action_type=suggestion.action_type,
            parameters=suggestion.parameters,
            on_behalf_of=user.user_id,
            requested_by=AGENT,
            key=suggestion.key,
        )
        try:
            self.proposals.queue_for_approval(proposal, now)
        except AmoError as error:
            log.info("nothing was proposed of %s: %s", suggestion.action_type, type(error).__name__)
            return False
        return True

    def _proposed_today(self, user: User, now: datetime) -> int:
        clock = zone(user.timezone)
        midnight = datetime.combine(now.astimezone(clock).date(), time(), clock)
        known = self.proposals.actions.of_person(user.user_id, midnight)
        return sum(action.requested_by == AGENT for action in known)


def _is_due(user: User, now: datetime) -> bool:
    return bool(user.proposes) and _is_an_hour_of(user, now)


def _is_an_hour_of(user: User, now: datetime) -> bool:
    begins = (NINE if user.working_week.is_any_hour else user.working_week.start).hour
    return now.astimezone(zone(user.timezone)).hour in {(begins + hours) % 24 for hours in HOURS_IN}
