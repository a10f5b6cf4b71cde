"""The page's words for days, times, people and states: in the user's zone, in as few words as will do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from lambdas.config_files import load_meeting_types
from lambdas.domain.kernel.local_time import day_name, near, zone, zone_name
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import Attendee, Meeting, Response
from lambdas.domain.meetings.people import display_name, headcount, person_key

UNTITLED = "(no title)"
HUES = 6
SHOWN_FACES = 3


class Face(Model):
    """``hue`` picks one of the stylesheet's colours: the same person, the same colour. ``key`` leads to their page."""

    initials: str
    name: str
    email: str = ""
    hue: int
    response: Response
    key: str


class People(Model):
    """``faces`` are the first few, ``others`` how many more there are; ``line`` says it in words."""

    faces: tuple[Face, ...] = ()
    others: int = 0
    line: str


def people_of(meeting: Meeting, most: int = SHOWN_FACES) -> People:
    faces = tuple(_face(person) for person in meeting.people)
    return People(faces=faces[:most], others=max(0, len(faces) - most), line=_people_line(meeting))


def title_of(meeting: Meeting) -> str:
    return meeting.title.strip() or UNTITLED


def type_label(name: str) -> str:
    return load_meeting_types().get(name).label


def type_choices() -> tuple[tuple[str, str], ...]:
    return tuple((name, kind.label) for name, kind in load_meeting_types().items())


def day_and_time(moment: datetime, timezone: str, now: datetime) -> str:
    """``14:30 CET`` today, ``tomorrow 14:30 CET``, ``Thu 14:30 CET`` within six days, then ``Thu 3 Dec, 14:30 CET``."""
    local, today = moment.astimezone(zone(timezone)), now.astimezone(zone(timezone)).date()
    days = (local.date() - today).days
    time = f"{local:%H:%M} {zone_name(moment, timezone)}"
    if days == 0:
        return time
    if days == 1:
        return f"tomorrow {time}"
    return near(moment, timezone, now) if days > 0 else f"{day_name(local)}, {time}"


def distance(until: timedelta) -> str:
    """``now``, ``12 min``, ``3 h 20 min``, ``5 h``, ``2 days``: rounded as people do, to 5 minutes from 1 h on."""
    minutes = round(until.total_seconds() / 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 6 * 60:
        hours, rest = divmod(5 * round(minutes / 5), 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    hours = round(minutes / 60)
    if hours < 36:
        return f"{hours} h"
    return f"{round(hours / 24)} days"


def from_now(moment: datetime, now: datetime) -> str:
    spoken = distance(moment - now)
    return "now" if spoken == "now" else f"in {spoken}"


def age(moment: datetime, now: datetime) -> str:
    spoken = distance(now - moment)
    return "just now" if spoken == "now" else f"{spoken} ago"


def took(seconds: float | None) -> str:
    """Returns how long a step took: milliseconds where it was quick, else as people say it."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{round(seconds * 1000)} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return distance(timedelta(seconds=seconds))


def length(meeting: Meeting) -> str:
    if meeting.all_day:
        return "all day"
    hours, minutes = divmod(meeting.minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _people_line(meeting: Meeting) -> str:
    if meeting.attendees_hidden:
        return "guests hidden"
    return headcount(meeting) if meeting.people else "nobody listed"


def _face(person: Attendee) -> Face:
    name = display_name(person)
    words = [word for word in name.replace(".", " ").split() if word[:1].isalnum()] or ["?"]
    initials = words[0][:1] + (words[-1][:1] if len(words) > 1 else "")
    hue = crc32((person.email or name).encode("utf-8", errors="replace")) % HUES
    return Face(
        initials=initials.upper(),
        name=name,
        email=person.email,
        hue=hue,
        response=person.response,
        key=person_key(person) if person.identity else "",
    )
