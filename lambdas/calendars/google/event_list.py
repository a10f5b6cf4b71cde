"""events.list with all its pages: in a window, or what changed since a sync token."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.google.calls import GoogleCalls, calendar_path
from lambdas.calendars.google.events import FIELDS
from lambdas.calendars.http import Query
from lambdas.errors import Refused, Retryable

PAGE = "2500"
MAX_PAGES = 40
GONE = 410

NEVER_WITH_SYNC_TOKEN = frozenset(
    {
        "iCalUID",
        "orderBy",
        "privateExtendedProperty",
        "q",
        "sharedExtendedProperty",
        "timeMax",
        "timeMin",
        "updatedMin",
    }
)
NO_END = "Google's list of this calendar's events did not come to an end; AMO tries again."


@dataclass(frozen=True)
class Listing:
    """The answer of one listing, all its pages. ``token`` leads on from here; ``zone`` is the calendar's own."""

    items: list[dict[str, Any]]
    token: str
    zone: str
    requests: int


def list_query(**parameters: str) -> Query:
    """Parameters of events.list. Raises Refused for one that Google forbids beside a sync token (fault 2)."""
    wrong = NEVER_WITH_SYNC_TOKEN & parameters.keys() if "syncToken" in parameters else frozenset()
    if "syncToken" in parameters and parameters.get("showDeleted") == "false":
        wrong |= {"showDeleted"}
    if wrong:
        raise Refused(f"Google takes no {', '.join(sorted(wrong))} with a sync token; read the calendar in full.")
    return sorted(parameters.items())


def listed(calls: GoogleCalls, request: CalendarRequest, asked: Mapping[str, str]) -> tuple[Listing | None, int]:
    """All pages, and how often Google was asked; None where the sync token is no good any more (fault 1).

    The token of the last page is the only one: whoever dies between pages has none, and begins anew (fault 3).
    """
    parameters = {"singleEvents": "true", "maxResults": PAGE, "fields": FIELDS, **asked}
    items: list[dict[str, Any]] = []
    requests, page = 0, ""
    for _ in range(MAX_PAGES):
        query = list_query(**parameters, **({"pageToken": page} if page else {}))
        path = calendar_path(request, "/events")
        answer = calls.call(request, "GET", path, query=query, expected=frozenset({GONE}))
        requests += answer.requests
        if answer.status == GONE:
            return None, requests
        items.extend(answer.content.get("items", []))
        page = str(answer.content.get("nextPageToken", ""))
        if not page:  # an empty page with a next one is no end (fault 4)
            token, zone = str(answer.content.get("nextSyncToken", "")), str(answer.content.get("timeZone", ""))
            return Listing(items, token, zone, requests), requests
    raise Retryable(NO_END)
