"""GitHub's answers where it gives no rows: its limits, what it hides, and where the next page begins.

Read in github/docs (rate limits for the REST API, troubleshooting): a limit is 403 or 429. Of the first kind there is
nothing left (x-ratelimit-remaining) until x-ratelimit-reset, in seconds of the epoch; of the second kind there may be
Retry-After, and without it a minute is asked for. Any other 403 is a right that the token lacks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lambdas.errors import NeedsConsent, Refused
from lambdas.outbound.json_http import HttpAnswer
from lambdas.sources.http import DEFAULT_PAUSE

MAX_PAUSE = 3700.0
"""Seconds; the limit is an hour's, and clocks differ."""

UNSEEN = "GitHub does not show {} to this token: give it that repository, or correct the name."
FORBIDDEN = "GitHub's token may not read the issues of {}: give it Issues, read-only, and connect it again."
MOVED = "{} has another name at GitHub now: write that one into the settings."
SWITCHED_OFF = "{} has issues switched off at GitHub, or is gone: take it out of the settings."
BLOCKED = "GitHub may not show {} for legal reasons: take it out of the settings."

_LINK = re.compile(r'<([^<>]*)>\s*;\s*rel="?next"?(?=[\s;,]|$)')
_AFTER = re.compile(r"[A-Za-z0-9+/=_-]{1,400}")
_SAYS_LIMIT = re.compile(r"rate limit|abuse detection", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GithubAnswer:
    """Judges an answer about one repository: as RateLimited does, and with a line of its own for what GitHub hides.

    A private repository that a token may not see is 404, so that nobody learns that it exists.
    """

    repository: str
    now: datetime

    def __call__(self, status: int, headers: Mapping[str, str], content: Any) -> float | None:
        """Raises NeedsConsent or Refused, naming the repository."""
        if status in (403, 429) and (pause := self._pause(status, headers, content)):
            return min(max(pause, 1.0), MAX_PAUSE)
        if status in (403, 404):
            raise NeedsConsent((FORBIDDEN if status == 403 else UNSEEN).format(self.repository))
        for statuses, line in (((301, 302, 307, 308), MOVED), ((410,), SWITCHED_OFF), ((451,), BLOCKED)):
            if status in statuses:
                raise Refused(line.format(self.repository))
        if status == 503 and "retry-after" in headers:
            return HttpAnswer(status, headers, {}).retry_after or DEFAULT_PAUSE
        return None

    def _pause(self, status: int, headers: Mapping[str, str], content: Any) -> float:
        """Returns the seconds it asks to be left alone, 0 where it asks for nothing of the kind."""
        if asked := HttpAnswer(status, headers, {}).retry_after:
            return asked
        if headers.get("x-ratelimit-remaining", "").strip() == "0":
            reset = headers.get("x-ratelimit-reset", "").strip()
            return max(float(reset) - self._clock(headers), 1.0) if _is_epoch(reset) else DEFAULT_PAUSE
        message = content.get("message") if isinstance(content, dict) else ""
        is_limit = status == 429 or (isinstance(message, str) and _SAYS_LIMIT.search(message) is not None)
        return DEFAULT_PAUSE if is_limit else 0.0

    def _clock(self, headers: Mapping[str, str]) -> float:
        """Returns the moment by GitHub's clock where it says so: the reset is by that one."""
        try:
            return parsedate_to_datetime(headers.get("date", "")).timestamp()
        except (TypeError, ValueError, OverflowError):
            return self.now.timestamp()


def next_after(headers: Mapping[str, str]) -> str | None:
    """Returns None on the last page; else the token the next one begins behind, empty where its number is enough.

    Only what stands behind the question mark is read: the next page is asked of the same repository at the account's
    own address, whatever address is written there. Lists of issues refuse page numbers from about 100 on ("please use
    cursor based pagination", google/go-github issue 3565), so the token has to be carried.
    """
    found = _LINK.search(headers.get("link", ""))
    if not found:
        return None
    try:
        given = parse_qs(urlsplit(found[1]).query).get("after", [""])[0]
    except ValueError:
        return ""
    return given if _AFTER.fullmatch(given) else ""


def _is_epoch(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12
