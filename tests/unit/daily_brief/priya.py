"""An evening of somebody who lives in Berlin and is reached in Slack."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.config_files import load_meeting_types
from lambdas.daily_brief.ask_outcomes import OutcomeQuestions
from lambdas.daily_brief.evenings import Evenings
from lambdas.daily_brief.propose_lead import TimingOffers
from lambdas.daily_brief.send import DailyBriefs
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.domain.notifications.messages import Message
from lambdas.store.user_accounts import PlannedAccounts
from tests.fakes.channels import DeliveringNotifier, FakeChannel
from tests.fakes.samples import a_meeting, a_tracked, a_user
from tests.fakes.stores import (
    FakeAbsences,
    FakeActionItems,
    FakeConversations,
    FakeInbox,
    FakeMeetings,
    FakeOutcomes,
    FakeTimingProposals,
    FakeUsers,
)
from tests.unit.edges.pending import Pending

SIX_IN_BERLIN = datetime(2026, 3, 2, 17, 20, tzinfo=UTC)
TOMORROW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
"""Nine o'clock in Berlin."""


class Evening:
    """Priya's: she keeps a list of her own, and one of Ben's items is hers."""

    def __init__(self) -> None:
        self.users, self.meetings, self.pending = FakeUsers(), FakeMeetings(), Pending()
        self.items, self.outcomes, self.conversations = FakeActionItems(), FakeOutcomes(), FakeConversations()
        self.proposals = FakeTimingProposals()
        self.slack, self.inbox = FakeChannel("slack"), FakeInbox()
        self.now = SIX_IN_BERLIN
        notifier = DeliveringNotifier((self.slack,), self.users, lambda: self.now, self.inbox)
        self.briefs = Evenings(
            users=self.users,
            meetings=self.meetings,
            briefs=DailyBriefs(self.users, self.meetings, self.pending.pending_actions, self.items, notifier),
            outcomes=OutcomeQuestions(self.outcomes, notifier),
            timings=TimingOffers(
                accounts=PlannedAccounts(self.users, FakeAbsences()),
                meetings=self.meetings,
                conversations=self.conversations,
                proposals=self.proposals,
                meeting_types=load_meeting_types(),
                notifier=notifier,
            ),
            at_once=1,  # the channel in memory is no channel for two
        )
        self.users.put(a_user("u1", timezone="Europe/Berlin", name="Priya Shah"))

    def has(self, meeting_id: str, title: str, hours: float = 0, **changes: Any) -> None:
        made = {"plan": changes.pop("plan")} if "plan" in changes else {}
        status = changes.pop("prep_status", PrepStatus.NONE)
        meeting = a_meeting(meeting_id, title=title, start=TOMORROW + timedelta(hours=hours), **changes)
        tracked = a_tracked(meeting, **made)
        preparation = tracked.preparation.model_copy(update={"status": status, "session_id": f"{meeting_id}-r1"})
        self.meetings.rows[meeting_id] = tracked.model_copy(update={"preparation": preparation})

    def had(self, meeting_id: str, title: str, days_ago: float, **changes: Any) -> None:
        """A meeting that was prepared; ``days_ago`` from tomorrow's nine o'clock."""
        meeting = a_meeting(meeting_id, title=title, start=TOMORROW - timedelta(days=days_ago), **changes)
        materials = MaterialsManifest(
            plan_key=f"u1/{meeting_id}/p/plan.json",
            agenda_key="a",
            questions_key="q",
            notes_key="n",
            generated_at=meeting.start,
        )
        preparation = Preparation(status=PrepStatus.READY, materials=materials)
        self.meetings.rows[meeting_id] = a_tracked(meeting, preparation=preparation)

    def promised(self, item_id: str, what: str, **changes: Any) -> None:
        values = {"user_id": "u1", "created_at": SIX_IN_BERLIN - timedelta(days=9)}
        self.items.put(ActionItem(item_id=item_id, what=what, **values | changes))

    def told(self) -> list[Message]:
        return list(self.slack.messages.values())
