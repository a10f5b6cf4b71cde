"""The paths of a calendar and of an event in Graph's API."""

from urllib.parse import quote

from lambdas.domain.accounts.user import CalendarConnection

MINE = "/v1.0/me"
DEFAULT = "primary"
"""The address of the calendar a mailbox opens with; others have an id."""


def calendar_path(connection: CalendarConnection) -> str:
    name = connection.address
    return MINE if name in ("", DEFAULT) else f"{MINE}/calendars/{quote(name, safe='')}"


def event_path(event_id: str) -> str:
    return f"{MINE}/events/{quote(event_id, safe='')}"
