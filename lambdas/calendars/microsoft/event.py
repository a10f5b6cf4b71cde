"""One event as Microsoft Graph writes it, reduced to what AMO uses; the same shape is stored in the calendar's copy.

Graph leaves properties out, or writes null: both read as the default. What does not fit makes that one event
unreadable, never its page.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from lambdas.calendars.conference_links import conference_link
from lambdas.domain.kernel.html_text import clean, one_line, visible
from lambdas.domain.kernel.instants import to_utc
from lambdas.domain.kernel.model import Instant

MAX_TITLE = 500
MAX_DESCRIPTION = 8000
MAX_PEOPLE = 500
MAX_NAME = 200
MAX_ADDRESS = 254

Line = Annotated[str, AfterValidator(lambda text: one_line(text, MAX_TITLE))]
Name = Annotated[str, AfterValidator(lambda text: one_line(text, MAX_NAME))]
Address = Annotated[str, AfterValidator(lambda text: one_line(text, MAX_ADDRESS).lower())]


class GraphModel(BaseModel):
    """A part of what Graph says; its names are Graph's."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, told: Any) -> Any:
        return {key: value for key, value in told.items() if value is not None} if isinstance(told, dict) else told


class DateTimeTimeZone(GraphModel):
    date_time: str = ""
    time_zone: str = ""


class EmailAddress(GraphModel):
    name: Name = ""
    address: Address = ""


class GraphRecipient(GraphModel):
    email_address: EmailAddress = EmailAddress()


class ResponseStatus(GraphModel):
    response: str = "none"


class GraphAttendee(GraphRecipient):
    type: str = "required"
    status: ResponseStatus = ResponseStatus()


class Location(GraphModel):
    display_name: Line = ""


class ItemBody(GraphModel):
    content_type: str = "text"
    content: str = Field(default="", repr=False)


class OnlineMeeting(GraphModel):
    join_url: str = ""


class GraphEvent(GraphModel):
    """``conference_url`` and ``flaw`` are AMO's own: the link found in it, and why it cannot be read."""

    id: str
    type: str = ""
    subject: Line = Field(default="", repr=False)
    body: ItemBody = ItemBody()
    start: DateTimeTimeZone = DateTimeTimeZone()
    end: DateTimeTimeZone = DateTimeTimeZone()
    original_start: str = ""
    original_start_time_zone: str = ""
    is_all_day: bool = False
    is_cancelled: bool = False
    is_organizer: bool = False
    hide_attendees: bool = False
    series_master_id: str = ""
    i_cal_u_id: str = Field(default="", alias="iCalUId")
    recurrence: dict[str, Any] | None = None
    cancelled_occurrences: tuple[str, ...] = ()
    last_modified_date_time: Instant | None = None
    show_as: str = ""
    sensitivity: str = ""
    categories: tuple[str, ...] = ()
    location: Location = Location()
    online_meeting: OnlineMeeting = OnlineMeeting()
    online_meeting_url: str = ""
    organizer: GraphRecipient | None = None
    attendees: tuple[GraphAttendee, ...] = ()
    response_status: ResponseStatus = ResponseStatus()
    conference_url: str = ""
    flaw: str = ""

    @property
    def is_series(self) -> bool:
        """The pattern of a series, which is no meeting of its own."""
        return self.type == "seriesMaster" or (not self.type and self.recurrence is not None)

    @property
    def is_bare(self) -> bool:
        """An occurrence as a delta tells it: when, and of which series, nothing else."""
        return self.type == "occurrence" and not (self.i_cal_u_id or self.subject or self.organizer)

    def kept(self) -> dict[str, Any]:
        """For the copy; :func:`from_copy` is its inverse."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def name_of(told: Mapping[str, Any]) -> str:
    """Returns its id, whatever that looks like: Graph alone decides. Empty where it has none."""
    found = told.get("id")
    return str(found) if isinstance(found, str | int) else ""


def read_event(told: Mapping[str, Any]) -> GraphEvent | None:
    """The event with its body as text; with a ``flaw`` where it does not fit, None where it has not even an id."""
    event_id = name_of(told)
    if not event_id:
        return None
    try:
        event = GraphEvent.model_validate(dict(told) | {"id": event_id, "conferenceUrl": "", "flaw": ""})
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]["loc"]
        return GraphEvent(id=event_id, flaw=f"its {wrong[0] if wrong else 'content'} cannot be read")
    return _reduced(event)


def from_copy(kept: Mapping[str, Any]) -> GraphEvent:
    return GraphEvent.model_validate(kept)


def _reduced(event: GraphEvent) -> GraphEvent:
    links: tuple[str, ...] = ()
    if event.body.content_type.lower() == "html":
        text, links = visible(event.body.content, MAX_DESCRIPTION)
    else:
        text = clean(event.body.content, MAX_DESCRIPTION)
    dedicated = (event.online_meeting.join_url, event.online_meeting_url)
    return event.model_copy(
        update={
            "body": ItemBody(content=text),
            "attendees": event.attendees[:MAX_PEOPLE],
            "recurrence": {} if event.recurrence is not None else None,
            "conference_url": conference_link(dedicated, (event.location.display_name, *links, text)),
            "online_meeting": OnlineMeeting(),
            "online_meeting_url": "",
            "last_modified_date_time": event.last_modified_date_time and to_utc(event.last_modified_date_time),
        }
    )
