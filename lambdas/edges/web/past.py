"""Past meetings, a month at a time, and whether there is still something of them to read."""

from collections.abc import Iterator
from datetime import date, timedelta

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.calendar_days import day_bounds, day_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.web.meeting_rows import MeetingRow, meeting_row
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page
from lambdas.store.meetings import LIFE_AFTER_END

A_DAY = timedelta(days=1)


class PastPage(Model):
    """``earlier`` and ``later`` are months, empty where nothing can be."""

    heading: str
    summary: str
    rows: tuple[MeetingRow, ...]
    earlier: str
    later: str
    problem: str


def show(request: PageRequest) -> Response[str]:
    user = wiring.users().get(request.user_id)
    today = day_of(request.now, zone(user.timezone))
    typed = request.query.get("month", "")
    asked = _month(typed) if typed else today.replace(day=1)
    problem = "" if asked else f"“{typed[:20]}” is not a month, so this is the latest. Months are written 2026-11."
    first = min(asked or today, today).replace(day=1)
    rows = [meeting_row(tracked, user.timezone, request.now) for tracked in _over(request, first, user.timezone)]
    view = PastPage(
        heading=f"{first:%B} {first.year}",
        summary=_summary(rows),
        rows=tuple(rows),
        earlier=_address(first - A_DAY) if first > today - LIFE_AFTER_END else "",
        later=_address(_next(first)) if _next(first) <= today else "",
        problem=problem,
    )
    return page("past.html", {"view": view}, request, section="calendar")


def _over(request: PageRequest, first: date, timezone: str) -> Iterator[TrackedMeeting]:
    """Latest first; one query of a month of the user's own partition."""
    local = zone(timezone)
    begins, _ = day_bounds(first, local)
    ends, _ = day_bounds(_next(first), local)
    found = list(wiring.meetings().between(request.user_id, begins, ends))
    return (tracked for tracked in reversed(found) if tracked.meeting.end <= request.now)


def _summary(rows: list[MeetingRow]) -> str:
    readable = sum(row.has_materials for row in rows)
    said = counted(len(rows), "meeting") if rows else "No meetings"
    return f"{said}, {readable or 'none'} with materials to read." if rows else f"{said}."


def _address(month: date) -> str:
    return f"/past?month={month:%Y-%m}"


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
