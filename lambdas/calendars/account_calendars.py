"""The calendars an account has: asked for when its owner chooses among them (CAL-6)."""

from collections.abc import Callable, Iterable
from typing import Any

from lambdas.calendars.authorized_calls import UNAUTHORIZED
from lambdas.domain.kernel.model import Model
from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused
from lambdas.outbound.json_http import HttpAnswer

MAX_PAGES = 20
REFUSED = "The calendars of this account could not be listed; try again, or connect it anew."
NO_END = "The list of this account's calendars does not come to an end; try again in a moment."


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


def content_of(answer: HttpAnswer, judged: Callable[[HttpAnswer], AmoError]) -> dict[str, Any]:
    """``judged`` is the provider's own reading of a refusal. Raises NeedsConsent, Refused, Retryable."""
    if answer.status < 400:
        return dict(answer.content)
    if answer.status == UNAUTHORIZED:
        raise NeedsConsent(REFUSED)
    problem = judged(answer)
    raise Refused(REFUSED) if isinstance(problem, NotFound) else problem


def objects_in(told: object) -> list[dict[str, Any]]:
    """Returns what among the items can be a calendar: an object with an id."""
    items = told if isinstance(told, list) else []
    return [item for item in items if isinstance(item, dict) and item.get("id")]
