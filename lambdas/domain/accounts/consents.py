"""The accounts at Google and Microsoft that people let AMO read, how long tokens last, and how a consent ends."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.source import Source

RENEWED_BEFORE = timedelta(minutes=10)
"""An access token is renewed this long before it ends, by whoever comes first; the others use it meanwhile."""
LEAST_LEFT = timedelta(minutes=5)
"""A token handed out is good for at least this long."""
RENEWAL_TAKES = timedelta(seconds=40)
"""The one who renews is waited for this long before somebody else may."""
TESTING_LIFE = timedelta(days=7)
"""Google lets a consent live this long while the operator's app there is in "Testing"."""

TokenPlace = Literal["secrets", "table"]
"""The place a consent's tokens are stored in: in a secret of their own, or enveloped in their account's row."""


class IdentityProvider(StrEnum):
    """A provider people sign in with and connect calendars of; the value is part of addresses."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def source(self) -> Source:
        return Source.GOOGLE if self is IdentityProvider.GOOGLE else Source.MICROSOFT


class CalendarAccount(Model):
    """One account whose calendars its owner lets AMO read. ``kept`` says where its tokens lie; they are not in here.

    ``consented_at`` changes with every consent, ``obtained_at`` with every renewal of the access token, which ends at
    ``expires_at``. ``ends_at`` is when the consent itself ends, where the provider says so.
    """

    user_id: str
    account_id: str
    provider: IdentityProvider
    email: str
    consented_at: Instant
    obtained_at: Instant
    expires_at: Instant
    ends_at: Instant | None = None
    revoked_at: Instant | None = None
    may_write: bool = False
    """Its owner let AMO change entries as well: asked for by itself, when such an action is wanted."""
    kept: dict[str, str] = Field(default_factory=dict, repr=False)

    def is_good_for(self, time: timedelta, now: datetime) -> bool:
        return self.expires_at - now >= time

    @property
    def is_of_an_app_in_testing(self) -> bool:
        """Returns whether this consent lives, or lived, for the seven days that Google gives an app in "Testing"."""
        end = self.ends_at or self.revoked_at
        if self.provider is not IdentityProvider.GOOGLE or end is None:
            return False
        return abs(end - self.consented_at - TESTING_LIFE) <= timedelta(hours=12)


def why_it_ended(account: CalendarAccount) -> str:
    """For its owner: what happened, and what to do."""
    ended = f"{account.provider.label} no longer lets AMO read the calendars of {account.email}: connect it again"
    return f"{ended}. {TESTING_TRAP}" if account.is_of_an_app_in_testing else f"{ended} under Settings."


TESTING_TRAP = (
    "Google ends each consent after 7 days as long as AMO's registration there is in “Testing”; "
    "once whoever runs AMO has published it, consents stay."
)
