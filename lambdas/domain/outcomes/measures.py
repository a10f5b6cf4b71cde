"""The measures of what AMO is good for, each with the number of things it rests on. Pure.

Shares are from 0 to 1. Which measures there are, and that a prepared meeting saves a quarter of an hour, says seed 001.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from statistics import fmean, median
from typing import NamedTuple

from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.action_items.due_items import was_on_time
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.outcome import Outcome, Reached
from lambdas.domain.preparation.outlook import is_with_others

MINUTES_SAVED_PER_MEETING = 15
"""An assumption, not a measurement: the least of "time saved: 15+ minutes per meeting", seed 001."""
FEWEST_TOLD = 3
"""Fewer meetings, items or answers are an anecdote: no share is made of them."""
FEWEST_RECOMMENDATIONS = 5
HIGHEST_DETRACTOR = 6
LOWEST_PROMOTER = 9
HIGHEST_RECOMMENDATION = 10
WORTH = {Reached.YES: 1.0, Reached.PARTLY: 0.5, Reached.NO: 0.0}
SECONDS_A_DAY = 86_400


class Measure(NamedTuple):
    """``value`` is None where ``samples`` are too few to say anything."""

    value: float | None
    samples: int


def held_with_others(meetings: Iterable[TrackedMeeting], now: datetime) -> list[TrackedMeeting]:
    """Those with company that are over by ``now``."""
    return [tracked for tracked in meetings if tracked.meeting.end <= now and is_with_others(tracked)]


def adoption(meetings: Iterable[TrackedMeeting], now: datetime) -> Measure:
    """The share of the meetings with company that were prepared."""
    held = held_with_others(meetings, now)
    return _mean([float(is_prepared(tracked)) for tracked in held])


def prepared_and_used(meetings: Iterable[TrackedMeeting], used: Collection[str], now: datetime) -> Measure:
    """The share of the meetings with company that were prepared and whose owner did something with it."""
    held = held_with_others(meetings, now)
    return _mean([float(is_prepared(tracked) and tracked.meeting.meeting_id in used) for tracked in held])


def is_prepared(tracked: TrackedMeeting) -> bool:
    return tracked.preparation.materials is not None


def chat_completion(conversations: Iterable[Conversation]) -> Measure:
    """The share of the conversations that were answered to the end; open and withdrawn ones do not count."""
    over = (ConversationStatus.FINISHED, ConversationStatus.EXPIRED)
    ended = [session.status for session in conversations if session.status in over]
    return _mean([float(status is ConversationStatus.FINISHED) for status in ended])


def decisions_per_meeting(reviews: Iterable[NotesReview]) -> Measure:
    """Decisions that were confirmed, of the meetings whose notes were; none at all counts too."""
    confirmed = [review for review in reviews if review.version]
    return _mean([float(len(review.kept(CandidateKind.DECISION))) for review in confirmed])


def items_done_on_time(items: Iterable[ActionItem], timezone: str, now: datetime) -> Measure:
    """The share of the items with a day that were done by it, in their owner's zone.

    One whose day is over counts against it until it is done; what is due later, and what was dropped, does not count.
    """
    verdicts = (was_on_time(item, timezone, now) for item in items)
    return _mean([float(verdict) for verdict in verdicts if verdict is not None])


def open_items_age_days(items: Iterable[ActionItem], now: datetime) -> Measure:
    """The median age in days of what is still open; of a single one, too."""
    open_ones = [item for item in items if item.status is ActionItemStatus.OPEN]
    ages = [max(0.0, (now - item.created_at).total_seconds() / SECONDS_A_DAY) for item in open_ones]
    return Measure(median(ages) if ages else None, len(ages))


def wants_reached(outcomes: Iterable[Outcome]) -> Measure:
    """The share of the wants that were reached, of those that were answered; a part counts half."""
    return _mean([WORTH[outcome.reached] for outcome in outcomes if outcome.reached is not None])


def used_meeting_ids(
    meetings: Iterable[TrackedMeeting], conversations: Iterable[Conversation], reviews: Iterable[NotesReview]
) -> frozenset[str]:
    """Those whose owner did something with the preparation: answered it, changed or rated it, or confirmed notes."""
    touched = (t.meeting.meeting_id for t in meetings if t.feedback is not None or _is_edited(t))
    answered = (session.meeting_id for session in conversations if session.status is ConversationStatus.FINISHED)
    noted = (review.meeting_id for review in reviews if review.version and not review.is_empty)
    return frozenset((*touched, *answered, *noted))


def _is_edited(tracked: TrackedMeeting) -> bool:
    materials = tracked.preparation.materials
    return materials is not None and materials.is_edited


def minutes_saved(meetings: Iterable[TrackedMeeting], used: Collection[str], now: datetime) -> Measure:
    """A stated assumption for each meeting that was prepared and used. ``used`` are meeting ids."""
    held = held_with_others(meetings, now)
    counted = sum(is_prepared(tracked) and tracked.meeting.meeting_id in used for tracked in held)
    return Measure(float(MINUTES_SAVED_PER_MEETING * counted) if held else None, counted)


def satisfaction(meetings: Iterable[TrackedMeeting]) -> Measure:
    """The mean of the stars, 1 to 5."""
    return _mean([float(tracked.feedback) for tracked in meetings if tracked.feedback is not None])


def net_promoter_score(recommendations: Iterable[int]) -> Measure:
    """From answers of 0 to 10: promoters less detractors in whole points, -100 to 100. Others are no answers."""
    said = [answer for answer in recommendations if 0 <= answer <= HIGHEST_RECOMMENDATION]
    if len(said) < FEWEST_RECOMMENDATIONS:
        return Measure(None, len(said))
    return Measure(float(round(fmean([recommendation_points(answer) for answer in said]))), len(said))


def recommendation_points(answer: int) -> int:
    """100 of a promoter, -100 of a detractor, else 0: the mean of them is the score."""
    return 100 * ((answer >= LOWEST_PROMOTER) - (answer <= HIGHEST_DETRACTOR))


def _mean(values: Collection[float]) -> Measure:
    return Measure(fmean(values) if len(values) >= FEWEST_TOLD else None, len(values))
