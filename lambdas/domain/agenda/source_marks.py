"""The origins of a plan's lines, in words people use; an id of a record is never among them."""

from collections.abc import Iterable, Iterator

from lambdas.domain.agenda.lines import statement
from lambdas.domain.agenda.materials import INVITE, MEETING_TYPE, Findings, Line, SourceMark
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.context.notes import Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind

MAX_SUBJECT = 60
_OF_HISTORY = {
    FactPart.PROMISE: "Open item",
    FactPart.PEOPLE: "The invitation",
    FactPart.NEWCOMERS: "The invitation",
    FactPart.FIRST: "The invitation",
    FactPart.GUESTS: "The invitation",
    FactPart.ABSENT: "The invitation",
    FactPart.SUMMARY: "Open items",
}


def source_marks(findings: Findings, lines: Iterable[Line]) -> tuple[SourceMark, ...]:
    """One for each reference that a line has, in the order they are met."""
    known = {fact.ref: (note.kind, fact) for note in findings.notes for fact in note.facts}
    refs = dict.fromkeys(ref for line in lines for ref in line.refs)
    return tuple(_marks(refs, known))


def _marks(refs: Iterable[str], known: dict[str, tuple[ContextKind, Fact]]) -> Iterator[SourceMark]:
    for ref in refs:
        if ref in known:
            kind, fact = known[ref]
            has_age = fact.as_of if kind is not ContextKind.HISTORY else None
            yield SourceMark(ref=ref, label=_label(kind, fact), as_of=has_age, origin=fact.origin, read_at=fact.read_at)
        else:
            yield SourceMark(ref=ref, label=_spoken(ref))


def _label(kind: ContextKind, fact: Fact) -> str:
    if kind is ContextKind.HISTORY:
        return _OF_HISTORY.get(fact.part, "Last time")
    subject = statement(fact.subject, MAX_SUBJECT)
    return f"{spec_of(kind).label}: {subject}" if subject else spec_of(kind).label


def _spoken(ref: str) -> str:
    if ref == INVITE:
        return "The invitation"
    if ref == MEETING_TYPE:
        return "What a meeting of this type answers"
    return f"Your answer {ref.removeprefix('A')}"
