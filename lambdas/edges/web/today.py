"""Today: what waits, and the coming days."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals.queue import to_decide_by
from lambdas.approvals.wiring import policies
from lambdas.domain.accounts.user import User
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.asked_after import just_ended
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.domain.outcomes.outcome import Outcome
from lambdas.domain.sources.account import SourceAccount
from lambdas.edges.commands import meetings, queries
from lambdas.edges.commands.names import names_of
from lambdas.edges.commands.sources import known_sources
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.charts import Charts, charts
from lambdas.edges.web.first_steps import Step, first_steps
from lambdas.edges.web.outcome_cards import asked_about, outcome_cards
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.recommendation import SCORES, is_asked
from lambdas.edges.web.responses import digest, live, page, see
from lambdas.edges.web.states import is_moving
from lambdas.edges.web.timeline import Day, timeline
from lambdas.edges.web.waiting_cards import Card, news_cards, unsolved, waiting_cards
from lambdas.edges.web.words import from_now, title_of, type_choices

DAYS_AHEAD = 14
DAYS_PAST = 2
"""All of yesterday, wherever that is: how it went is asked about the first that ended of a day."""


class TodayView(Model):
    """``has_calendars``: without one, the page says how to begin."""

    heading: str
    summary: str
    cards: tuple[Card, ...]
    news: tuple[Card, ...]
    steps: tuple[Step, ...]
    days: tuple[Day, ...]
    charts: Charts
    types: tuple[tuple[str, str], ...]
    has_calendars: bool
    is_moving: bool
    days_ahead: int = DAYS_AHEAD


def show(request: PageRequest) -> Response[str]:
    content, asks = at_once(partial(_content, request), partial(is_asked, request.user_id, request.now))
    return page("today.html", {**content, "scores": SCORES if asks else ()}, request, section="today")


def look_again(request: PageRequest) -> Response[str]:
    return live("today_body.html", _content(request), request)


def dismiss(request: PageRequest) -> Response[str]:
    notices = request.fields.get("notices", "").split()
    meetings.dismiss(request.user_id, notices)
    return see("/", "dismissed", undo=" ".join(notices))


def _content(request: PageRequest) -> dict[str, Any]:
    view = _view(request)
    return {"view": view, "digest": digest(view)}


def _view(request: PageRequest) -> TodayView:
    """Two rounds of reads: what is independent at once, then the conversations that wait, and what has just ended."""
    pending, granted = wiring.pending_actions(), policies()
    account, around, messages, to_decide = at_once(
        partial(wiring.user_accounts().get, request.user_id),
        partial(queries.coming_meetings, request.user_id, DAYS_AHEAD, DAYS_PAST),
        partial(wiring.inbox().for_user, request.user_id, request.now),
        partial(to_decide_by, pending, granted, request.user_id, request.now),
    )
    coming = [tracked for tracked in around if tracked.meeting.end > request.now - queries.STAYS]
    timezone = account.user.timezone
    sessions, told = _sessions(coming, request), unsolved(messages, account, _sources(messages, account.user))
    names = names_of({action.on_behalf_of for action in to_decide}, request.user_id)
    waiting = waiting_cards(coming, sessions, told, to_decide, names, timezone, request.now)
    return TodayView(
        heading=_heading(timezone, request.now),
        summary=_summary(coming, timezone, request.now),
        cards=(
            *waiting,
            *_ended_cards(around, account.user, request.now),
            *outcome_cards(told, _outcomes(told, request.user_id)),
        ),
        news=news_cards(told, request.now),
        steps=first_steps(account, coming, request.now),
        days=timeline(coming, sessions, timezone, request.now),
        charts=charts(coming, timezone, request.now),
        types=type_choices(),
        has_calendars=bool(account.connections),
        is_moving=any(is_moving(tracked, sessions.get(tracked.meeting.meeting_id)) for tracked in coming),
    )


def _sources(messages: Iterable[Message], user: User) -> tuple[SourceAccount, ...]:
    """Read where a message tells of trouble with one, which is seldom."""
    if not any(message.kind is MessageKind.SOURCE_PROBLEM for message in messages):
        return ()
    return known_sources(user)


def _outcomes(messages: Iterable[Message], user_id: str) -> list[Outcome]:
    """Read where a message asks about some, which is seldom."""
    found = at_once(*(partial(wiring.outcomes().of_meeting, user_id, asked) for asked in asked_about(messages)))
    return [outcome for outcomes in found for outcome in outcomes]


def _sessions(coming: list[TrackedMeeting], request: PageRequest) -> dict[str, Conversation]:
    """By meeting: of those that wait for an answer."""
    waiting = [tracked.preparation.session_id for tracked in coming if tracked.prep_status is PrepStatus.WAITING]
    found = at_once(*(partial(wiring.conversations().find, session_id, request.now) for session_id in waiting))
    return {session.meeting_id: session for session in found if session and session.user_id == request.user_id}


def _ended_cards(around: list[TrackedMeeting], user: User, now: datetime) -> tuple[Card, ...]:
    ended = just_ended(around, user, now)
    if not ended:
        return ()
    from lambdas.edges.web.ended_cards import ended_cards  # on most days there is none

    ids = [tracked.meeting.meeting_id for tracked in ended]
    notes = wiring.meeting_notes()
    noted = at_once(*(partial(notes.items_of, user.user_id, meeting_id) for meeting_id in ids))
    return tuple(ended_cards(ended, dict(zip(ids, noted, strict=True)), user.timezone))


def _heading(timezone: str, now: datetime) -> str:
    local = now.astimezone(zone(timezone))
    return f"{local:%A} {local.day} {local:%B}"


def _summary(coming: list[TrackedMeeting], timezone: str, now: datetime) -> str:
    local = zone(timezone)
    ahead = [t.meeting for t in coming if t.meeting.start > now and t.plan.prep_trigger_time]
    today = [meeting for meeting in ahead if meeting.start.astimezone(local).date() == now.astimezone(local).date()]
    if not ahead:
        return "Nothing to prepare in the next two weeks."
    left = f"{counted(len(today), 'meeting')} to go today." if today else "Nothing more today."
    return f"{left} Next is {title_of(ahead[0])}, {from_now(ahead[0].start, now)}."
