"""The calendars of a mailbox at Microsoft."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from lambdas.calendars.account_calendars import MAX_PAGES, REFUSED, OfferedCalendar, content_of
from lambdas.calendars.http import JsonHttp, Query
from lambdas.errors import Refused

IDS = {"Prefer": 'IdType="ImmutableId"'}


def list_microsoft_calendars(http: JsonHttp, token: str) -> Iterable[OfferedCalendar]:
    """See CalendarList. Its own calendars are those of the default one's owner, whatever else they are called."""
    items = list(_items(http, token))
    own = next((_owner_of(item) for item in items if item.get("isDefaultCalendar")), "")
    for item in items:
        yield OfferedCalendar(
            address=item["id"],
            name=str(item.get("name") or "Calendar")[:200],
            is_primary=bool(item.get("isDefaultCalendar")),
            shared_by=_owner_of(item) if own and _owner_of(item) != own else "",
        )


def _items(http: JsonHttp, token: str) -> Iterable[dict[str, Any]]:
    path = "/v1.0/me/calendars"
    query: Query = (("$top", "100"),)
    for _ in range(MAX_PAGES):
        answer = content_of(http.ask("GET", path, headers=IDS, query=query)(token))
        yield from answer.get("value", [])
        following = urlsplit(str(answer.get("@odata.nextLink", "")))
        if not following.netloc:
            return
        if (following.scheme, following.netloc) != urlsplit(http.base_url)[:2]:
            raise Refused(REFUSED)  # the token would go there (fault 25)
        path, query = f"{following.path}?{following.query}", ()


def _owner_of(item: dict[str, Any]) -> str:
    return str((item.get("owner") or {}).get("address") or "").strip().lower()
