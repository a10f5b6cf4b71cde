"""Puts a note together, of a bounded size: what the meeting names first, then the weightiest; and the gap."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lambdas.context.phrases import Viewpoint
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.context.notes import ContextNote, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.records.records import Record

MAX_FACTS = 30
MAX_NOTE = 32 * 1024
"""Bytes of JSON (fault 74)."""
MAX_TEXT = 320
MAX_BACKGROUND = 160


def note(
    kind: ContextKind,
    view: Viewpoint,
    *,
    source: str = "records",
    headline: str = "",
    facts: Iterable[Fact] = (),
    figures: Mapping[str, float] | None = None,
    gap: str = "",
    beyond: int = 0,
) -> ContextNote:
    """At most 30 facts and 32 KB, whatever was found; what had to be left out is counted in the last fact.

    ``beyond`` are facts nobody put into words because thirty weightier ones are here already.
    """
    ordered = sorted(facts, key=lambda fact: (not view.meeting.names(fact.subject or fact.text), -fact.weight))
    fits = len(ordered) <= MAX_FACTS and not beyond
    kept = ordered if fits else _first(ordered, MAX_FACTS - 1, kind, beyond)
    made = ContextNote(
        kind=kind,
        source=source,
        gathered_at=view.now,
        headline=one_line(headline, MAX_TEXT),
        facts=tuple(_trimmed(fact) for fact in kept),
        figures=dict(figures or {}),
        gap=one_line(gap, MAX_TEXT),
    )
    while _size(made) > MAX_NOTE:
        kept = _first(ordered, len(made.facts) - 2, kind, beyond)
        made = made.model_copy(update={"facts": tuple(_trimmed(fact) for fact in kept)})
    return made


def nothing_yet(kind: RecordKind, view: Viewpoint) -> ContextNote:
    return note(ContextKind(kind), view, gap=f"No {sheet_of(kind).spoken} records yet.")


def staleness(kind: RecordKind, records: Sequence[Record], view: Viewpoint, days: int) -> str:
    """The gap in a note whose newest figures are older than ``days``; empty when they are not."""
    newest = view.day_of(max(record.as_of for record in records))
    if (view.today - newest).days <= days:
        return ""
    age = counted(view.days_since(newest), "day")
    return f"No {sheet_of(kind).spoken} record since {view.said(newest)} ({age})."


def oldest(records: Iterable[Record]) -> datetime | None:
    """A figure made of several records is as old as the oldest of them."""
    return min((record.as_of for record in records), default=None)


def _first(facts: Sequence[Fact], number: int, kind: ContextKind, beyond: int) -> list[Fact]:
    left_out = len(facts[number:]) + beyond
    more = Fact(text=f"{left_out:,} more on record, less urgent.", ref=f"{kind}:more", part=FactPart.SUMMARY)
    return [*facts[:number], more]


def _trimmed(fact: Fact) -> Fact:
    return fact.model_copy(
        update={
            "text": one_line(fact.text, MAX_TEXT),
            "asks": one_line(fact.asks, MAX_TEXT // 4),
            "question": one_line(fact.question, MAX_TEXT),
            "ref": fact.ref[:MAX_TEXT],
            "subject": one_line(fact.subject, MAX_TEXT // 4),
            "standing": one_line(fact.standing, MAX_TEXT),
            "background": one_line(fact.background, MAX_BACKGROUND),
        }
    )


def _size(made: ContextNote) -> int:
    return len(made.model_dump_json(ensure_ascii=True))
