"""The lines of a plan that a model may read and edit, under handles of ours: no id of a record is ever shown to it.

A line is left out where anything it rests on may not be read: a record of staffing, a kind of record that its person
withheld, what is for their eyes alone. An answer rests on the record it was asked about, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lambdas.domain.agenda.materials import INVITE, MEETING_TYPE, Findings, Line, MaterialsPlan, answer_ref
from lambdas.domain.llm.consent import OWN, DataOrigin, ModelConsent


@dataclass(frozen=True, slots=True)
class HandledLine:
    """``section`` and ``place`` say where it stands; ``origins`` where what it says comes from, never empty."""

    handle: str
    section: int
    place: int
    is_decision: bool
    line: Line
    origins: frozenset[DataOrigin]

    @property
    def origin(self) -> DataOrigin:
        """Returns the one that consent is asked for last: a record before the person's own words."""
        return min(self.origins, key=lambda origin: (origin in OWN, origin))


def section_handle(place: int) -> str:
    return f"S{place + 1}"


def handled_lines(plan: MaterialsPlan, findings: Findings, consent: ModelConsent) -> tuple[HandledLine, ...]:
    """Returns the lines and decisions of the timed sections that may be read, in the plan's order."""
    origins = _origins(findings)
    readable = [
        (section, place, is_decision, line, found)
        for section, place, is_decision, line in _placed(plan)
        if (found := _origins_of(line, origins)) and all(consent.allows(origin) for origin in found)
    ]
    return tuple(HandledLine(f"L{number}", *parts) for number, parts in enumerate(readable, start=1))


def _placed(plan: MaterialsPlan) -> Iterator[tuple[int, int, bool, Line]]:
    for number, section in enumerate(plan.sections):
        for is_decision, lines in ((False, section.lines), (True, section.decisions)):
            yield from ((number, place, is_decision, line) for place, line in enumerate(lines) if not line.is_private)


def _origins_of(line: Line, origins: Mapping[str, frozenset[DataOrigin]]) -> frozenset[DataOrigin]:
    """Returns nothing for what points to anything unknown, or says only what a meeting of its type always does."""
    if not all(ref in origins for ref in line.refs):
        return frozenset()
    return frozenset[DataOrigin]().union(*(origins[ref] for ref in line.refs))


def _origins(findings: Findings) -> dict[str, frozenset[DataOrigin]]:
    known = set(DataOrigin)
    found = {
        fact.ref: frozenset({DataOrigin(note.kind.value)})
        for note in findings.notes
        if note.kind.value in known
        for fact in note.facts
    }
    found |= {INVITE: frozenset({DataOrigin.INVITATION}), MEETING_TYPE: frozenset()}
    return found | dict(_of_answers(findings, found))


def _of_answers(
    findings: Findings, records: Mapping[str, frozenset[DataOrigin]]
) -> Iterator[tuple[str, frozenset[DataOrigin]]]:
    questions: Sequence[str] = [one.ref for one in findings.session.questions] if findings.session else ()
    for place, asked_about in enumerate(questions):
        yield answer_ref(place), frozenset({DataOrigin.OWN_WORDS}) | records.get(asked_about, frozenset())
