"""events.list with all its pages: in a window, or what changed since a sync token."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from lambdas.calendars.base import CalendarRequest, SkippedItem
from lambdas.calendars.google.calls import GoogleCalls, calendar_of
from lambdas.calendars.google.events import FIELDS
from lambdas.calendars.google.refusals import is_of_sync_token
from lambdas.calendars.pages import Pages
from lambdas.errors import Refused

PAGE = 2500
MAX_PAGES = 40

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
NAMELESS = SkippedItem(reason="it has no id", item="an event without an id")
SHAPELESS = SkippedItem(reason="it is not written as Google writes events", item="an entry that is no event")
NO_END = "Google's list of this calendar's events did not come to an end; AMO tries again."


@dataclass(frozen=True)
class Listing:
    """The answer of one listing, all its pages. ``token`` leads on from here; ``zone`` is the calendar's own.

    ``refused`` is what among the items is no event, or names none.
    """

    items: list[dict[str, Any]]
    refused: tuple[SkippedItem, ...]
    token: str
    zone: str
    requests: int

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.refused)


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
    items: list[object] = []
    pages = Pages(MAX_PAGES, NO_END)
    requests, page = 0, ""
    while True:
        asked_now = list_parameters(**parameters, **({"pageToken": page} if page else {}))
        answer = calls.call(request, partial(_list_events, asked_now), is_of_sync_token)
        requests += answer.requests
        if answer.status >= 400:
            return None, requests
        items.extend(items_of(answer.content))
        page = str(answer.content.get("nextPageToken") or "")
        if not page:  # an empty page with a next one is no end (fault 4)
            token, zone = str(answer.content.get("nextSyncToken") or ""), str(answer.content.get("timeZone") or "")
            return Listing(*_told_apart(items), token, zone, requests), requests
        pages.require_new(page)


def items_of(content: Mapping[str, Any]) -> list[object]:
    told = content.get("items") or []
    return told if isinstance(told, list) else [told]


def _told_apart(items: Iterable[object]) -> tuple[list[dict[str, Any]], tuple[SkippedItem, ...]]:
    """Events, whatever their ids look like, and each kind of what is none: once, since it has no name."""
    events, refused = [], {}
    for item in items:
        if not isinstance(item, dict):
            refused[SHAPELESS.item] = SHAPELESS
        elif not item.get("id"):
            refused[NAMELESS.item] = NAMELESS
        else:
            events.append(item)
    return events, tuple(refused.values())


def _list_events(parameters: Mapping[str, Any], api: Any) -> Any:
    return api.events().list(**parameters)
