"""Instants in UTC and their one text form."""

from datetime import UTC, datetime


def to_utc(moment: datetime) -> datetime:
    """The same instant in UTC. Naive input is a programming error and raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC to the second, ending in Z; sorts as text in time order."""
    return to_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_iso(text: str) -> datetime:
    """Inverse of :func:`iso`; accepts any offset. Raises ValueError on anything naive."""
    return to_utc(datetime.fromisoformat(text))
