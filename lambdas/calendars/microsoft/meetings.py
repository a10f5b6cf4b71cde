"""One event of Microsoft Graph as a meeting."""

from collections.abc import Mapping

from lambdas.calendars.base import CalendarRequest, SkippedItem
from lambdas.calendars.ics.values import UnreadableValue
from lambdas.calendars.ics.zones import iana_zone
from lambdas.calendars.microsoft.event import GraphEvent
from lambdas.calendars.microsoft.people import read_people
from lambdas.calendars.microsoft.times import common_uid, is_named_cancelled, occurrence_name, shown_zone, span
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import EventKind, Meeting, MeetingStatus, meeting_id_for

_KINDS = {"oof": EventKind.OUT_OF_OFFICE, "workingElsewhere": EventKind.WORKING_LOCATION}
_FOCUS = "focus time"
"""The category Viva Insights gives the time it books for concentrated work; such an event invites nobody."""

_CLOSED = frozenset({"private", "confidential"})
"""An event marked so keeps its description to itself."""

_PRIVATE = _CLOSED | {"personal"}

NO_SERIES = "the series it belongs to cannot be read"


def read_meetings(
    events: Mapping[str, GraphEvent], request: CalendarRequest
) -> tuple[tuple[Meeting, ...], tuple[SkippedItem, ...]]:
    """Every event that happens, and which could not be read. ``events`` holds series beside their occurrences."""
    meetings: dict[str, Meeting] = {}
    refused = []
    for event in events.values():
        if event.is_series:
            continue
        try:
            meeting = _read_one(event, events, request)
        except UnreadableValue as error:
            refused.append(SkippedItem(reason=str(error), item=event.id))
            continue
        if meeting:
            meetings[meeting.meeting_id] = meeting
    return tuple(meetings.values()), tuple(refused)


def read_meeting(event: GraphEvent, request: CalendarRequest) -> Meeting:
    """The event, with everything its series had to add. Raises Unreadable."""
    home = zone(request.timezone)
    begins, ends = span(event, home)
    uid = common_uid(event.i_cal_u_id) or event.series_master_id or event.id
    is_one_of_many = bool(event.series_master_id)
    people = read_people(event, request.owner)
    return Meeting(
        meeting_id=meeting_id_for(request.user_id, uid, occurrence_name(event, home) if is_one_of_many else ""),
        user_id=request.user_id,
        calendar_id=request.connection.calendar_id,
        external_id=event.id,
        source=Source.MICROSOFT,
        series_id=uid if is_one_of_many else None,
        title=event.subject,
        description="" if event.sensitivity in _CLOSED else event.body.content,
        location=event.location.display_name,
        conference_url=event.conference_url,
        start=begins,
        end=ends,
        timezone=shown_zone(event, request.timezone if iana_zone(request.timezone) else "UTC"),
        all_day=event.is_all_day,
        is_private=event.sensitivity in _PRIVATE,
        organizer=people.organizer,
        attendees=people.attendees,
        attendees_hidden=event.hide_attendees and not event.is_organizer,
        owner_response=people.owner_response,
        status=MeetingStatus.CANCELLED if event.is_cancelled else MeetingStatus.SCHEDULED,
        event_kind=_kind(event),
        shown_as_free=event.show_as == "free",
        updated_at=event.last_modified_date_time,
    )


def _read_one(event: GraphEvent, events: Mapping[str, GraphEvent], request: CalendarRequest) -> Meeting | None:
    """None for an occurrence its series has cancelled."""
    if event.flaw:
        raise UnreadableValue(event.flaw)
    series = events.get(event.series_master_id) if event.series_master_id else None
    if event.is_bare:
        if series is None or series.flaw:
            raise UnreadableValue(NO_SERIES)
        event = _filled(event, series)
    elif series:
        event = _named_as(series, event)
    if series and is_named_cancelled(event, series, zone(request.timezone)):
        return None
    return read_meeting(event, request)


def _filled(occurrence: GraphEvent, series: GraphEvent) -> GraphEvent:
    """Everything but its own time and name an unchanged occurrence has from its series.

    Its version is its own: where the series was changed later than a change of this occurrence that was undone, or
    before, the stored copy must not count as newer.
    """
    own = ("id", "type", "start", "end", "original_start", "series_master_id", "last_modified_date_time")
    return series.model_copy(update={name: getattr(occurrence, name) for name in own})


def _named_as(series: GraphEvent, occurrence: GraphEvent) -> GraphEvent:
    """An occurrence with words of its own belongs to its series all the same, whatever UID or zone it names."""
    uid = series.i_cal_u_id or occurrence.i_cal_u_id
    zone_name = occurrence.original_start_time_zone or series.original_start_time_zone
    return occurrence.model_copy(update={"i_cal_u_id": uid, "original_start_time_zone": zone_name})


def _kind(event: GraphEvent) -> EventKind:
    if not event.attendees and any(category.strip().lower() == _FOCUS for category in event.categories):
        return EventKind.FOCUS_TIME
    return _KINDS.get(event.show_as, EventKind.MEETING)
