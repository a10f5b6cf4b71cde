"""Sums a meeting up in a few lines for those who were invited: what its owner confirmed, nothing else (POST-4).

What the owner wanted of the meeting, what they say they got, and lines nobody confirmed stay home.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import dropwhile
from typing import NamedTuple

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meeting_notes.candidates import MAX_WHAT, Candidate, CandidateKind
from lambdas.domain.meeting_notes.review import NotesReview, Reviewed
from lambdas.domain.meeting_notes.summary_line import SummaryLine
from lambdas.domain.meeting_notes.summary_words import SummaryWording

MAX_OF_KIND = 20
MAX_NAME = 60
_Section = tuple[str, Sequence[Reviewed], Callable[[Candidate, SummaryWording], str]]


class ListedItem(NamedTuple):
    """An action item as the list has it now."""

    what: str
    owner: str
    due: date | None


class Confirmed(Model):
    """Holds what was kept of a meeting's notes, each action item as its list says now."""

    decisions: tuple[Reviewed, ...] = ()
    items: tuple[Reviewed, ...] = ()
    questions: tuple[Reviewed, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.decisions or self.items or self.questions)


def confirmed_in(review: NotesReview, items: Mapping[str, ListedItem]) -> Confirmed:
    """``items`` were not dropped since, by their id; the others are left out."""
    return Confirmed(
        decisions=review.kept(CandidateKind.DECISION),
        items=tuple(
            one.model_copy(update={"candidate": _as_it_stands(one.candidate, items[one.became])})
            for one in review.kept(CandidateKind.ITEM)
            if one.became in items
        ),
        questions=review.kept(CandidateKind.QUESTION),
    )


def _as_it_stands(candidate: Candidate, item: ListedItem) -> Candidate:
    return candidate.model_copy(update=item._asdict())


def summary_lines(
    confirmed: Confirmed, words: SummaryWording, by_model: Sequence[SummaryLine] = ()
) -> tuple[SummaryLine, ...]:
    """Five lines at most that sum it up, then decisions, action items and open questions under their headings.

    ``by_model`` are lines that a model summed it up in, in place of the rules' five; a line above says so.
    """
    lines = [SummaryLine(text=words.gist.by_model), *by_model] if by_model else [*_gist(confirmed, words)]
    for heading, found, said in _sections(confirmed, words):
        if found:
            lines += (SummaryLine(text=""), SummaryLine(text=heading))
            lines += (SummaryLine(text=said(one.candidate, words), refs=(one.found,)) for one in found[:MAX_OF_KIND])
        if beyond := found[MAX_OF_KIND:]:
            lines.append(SummaryLine(text=words.beyond.format(count=len(beyond)), refs=_refs(beyond)))
    return tuple(lines)


def fact_lines(confirmed: Confirmed, words: SummaryWording) -> Iterator[tuple[str, Reviewed]]:
    """Each thing that was confirmed in the words of the mail."""
    for _, found, said in _sections(confirmed, words):
        yield from ((said(one.candidate, words), one) for one in found)


def below_the_gist(lines: Sequence[SummaryLine]) -> tuple[SummaryLine, ...]:
    """Decisions, action items and open questions with their headings."""
    return tuple(dropwhile(lambda line: bool(line.text), lines))


def _sections(confirmed: Confirmed, words: SummaryWording) -> tuple[_Section, ...]:
    return (
        (words.decisions.heading, confirmed.decisions, _decision),
        (words.items.heading, confirmed.items, _item),
        (words.questions.heading, confirmed.questions, _question),
    )


def _gist(confirmed: Confirmed, words: SummaryWording) -> Iterator[SummaryLine]:
    everything = (*confirmed.decisions, *confirmed.items, *confirmed.questions)
    counts = _joined(_counts(confirmed))
    yield SummaryLine(text=words.gist.counts.format(counts=counts), refs=_refs(everything))
    dated = [(one.candidate.due, one) for one in confirmed.items if one.candidate.due]
    if dated:
        day, first = min(dated, key=lambda entry: entry[0])
        text = words.gist.first_due.format(what=_said(first.candidate.what), day=day_name(day))
        yield SummaryLine(text=text, refs=(first.found,))
    owned = [one for one in confirmed.items if one.candidate.owner]
    if owned:
        shares = Counter(_name(one.candidate.owner) for one in owned).most_common()
        people = ", ".join(f"{name} {count}" for name, count in shares)
        yield SummaryLine(text=words.gist.by_person.format(people=people), refs=_refs(owned))
    if nobody := [one for one in confirmed.items if not one.candidate.owner]:
        yield SummaryLine(text=words.gist.nobody.format(count=len(nobody)), refs=_refs(nobody))
    if no_day := [one for one in confirmed.items if not one.candidate.due]:
        yield SummaryLine(text=words.gist.no_day.format(count=len(no_day)), refs=_refs(no_day))


def _counts(confirmed: Confirmed) -> Iterator[str]:
    named = (
        (confirmed.decisions, "decision"),
        (confirmed.items, "action item"),
        (confirmed.questions, "open question"),
    )
    for found, name in named:
        if found:
            yield counted(len(found), name)


def _joined(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _decision(decision: Candidate, words: SummaryWording) -> str:
    line = words.decisions.line.format(what=_said(decision.what))
    who = words.decisions.who.format(who=_name(decision.owner)) if decision.owner else ""
    why = words.decisions.why.format(why=_said(decision.why)) if decision.why else ""
    return f"{line}{who}{why}"


def _item(item: Candidate, words: SummaryWording) -> str:
    line = words.items.line.format(what=_said(item.what))
    owner = words.items.owner.format(owner=_name(item.owner)) if item.owner else ""
    due = words.items.due.format(day=day_name(item.due)) if item.due else ""
    return f"{line}{owner}{due}"


def _question(question: Candidate, words: SummaryWording) -> str:
    return words.questions.line.format(what=_said(question.what))


def _said(text: str) -> str:
    return one_line(text, MAX_WHAT).rstrip(" .")


def _name(owner: str) -> str:
    return one_line(owner, MAX_NAME)


def _refs(found: Sequence[Reviewed]) -> tuple[str, ...]:
    return tuple(one.found for one in found)
