"""The people in a meeting, those new to it, and how they relate to its owner."""

from collections.abc import Collection, Iterator

from lambdas.context.phrases import listed
from lambdas.domain.context.notes import OFF_TRACK, WORTH_KNOWING, Fact, FactPart
from lambdas.domain.meetings.meeting import Attendee, Meeting, Response, newcomers
from lambdas.domain.meetings.people import display_name, headcount
from lambdas.domain.meetings.subject import PUBLIC_MAIL, domain, guests

ATTENDEES = "history:attendees"
SMALL_MEETING = 3
"""People; there, one who has declined or not answered matters."""


def missing(meeting: Meeting, last: Meeting) -> list[Attendee]:
    """In the last occurrence and not in this one."""
    return newcomers(last, meeting)


def facts_about_people(meeting: Meeting, last: Meeting | None, owner_email: str) -> Iterator[Fact]:
    if meeting.attendees_hidden or not meeting.people:
        return
    new = newcomers(meeting, last) if last else []
    yield _who(meeting, new)
    if last and (gone := missing(meeting, last)):
        yield Fact(
            text=f"There last time, not this time: {listed([display_name(a) for a in gone])}.",
            ref=f"{ATTENDEES}/gone",
            part=FactPart.ABSENT,
        )
    yield from _answers(meeting, owner_email)
    if outside := [one for one in guests(meeting, (owner_email,)) if domain(one.email) not in PUBLIC_MAIL]:
        said = [f"{display_name(a)} ({domain(a.email)})" for a in outside]
        yield Fact(
            text=f"From outside: {listed(said)}.",
            ref=f"{ATTENDEES}/outside",
            part=FactPart.PEOPLE if last else FactPart.GUESTS,
        )


def _who(meeting: Meeting, new: Collection[Attendee]) -> Fact:
    names = listed([display_name(attendee) for attendee in new])
    count = headcount(meeting)
    count = count[0].upper() + count[1:]
    return Fact(
        text=f"{count}, {len(new)} new since last time: {names}." if new else f"{count}: {_named(meeting)}.",
        ref=ATTENDEES,
        part=FactPart.NEWCOMERS if new else FactPart.PEOPLE,
        subject=names if new else "",
        question=f"What do {names} need to know first?"
        if len(new) > 1
        else f"What does {names} need to know first?"
        if new
        else "",
    )


def _named(meeting: Meeting) -> str:
    organizer = meeting.organizer
    names = listed([display_name(attendee) for attendee in meeting.people])
    is_worth_saying = organizer and meeting.attendee_count > 2
    return f"{names}; called by {display_name(organizer)}" if organizer and is_worth_saying else names


def _answers(meeting: Meeting, owner_email: str) -> Iterator[Fact]:
    """Yields who said no, and in a small meeting who said nothing."""
    others = [a for a in meeting.attendees if not a.is_room and a.email != owner_email.casefold()]
    is_small = meeting.attendee_count <= SMALL_MEETING
    declined = [display_name(a) for a in others if a.response is Response.DECLINED]
    silent = [display_name(a) for a in others if a.response is Response.NEEDS_ACTION]
    if declined:
        weight = OFF_TRACK if is_small else WORTH_KNOWING
        verb = "has" if len(declined) == 1 else "have"
        yield Fact(
            text=f"{listed(declined)} {verb} declined.",
            ref=f"{ATTENDEES}/declined",
            weight=weight,
            part=FactPart.ABSENT,
        )
    if silent and is_small:
        verb = "has" if len(silent) == 1 else "have"
        yield Fact(
            text=f"{listed(silent)} {verb} not answered the invitation.",
            ref=f"{ATTENDEES}/silent",
            part=FactPart.ABSENT,
        )
