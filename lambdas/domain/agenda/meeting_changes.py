"""Tells what has changed about the meeting itself since its materials were first written."""

from collections.abc import Iterator, Sequence

from lambdas.domain.kernel.local_time import day_name, span, zone
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.people import display_name

MAX_NAMED = 4


class MeetingThen(Model):
    """The meeting as a plan was written for it; ``people`` are those who were to come, None where nobody was listed."""

    title: str
    start: Instant
    end: Instant
    location: str = ""
    people: tuple[str, ...] | None = None


def meeting_then(meeting: Meeting) -> MeetingThen:
    listed = tuple(display_name(person) for person in meeting.people) if not meeting.attendees_hidden else ()
    return MeetingThen(
        title=_line(meeting.title),
        start=meeting.start,
        end=meeting.end,
        location=_line(meeting.location),
        people=tuple(sorted(filter(None, listed))) or None,
    )


def meeting_changes(then: MeetingThen, meeting: Meeting, timezone: str) -> Iterator[str]:
    """Yields a sentence for each change, the most important first; times are the reader's."""
    now = meeting_then(meeting)
    if (then.start, then.end) != (now.start, now.end):
        yield _moved(then, now, timezone)
    if then.people is not None and now.people is not None:
        yield from _named("Newly invited", [name for name in now.people if name not in then.people])
        yield from _named("No longer coming", [name for name in then.people if name not in now.people])
    if then.location != now.location and now.location:
        yield f"Now in {now.location}" + (f", not {then.location}" if then.location else "")
    if then.title.casefold() != now.title.casefold() and now.title and then.title:
        yield f"It was called {then.title}"


def _moved(then: MeetingThen, now: MeetingThen, timezone: str) -> str:
    if then.start == now.start:
        minutes = round((now.end - now.start).total_seconds() / 60)
        return f"It takes {minutes} min now, not {round((then.end - then.start).total_seconds() / 60)}"
    before = then.start.astimezone(zone(timezone))
    return f"Moved from {day_name(before)}, {before:%H:%M} to {span(now.start, now.end, timezone)}"


def _named(label: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
        yield f"{label}: {', '.join(names[:MAX_NAMED])}{more}"


def _line(text: str) -> str:
    return one_line(text, 160)
