"""The calendars of a mailbox at Microsoft."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from lambdas.calendars.account_calendars import (
    MAX_PAGES,
    NO_END,
    REFUSED,
    OfferedCalendar,
    content_of,
    objects_in,
)
from lambdas.calendars.microsoft.refusals import judged
from lambdas.calendars.pages import Pages
from lambdas.errors import Refused
from lambdas.outbound.json_http import JsonHttp, Query

IDS = {"Prefer": 'IdType="ImmutableId"'}


def list_microsoft_calendars(http: JsonHttp, token: str) -> Iterable[OfferedCalendar]:
    """See CalendarList. Its own calendars are those of the default one's owner, whatever else they are called."""
    items = list(_items(http, token))
    own = next((_owner_of(item) for item in items if item.get("isDefaultCalendar")), "")
    for item in items:
        yield OfferedCalendar(
            address=str(item["id"]),
            name=str(item.get("name") or "Calendar")[:200],
            is_primary=bool(item.get("isDefaultCalendar")),
            shared_by=_owner_of(item) if own and _owner_of(item) != own else "",
        )


def _items(http: JsonHttp, token: str) -> Iterable[dict[str, Any]]:
    path = "/v1.0/me/calendars"
    query: Query = (("$top", "100"),)
    pages = Pages(MAX_PAGES, NO_END)
    while True:
        answer = content_of(http.ask("GET", path, headers=IDS, query=query)(token), judged)
        yield from objects_in(answer.get("value"))
        following = urlsplit(str(answer.get("@odata.nextLink") or ""))
        if not following.netloc:
            return
        if (following.scheme, following.netloc) != urlsplit(http.base_url)[:2]:
            raise Refused(REFUSED)  # the token would go there (fault 25)
        path, query = pages.require_new(f"{following.path}?{following.query}"), ()


def _owner_of(item: dict[str, Any]) -> str:
    owner = item.get("owner")
    return str(owner.get("address") or "").strip().lower() if isinstance(owner, dict) else ""
