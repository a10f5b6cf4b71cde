"""What page and API do with a signed-in user's own settings and calendars, and with the operator's switches."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator

from lambdas import wiring
from lambdas.calendars.ics.feed_addresses import NOT_A_WEB_ADDRESS
from lambdas.domain.accounts.user import AddressProof, CalendarConnection, Switches, User, UserAccount
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.source import Source
from lambdas.domain.notifications.quiet_hours import QuietHours, wall_time
from lambdas.errors import Forbidden, NotFound, Refused
from lambdas.settings import load_meeting_types

MAX_HOURS = 2160
FEED_SCHEMES = frozenset({"https", "http", "webcal", "webcals"})
UPLOADED = "s3://"


class Profile(Model):
    """What a user may change about themselves. ``quiet_hours`` None: none; ``prep_hours`` holds only what differs."""

    name: str = Field(default="", max_length=120)
    email: str = Field(default="", max_length=254)
    timezone: str
    quiet_hours: QuietHours | None = None

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"“{name[:60]}” is no time zone; write one like Europe/Berlin") from error

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, email: str) -> str:
        return checked_address(email) if email else ""


def checked_address(email: str) -> str:
    """In the one form addresses are kept in. Raises ValueError."""
    email = email.strip().lower()
    if "@" not in email[1:-1] or not email.isprintable() or " " in email:
        raise ValueError("that is no e-mail address")
    return email


def quiet_hours(start: str, end: str) -> QuietHours | None:
    """None where both are empty. Raises Refused."""
    if not start and not end:
        return None
    try:
        return QuietHours(start=wall_time(start), end=wall_time(end))
    except ValueError as error:
        raise Refused("Quiet hours need a start and an end, as 22:00 and 07:00.") from error


def save_profile(user_id: str, profile: Mapping[str, Any]) -> User:
    """Raises Refused, saying what is wrong. Another zone or address reads the calendars differently: they are read.

    An operator's word on an address is proof, everybody else's has to be confirmed (address_commands.py).
    """
    before = wiring.users().get(user_id)
    try:
        changes = Profile.model_validate(dict(profile)).model_dump()
        if changes["email"] != before.email:
            changes["email_proof"] = _vouched_for(before, changes["email"])
        user = wiring.users().patch(user_id, changes)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refused(f"{str(first['loc'][-1]).capitalize()}: {first['msg'].removeprefix('Value error, ')}.") from None
    if (before.timezone, before.email) != (user.timezone, user.email):
        read_calendars(user_id)
    return user


def _vouched_for(user: User, email: str) -> AddressProof | None:
    if user.role != "operator":
        raise Refused("A new address has to be confirmed: give it under Settings, “E-mail”.")
    return AddressProof.OPERATOR if email else None


def save_prep_hours(user_id: str, hours: Mapping[str, int | None]) -> User:
    """Hours before the start, by meeting type; None goes back to the type's own. Raises Refused."""
    types = load_meeting_types()
    for name, value in hours.items():
        if name not in types:
            raise Refused(f"There is no meeting type “{name[:60]}”.")
        if value is not None and not 1 <= value <= MAX_HOURS:
            raise Refused(f"Preparation begins 1 to {MAX_HOURS:,} hours before a meeting.")
    known = wiring.users().get(user_id).prep_hours
    merged = {**known, **hours}
    kept = {n: v for n, v in merged.items() if v is not None and n in types and v != types[n].prep_hours_before}
    user = wiring.users().patch(user_id, {"prep_hours": kept})
    read_calendars(user_id, replan=True)
    return user


def account(user_id: str) -> UserAccount:
    return wiring.users().account(user_id)


def read_calendars(user_id: str, replan: bool = False) -> None:
    wiring.queue("calendar_syncs").send([{"user_id": user_id, "replan": replan}])


def connect_feed(user_id: str, address: str, label: str) -> str:
    """The new calendar's id. Raises Refused for what cannot be an address; whether it is a feed, a sync finds out."""
    address = address.strip()
    parts = urlsplit(address) if address.isprintable() else urlsplit("")
    if parts.scheme.lower() not in FEED_SCHEMES or not parts.hostname or len(address) > 2000:
        raise Refused(NOT_A_WEB_ADDRESS)
    return _connect(user_id, _calendar_id(address), label or f"feed at {parts.hostname}", address)


def connect_file(user_id: str, content: bytes, label: str) -> str:
    """The same label again replaces the file. Raises Refused for what is no calendar."""
    if b"BEGIN:VCALENDAR" not in content[:4096].upper():
        raise Refused("This is not a calendar file; choose an .ics file.")
    label = label or "Uploaded calendar"
    calendar_id = _calendar_id(f"upload:{label}")
    key = f"uploads/{user_id}/{calendar_id}.ics"
    wiring.transcripts().put(key, content, "text/calendar")
    return _connect(user_id, calendar_id, label, f"{UPLOADED}{key}")


def disconnect(user_id: str, calendar_id: str) -> None:
    """Its meetings go with the next reading. Raises NotFound for a calendar this user does not have."""
    if calendar_id not in {connection.calendar_id for connection in account(user_id).connections}:
        raise NotFound("There is no such calendar.")
    wiring.users().disconnect(user_id, calendar_id)
    read_calendars(user_id, replan=True)


def count(user_id: str, calendar_id: str, counts: bool) -> CalendarConnection:
    """Whether a calendar's meetings are prepared (CAL-6). Raises NotFound for a calendar this user does not have.

    All are read anew: what another calendar shows of the same meeting counts for more, or less, from now on.
    """
    known = {connection.calendar_id: connection for connection in account(user_id).connections}
    if calendar_id not in known:
        raise NotFound("There is no such calendar.")
    known[calendar_id] = known[calendar_id].model_copy(update={"counts": counts})
    for connection in known.values():
        wiring.users().connect(user_id, connection.model_copy(update={"sync_state": {}}))
    read_calendars(user_id, replan=True)
    return known[calendar_id]


def switch(user_id: str, part: str, is_on: bool) -> Switches:
    """Raises Forbidden for all but operators, NotFound for a part there is not."""
    require_operator(wiring.users().get(user_id))
    wiring.users().switch(part, is_on)
    return wiring.users().switches()


def require_operator(user: User) -> None:
    if user.role != "operator":
        raise Forbidden("Only an operator may do that.")


def _connect(user_id: str, calendar_id: str, label: str, address: str) -> str:
    connection = CalendarConnection(calendar_id=calendar_id, source=Source.ICS, label=label[:200], address=address)
    wiring.users().connect(user_id, connection)
    read_calendars(user_id)
    return calendar_id


def _calendar_id(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()[:12]
