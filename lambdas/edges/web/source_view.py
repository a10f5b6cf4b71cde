"""The sources of figures as their page shows them, and the forms that connect one. No secret comes into a view."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.sources.account import NEEDS_A_PERSON, SourceAccount
from lambdas.domain.sources.kinds import SPECS, SourceField, SourceKind
from lambdas.edges.commands.sources import Counts, place_of
from lambdas.edges.web.source_words import TO_DO, freshness, next_reading, state_of, tone_of
from lambdas.edges.web.words import day_and_time, listed
from lambdas.source_readings.connect import EXTERNAL_ID, may_manage

EXTERNAL_ID_LABEL = "External id"
KEPT = "Kept as it is where you leave this empty."


class ShownSetting(Model):
    label: str
    value: str


class FilledKind(Model):
    """``said`` is how many; ``kind`` leads to them."""

    kind: RecordKind
    said: str


class SourceCard(Model):
    """``notes`` are what else is to know: rows left out, when it is read again. ``place`` is where a file belongs."""

    source_id: str
    name: str
    label: str
    owner: str
    state: str
    tone: str
    freshness: str
    notes: tuple[str, ...]
    problem: str
    to_do: str
    needs_a_person: bool
    filled: tuple[FilledKind, ...]
    refused: str
    refused_rows: tuple[str, ...]
    settings: tuple[ShownSetting, ...]
    place: str
    is_pushed: bool
    may_manage: bool


class KindRow(Model):
    kind: SourceKind
    label: str
    reads: str
    fills: str


class LeftToDo(Model):
    """One thing the service has to be told, once it is connected; ``is_secret`` is shown this once."""

    name: str
    advice: str
    label: str
    value: str
    is_secret: bool


class TriedSource(Model):
    """Either what it answered just now, or why it did not."""

    name: str
    answer: str = ""
    refusal: str = ""


class SourceInput(Model):
    """One field of a form; that of a secret is always empty."""

    name: str
    label: str
    hint: str
    value: str
    is_secret: bool
    is_required: bool
    is_long: bool


class SourceForm(Model):
    """``source_id`` is set where one is connected again. ``may_be_for_team``: they may connect one for their team."""

    kind: SourceKind
    label: str
    name: str
    source_id: str
    reads: str
    advice: str
    fields: tuple[SourceInput, ...]
    may_be_for_team: bool


def source_card(account: SourceAccount, user: User, counts: Counts, now: datetime) -> SourceCard:
    place = place_of(account)
    return SourceCard(
        source_id=account.source_id,
        name=account.name,
        label=account.spec.label,
        owner="your team’s" if account.team else "",
        state=state_of(account),
        tone=tone_of(account),
        freshness=freshness(account, now),
        notes=tuple(_notes(account, now)),
        problem=_problem(account, user, now),
        to_do=TO_DO.get(account.status, ""),
        needs_a_person=account.status in NEEDS_A_PERSON,
        filled=tuple(_filled(counts.get((account.owner, account.source_id), {}))),
        refused=f"{counted(account.refused, 'row')} could not be used" if account.refused else "",
        refused_rows=account.refused_rows,
        settings=tuple(_settings(account)),
        place=f"{place.bucket}/{place.key}" if place else "",
        is_pushed=account.spec.is_pushed,
        may_manage=may_manage(user, account),
    )


def left_to_do(account: SourceAccount, hook: str) -> LeftToDo | None:
    """None for one that is simply read."""
    place = place_of(account)
    if hook:
        label, value = "Address", hook
    elif external_id := account.settings.get(EXTERNAL_ID, ""):
        label, value = EXTERNAL_ID_LABEL, external_id
    elif place:
        label, value = "Place of the file", f"{place.bucket}/{place.key}"
    else:
        return None
    return LeftToDo(name=account.name, advice=account.spec.advice, label=label, value=value, is_secret=bool(hook))


def kind_rows() -> tuple[KindRow, ...]:
    return tuple(
        KindRow(kind=kind, label=spec.label, reads=spec.reads, fills=_fills(spec.records))
        for kind, spec in SPECS.items()
    )


def source_form(kind: SourceKind, account: SourceAccount | None, user: User, typed: Mapping[str, str]) -> SourceForm:
    """``typed`` goes before what is stored: a form that was refused comes back as it was sent, but for its secrets."""
    spec = SPECS[kind]
    usual = {field.name: field.default for field in spec.settings}
    stored = usual | (account.settings if account else {})
    fields = tuple(_input(field, {**stored, **typed}, is_again=account is not None) for field in spec.fields)
    return SourceForm(
        kind=kind,
        label=spec.label,
        name=account.name if account else typed.get("name", ""),
        source_id=account.source_id if account else "",
        reads=spec.reads,
        advice=spec.advice,
        fields=fields,
        may_be_for_team=account is None and bool(user.team_id) and user.role != "member",
    )


def _input(field: SourceField, values: Mapping[str, str], *, is_again: bool) -> SourceInput:
    is_kept = field.is_secret and is_again
    return SourceInput(
        name=field.name,
        label=field.label,
        hint=" ".join(filter(None, (field.hint, KEPT if is_kept else ""))),
        value="" if field.is_secret else values.get(field.name, ""),
        is_secret=field.is_secret,
        is_required=field.is_required and not is_kept,
        is_long=field.is_long,
    )


def _problem(account: SourceAccount, user: User, now: datetime) -> str:
    if account.is_well or not account.problem:
        return ""
    since = day_and_time(account.failing_since, user.timezone, now) if account.failing_since else ""
    return f"{account.problem} Since {since}." if since else account.problem


def _notes(account: SourceAccount, now: datetime) -> Iterator[str]:
    if account.reading and account.reading.rows:
        yield f"being read now, {counted(account.reading.rows, 'row')} so far"
    elif account.is_well and (soon := next_reading(account, now)):
        yield soon
    if not account.is_whole:
        yield "it has more rows than it gave"


def _filled(counts: Mapping[RecordKind, int]) -> Iterator[FilledKind]:
    for kind, count in counts.items():
        yield FilledKind(kind=kind, said=counted(count, sheet_of(kind).one))


def _settings(account: SourceAccount) -> Iterator[ShownSetting]:
    labels = {field.name: field.label for field in account.spec.settings} | {EXTERNAL_ID: EXTERNAL_ID_LABEL}
    for name, label in labels.items():
        if value := account.settings.get(name, ""):
            yield ShownSetting(label=label, value=value)


def _fills(kinds: tuple[RecordKind, ...]) -> str:
    from lambdas.domain.context.kinds.spec import spec_of
    from lambdas.domain.kernel.context_kinds import ContextKind

    names = [spec_of(ContextKind(kind)).label.lower() for kind in kinds]
    return "all kinds of records" if len(names) == len(RecordKind) else listed(names)
