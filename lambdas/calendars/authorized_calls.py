"""Calls made with the token of a calendar's owner: one the service no longer accepts is replaced, once (fault 13)."""

from dataclasses import dataclass

from lambdas.calendars.access import CalendarAccess
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.outbound.json_http import Ask, HttpAnswer

UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class AuthorizedCalls:
    access: CalendarAccess

    def make(self, user_id: str, connection: CalendarConnection, ask: Ask) -> HttpAnswer:
        """Returns the answer, 401 where a new token is no better. Raises NeedsConsent, Retryable, Unanswered."""
        token = self.access.access_token(user_id, connection)
        answer = ask(token)
        if answer.status == UNAUTHORIZED:
            answer = ask(self.access.access_token(user_id, connection, rejected=token))
        return answer

    def require_consent(self, user_id: str, connection: CalendarConnection) -> None:
        """Raises NeedsConsent where the owner's consent is over."""
        self.access.access_token(user_id, connection)
