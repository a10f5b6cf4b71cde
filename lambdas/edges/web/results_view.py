"""A person's results with AMO, as they see them: each measure with what it rests on, and none of too little."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.domain.accounts.recommendation import Recommendation, is_due
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.measures import (
    FEWEST_TOLD,
    MINUTES_SAVED_PER_MEETING,
    Measure,
    adoption,
    chat_completion,
    decisions_per_meeting,
    items_done_on_time,
    minutes_saved,
    open_items_age_days,
    prepared_and_used,
    satisfaction,
    used_meeting_ids,
    wants_reached,
)
from lambdas.domain.outcomes.outcome import Outcome

TOO_FEW = "Too few to say"
STARS = 5


class ResultRow(Model):
    """``percent`` draws a bar; None where the measure is no share of anything."""

    label: str
    value: str
    about: str
    percent: int | None = None


class RecommendationForm(Model):
    """``score`` is what was said last, None before. ``is_asked``: it may be asked now."""

    score: int | None
    remark: str
    is_asked: bool


class ResultsPage(Model):
    """``saved`` is the time that AMO may have saved, in words; empty before there is any."""

    days: int
    saved: str
    assumption: str
    meetings: tuple[ResultRow, ...]
    promises: tuple[ResultRow, ...]
    recommendation: RecommendationForm
    is_empty: bool


class ResultsData(NamedTuple):
    """The data read, of the last ``days``; ``items`` and ``outcomes`` are all there are."""

    user: User
    days: int
    meetings: Sequence[TrackedMeeting]
    conversations: Sequence[Conversation]
    reviews: Sequence[NotesReview]
    items: Sequence[ActionItem]
    outcomes: Sequence[Outcome]


def results_page(data: ResultsData, now: datetime) -> ResultsPage:
    used = used_meeting_ids(data.meetings, data.conversations, data.reviews)
    saved = minutes_saved(data.meetings, used, now)
    return ResultsPage(
        days=data.days,
        saved=_hours(int(saved.value)) if saved.value else "",
        assumption=f"An assumption, not a measurement: {MINUTES_SAVED_PER_MEETING} minutes for each prepared meeting "
        f"that you used, {saved.samples or 'none'} so far in this time.",
        meetings=_of_meetings(data, used, now),
        promises=_of_promises(data, now),
        recommendation=recommendation_form(data.user.recommendation, now),
        is_empty=not (data.meetings or data.items or data.outcomes),
    )


def recommendation_form(said: Recommendation | None, now: datetime) -> RecommendationForm:
    return RecommendationForm(
        score=said.score if said else None, remark=said.remark if said else "", is_asked=is_due(said, now)
    )


def _of_meetings(data: ResultsData, used: frozenset[str], now: datetime) -> tuple[ResultRow, ...]:
    prepared, taken = adoption(data.meetings, now), prepared_and_used(data.meetings, used, now)
    chats, decisions = chat_completion(data.conversations), decisions_per_meeting(data.reviews)
    stars = satisfaction(data.meetings)
    company = f"of {counted(prepared.samples, 'meeting')} with company"
    return (
        _share("Prepared by AMO", prepared, company),
        _share("Prepared and used", taken, f"{company}; you answered, changed or rated it, or confirmed notes"),
        _share("Questions answered to the end", chats, f"of {counted(chats.samples, 'conversation')}"),
        _figure("Decisions in a meeting", decisions, "{:.1f}", f"in {_meetings(decisions)} whose notes you confirmed"),
        _figure("Your stars", stars, f"{{:.1f}} of {STARS}", f"for {counted(stars.samples, 'preparation')}"),
    )


def _of_promises(data: ResultsData, now: datetime) -> tuple[ResultRow, ...]:
    since = now - timedelta(days=data.days)
    wants = wants_reached(outcome for outcome in data.outcomes if since <= outcome.start <= now)
    first = day_of(since, zone(data.user.timezone))
    lately = [item for item in data.items if item.due is None or item.due >= first]
    on_time, age = items_done_on_time(lately, data.user.timezone, now), open_items_age_days(data.items, now)
    still_open = sum(item.status is ActionItemStatus.OPEN for item in data.items)
    return (
        _share("Got what you wanted", wants, f"of {counted(wants.samples, 'want')} you answered; partly counts half"),
        _share("Done by the day promised", on_time, f"of {counted(on_time.samples, 'promise')} with a day"),
        ResultRow(
            label="Age of what is open",
            value=counted(round(age.value), "day") if age.value is not None else "Nothing is open",
            about=f"half of the {counted(still_open, 'open promise')} are older than that" if still_open > 1 else "",
        ),
    )


def _share(label: str, measure: Measure, about: str) -> ResultRow:
    if measure.value is None:
        return _too_few(label, measure, about)
    percent = round(100 * measure.value)
    return ResultRow(label=label, value=f"{percent} %", about=about, percent=percent)


def _figure(label: str, measure: Measure, shape: str, about: str) -> ResultRow:
    if measure.value is None:
        return _too_few(label, measure, about)
    return ResultRow(label=label, value=shape.format(measure.value), about=about)


def _too_few(label: str, measure: Measure, about: str) -> ResultRow:
    needed = f"{about}; {FEWEST_TOLD} are needed" if measure.samples else ""
    return ResultRow(label=label, value=TOO_FEW, about=needed)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else "")))


def _meetings(measure: Measure) -> str:
    return counted(measure.samples, "meeting")
