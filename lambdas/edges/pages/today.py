"""Today: what waits, and the coming days."""

from datetime import datetime
from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals import handlers
from lambdas.approvals.listing import to_decide_by
from lambdas.domain.local_time import zone
from lambdas.domain.models import Model
from lambdas.domain.sessions import Session
from lambdas.domain.tracking import PrepStatus, TrackedMeeting
from lambdas.domain.users import UserAccount
from lambdas.edges import commands, queries
from lambdas.edges.at_once import at_once
from lambdas.edges.pages.charts import Charts, charts
from lambdas.edges.pages.states import is_moving
from lambdas.edges.pages.timeline import Day, timeline
from lambdas.edges.pages.waiting import Card, waiting_cards
from lambdas.edges.pages.wording import counted, from_now, title_of, type_choices
from lambdas.edges.responses import digest, live, page, see
from lambdas.edges.visits import Visit

DAYS_AHEAD = 14


class TodayView(Model):
    """``has_calendars``: without one, the page says how to begin."""

    heading: str
    summary: str
    cards: tuple[Card, ...]
    days: tuple[Day, ...]
    charts: Charts
    types: tuple[tuple[str, str], ...]
    has_calendars: bool
    is_moving: bool
    days_ahead: int = DAYS_AHEAD


def show(visit: Visit) -> Response[str]:
    content = _content(visit)
    return page("today.html", content, visit, section="today", needs_scripts=content["view"].is_moving)


def look_again(visit: Visit) -> Response[str]:
    return live("today_body.html", _content(visit), visit)


def dismiss(visit: Visit) -> Response[str]:
    commands.dismiss(visit.user_id, tuple(visit.fields.get("notices", "").split()))
    return see("/", "dismissed")


def _content(visit: Visit) -> dict[str, Any]:
    view = _view(visit)
    return {"view": view, "digest": digest(view)}


def _view(visit: Visit) -> TodayView:
    """Two rounds of reads: what is independent at once, then the conversations that are waiting."""
    pending, policies = wiring.pending_actions(), handlers.policies()
    account, coming, notices, to_decide = at_once(
        partial(wiring.users().account, visit.user_id),
        partial(queries.coming_meetings, visit.user_id, DAYS_AHEAD),
        partial(wiring.notices().for_user, visit.user_id, visit.now),
        partial(to_decide_by, pending, policies, visit.user_id, visit.now),
    )
    sessions = _sessions(coming, visit)
    timezone = account.user.timezone
    return TodayView(
        heading=_heading(timezone, visit.now),
        summary=_summary(coming, timezone, visit.now),
        cards=waiting_cards(coming, sessions, notices, to_decide, timezone, visit.now),
        days=timeline(coming, sessions, timezone, visit.now),
        charts=charts(coming, timezone, visit.now),
        types=type_choices(),
        has_calendars=_has_calendars(account),
        is_moving=any(is_moving(tracked, sessions.get(tracked.meeting.meeting_id)) for tracked in coming),
    )


def _sessions(coming: list[TrackedMeeting], visit: Visit) -> dict[str, Session]:
    """By meeting: of those that wait for an answer."""
    waiting = [tracked.preparation.session_id for tracked in coming if tracked.prep_status is PrepStatus.WAITING]
    found = at_once(*(partial(wiring.sessions().find, session_id, visit.now) for session_id in waiting))
    return {session.meeting_id: session for session in found if session and session.user_id == visit.user_id}


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


def _has_calendars(account: UserAccount) -> bool:
    return bool(account.connections)
