"""A line's source and age, in the words a reader of the document sees."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lambdas.domain.agenda.lines import statement
from lambdas.domain.agenda.materials import Line, Section

MAX_SOURCE = 48
_SPOKEN = (
    ("history:last", "last occurrence"),
    ("history:attendees", "invite"),
    ("history:action_items", "open items"),
    ("action_items:", "open item"),
)


def source(line: Line, now: datetime) -> str:
    """``budget:compute, 2 h old; your priority 1``. Lines about earlier meetings say their age themselves."""
    origin = _origin(line.refs)
    if line.as_of and not any(ref.startswith(prefix) for ref in line.refs for prefix, _ in _SPOKEN):
        origin += f", {age(now - line.as_of)}"
    return origin + _wanted(line.priority)


def origin(lines: Iterable[Line]) -> str:
    """Of several lines that are said in one breath."""
    return _origin(ref for line in lines for ref in line.refs)


def called_for(section: Section) -> str:
    """For a heading: what called for the section, where its lines do not say so; empty where they do."""
    says_so = section.lines and not section.priority
    return "" if says_so or not section.refs else _origin(section.refs) + _wanted(section.priority)


def _origin(refs: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(_spoken(ref) for ref in refs))


def _wanted(priority: int) -> str:
    return f"; your priority {priority}" if priority else ""


def age(elapsed: timedelta) -> str:
    minutes = int(elapsed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min old"
    if minutes < 48 * 60:
        return f"{minutes // 60} h old"
    return f"{minutes // 1440} days old"


def _spoken(ref: str) -> str:
    """A record's id is somebody's text like any other."""
    return next((words for prefix, words in _SPOKEN if ref.startswith(prefix)), None) or statement(ref, MAX_SOURCE)
