"""One VEVENT, and its occurrences, as meetings."""

import re
from datetime import UTC, datetime

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.conference_links import conference_link
from lambdas.calendars.ics.people import read_people
from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.times import apart, instant
from lambdas.calendars.ics.values import (
    Flaw,
    Moment,
    UnreadableValue,
    read_line,
    read_moment,
    read_number,
    read_property,
    read_text,
)
from lambdas.calendars.ics.versions import uid_of, value_of
from lambdas.calendars.ics.zones import Zones
from lambdas.calendars.series import series_of
from lambdas.domain.kernel.html_text import MAX_READ, visible, with_lines
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import EventKind, Meeting, meeting_id_for

_MAX_TITLE = 500
_MAX_DESCRIPTION = 8000
_LINK_FIELDS = ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "CONFERENCE")
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION")
_MARKUP = re.compile(
    r"<(?:html|body|p|br|div|ul|ol|li|table|b|i|u|span|strong|em|font)[\s/>]|<a\s[^<>]{0,2000}href", re.IGNORECASE
)
"""HTML, and not the brackets of plain text: ``<https://...>``, ``<ann@example.org>``."""
_KINDS = {"OOF": EventKind.OUT_OF_OFFICE, "WORKINGELSEWHERE": EventKind.WORKING_LOCATION}
"""X-MICROSOFT-CDO-BUSYSTATUS (MS-OXCICAL); other hints of the kind of event are in its title, which others judge."""


def read_meeting(event: RawEvent, request: CalendarRequest, zones: Zones, start: Moment, end: Moment) -> Meeting:
    """The event at one time, as if it did not repeat."""
    uid = uid_of(event)
    begins, ends = span(start, end, zones)
    people = read_people(event, request.owner)
    return Meeting(
        meeting_id=meeting_id_for(request.user_id, uid),
        user_id=request.user_id,
        calendar_id=request.connection.calendar_id,
        external_id=uid,
        source=Source.ICS,
        start=begins,
        end=ends,
        timezone=zones.name_of(start.tzinfo if isinstance(start, datetime) else None),
        all_day=not isinstance(start, datetime),
        is_private=_is_private(event),
        **_wording(event),
        organizer=people.organizer,
        attendees=people.attendees,
        owner_response=people.owner_response,
        event_kind=_KINDS.get(value_of(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper(), EventKind.MEETING),
        shown_as_free=_is_shown_as_free(event),
        sequence=read_number(value_of(event, "SEQUENCE")),
        updated_at=_updated_at(event, zones),
    )


def occurrence_of(meeting: Meeting, original: Moment, start: datetime, end: datetime, zones: Zones) -> Meeting:
    """The same at another time (both in UTC). ``original`` is the start its series gives this occurrence: its name."""
    named = one_of_several(meeting, original, zones)
    series = series_of(meeting.external_id)
    return named.model_copy(update={"series_id": series, "start": start, "end": end})


def one_of_several(meeting: Meeting, start: Moment, zones: Zones) -> Meeting:
    """The same, named by its start as well: its UID alone does not tell it from others."""
    uid = meeting.external_id
    name = iso(instant(start, zones)) if isinstance(start, datetime) else start.isoformat()
    own = {"meeting_id": meeting_id_for(meeting.user_id, uid, name), "external_id": f"{uid}/{name}"}
    return meeting.model_copy(update=own)


def span(start: Moment, end: Moment, zones: Zones) -> tuple[datetime, datetime]:
    """Start and end in UTC.

    Where the clock jumps, an end can come out before its start: the length on the wall clock is what was meant.
    """
    begins, ends = instant(start, zones), instant(end, zones)
    return begins, ends if ends > begins else begins + apart(start, end)


def _is_private(event: RawEvent) -> bool:
    """CLASS other than PUBLIC: RFC 5545 has a word one does not know taken for PRIVATE."""
    return value_of(event, "CLASS").strip().upper() not in ("", "PUBLIC")


def _is_shown_as_free(event: RawEvent) -> bool:
    """RFC 5545's word for it, and Microsoft's."""
    is_transparent = value_of(event, "TRANSP").upper() == "TRANSPARENT"
    return is_transparent or value_of(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"


def wording_flaws(event: RawEvent) -> list[Flaw]:
    """The texts of the event that cannot be read at all."""
    flaws = []
    for name in _TEXTS:
        if name in event.lines and not value_of(event, name):
            try:
                read_property(event.first(name))
            except UnreadableValue as unreadable:
                flaws.append(Flaw(f"{unreadable}; it is left empty"))
    return flaws


def _wording(event: RawEvent) -> dict[str, str]:
    description, links = _description(event)
    location = read_line(value_of(event, "LOCATION"), _MAX_TITLE)
    dedicated = (value_of(event, name) for name in _LINK_FIELDS)
    texts = (value_of(event, "URL"), location, description, *links)
    return {
        "title": read_line(value_of(event, "SUMMARY"), _MAX_TITLE),
        "description": description,
        "location": location,
        "conference_url": conference_link(dedicated, texts) or _link_beside(event),
    }


def _description(event: RawEvent) -> tuple[str, tuple[str, ...]]:
    """DESCRIPTION as a reader sees it, and where its links lead; Google writes HTML there.

    Where it is missing or empty, Outlook's HTML (X-ALT-DESC).
    """
    written = value_of(event, "DESCRIPTION")
    text = read_text(written, _MAX_DESCRIPTION)
    if _MARKUP.search(text):
        return _shown(read_text(written, MAX_READ))
    return (text, ()) if text else _alternative(event)


def _alternative(event: RawEvent) -> tuple[str, tuple[str, ...]]:
    written = value_of(event, "X-ALT-DESC")
    return _shown(read_text(written, MAX_READ)) if written else ("", ())


def _shown(html: str) -> tuple[str, tuple[str, ...]]:
    return visible(with_lines(html), _MAX_DESCRIPTION)


def _link_beside(event: RawEvent) -> str:
    """The link that only Outlook's HTML has: the text beside it says "Join" and not where."""
    return conference_link((), (read_text(value_of(event, "X-ALT-DESC"), MAX_READ),))


def _updated_at(event: RawEvent, zones: Zones) -> datetime | None:
    """LAST-MODIFIED; DTSTAMP will not do, many exporters set it to the time of the export."""
    try:
        moment = read_moment(read_property(event.first("LAST-MODIFIED")), zones)
    except UnreadableValue:
        return None
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None
