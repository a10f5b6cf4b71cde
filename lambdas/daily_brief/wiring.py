"""Builds the service of the evening: the brief, and what people are asked besides."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.daily_brief.evenings import Evenings


def evenings() -> "Evenings":
    from lambdas.config_files import load_meeting_types
    from lambdas.daily_brief.ask_outcomes import OutcomeQuestions
    from lambdas.daily_brief.evenings import Evenings
    from lambdas.daily_brief.propose_lead import TimingOffers
    from lambdas.daily_brief.send import DailyBriefs

    users, meetings, notifier = wiring.users(), wiring.meetings(), wiring.notifier()
    return Evenings(
        users=users,
        meetings=meetings,
        briefs=DailyBriefs(users, meetings, wiring.pending_actions(), wiring.action_items(), notifier),
        outcomes=OutcomeQuestions(wiring.outcomes(), notifier),
        timings=TimingOffers(
            accounts=wiring.planned_accounts(),
            meetings=meetings,
            conversations=wiring.conversations(),
            proposals=wiring.timing_proposals(),
            meeting_types=load_meeting_types(),
            notifier=notifier,
        ),
    )
