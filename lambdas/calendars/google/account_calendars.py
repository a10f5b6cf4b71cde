"""The calendars in somebody's list at Google."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from lambdas.calendars.account_calendars import MAX_PAGES, NO_END, OfferedCalendar, content_of, objects_in
from lambdas.calendars.google.api import GoogleApi
from lambdas.calendars.google.refusals import judged
from lambdas.calendars.pages import Pages
from lambdas.domain.meetings.calendar_owner import is_calendar

READABLE = frozenset({"owner", "writer", "reader"})
"""Google's roles that show what a meeting is; ``freeBusyReader`` does not."""


def list_google_calendars(api: GoogleApi, token: str) -> Iterable[OfferedCalendar]:
    """See CalendarList."""
    pages, more = Pages(MAX_PAGES, NO_END), dict[str, str]()
    while True:
        answer = content_of(api.ask(partial(_list_calendars, more))(token), judged)
        for item in objects_in(answer.get("items")):
            if item.get("accessRole", "reader") in READABLE and not item.get("deleted"):
                name = str(item.get("summaryOverride") or item.get("summary") or item["id"])
                calendar_id = str(item["id"])
                is_own = bool(item.get("primary")) or is_calendar(calendar_id)
                yield OfferedCalendar(
                    address=calendar_id,
                    name=name[:200],
                    is_primary=bool(item.get("primary")),
                    shared_by="" if is_own else calendar_id,
                )
        page = str(answer.get("nextPageToken") or "")
        if not page:
            return
        more = {"pageToken": pages.require_new(page)}


def _list_calendars(more: Mapping[str, str], api: Any) -> Any:
    return api.calendarList().list(maxResults=250, **more)
