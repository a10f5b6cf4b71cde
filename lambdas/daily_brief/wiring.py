"""Builds the service of the evening brief."""

from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.daily_brief.send import DailyBriefs


def daily_briefs() -> "DailyBriefs":
    from lambdas.daily_brief.send import DailyBriefs

    return DailyBriefs(wiring.users(), wiring.meetings(), wiring.pending_actions(), wiring.notifier())
