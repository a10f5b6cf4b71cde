"""Whose the smoke test's meeting is: a person of its own, reached on the page alone, and a calendar with one meeting.

So that nobody's day shows it, nobody is told of it, and nobody's calendars are read for it.
"""

from datetime import UTC, datetime, timedelta

import icalendar

from lambdas.domain.accounts.smoke_person import SMOKE_PERSON
from lambdas.domain.notifications.channels import CHANNELS

NAME = "AMO's smoke test"
LABEL = "smoke"
"""Begins the names of its calendars; the second in which the test began follows."""
BEGINS_IN = timedelta(days=2)
LEFT_AFTER = timedelta(minutes=15)
GUESTS = ("nobody@smoke.amo.invalid", "no-one@smoke.amo.invalid")
"""Without others a meeting is not prepared; a name below .invalid is nobody's, anywhere."""


def profile() -> dict[str, object]:
    """Returns what ``provision_user`` makes of them; of somebody who is there already it changes nothing."""
    return {"user_id": SMOKE_PERSON, "name": NAME, "declined_channels": sorted(CHANNELS)}


def label_of(now: datetime) -> str:
    return f"{LABEL}-{int(now.timestamp())}"


def is_left(label: str, now: datetime) -> bool:
    """Says whether a calendar is of a smoke test that did not come to its end."""
    name, _, second = label.partition("-")
    return name == LABEL and second.isdigit() and now - datetime.fromtimestamp(int(second), UTC) > LEFT_AFTER


def title_of(label: str) -> str:
    return f"1:1 AMO / {label}"


def calendar_of(label: str, now: datetime) -> bytes:
    """One meeting, in two days."""
    start = (now + BEGINS_IN).replace(minute=0, second=0, microsecond=0)
    event = icalendar.Event()
    event.add("uid", f"{label}@smoke.amo.invalid")
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=30))
    event.add("summary", title_of(label))
    for guest in GUESTS:
        event.add("attendee", f"mailto:{guest}")
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//AMO//Smoke test//EN")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
