"""CTX-5: what waits to be decided, for how long, and how often it was asked for."""

from collections.abc import Iterator, Sequence

from lambdas.context.notes import MAX_FACTS, note, oldest, staleness
from lambdas.context.phrases import Viewpoint, due, listed, name, quoted
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, WORTH_KNOWING, ContextNote, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.counts import counted, repeated
from lambdas.domain.records.statuses import DecisionStatus

STALE_AFTER_DAYS = 30
OLD_DAYS = 30
SOON_DAYS = 7
RECENT_DAYS = 14


def summarise(decisions: Sequence[DecisionRecord], view: Viewpoint) -> ContextNote:
    waiting = [decision for decision in decisions if decision.status is DecisionStatus.OPEN]
    waiting.sort(key=lambda decision: (-weight(decision, view), -days_waiting(decision, view), decision.title))
    return note(
        ContextKind.DECISIONS,
        view,
        headline=_headline(waiting, view),
        facts=[
            *(_fact(decision, view) for decision in waiting[:MAX_FACTS]),
            *_nothing_waiting(decisions, waiting),
            *_lately_decided(decisions, view),
        ],
        figures=_figures(waiting, view),
        gap=staleness(RecordKind.DECISIONS, decisions, view, STALE_AFTER_DAYS),
        beyond=len(waiting[MAX_FACTS:]),
    )


def days_waiting(decision: DecisionRecord, view: Viewpoint) -> int:
    return max(0, view.days_since(decision.raised_on))


def is_overdue(decision: DecisionRecord, view: Viewpoint) -> bool:
    return view.days_late(decision.due) > 0


MAX_CHOICES = 5


def weight(decision: DecisionRecord, view: Viewpoint) -> int:
    """Overdue, asked for again, or a month old: it will not decide itself."""
    if is_overdue(decision, view) or decision.asked_count >= 2 or days_waiting(decision, view) >= OLD_DAYS:
        return NEEDS_DECISION
    is_soon = decision.due is not None and -view.days_since(decision.due) <= SOON_DAYS
    return OFF_TRACK if is_soon or not decision.owner else WORTH_KNOWING


def _fact(decision: DecisionRecord, view: Viewpoint) -> Fact:
    return Fact(
        text=f"{name(decision.title)}: {', '.join(_standing(decision, view))}.",
        ref=decision.ref,
        weight=weight(decision, view),
        asks=decision.owner,
        question=_question(decision),
        as_of=decision.as_of,
        part=FactPart.DECISION,
        subject=decision.title,
        standing=", ".join(_standing(decision, view)),
        background=f"{decision.note} {' '.join(decision.options)}",
        choices=tuple(name(option, 60) for option in decision.options[:MAX_CHOICES]),
    )


def _standing(decision: DecisionRecord, view: Viewpoint) -> Iterator[str]:
    yield f"open {counted(days_waiting(decision, view), 'day')}"
    if decision.asked_count >= 2:
        yield f"asked for {repeated(decision.asked_count)}"
    if decision.due:
        yield due(decision.due, view)
    yield f"{name(decision.owner)} decides" if decision.owner else "nobody named to decide"


def _question(decision: DecisionRecord) -> str:
    title = quoted(decision.title)
    if len(decision.options) > 1:
        options = [name(option, 60) for option in decision.options[:MAX_CHOICES]]
        return f"{title}: {', '.join(options[:-1])} or {options[-1]}?"
    if not decision.owner:
        return f"Who decides {title}, and by when?"
    return f"What is still missing to decide {title}?"


def _nothing_waiting(decisions: Sequence[DecisionRecord], waiting: Sequence[DecisionRecord]) -> Iterator[Fact]:
    if not waiting:
        yield Fact(
            text="No decision is waiting.",
            ref=f"{RecordKind.DECISIONS}:open",
            as_of=oldest(decisions),
            part=FactPart.SUMMARY,
        )


def _lately_decided(decisions: Sequence[DecisionRecord], view: Viewpoint) -> Iterator[Fact]:
    recent = [
        decision
        for decision in decisions
        if decision.status is DecisionStatus.DECIDED
        and decision.decided_on
        and 0 <= (view.today - decision.decided_on).days <= RECENT_DAYS
    ]
    if recent:
        text = f"Decided in the last {RECENT_DAYS} days: {listed([decision.title for decision in recent])}."
        yield Fact(text=text, ref=f"{RecordKind.DECISIONS}:decided", as_of=oldest(recent), part=FactPart.WIN)


def _headline(waiting: Sequence[DecisionRecord], view: Viewpoint) -> str:
    if not waiting:
        return "no decision waiting"
    first = f"{name(waiting[0].title)}, {', '.join(_standing(waiting[0], view))}"
    return first if len(waiting) == 1 else f"{counted(len(waiting), 'decision')} waiting; {first}"


def _figures(waiting: Sequence[DecisionRecord], view: Viewpoint) -> dict[str, float]:
    return {
        "open": len(waiting),
        "overdue": sum(is_overdue(decision, view) for decision in waiting[:MAX_FACTS]),
        "asked_again": sum(decision.asked_count >= 2 for decision in waiting[:MAX_FACTS]),
        "oldest_days": max((days_waiting(decision, view) for decision in waiting[:MAX_FACTS]), default=0),
    }
