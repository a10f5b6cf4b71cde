"""The calendars an account has: asked for when its owner chooses among them (CAL-6)."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from lambdas.calendars.google.api import GoogleApi
from lambdas.calendars.http import HttpAnswer, JsonHttp, Query
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.kernel.model import Model
from lambdas.errors import NeedsConsent, Refused, Retryable

MAX_PAGES = 20
IDS = {"Prefer": 'IdType="ImmutableId"'}
READABLE = frozenset({"owner", "writer", "reader"})
"""Google's roles that show what a meeting is; ``freeBusyReader`` does not."""
REFUSED = "The calendars of this account could not be listed; try again, or connect it anew."


class OfferedCalendar(Model):
    """``address`` is the provider's own id. ``is_primary``: the one the account's owner is invited to."""

    address: str
    name: str
    is_primary: bool = False


def offered(provider: IdentityProvider, api_url: str, token: str) -> tuple[OfferedCalendar, ...]:
    """The primary one first. Raises NeedsConsent, Refused, Retryable."""
    listing = _google if provider is IdentityProvider.GOOGLE else _microsoft
    return tuple(sorted(listing(JsonHttp(api_url), api_url, token), key=lambda one: not one.is_primary))


def _google(http: JsonHttp, _api_url: str, token: str) -> Iterable[OfferedCalendar]:
    api, page = GoogleApi(http), ""
    for _ in range(MAX_PAGES):
        more = {"pageToken": page} if page else {}
        answer = _content(api.ask(partial(_list_calendars, more))(token))
        for item in answer.get("items", []):
            if item.get("accessRole", "reader") in READABLE and not item.get("deleted"):
                name = str(item.get("summaryOverride") or item.get("summary") or item["id"])
                yield OfferedCalendar(address=item["id"], name=name[:200], is_primary=bool(item.get("primary")))
        page = str(answer.get("nextPageToken", ""))
        if not page:
            return


def _microsoft(http: JsonHttp, api_url: str, token: str) -> Iterable[OfferedCalendar]:
    path = "/v1.0/me/calendars"
    query: Query = (("$top", "100"),)
    for _ in range(MAX_PAGES):
        answer = _content(http.ask("GET", path, headers=IDS, query=query)(token))
        for item in answer.get("value", []):
            name = str(item.get("name") or "Calendar")
            yield OfferedCalendar(address=item["id"], name=name[:200], is_primary=bool(item.get("isDefaultCalendar")))
        following = urlsplit(str(answer.get("@odata.nextLink", "")))
        if not following.netloc:
            return
        if (following.scheme, following.netloc) != urlsplit(api_url)[:2]:
            raise Refused(REFUSED)  # the token would go there (fault 25)
        path, query = f"{following.path}?{following.query}", ()


def _list_calendars(more: Mapping[str, str], api: Any) -> Any:
    return api.calendarList().list(maxResults=250, **more)


def _content(answer: HttpAnswer) -> dict[str, Any]:
    if answer.status >= 400:
        raise _meaning(answer)
    return dict(answer.content)


def _meaning(answer: HttpAnswer) -> Refused | Retryable:
    if answer.status in (401, 403):
        return NeedsConsent(REFUSED)
    return Retryable(REFUSED) if answer.status >= 500 or answer.status == 429 else Refused(REFUSED)
