"""The right to read somebody's calendar, as a provider's code sees it: a token that works now, or NeedsConsent.

Where tokens come from, are stored, renewed and guarded is not the provider's business.
"""

from typing import Protocol

from lambdas.domain.accounts.user import CalendarConnection


class CalendarAccess(Protocol):
    """Hands out bearer tokens; safe to ask from several places at once."""

    def access_token(self, user_id: str, connection: CalendarConnection, *, rejected: str = "") -> str:
        """A token good for at least five minutes.

        ``rejected`` is one the calendar has just answered 401 to: another is fetched (fault 13). Raises NeedsConsent
        when the grant is gone (fault 14), Retryable when a token cannot be had now.
        """
        ...
