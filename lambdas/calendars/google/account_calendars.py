"""The calendars in somebody's list at Google."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from lambdas.calendars.account_calendars import MAX_PAGES, OfferedCalendar, content_of
from lambdas.calendars.google.api import GoogleApi
from lambdas.domain.meetings.calendar_owner import is_calendar

READABLE = frozenset({"owner", "writer", "reader"})
"""Google's roles that show what a meeting is; ``freeBusyReader`` does not."""


def list_google_calendars(api: GoogleApi, token: str) -> Iterable[OfferedCalendar]:
    """See CalendarList."""
    page = ""
    for _ in range(MAX_PAGES):
        more = {"pageToken": page} if page else {}
        answer = content_of(api.ask(partial(_list_calendars, more))(token))
        for item in answer.get("items", []):
            if item.get("accessRole", "reader") in READABLE and not item.get("deleted"):
                name = str(item.get("summaryOverride") or item.get("summary") or item["id"])
                is_own = bool(item.get("primary")) or is_calendar(item["id"])
                yield OfferedCalendar(
                    address=item["id"],
                    name=name[:200],
                    is_primary=bool(item.get("primary")),
                    shared_by="" if is_own else item["id"],
                )
        page = str(answer.get("nextPageToken", ""))
        if not page:
            return


def _list_calendars(more: Mapping[str, str], api: Any) -> Any:
    return api.calendarList().list(maxResults=250, **more)
