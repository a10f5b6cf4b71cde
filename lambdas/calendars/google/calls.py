"""The few requests AMO makes of the Google Calendar API, each within the quota, tried again where that may help.

refusals.py says what an error means.
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
from lambdas.calendars.google.refusals import BUSY, PER_MINUTE, judged, reasons_of
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import Retryable, Unanswered
from lambdas.outbound.json_http import HttpAnswer

ATTEMPTS = 5
FIRST_WAIT = 0.5
MAX_PAUSE = 16.0
"""Seconds before another attempt; a service that asks for more is left to the next sync."""


class RequestQuota(Protocol):
    """calendars/quota.py."""

    def take(self, user_id: str) -> None: ...

    def slow_down(self, user_id: str, seconds: float, whole_project: bool) -> None: ...


def _nothing(_answer: HttpAnswer) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class GoogleAnswer:
    """``requests`` is how often Google was asked for it."""

    status: int
    content: Mapping[str, Any]
    requests: int


class GoogleCalls:
    def __init__(
        self,
        api: GoogleApi,
        access: CalendarAccess,
        turns: RequestQuota,
        sleep: Callable[[float], None] = time.sleep,
        attempts: int = ATTEMPTS,
    ) -> None:
        self._api = api
        self._authorized = AuthorizedCalls(access)
        self._turns = turns
        self._sleep = sleep
        self._attempts = attempts

    @property
    def is_local(self) -> bool:
        """Returns whether the service is on this machine: a stand-in."""
        return self._api.is_local

    def require_consent(self, request: CalendarRequest) -> None:
        """Raises NeedsConsent where the owner's consent is over."""
        self._authorized.require_consent(request.user_id, request.connection)

    def call(
        self, request: CalendarRequest, prepare: Prepare, is_expected: Callable[[HttpAnswer], bool] = _nothing
    ) -> GoogleAnswer:
        """The answer, when it is a success or an expected one. Raises as a CalendarProvider does."""
        ask, requests = self._api.ask(prepare), count(1)

        def in_turn(token: str) -> HttpAnswer:
            self._turns.take(request.user_id)
            next(requests)
            return ask(token)

        for attempt in range(self._attempts):
            try:
                answer = self._authorized.make(request.user_id, request.connection, in_turn)
            except Unanswered:
                if attempt == self._attempts - 1:
                    raise
                self._sleep(_pause(attempt))
                continue
            if answer.status < 300 or is_expected(answer):
                return GoogleAnswer(answer.status, answer.content, next(requests) - 1)
            self._wait_or_raise(request, answer, attempt)
        raise Retryable(BUSY)

    def _wait_or_raise(self, request: CalendarRequest, answer: HttpAnswer, attempt: int) -> None:
        """Returns when another attempt may help (faults 11 and 12)."""
        problem = judged(answer)
        if not isinstance(problem, Retryable) or answer.status == UNAUTHORIZED:
            raise problem
        pause = max(_pause(attempt), problem.after or 0)
        if answer.status < 500:
            is_of_all = not PER_MINUTE.isdisjoint(reasons_of(answer))
            self._turns.slow_down(request.user_id, pause, whole_project=is_of_all)
        if pause > MAX_PAUSE or attempt == self._attempts - 1:
            raise Retryable(str(problem), pause)
        self._sleep(pause)


def calendar_of(connection: CalendarConnection) -> str:
    """Returns what Google calls the calendar."""
    return connection.address or "primary"


def _pause(attempt: int) -> float:
    """Growing, capped, and never the same for two functions."""
    return float(min(MAX_PAUSE, FIRST_WAIT * 2**attempt) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
