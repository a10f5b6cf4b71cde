"""One record as a form, made from the record's own model, and what such a form says when it is posted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from lambdas.domain.context.kinds.incidents import FollowUp
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.records.fields import Note, plain_types
from lambdas.domain.records.records import Record
from lambdas.record_tables.columns import required_columns

NEW_FOLLOW_UPS = 2
Look = Literal["text", "long", "choice", "day"]


class Choice(Model):
    value: str
    label: str


class FormField(Model):
    name: str
    label: str
    hint: str
    value: str
    look: Look
    choices: tuple[Choice, ...] = ()
    is_required: bool = False


class RecordForm(Model):
    """``follow_ups``: the fields of each follow-up of an incident, some of them empty for new ones."""

    record_id: str
    fields: tuple[FormField, ...]
    follow_ups: tuple[tuple[FormField, ...], ...] = ()


def label_of(column: str) -> str:
    return {"record_id": "Id"}.get(column, column.replace("_", " ").capitalize())


def form_of(kind: RecordKind, record: Record | None, typed: Mapping[str, str], timezone: str) -> RecordForm:
    """``typed`` goes before what is stored: a form that was refused comes back as it was sent."""
    stored = _spoken(record, timezone) if record else {}
    required = {"record_id" if name == "id" else name for name in required_columns(kind)}
    fields = [
        _field(name, info, typed.get(name, stored.get(name, "")), name in required)
        for name, info in sheet_of(kind).model.model_fields.items()
        if name not in ("follow_ups", "as_of") and (name != "record_id" or kind is RecordKind.INCIDENTS)
    ]
    fields.append(_as_of(typed, stored.get("as_of", "")))
    follow_ups = _follow_up_forms(record, typed) if kind is RecordKind.INCIDENTS else ()
    return RecordForm(record_id=record.record_id if record else "", fields=tuple(fields), follow_ups=follow_ups)


def values_of(kind: RecordKind, fields: Mapping[str, str]) -> dict[str, Any]:
    """Returns what a posted form says of a record; empty fields say nothing."""
    values: dict[str, Any] = {
        name: fields[name].strip() for name in sheet_of(kind).model.model_fields if fields.get(name, "").strip()
    }
    if kind is RecordKind.INCIDENTS:
        values["follow_ups"] = [
            given for number in range(_follow_up_count(fields)) if (given := _given(number, fields))
        ]
    return values


def _spoken(record: Record, timezone: str) -> dict[str, str]:
    """Returns what the form's fields hold, in a form that reads back the same."""
    spoken = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, datetime):
            spoken[name] = f"{value.astimezone(zone(timezone)):%Y-%m-%d %H:%M}"
        elif isinstance(value, tuple):
            spoken[name] = " | ".join(str(item) for item in value)
        else:
            spoken[name] = "" if value is None else str(value)
    return spoken


def _as_of(typed: Mapping[str, str], before: str) -> FormField:
    """Returns the field that is empty until somebody writes into it: what is saved now holds from now on."""
    until = f" Until now it says {before}: write that where only the wording changes." if before else ""
    return FormField(
        name="as_of",
        label=label_of("as_of"),
        hint=f"When this was true, in local time. Empty means now.{until}",
        value=typed.get("as_of", ""),
        look="text",
    )


def _field(name: str, info: FieldInfo, value: str, is_required: bool) -> FormField:
    choices = choices_of(info.annotation)
    types = plain_types(info.annotation)
    look: Look = "choice" if choices else "day" if date in types else "long" if _is_long(info) else "text"
    hint = "" if choices else f"{info.description or ''}{'; local time' if AwareDatetime in types else ''}"
    return FormField(
        name=name,
        label=label_of(name),
        hint=hint,
        value=value or (str(info.default) if choices and isinstance(info.default, StrEnum) else ""),
        look=look,
        choices=choices,
        is_required=is_required,
    )


def _is_long(info: FieldInfo) -> bool:
    """Notes, and choices, which stand in a line each."""
    return get_origin(info.annotation) is tuple or any(mark in info.metadata for mark in get_args(Note)[1:])


def choices_of(annotation: Any) -> tuple[Choice, ...]:
    kinds = [annotation, *get_args(annotation)]
    enum = next((k for k in kinds if isinstance(k, type) and issubclass(k, StrEnum)), None)
    return tuple(Choice(value=item.value, label=_spoken_choice(item)) for item in enum) if enum else ()


def _spoken_choice(item: StrEnum) -> str:
    words = item.value.replace("_", " ")
    return words[:1].upper() + words[1:]


def _follow_up_forms(record: Record | None, typed: Mapping[str, str]) -> tuple[tuple[FormField, ...], ...]:
    stored: Sequence[FollowUp] = getattr(record, "follow_ups", ())
    count = max(len(stored) + NEW_FOLLOW_UPS, _follow_up_count(typed))
    return tuple(_follow_up_form(n, stored[n] if n < len(stored) else None, typed) for n in range(count))


def _follow_up_form(number: int, stored: FollowUp | None, typed: Mapping[str, str]) -> tuple[FormField, ...]:
    fields = []
    for name, info in FollowUp.model_fields.items():
        key = f"follow_ups-{number}-{name}"
        known = getattr(stored, name) if stored else None
        field = _field(name, info, typed.get(key, "" if known is None else str(known)), is_required=False)
        fields.append(field.model_copy(update={"name": key}))
    return tuple(fields)


def _follow_up_count(fields: Mapping[str, str]) -> int:
    numbers = [int(name.split("-")[1]) for name in fields if name.startswith("follow_ups-") and name.endswith("-what")]
    return max(numbers, default=-1) + 1


def _given(number: int, fields: Mapping[str, str]) -> dict[str, str]:
    """Empty where nothing but the status, which always has a value, was filled in."""
    given = {name: fields.get(f"follow_ups-{number}-{name}", "").strip() for name in FollowUp.model_fields}
    filled = {name: value for name, value in given.items() if value}
    return filled if filled.keys() - {"status"} else {}
