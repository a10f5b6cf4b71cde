"""Breaking the glass: an operator's emergency, with a reason and an end, and never unseen (fault 105)."""

from datetime import datetime, timedelta

from pydantic import Field

from lambdas.domain.models import Instant, Model

LONGEST = timedelta(minutes=60)


class BrokenGlass(Model):
    """Until ``until`` this person may approve in their team what the rules would not let them."""

    by: str
    reason: str = Field(min_length=10, max_length=500)
    broken_at: Instant
    until: Instant


def broken(by: str, reason: str, minutes: int, now: datetime) -> BrokenGlass:
    """Never longer than an hour, whatever is asked for. Raises ValueError without a reason worth the name."""
    until = now + min(timedelta(minutes=minutes), LONGEST)
    return BrokenGlass(by=by, reason=" ".join(reason.split()), broken_at=now, until=until)
