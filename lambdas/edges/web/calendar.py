"""The calendar: a day or a week in the reader's own days, with how far each preparation is."""

from datetime import date, datetime, timedelta
from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.accounts.wiring import profiles
from lambdas.config_files import load_calendar_config
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.calendar_days import day_bounds, day_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.working_time import working_time
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.calendar_day import Reader
from lambdas.edges.web.calendar_view import calendar_page
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.zones import zone_names
from lambdas.errors import Refused

REACHES_BACK = timedelta(days=31)
"""An entry that began earlier than this and still goes on is not looked for."""
YEARS = range(1970, 2100)


def show(request: PageRequest) -> Response[str]:
    return _shown(request)


def choose_second_zone(request: PageRequest) -> Response[str]:
    chosen = "" if request.fields.get("without") else request.fields.get("second_timezone", "").strip()
    try:
        profiles().choose_second_timezone(request.user_id, chosen)
    except Refused as error:
        return _shown(request, str(error), chosen)
    view, day = (request.fields.get(name, "") for name in ("view", "day"))
    is_known = view in ("day", "week") and _read_day(day) is not None
    return see(f"/calendar?view={view}&day={day}" if is_known else "/calendar", "saved")


def _shown(request: PageRequest, zone_problem: str = "", typed: str | None = None) -> Response[str]:
    account = wiring.user_accounts().get(request.user_id)
    user = account.user
    asked = {**request.query, **request.fields}
    local = zone(user.timezone)
    today = day_of(request.now, local)
    day = _read_day(asked["day"]) if asked.get("day") else today
    problem = ""
    if day is None:
        problem = f"“{asked['day'][:20]}” is not a day of the calendar, so this is today. Days are written 2026-11-30."
    reader = Reader(user, day or today, asked.get("view") != "day", request.now, working_time(account))
    view = calendar_page(reader, _meetings(request.user_id, reader))
    content = {
        "view": view,
        "has_calendars": bool(account.connections),
        "days_ahead": _days_ahead_passed(reader),
        "zones": zone_names(),
        "problem": problem,
        "zone_problem": zone_problem,
        "typed": user.second_timezone if typed is None else typed,
    }
    return page("calendar.html", content, request, section="calendar")


def _meetings(user_id: str, reader: Reader) -> list[TrackedMeeting]:
    """Everything that touches the days shown; two queries of the user's own partition."""
    local = zone(reader.user.timezone)
    first, _ = day_bounds(reader.days[0], local)
    _, last = day_bounds(reader.days[-1], local)
    between = partial(_between, user_id)
    earlier, shown = at_once(partial(between, first - REACHES_BACK, first), partial(between, first, last))
    return [*(tracked for tracked in earlier if tracked.meeting.end > first), *shown]


def _days_ahead_passed(reader: Reader) -> int:
    """Returns how many days ahead calendars are read, where a day shown is later than that; 0 where none is."""
    days_ahead = load_calendar_config().days_ahead
    return days_ahead if reader.days[-1] > (reader.now + timedelta(days=days_ahead)).date() else 0


def _between(user_id: str, start: datetime, end: datetime) -> list[TrackedMeeting]:
    return list(wiring.meetings().between(user_id, start, end))


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
