"""One write at a calendar's API: with a token that works, and honest about what a missing answer means."""

from collections.abc import Callable
from dataclasses import dataclass

from lambdas.calendars.authorized_calls import UNAUTHORIZED, AuthorizedCalls
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused, Retryable, Unanswered, Unproven
from lambdas.outbound.json_http import Ask, HttpAnswer

GONE = "The calendar has no such entry any more."
FORBIDDEN = "The calendar does not let AMO change this: only its organizer may, or the consent to write is missing."
BUSY = "The calendar's service is asked too often at this moment."
MAYBE = "The calendar's service did not say whether it was done."
NOT_UNDERSTOOD = "The calendar's service did not accept the change ({})."


@dataclass(frozen=True, slots=True)
class WriteCalls:
    """Nothing is tried again in here: whoever carries an action out does that, knowing what was written before."""

    authorized: AuthorizedCalls
    judged: Callable[[HttpAnswer], AmoError]
    """The provider's own reading of a refusal."""

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
        raise self._meaning(answer, is_repeatable)

    def _meaning(self, answer: HttpAnswer, is_repeatable: bool) -> AmoError:
        """A limit is told as 403, too, and then nothing was written."""
        if answer.status >= 500:
            return Retryable(MAYBE) if is_repeatable else Unproven(MAYBE)
        if answer.status in (404, 410):
            return NotFound(GONE)
        problem = self.judged(answer)
        if answer.status == UNAUTHORIZED or isinstance(problem, NeedsConsent):
            return NeedsConsent(FORBIDDEN)
        if isinstance(problem, Retryable):
            return Retryable(BUSY, problem.after)
        return Refused(FORBIDDEN if answer.status == 403 else NOT_UNDERSTOOD.format(answer.status))
