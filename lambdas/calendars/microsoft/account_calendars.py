"""The calendars of a mailbox at Microsoft."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from lambdas.calendars.account_calendars import MAX_PAGES, REFUSED, OfferedCalendar, content_of
from lambdas.calendars.http import JsonHttp, Query
from lambdas.errors import Refused

IDS = {"Prefer": 'IdType="ImmutableId"'}


def list_microsoft_calendars(http: JsonHttp, token: str) -> Iterable[OfferedCalendar]:
    """See CalendarList."""
    path = "/v1.0/me/calendars"
    query: Query = (("$top", "100"),)
    for _ in range(MAX_PAGES):
        answer = content_of(http.ask("GET", path, headers=IDS, query=query)(token))
        for item in answer.get("value", []):
            name = str(item.get("name") or "Calendar")
            yield OfferedCalendar(address=item["id"], name=name[:200], is_primary=bool(item.get("isDefaultCalendar")))
        following = urlsplit(str(answer.get("@odata.nextLink", "")))
        if not following.netloc:
            return
        if (following.scheme, following.netloc) != urlsplit(http.base_url)[:2]:
            raise Refused(REFUSED)  # the token would go there (fault 25)
        path, query = f"{following.path}?{following.query}", ()
