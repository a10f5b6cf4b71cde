"""Meetings and people that somebody looks for, among the meetings of their own calendar."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.meetings.meeting import Attendee, Meeting
from lambdas.domain.meetings.people import others
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.search.words import Query, is_found, is_touched


class FoundMeeting(NamedTuple):
    """The occurrence nearest to now, and how many more of its series fit."""

    tracked: TrackedMeeting
    more: int


class FoundPerson(NamedTuple):
    """``last`` is the meeting nearest to now that they are invited to, ``meetings`` how many there are."""

    person: Attendee
    last: Meeting
    meetings: int


class FoundText(NamedTuple):
    """``line`` is the one of the materials to show."""

    text: MaterialText
    line: str


def find_meetings(
    query: Query, meetings: Sequence[TrackedMeeting], label: Callable[[str], str], now: datetime
) -> list[FoundMeeting]:
    """Those whose title, type or people have every word; the coming ones first, then the past, each nearest first.

    ``label`` says what people call a type. A series is one.
    """
    found: dict[str, list[TrackedMeeting]] = {}
    for tracked in nearest_first(meetings, now):
        if is_found(query, _texts_of(tracked, label)):
            found.setdefault(tracked.meeting.series_key, []).append(tracked)
    return [FoundMeeting(first, len(rest)) for first, *rest in found.values()]


def find_people(
    query: Query, meetings: Sequence[TrackedMeeting], own: Collection[str], now: datetime
) -> list[FoundPerson]:
    """Those whose name or address has every word, whom one meets most often first."""
    found: dict[str, FoundPerson | None] = {}
    for tracked in nearest_first(meetings, now):
        for person in others(tracked.meeting, own):
            if person.identity not in found:
                fits = is_found(query, (person.name, person.email))
                found[person.identity] = FoundPerson(person, tracked.meeting, 0) if fits else None
            if known := found[person.identity]:
                found[person.identity] = known._replace(meetings=known.meetings + 1)
    return sorted(filter(None, found.values()), key=lambda one: -one.meetings)


def find_texts(query: Query, texts: Iterable[MaterialText]) -> list[FoundText]:
    """In the order given. The words of a title alone are found as a meeting: here a line has to say one of them."""
    found = []
    for text in texts:
        if is_found(query, (text.title, *text.lines)) and (line := _best_line(query, text.lines)):
            found.append(FoundText(text, line))
    return found


def _best_line(query: Query, lines: Sequence[str]) -> str:
    """The first with all of the words, else the first with any of them."""
    whole = (line for line in lines if is_found(query, [line]))
    return next(whole, "") or next((line for line in lines if is_touched(query, [line])), "")


def nearest_first(meetings: Iterable[TrackedMeeting], now: datetime) -> list[TrackedMeeting]:
    """Puts what goes on or comes first, soonest first; then what is over, latest first."""
    listed = sorted(meetings, key=lambda tracked: tracked.meeting.start)
    coming = [tracked for tracked in listed if tracked.meeting.end > now]
    past = [tracked for tracked in listed if tracked.meeting.end <= now]
    return [*coming, *reversed(past)]


def _texts_of(tracked: TrackedMeeting, label: Callable[[str], str]) -> tuple[str, ...]:
    people = (text for person in tracked.meeting.invited for text in (person.name, person.email))
    return (tracked.meeting.title, label(tracked.plan.meeting_type), *people)
