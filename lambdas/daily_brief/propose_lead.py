"""Proposes another time to prepare, from when a person really does: once a week at most, and never sets it (POST-6)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.accounts.user import User, UserAccount
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.local_time import DAYS_IN_WEEK, zone
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.preparation.start_habits import FEWEST_STARTS, MAX_STARTS, PrepStart, prep_start, proposed_lead
from lambdas.domain.preparation.timing_proposal import TimingProposal, is_news, may_propose_now
from lambdas.notifications.notifier import Notifier
from lambdas.store.conversations import Conversations
from lambdas.store.meetings import Meetings
from lambdas.store.timing_proposals import TimingProposals
from lambdas.store.user_accounts import PlannedAccounts

MAX_LOOKED_AT = 100
"""Of the meetings behind them: about five weeks of a full calendar, or three months of a lighter one."""


@dataclass(frozen=True, slots=True)
class TimingOffers:
    accounts: PlannedAccounts
    meetings: Meetings
    conversations: Conversations
    proposals: TimingProposals
    meeting_types: MeetingTypes
    notifier: Notifier

    def propose(self, user: User, now: datetime) -> bool:
        """Returns whether one was: on one evening a week of each person's, so that few are read at a time."""
        earlier = self.proposals.of_user(user.user_id) if _is_their_day(user, now) else None
        if earlier is None or not may_propose_now(earlier, now):
            return False
        found = self._found(user, {before.meeting_type: before for before in earlier}, now)
        if found is None:
            return False
        self.proposals.put(user.user_id, found)
        return self.notifier.send(user, timing_message(user, found, self._label(found.meeting_type)), now).delivered

    def _found(self, user: User, earlier: Mapping[str, TimingProposal], now: datetime) -> TimingProposal | None:
        """The first of the types that has one, the most often prepared first."""
        prepared = _by_type(self.meetings.latest_first(user.user_id, now, MAX_LOOKED_AT))
        if not prepared:
            return None
        account = self.accounts.get(user.user_id)
        tried = (self._of_type(name, meetings, account, now) for name, meetings in prepared.items())
        return next((found for found in tried if found and is_news(found, earlier.get(found.meeting_type))), None)

    def _of_type(
        self, name: str, meetings: Sequence[TrackedMeeting], account: UserAccount, now: datetime
    ) -> TimingProposal | None:
        usual = self.meeting_types.get(name).prep_hours_before
        current = account.user.prep_hours.get(name, usual)
        found = proposed_lead(self._starts(meetings, now), current, usual, account)
        if found is None:
            return None
        return TimingProposal(
            meeting_type=name,
            hours=found.hours,
            current_hours=current,
            usual_start=found.usual_start,
            proposed_at=now.replace(microsecond=0),
        )

    def _starts(self, meetings: Sequence[TrackedMeeting], now: datetime) -> Iterator[PrepStart]:
        for tracked in meetings[:MAX_STARTS]:
            session = self.conversations.find(tracked.preparation.session_id, now)
            if session and (start := prep_start(tracked, session)):
                yield start

    def _label(self, meeting_type: str) -> str:
        return self.meeting_types.get(meeting_type).label


def timing_message(user: User, proposal: TimingProposal, label: str) -> Message:
    """One for the same proposal, however often it is made."""
    target = proposal.meeting_type
    return Message(
        message_id=f"timing-{user.user_id}-{target}-{proposal.hours}",
        user_id=user.user_id,
        kind=MessageKind.TIMING_PROPOSED,
        title="Ask you at another time?",
        lines=(
            f"You usually prepare meetings of the type “{label}” {proposal.usual_start}.",
            f"Notify you {proposal.hours} h before instead of {proposal.current_hours} h?",
        ),
        actions=(
            Button(label=f"Yes, {proposal.hours} h before", verb="accept_timing", target=target),
            Button(label=f"Keep {proposal.current_hours} h", verb="keep_timing", target=target),
        ),
        settled_title="When to prepare",
        created_at=proposal.proposed_at,
    )


def _by_type(meetings: Sequence[TrackedMeeting]) -> dict[str, list[TrackedMeeting]]:
    """Those that were prepared, of the types that have enough; the most frequent type first."""
    of_type: dict[str, list[TrackedMeeting]] = defaultdict(list)
    for tracked in meetings:
        if tracked.preparation.session_id:
            of_type[tracked.plan.meeting_type].append(tracked)
    enough = {name: found for name, found in of_type.items() if len(found) >= FEWEST_STARTS}
    return dict(sorted(enough.items(), key=lambda entry: (-len(entry[1]), entry[0])))


def _is_their_day(user: User, now: datetime) -> bool:
    """Each person has a weekday of their own, spread over the week by their ids."""
    today = day_of(now, zone(user.timezone))
    return int(digest(user.user_id)[:8], 16) % DAYS_IN_WEEK == today.weekday()
