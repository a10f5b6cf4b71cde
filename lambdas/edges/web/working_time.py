"""Changes of the working week and the days off, from the settings page."""

from datetime import date, time

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from lambdas.accounts.wiring import working_times
from lambdas.domain.accounts.working_week import DaysOff, WorkingWeek
from lambdas.domain.notifications.quiet_hours import wall_time
from lambdas.edges.web import settings
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.errors import Refused

PLACE = "/settings#working-time"


def save_week(request: PageRequest) -> Response[str]:
    try:
        working_times().save_week(request.user_id, _week(request))
    except Refused as error:
        return settings.shown(request, week=str(error))
    return see(PLACE, "saved")


def add_days_off(request: PageRequest) -> Response[str]:
    try:
        working_times().add_days_off(request.user_id, _days_off(request), request.now)
    except Refused as error:
        return settings.shown(request, days_off=str(error))
    return see(PLACE, "saved")


def remove_days_off(request: PageRequest) -> Response[str]:
    working_times().remove_days_off(request.user_id, _days_off(request), request.now)
    return see(PLACE, "saved")


def _week(request: PageRequest) -> WorkingWeek:
    """Both hours empty: any hour of a working day. Raises Refused."""
    days = frozenset(number for number in range(7) if f"day-{number}" in request.fields)
    if not days:
        raise Refused("Choose at least one day you work.")
    start, end = (request.fields.get(name, "").strip() for name in ("work_start", "work_end"))
    if not start and not end:
        return WorkingWeek(days=days, start=time(0), end=time(0))
    try:
        week = WorkingWeek(days=days, start=wall_time(start), end=wall_time(end))
    except ValueError as error:
        raise Refused("Working hours need a start and a later end, as 08:00 and 18:00.") from error
    if week.is_any_hour:
        raise Refused("Working hours need a start and a later end; leave both empty for any hour.")
    return week


def _days_off(request: PageRequest) -> DaysOff:
    """One day where the last is left empty. Raises Refused."""
    first, last = (request.fields.get(name, "").strip() for name in ("first_day", "last_day"))
    try:
        return DaysOff(first=date.fromisoformat(first), last=date.fromisoformat(last or first))
    except (ValueError, ValidationError) as error:
        raise Refused("Choose a first and a last day, the last not before the first, within a year.") from error
