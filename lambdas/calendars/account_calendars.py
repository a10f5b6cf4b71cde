"""The calendars an account has: asked for when its owner chooses among them (CAL-6)."""

from collections.abc import Callable, Iterable
from typing import Any

from lambdas.calendars.http import HttpAnswer
from lambdas.domain.kernel.model import Model
from lambdas.errors import NeedsConsent, Refused, Retryable

MAX_PAGES = 20
REFUSED = "The calendars of this account could not be listed; try again, or connect it anew."


class OfferedCalendar(Model):
    """``address`` is the provider's own id. ``is_primary``: the one the account's owner is invited to.

    ``shared_by`` is the address of the colleague, or the room, whose own calendar it is; empty for the account's own.
    """

    address: str
    name: str
    is_primary: bool = False
    shared_by: str = ""


CalendarList = Callable[[str], Iterable[OfferedCalendar]]
"""Lists what an access token opens. Raises NeedsConsent, Refused, Retryable."""


def content_of(answer: HttpAnswer) -> dict[str, Any]:
    """Raises NeedsConsent, Refused, Retryable."""
    if answer.status >= 400:
        raise _meaning(answer)
    return dict(answer.content)


def _meaning(answer: HttpAnswer) -> Refused | Retryable:
    if answer.status in (401, 403):
        return NeedsConsent(REFUSED)
    return Retryable(REFUSED) if answer.status >= 500 or answer.status == 429 else Refused(REFUSED)
