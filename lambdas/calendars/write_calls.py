"""One write at a calendar's API: with a token that works, and honest about what a missing answer means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.calendars.access import CalendarAccess
from lambdas.calendars.http import HttpAnswer, JsonHttp, Query
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import NeedsConsent, NotFound, Refused, Retryable, Unproven

GONE = "The calendar has no such entry any more."
FORBIDDEN = "The calendar does not let AMO change this: only its organizer may, or the consent to write is missing."
BUSY = "The calendar's service is asked too often at this moment."
MAYBE = "The calendar's service did not say whether it was done."
NOT_UNDERSTOOD = "The calendar's service did not accept the change ({})."
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class WriteCalls:
    """Nothing is tried again in here: whoever carries an action out does that, knowing what was written before."""

    http: JsonHttp
    access: CalendarAccess

    def call(
        self,
        user_id: str,
        connection: CalendarConnection,
        method: str,
        path: str,
        *,
        query: Query = (),
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        is_repeatable: bool = True,
        expected: frozenset[int] = frozenset(),
    ) -> HttpAnswer:
        """``is_repeatable``: doing it twice is doing it once, so that a lost answer may simply be tried again.

        Raises Retryable, Refused, NotFound, NeedsConsent; Unproven for a lost answer of what is not repeatable.
        """
        token = self.access.access_token(user_id, connection)
        answer = self._ask(token, method, path, query, body, headers, is_repeatable)
        if answer.status == 401:
            token = self.access.access_token(user_id, connection, rejected=token)
            answer = self._ask(token, method, path, query, body, headers, is_repeatable)
        if answer.status < 300 or answer.status in expected:
            return answer
        raise _judged(answer.status, is_repeatable)

    def _ask(
        self,
        token: str,
        method: str,
        path: str,
        query: Query,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        is_repeatable: bool,
    ) -> HttpAnswer:
        sent = {"Authorization": f"Bearer {token}", **headers}
        try:
            return self.http.call(method, path, headers=sent, query=query, body=body)
        except Retryable as error:
            if is_repeatable:
                raise
            raise Unproven(MAYBE) from error


def _judged(status: int, is_repeatable: bool) -> Exception:
    if status == 429:
        return Retryable(BUSY)
    if status >= 500:
        return Retryable(MAYBE) if is_repeatable else Unproven(MAYBE)
    known: dict[int, Exception] = {401: NeedsConsent(FORBIDDEN), 403: Refused(FORBIDDEN), 404: NotFound(GONE)}
    return known.get(status) or (NotFound(GONE) if status == 410 else Refused(NOT_UNDERSTOOD.format(status)))
