"""A meeting as an iCalendar file (RFC 5545), with the agenda where calendars show a description."""

from datetime import datetime

from icalendar import Calendar, Event

from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.meeting import Meeting

PRODUCT = "-//AMO//Autonomous Meeting Orchestrator//EN"


def calendar_file(meeting: Meeting, description: str, now: datetime) -> bytes:
    """Published, to nobody: it names no organizer and no attendee, so that no calendar answers it.

    Its UID is AMO's own: importing it never changes the entry it was made from.
    """
    event = Event()
    event.add("uid", f"{meeting.meeting_id}@amo")
    event.add("dtstamp", now)
    event.add("summary", shown_title(meeting.title))
    event.add("dtstart", _moment(meeting.start, meeting))
    event.add("dtend", _moment(meeting.end, meeting))
    event.add("description", description)
    if location := one_line(meeting.location, 200):
        event.add("location", location)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _moment(moment: datetime, meeting: Meeting) -> object:
    """A day where it lasts whole days."""
    return moment.astimezone(zone(meeting.timezone)).date() if meeting.all_day else moment
