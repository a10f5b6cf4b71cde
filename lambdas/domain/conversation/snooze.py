"""The time a conversation is put off to, so that there is still time to answer when it is asked for again."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.instants import to_utc
from lambdas.domain.kernel.local_time import zone

LAST_CALL = timedelta(minutes=30)
"""Asked again at least this long before the conversation ends ..."""
SHORTEST = timedelta(minutes=10)
"""... and no sooner than this, or it is not worth putting off."""
MORNING = time(9)
EVENING = time(18)


class Snooze(StrEnum):
    HOUR = "hour"
    EVENING = "evening"
    TOMORROW = "tomorrow"


SPOKEN = {Snooze.HOUR: "in an hour", Snooze.EVENING: "this evening", Snooze.TOMORROW: "tomorrow morning"}


def snoozed_until(choice: Snooze, deadline: datetime, timezone: str, now: datetime) -> datetime | None:
    """Returns when to ask again, by the user's own clock: UTC, whole seconds; None when too little time is left."""
    until = min(_wanted(choice, now.astimezone(zone(timezone))), deadline - LAST_CALL)
    return to_utc(until).replace(microsecond=0) if until - now >= SHORTEST else None


def is_asleep(session: Conversation | None, now: datetime) -> bool:
    """Returns whether the user asked to be asked again, and that time has not come."""
    return bool(session and session.snoozed_at and session.nudge_at and session.nudge_at > now)


def _wanted(choice: Snooze, local: datetime) -> datetime:
    """This evening, once it has begun, is in an hour."""
    if choice is Snooze.TOMORROW:
        return datetime.combine(local.date() + timedelta(days=1), MORNING, local.tzinfo)
    evening = datetime.combine(local.date(), EVENING, local.tzinfo)
    in_an_hour = to_utc(local) + timedelta(hours=1)
    return max(to_utc(evening), in_an_hour) if choice is Snooze.EVENING else in_an_hour
