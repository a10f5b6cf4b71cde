"""CTX-4: who is here, who is missing, and where the search for them stands."""

from collections.abc import Iterator, Sequence

from lambdas.context.notes import MAX_FACTS, note, oldest, staleness
from lambdas.context.phrases import Viewpoint, days_ago, in_days, name
from lambdas.domain.context.kinds.staffing import StaffingLine
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, WORTH_KNOWING, ContextNote, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.counts import counted

STALE_AFTER_DAYS = 14
TOO_LONG_DAYS = 30
"""Without a candidate."""
STARTS_SOON_DAYS = 30


def summarise(lines: Sequence[StaffingLine], view: Viewpoint) -> ContextNote:
    hiring = [line for line in lines if line.open_requisitions]
    hiring.sort(key=lambda line: (-weight(line, view), -days_open(line, view), line.team, line.role))
    return note(
        ContextKind.STAFFING,
        view,
        headline=_headline(lines, view),
        facts=[*(_fact(line, view) for line in hiring[:MAX_FACTS]), _total(lines, view)],
        figures=_figures(lines, view),
        gap=staleness(RecordKind.STAFFING, lines, view, STALE_AFTER_DAYS),
        beyond=len(hiring[MAX_FACTS:]),
    )


def days_open(line: StaffingLine, view: Viewpoint) -> int:
    """0 when nobody says since when."""
    return max(0, view.days_since(line.opened_on)) if line.opened_on else 0


def has_no_candidate(line: StaffingLine) -> bool:
    """Only where somebody counted: an empty cell is not knowing, not nobody."""
    return line.open_requisitions > 0 and line.candidates == 0


def is_stuck(line: StaffingLine, view: Viewpoint) -> bool:
    return has_no_candidate(line) and days_open(line, view) >= TOO_LONG_DAYS


def days_to_start(line: StaffingLine, view: Viewpoint) -> int | None:
    """Negative when somebody should have started already."""
    return -view.days_since(line.target_start) if line.target_start else None


def weight(line: StaffingLine, view: Viewpoint) -> int:
    start = days_to_start(line, view)
    if is_stuck(line, view) or (start is not None and start < 0):
        return NEEDS_DECISION
    if has_no_candidate(line) or (start is not None and start <= STARTS_SOON_DAYS):
        return OFF_TRACK
    return WORTH_KNOWING


def stuck_requisitions(lines: Sequence[StaffingLine], view: Viewpoint) -> int:
    return sum(line.open_requisitions for line in lines if is_stuck(line, view))


def _fact(line: StaffingLine, view: Viewpoint) -> Fact:
    return Fact(
        text=f"{_role(line)}: {', '.join(_standing(line, view))}.",
        ref=line.ref,
        weight=weight(line, view),
        asks=line.owner,
        question=_question(line, view),
        as_of=line.as_of,
        subject=_role(line),
        background=line.note,
    )


def _role(line: StaffingLine) -> str:
    return f"{name(line.role)} ({name(line.team)})"


def _standing(line: StaffingLine, view: Viewpoint) -> Iterator[str]:
    since = f" for {counted(days_open(line, view), 'day')}" if line.opened_on else ""
    without = " without a candidate" if has_no_candidate(line) else " open"
    yield f"{counted(line.open_requisitions, 'requisition')}{without}{since}"
    if line.candidates:
        yield counted(line.candidates, "candidate") + (f", the furthest in {line.stage}" if line.stage else "")
    elif line.candidates is None:
        yield f"furthest in {line.stage}" if line.stage else "candidates not recorded"
    start = days_to_start(line, view)
    if line.target_start and start is not None:
        when = f"start was due {days_ago(-start)}" if start < 0 else f"start due {in_days(start)}"
        yield f"{when} ({view.said(line.target_start)})"
    if line.owner:
        yield f"owner {name(line.owner)}"


def _question(line: StaffingLine, view: Viewpoint) -> str:
    start = days_to_start(line, view)
    if is_stuck(line, view):
        waited = counted(days_open(line, view), "day")
        return f"{_role(line)} has had no candidate for {waited}: change the role, the search or the plan?"
    if start is not None and start < 0:
        return (
            f"Somebody should have started as {_role(line)} on {view.said(line.target_start or view.today)}: when now?"
        )
    if has_no_candidate(line):
        return f"What brings the first candidates for {_role(line)}?"
    return (
        f"Is the start {in_days(start)} still possible for {_role(line)}?"
        if weight(line, view) == OFF_TRACK and start is not None
        else ""
    )


def _total(lines: Sequence[StaffingLine], view: Viewpoint) -> Fact:
    stuck = stuck_requisitions(lines, view)
    return Fact(
        text=f"{_people(lines)}; {_open(lines, view)}.",
        ref=f"{RecordKind.STAFFING}:total",
        weight=OFF_TRACK if stuck else WORTH_KNOWING,
        as_of=oldest(lines),
        part=FactPart.SUMMARY,
    )


def _people(lines: Sequence[StaffingLine]) -> str:
    teams = len({line.team.casefold() for line in lines})
    return f"{counted(sum(line.headcount for line in lines), 'person', 'people')} in {counted(teams, 'team')}"


def _open(lines: Sequence[StaffingLine], view: Viewpoint) -> str:
    total = sum(line.open_requisitions for line in lines)
    stuck = stuck_requisitions(lines, view)
    if not stuck:
        return f"{counted(total, 'requisition')} open" if total else "no requisition open"
    return f"{stuck:,} of {counted(total, 'requisition')} without a candidate for {TOO_LONG_DAYS} days or more"


def _headline(lines: Sequence[StaffingLine], view: Viewpoint) -> str:
    return _open(lines, view) if stuck_requisitions(lines, view) else f"{_people(lines)}; {_open(lines, view)}"


def _figures(lines: Sequence[StaffingLine], view: Viewpoint) -> dict[str, float]:
    return {
        "headcount": sum(line.headcount for line in lines),
        "open_requisitions": sum(line.open_requisitions for line in lines),
        "without_candidate": sum(line.open_requisitions for line in lines if has_no_candidate(line)),
        "without_candidate_30_days": stuck_requisitions(lines, view),
        "candidates": sum(line.candidates or 0 for line in lines if line.open_requisitions),
    }
