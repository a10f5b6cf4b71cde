"""The contexts as cards, each with its source and its age; and the brief that is read at a glance."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.context.notes import NEEDS_DECISION, ContextNote, Fact
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.web.words import age

_KEPT = {ContextKind(kind) for kind in RecordKind}
SHOWN_FACTS = 3
MAX_AT_A_GLANCE = 4
OF_THE_PEOPLE = "history:attendees"


class KnownFact(Model):
    text: str
    weight: int
    asks: str = ""


class Knowledge(Model):
    """``records_kind`` links to where its records are stored; empty for what comes from the calendar."""

    kind: ContextKind
    label: str
    icon: str
    headline: str
    facts: tuple[KnownFact, ...]
    more: tuple[KnownFact, ...]
    gap: str
    source: str
    age: str
    records_kind: str


class Glance(Model):
    """The people who come, what changed since last time, what to decide; ``unknown`` says what nobody could look up."""

    who: tuple[str, ...]
    changed: tuple[str, ...]
    decide: tuple[str, ...]
    unknown: str = ""


def knowledge_of(notes: Iterable[ContextNote], now: datetime) -> tuple[Knowledge, ...]:
    return tuple(_knowledge(note, now) for note in notes)


def glance_at(tracked: TrackedMeeting, notes: Sequence[ContextNote], plan: MaterialsPlan | None) -> Glance:
    facts = {note.kind: note.facts for note in notes}
    history = facts.get(ContextKind.HISTORY, ())
    changed = [fact.text for fact in history if fact.ref != OF_THE_PEOPLE]
    gap = next((note.gap for note in notes if note.kind is ContextKind.HISTORY), "")
    return Glance(
        who=_who(tracked, history),
        changed=tuple(changed[:MAX_AT_A_GLANCE]),
        decide=_to_decide(facts, plan)[:MAX_AT_A_GLANCE],
        unknown=gap,
    )


def _who(tracked: TrackedMeeting, history: Sequence[Fact]) -> tuple[str, ...]:
    said = tuple(fact.text for fact in history if fact.ref == OF_THE_PEOPLE)
    count = tracked.meeting.attendee_count
    return said or ((counted(count, "person", "people") + " invited.",) if count else ())


def _to_decide(facts: Mapping[ContextKind, Sequence[Fact]], plan: MaterialsPlan | None) -> tuple[str, ...]:
    """Returns what the agenda asks to be decided; before there is one, what the records say is open."""
    if plan and (asked := [line.by_rules for section in plan.sections for line in section.decisions]):
        return tuple(dict.fromkeys(filter(None, asked)))
    return tuple(fact.text for fact in facts.get(ContextKind.DECISIONS, ()) if fact.weight >= NEEDS_DECISION)


def _knowledge(note: ContextNote, now: datetime) -> Knowledge:
    facts = [_fact(fact) for fact in sorted(note.facts, key=lambda fact: -fact.weight)]
    spec = spec_of(note.kind)
    oldest = min((fact.as_of for fact in note.facts if fact.as_of), default=note.gathered_at)
    read = min((fact.read_at for fact in note.facts if fact.read_at), default=None)
    return Knowledge(
        kind=note.kind,
        label=spec.label,
        icon=spec.icon,
        headline=note.headline,
        facts=tuple(facts[:SHOWN_FACTS]),
        more=tuple(facts[SHOWN_FACTS:]),
        gap=" ".join(filter(None, (note.gap, f"Not known: {'; '.join(note.unread)}." if note.unread else ""))),
        source=_source(note),
        age=f"read {age(read, now)}" if read else f"as of {age(oldest, now)}",
        records_kind=note.kind if note.kind in _KEPT and note.source == "records" else "",
    )


def _source(note: ContextNote) -> str:
    if origins := [fact.origin for fact in note.facts if fact.origin]:
        return ", ".join(dict.fromkeys(name for origin in origins for name in origin.split(", ")))
    return f"Your {note.source}" if note.source == "records" else note.source.capitalize()


def _fact(fact: Fact) -> KnownFact:
    return KnownFact(text=fact.text, weight=fact.weight, asks=fact.asks)
