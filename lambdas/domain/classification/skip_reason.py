"""Entries of a calendar that are never prepared, and why, in words for the user."""

from collections.abc import Callable

from lambdas.domain.classification.asides import absence, called_off, focus_time, private_appointment, suggests_company
from lambdas.domain.classification.meeting_types import DEFAULT
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.meetings.meeting import EventKind, Meeting, MeetingStatus, Response

KINDS = {
    EventKind.FOCUS_TIME: "It is focus time.",
    EventKind.OUT_OF_OFFICE: "It is an absence.",
    EventKind.WORKING_LOCATION: "It says where you work.",
    EventKind.BIRTHDAY: "It is a birthday.",
    EventKind.FROM_MAIL: "It was taken from an e-mail: a booking or a ticket, not an invitation.",
}


def skip_reason(meeting: Meeting, lexicon: TitleLexicon, meeting_type: str = DEFAULT) -> str | None:
    """Why the meeting is not prepared, as a sentence; None when it is.

    ``meeting_type`` is what the meeting was classified as: a type other than ``default`` shows that people meet.

    Solo: with one person listed nobody else comes. With nobody listed (feeds often leave attendees out, and an
    organizer alone says as little) we do not know; it is then a meeting if it has a conference link, a type, or
    a title that speaks of company: a word for a meeting, or "with". Attendees said to be hidden are company.
    """
    return next((reason for rule in RULES if (reason := rule(meeting, lexicon, meeting_type))), None)


def _cancelled(meeting: Meeting, lexicon: TitleLexicon, _type: str) -> str | None:
    if meeting.status is MeetingStatus.CANCELLED:
        return "The meeting was cancelled."
    said = called_off(lexicon.title(meeting.title), lexicon)
    return f"Its title says it was {said}." if said else None


def _kind(meeting: Meeting, _lexicon: TitleLexicon, _type: str) -> str | None:
    return KINDS.get(meeting.event_kind)


def _all_day(meeting: Meeting, _lexicon: TitleLexicon, _type: str) -> str | None:
    return "It is an all-day entry." if meeting.all_day else None


def _declined(meeting: Meeting, _lexicon: TitleLexicon, _type: str) -> str | None:
    return "You declined it." if meeting.owner_response is Response.DECLINED else None


def _focus(meeting: Meeting, lexicon: TitleLexicon, _type: str) -> str | None:
    opening = lexicon.description(meeting.description)[:1]
    found = focus_time(lexicon.title(meeting.title), lexicon) or focus_time(opening, lexicon)
    return "It is focus time." if found else None


def _absence(meeting: Meeting, lexicon: TitleLexicon, meeting_type: str) -> str | None:
    found = absence(lexicon.title(meeting.title), lexicon) if meeting_type == DEFAULT else None
    return f"Its title says it is {found}." if found else None


def _everybody_else_declined(meeting: Meeting, _lexicon: TitleLexicon, _type: str) -> str | None:
    declined = len(meeting.invited) - meeting.attendee_count
    return "Everybody else declined it." if declined and meeting.attendee_count <= 1 else None


def _private(meeting: Meeting, lexicon: TitleLexicon, meeting_type: str) -> str | None:
    if meeting_type != DEFAULT or meeting.attendees_hidden or meeting.attendee_count > 1:
        return None
    found = private_appointment(lexicon.title(meeting.title), lexicon)
    return f"It looks like {found}." if found else None


def _solo(meeting: Meeting, lexicon: TitleLexicon, meeting_type: str) -> str | None:
    if meeting.attendees_hidden or meeting.attendee_count > 1:
        return None
    if any(not attendee.is_room for attendee in meeting.attendees):
        return "Nobody else is invited."
    has_company = meeting_type != DEFAULT or meeting.conference_url
    if not has_company and not suggests_company(lexicon.title(meeting.title), lexicon):
        return "Nobody else is listed, and nothing says that people meet."
    return None


RULES: tuple[Callable[[Meeting, TitleLexicon, str], str | None], ...] = (
    _cancelled,
    _kind,
    _declined,
    _all_day,
    _focus,
    _absence,
    _everybody_else_declined,
    _private,
    _solo,
)
"""In the order in which the reasons are worth telling."""
