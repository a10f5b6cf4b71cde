"""The few requests AMO makes of the Google Calendar API, each within the quota, tried again where that may help.

What an error means is told by its status and ``reason``, never by its text.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from lambdas.calendars.access import CalendarAccess
from lambdas.calendars.authorized_calls import UNAUTHORIZED, AuthorizedCalls
from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.google.api import GoogleApi, Prepare
from lambdas.calendars.http import HttpAnswer
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import NeedsConsent, Refused, Retryable, Unanswered

ATTEMPTS = 5
FIRST_WAIT = 0.5
MAX_PAUSE = 16.0
"""Seconds before another attempt; a service that asks for more is left to the next sync."""

TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
NO_RIGHT = frozenset({"insufficientPermissions", "insufficientScopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})

BUSY = "Google answers that it is asked too often; AMO reads this calendar again soon."
DOWN = "Google's calendar service does not answer properly; AMO tries again."
REJECTED = "Google did not accept AMO's token, not even a new one; AMO tries again."
NOT_ALLOWED = "Google does not let AMO read this calendar: connect it again and allow AMO to see it."
FORBIDDEN = "Google refuses to show AMO this calendar; its owner or the administrator has to allow it."
NO_CALENDAR = "There is no such Google calendar any more, or it is no longer shared with you; connect another."
NOT_UNDERSTOOD = "Google did not accept what AMO asked for; the operator finds the reason's name in the log."


class RequestQuota(Protocol):
    """calendars/quota.py."""

    def take(self, user_id: str) -> None: ...

    def slow_down(self, user_id: str, seconds: float, whole_project: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class GoogleAnswer:
    """``requests`` is how often Google was asked for it."""

    status: int
    content: Mapping[str, Any]
    requests: int


class GoogleCalls:
    def __init__(
        self, api: GoogleApi, access: CalendarAccess, turns: RequestQuota, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._api = api
        self._authorized = AuthorizedCalls(access)
        self._turns = turns
        self._sleep = sleep

    @property
    def is_local(self) -> bool:
        """Returns whether the service is on this machine: a stand-in."""
        return self._api.is_local

    def require_consent(self, request: CalendarRequest) -> None:
        """Raises NeedsConsent where the owner's consent is over."""
        self._authorized.require_consent(request.user_id, request.connection)

    def call(
        self, request: CalendarRequest, prepare: Prepare, *, expected: frozenset[int] = frozenset()
    ) -> GoogleAnswer:
        """The answer, when it is a success or of an ``expected`` status. Raises as a CalendarProvider does."""
        ask, requests = self._api.ask(prepare), count(1)

        def in_turn(token: str) -> HttpAnswer:
            self._turns.take(request.user_id)
            next(requests)
            return ask(token)

        for attempt in range(ATTEMPTS):
            try:
                answer = self._authorized.make(request.user_id, request.connection, in_turn)
            except Unanswered:
                if attempt == ATTEMPTS - 1:
                    raise
                self._sleep(_pause(attempt))
                continue
            if answer.status < 300 or answer.status in expected:
                return GoogleAnswer(answer.status, answer.content, next(requests) - 1)
            self._wait_or_raise(request, answer, attempt)
        raise Retryable(BUSY)

    def _wait_or_raise(self, request: CalendarRequest, answer: HttpAnswer, attempt: int) -> None:
        """Returns when another attempt may help (faults 11 and 12)."""
        if answer.status == UNAUTHORIZED:
            raise Retryable(REJECTED)
        reason = reason_of(answer)
        is_too_fast = answer.status == 429 or (answer.status == 403 and reason in TOO_FAST)
        if not is_too_fast and answer.status < 500:
            raise _refusal(answer.status, reason)
        pause = max(_pause(attempt), answer.retry_after)
        if is_too_fast:
            self._turns.slow_down(request.user_id, pause, whole_project=reason == "rateLimitExceeded")
        if pause > MAX_PAUSE or attempt == ATTEMPTS - 1:
            raise Retryable(BUSY if is_too_fast else DOWN)
        self._sleep(pause)


def calendar_of(connection: CalendarConnection) -> str:
    """Returns what Google calls the calendar."""
    return connection.address or "primary"


def reason_of(answer: HttpAnswer) -> str:
    """Google's own name for what is wrong; empty where it gives none."""
    error = answer.content.get("error")
    found = error.get("errors") if isinstance(error, dict) else None
    first = found[0] if isinstance(found, list) and found else None
    return str(first.get("reason", "")) if isinstance(first, dict) else ""


def _refusal(status: int, reason: str) -> Refused:
    if status == 403 and reason in NO_RIGHT:
        return NeedsConsent(NOT_ALLOWED)
    return Refused({403: FORBIDDEN, 404: NO_CALENDAR, 410: NO_CALENDAR}.get(status, NOT_UNDERSTOOD))


def _pause(attempt: int) -> float:
    """Growing, capped, and never the same for two functions."""
    return float(min(MAX_PAUSE, FIRST_WAIT * 2**attempt) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
