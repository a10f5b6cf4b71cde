"""Emergency access: an operator's emergency, with a reason and an end, and never unseen (fault 105)."""

from datetime import datetime, timedelta

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model

MAX_DURATION = timedelta(minutes=60)


class EmergencyAccess(Model):
    """Emergency access: until ``until`` this person may approve in their team what the rules would not let them."""

    by: str
    reason: str = Field(min_length=10, max_length=500)
    broken_at: Instant
    until: Instant


def declare(by: str, reason: str, minutes: int, now: datetime) -> EmergencyAccess:
    """Never longer than an hour, whatever is asked for. Raises ValueError without a reason worth the name."""
    until = now + min(timedelta(minutes=minutes), MAX_DURATION)
    return EmergencyAccess(by=by, reason=" ".join(reason.split()), broken_at=now, until=until)
