"""The fields a reviewer may word differently first: texts, names, times; never whom it reaches (fault 112)."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from lambdas.domain.actions.action import Action, action_of
from lambdas.domain.actions.kinds.base import Details, OfMeeting
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line

MAX_LINE = 500
MAX_TEXT = 6_000
LOCAL_TIME = "%Y-%m-%dT%H:%M"


class Input(StrEnum):
    LINE = "line"
    TEXT = "text"
    DATE = "date"
    TIME = "time"


class Editable(Model):
    """One field as a form shows it; times are on the meeting's own clock. ``is_needed``: it may not be left empty."""

    name: str
    label: str
    value: str
    kind: Input
    is_needed: bool = False


def editable_fields(action: Action) -> tuple[Editable, ...]:
    """Empty where nothing may be edited."""
    details = action.details
    return tuple(_field(details, name, label) for name, label in details.editable.items())


def time_of(action: Action, text: str) -> datetime | None:
    """Returns the instant that a field's text names; None where it names none."""
    try:
        return _time("", text, _zone(action.details))
    except ValueError:
        return None


def edited(action: Action, changes: Mapping[str, str]) -> Action:
    """The same action, worded as ``changes`` say. Raises ValueError, in one line for a person, where that cannot be."""
    details = action.details
    if unknown := sorted(set(changes) - set(details.editable)):
        raise ValueError(f"{one_line(unknown[0], 40)} cannot be edited")
    values = {name: _read(details, name, text) for name, text in changes.items()}
    try:
        worded = type(details).model_validate({**details.model_dump(mode="json"), **values})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        label = details.editable.get(str(first["loc"][0]), "") if first["loc"] else ""
        raise ValueError(f"{label or 'The text'}: {first['msg'].lower()}") from error
    if worded.risk is not details.risk:
        raise ValueError("that would change how much is at risk; it has to be proposed anew")
    start, end = getattr(worded, "start", None), getattr(worded, "end", None)
    if start and end and end <= start:
        raise ValueError("it has to end after it begins")
    return action_of(action.action_id, action.action_type, action.on_behalf_of, worded, action.salt)


def _field(details: Details, name: str, label: str) -> Editable:
    value, declared = getattr(details, name), type(details).model_fields[name]
    is_needed = any(getattr(rule, "min_length", 0) for rule in declared.metadata)
    match value:
        case tuple():
            return Editable(name=name, label=label, value="\n".join(value), kind=Input.TEXT, is_needed=is_needed)
        case datetime():
            local = value.astimezone(_zone(details)).strftime(LOCAL_TIME)
            return Editable(name=name, label=label, value=local, kind=Input.TIME, is_needed=True)
    kind = Input.DATE if "date" in str(declared.annotation) else Input.LINE
    return Editable(name=name, label=label, value=str(value or ""), kind=kind, is_needed=is_needed)


def _read(details: Details, name: str, text: str) -> Any:
    field = _field(details, name, details.editable[name])
    if len(text) > MAX_TEXT:
        raise ValueError(f"{field.label}: that is too long")
    match field.kind:
        case Input.TEXT:
            return tuple(one_line(line, MAX_LINE) for line in text.strip().splitlines())
        case Input.TIME:
            return _time(field.label, text, _zone(details))
        case Input.DATE:
            return _date(field.label, text) if text.strip() else None
    return one_line(text, MAX_LINE)


def _time(label: str, text: str, clock: ZoneInfo) -> datetime:
    """On that clock, unless the text says how far it is from UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
        return found if found.tzinfo else found.replace(tzinfo=clock)
    except ValueError as error:
        raise ValueError(f"{label}: write it like 2026-03-05T10:00") from error


def _date(label: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{label}: write it like 2026-03-05") from error


def _zone(details: Details) -> ZoneInfo:
    return zone(details.meeting.timezone if isinstance(details, OfMeeting) else "UTC")
