"""events.list with all its pages: in a window, or what changed since a sync token."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.google.calls import GoogleCalls, calendar_of
from lambdas.calendars.google.events import FIELDS
from lambdas.errors import Refused, Retryable

PAGE = 2500
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


def list_parameters(**parameters: Any) -> dict[str, Any]:
    """Parameters of events.list. Raises Refused for one that Google forbids beside a sync token (fault 2)."""
    wrong = NEVER_WITH_SYNC_TOKEN & parameters.keys() if "syncToken" in parameters else frozenset()
    if "syncToken" in parameters and parameters.get("showDeleted") is False:
        wrong |= {"showDeleted"}
    if wrong:
        raise Refused(f"Google takes no {', '.join(sorted(wrong))} with a sync token; read the calendar in full.")
    return parameters


def listed(calls: GoogleCalls, request: CalendarRequest, asked: Mapping[str, str]) -> tuple[Listing | None, int]:
    """All pages, and how often Google was asked; None where the sync token is no good any more (fault 1).

    The token of the last page is the only one: whoever dies between pages has none, and begins anew (fault 3).
    """
    parameters = {
        "calendarId": calendar_of(request.connection),
        "singleEvents": True,
        "maxResults": PAGE,
        "fields": FIELDS,
        **asked,
    }
    items: list[dict[str, Any]] = []
    requests, page = 0, ""
    for _ in range(MAX_PAGES):
        asked_now = list_parameters(**parameters, **({"pageToken": page} if page else {}))
        answer = calls.call(request, partial(_list_events, asked_now), expected=frozenset({GONE}))
        requests += answer.requests
        if answer.status == GONE:
            return None, requests
        items.extend(answer.content.get("items", []))
        page = str(answer.content.get("nextPageToken", ""))
        if not page:  # an empty page with a next one is no end (fault 4)
            token, zone = str(answer.content.get("nextSyncToken", "")), str(answer.content.get("timeZone", ""))
            return Listing(items, token, zone, requests), requests
    raise Retryable(NO_END)


def _list_events(parameters: Mapping[str, Any], api: Any) -> Any:
    return api.events().list(**parameters)
