"""One write at a calendar's API: with a token that works, and honest about what a missing answer means."""

from dataclasses import dataclass

from lambdas.calendars.authorized_calls import AuthorizedCalls
from lambdas.calendars.http import Ask, HttpAnswer
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import NeedsConsent, NotFound, Refused, Retryable, Unanswered, Unproven

GONE = "The calendar has no such entry any more."
FORBIDDEN = "The calendar does not let AMO change this: only its organizer may, or the consent to write is missing."
BUSY = "The calendar's service is asked too often at this moment."
MAYBE = "The calendar's service did not say whether it was done."
NOT_UNDERSTOOD = "The calendar's service did not accept the change ({})."


@dataclass(frozen=True, slots=True)
class WriteCalls:
    """Nothing is tried again in here: whoever carries an action out does that, knowing what was written before."""

    authorized: AuthorizedCalls

    def call(
        self,
        user_id: str,
        connection: CalendarConnection,
        ask: Ask,
        *,
        is_repeatable: bool = True,
        expected: frozenset[int] = frozenset(),
    ) -> HttpAnswer:
        """``is_repeatable``: doing it twice is doing it once, so that a lost answer may simply be tried again.

        Raises Retryable, Refused, NotFound, NeedsConsent; Unproven for a lost answer of what is not repeatable.
        """
        try:
            answer = self.authorized.make(user_id, connection, ask)
        except Unanswered as error:
            if is_repeatable:
                raise
            raise Unproven(MAYBE) from error
        if answer.status < 300 or answer.status in expected:
            return answer
        raise _judged(answer.status, is_repeatable)


def _judged(status: int, is_repeatable: bool) -> Exception:
    if status == 429:
        return Retryable(BUSY)
    if status >= 500:
        return Retryable(MAYBE) if is_repeatable else Unproven(MAYBE)
    known: dict[int, Exception] = {401: NeedsConsent(FORBIDDEN), 403: Refused(FORBIDDEN), 404: NotFound(GONE)}
    return known.get(status) or (NotFound(GONE) if status == 410 else Refused(NOT_UNDERSTOOD.format(status)))
