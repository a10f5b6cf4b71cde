"""One source's API over HTTPS: its own host alone, within its quota, bounded, and silent about secrets and bodies."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import ADDRESS
from lambdas.errors import NeedsConsent, NotFound, Refused, Retryable, Unanswered
from lambdas.outbound.json_http import HttpAnswer, JsonHttp

MAX_BODY = 10 * 1024 * 1024
TOTAL_SECONDS = 20.0
DEFAULT_PAUSE = 60.0
"""Where a service asks to be left alone and does not say for how long."""

NOT_TAKEN = "{} does not take what it was connected with ({}); connect it again."
FORBIDDEN = "{} does not let AMO read this ({}); give what it was connected with the right to."
TOO_OFTEN = "{} asks to be left alone for a while; AMO goes on then."
UNFIT = "What {} was connected with holds signs that no service takes; connect it again."
AWAY = "{} could not be reached; AMO tries again."
FAILED = "{} is not able to answer ({}); AMO tries again."
NOT_DATA = "{} answered with a page instead of data; AMO tries again. Is it asleep, or behind a sign-in?"
MOVED = "{} leads elsewhere; connect it at its present address."
NOT_THERE = "{} knows nothing there ({}); check the address and the settings."
NOT_UNDERSTOOD = "{} refuses the question ({}); check the settings."


class SourceQuota(Protocol):
    """One account's share of what a service allows."""

    def take(self, account: SourceAccount) -> None:
        """Waits until one more request may be made. Raises Retryable, with ``after``, where that is too far away."""
        ...

    def close(self, account: SourceAccount, seconds: float) -> None:
        """Nobody asks for this account for so long."""
        ...


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """``headers`` in lower case. ``content`` is JSON, of whatever shape."""

    status: int
    headers: Mapping[str, str]
    content: Any = field(repr=False)


RateLimited = Callable[[int, Mapping[str, str], Any], float | None]
"""Status, headers and body of an answer to the seconds it asks to be left alone, None where it does not ask."""


def by_status(status: int, headers: Mapping[str, str], _content: Any) -> float | None:
    """As HTTP says it: 429, or 503 with a time, and Retry-After."""
    if status != 429 and not (status == 503 and "retry-after" in headers):
        return None
    return HttpAnswer(status, headers, {}).retry_after or DEFAULT_PAUSE


@dataclass(frozen=True)
class SourceHttp:
    """``connections`` makes the client of a base URL, vetted when it connects."""

    connections: Callable[[str], JsonHttp]
    quota: SourceQuota
    address: Callable[[SourceAccount], str]
    """Returns the account's address if it is still one of its service's. Raises Refused."""

    def get(
        self,
        account: SourceAccount,
        path: str,
        *,
        headers: Mapping[str, str],
        query: Sequence[tuple[str, str]] = (),
        rate_limited: RateLimited = by_status,
    ) -> SourceAnswer:
        """``path`` starts with a slash, and stands behind the account's address. Raises as SourceReader does."""
        return self.ask(account, "GET", path, headers=headers, query=query, rate_limited=rate_limited)

    def ask(
        self,
        account: SourceAccount,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        query: Sequence[tuple[str, str]] = (),
        body: Mapping[str, Any] | None = None,
        rate_limited: RateLimited = by_status,
    ) -> SourceAnswer:
        """One request within the quota. Raises NotFound, too, where the service knows nothing at that path."""
        name = account.spec.label
        http = self.connections(self.address(account))
        self.quota.take(account)
        try:
            raw = http.fetch_json(method, path, headers=headers, query=query, body=body)
        except Unanswered:
            raise Retryable(AWAY.format(name)) from None
        except ValueError:  # a line break in a secret; the library's own line would quote it
            raise NeedsConsent(UNFIT.format(name)) from None
        content = _content(raw.body)
        pause = rate_limited(raw.status, raw.headers, content)
        if pause is not None:
            self.quota.close(account, pause)
            raise Retryable(TOO_OFTEN.format(name), after=pause)
        _must_be_good(name, raw.status)
        if content is _NO_JSON:
            raise Retryable(NOT_DATA.format(name))
        return SourceAnswer(raw.status, raw.headers, content)


_NO_JSON = object()


def _content(body: bytes) -> Any:
    try:
        return json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        return _NO_JSON


def _must_be_good(name: str, status: int) -> None:
    said = f"HTTP {status}"
    if status == 401:
        raise NeedsConsent(NOT_TAKEN.format(name, said))
    if status == 403:
        raise NeedsConsent(FORBIDDEN.format(name, said))
    if 300 <= status < 400:
        raise Refused(MOVED.format(name))
    if status == 404:
        raise NotFound(NOT_THERE.format(name, said))
    if status >= 500 or status in (408, 425):
        raise Retryable(FAILED.format(name, said))
    if status >= 400:
        raise Refused(NOT_UNDERSTOOD.format(name, said))


def address_setting(account: SourceAccount) -> str:
    return account.settings.get(ADDRESS, "")
