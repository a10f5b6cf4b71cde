"""CTX-2: the initiatives, held against the time they have left."""

from collections.abc import Iterator, Sequence
from datetime import date

from lambdas.context.notes import MAX_FACTS, note, oldest, staleness
from lambdas.context.phrases import Viewpoint, due, listed, name
from lambdas.domain.context.kinds.big_rocks import BigRock
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, WORTH_KNOWING, ContextNote, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.records.statuses import RockStatus

STALE_AFTER_DAYS = 10
BEHIND_BY_POINTS = 15
"""Percentage points of progress behind the time gone."""


def summarise(rocks: Sequence[BigRock], view: Viewpoint) -> ContextNote:
    running = [rock for rock in rocks if rock.status is not RockStatus.DONE]
    running.sort(key=lambda rock: (-weight(rock, view), rock.due or date.max, rock.name))
    return note(
        ContextKind.BIG_ROCKS,
        view,
        headline=_headline(running, rocks, view),
        facts=[*(_fact(rock, view) for rock in running[:MAX_FACTS]), *_done(rocks)],
        figures=_figures(rocks, running, view),
        gap=staleness(RecordKind.BIG_ROCKS, rocks, view, STALE_AFTER_DAYS),
        beyond=len(running[MAX_FACTS:]),
    )


def time_gone(rock: BigRock, view: Viewpoint) -> int | None:
    """Percent of the way from start to due date, 0 to 100; None without both days."""
    if rock.started_on is None or rock.due is None:
        return None
    whole = (rock.due - rock.started_on).days + 1
    return round(100 * min(max((view.today - rock.started_on).days + 1, 0), whole) / whole)


def points_behind(rock: BigRock, view: Viewpoint) -> int:
    """Returns how many points progress is behind the time gone; 0 when it is not, or nobody can tell."""
    gone = time_gone(rock, view)
    return 0 if gone is None else max(0, gone - rock.progress)


def is_overdue(rock: BigRock, view: Viewpoint) -> bool:
    return rock.status is not RockStatus.DONE and view.days_late(rock.due) > 0


def weight(rock: BigRock, view: Viewpoint) -> int:
    if rock.status is RockStatus.BLOCKED or is_overdue(rock, view):
        return NEEDS_DECISION
    if rock.status is RockStatus.AT_RISK or rock.blockers or points_behind(rock, view) >= BEHIND_BY_POINTS:
        return OFF_TRACK
    return WORTH_KNOWING


def _fact(rock: BigRock, view: Viewpoint) -> Fact:
    return Fact(
        text=f"{name(rock.name)}: {', '.join(_standing(rock, view))}.",
        ref=rock.ref,
        weight=weight(rock, view),
        asks=rock.owner,
        question=_question(rock, view),
        as_of=rock.as_of,
        subject=rock.name,
        background=f"{rock.note} {rock.blockers}",
    )


def _standing(rock: BigRock, view: Viewpoint) -> Iterator[str]:
    gone = time_gone(rock, view)
    is_behind = points_behind(rock, view) >= BEHIND_BY_POINTS and not is_overdue(rock, view)
    yield f"{rock.progress} % done" + (f" with {gone} % of its time gone" if gone is not None and is_behind else "")
    if rock.status is RockStatus.BLOCKED:
        yield f"blocked by {name(rock.blockers)}" if rock.blockers else "blocked"
    elif rock.status is RockStatus.AT_RISK:
        yield f"at risk: {name(rock.blockers)}" if rock.blockers else "at risk"
    elif rock.blockers:
        yield f"in the way: {name(rock.blockers)}"
    elif is_behind and rock.status is RockStatus.ON_TRACK:
        yield "though marked on track"
    if rock.due:
        yield due(rock.due, view)
    if rock.owner:
        yield f"owner {name(rock.owner)}"


def _question(rock: BigRock, view: Viewpoint) -> str:
    said = name(rock.name)
    if is_overdue(rock, view) and rock.due:
        return f"{said} was due {view.said(rock.due)}: what is the new date, and what does it need?"
    if rock.blockers:
        return f"What would {said} need this week to get past “{name(rock.blockers)}”?"
    if rock.status is RockStatus.BLOCKED:
        return f"What is blocking {said}, and who can clear it?"
    if weight(rock, view) == OFF_TRACK and rock.due:
        return f"Is {view.said(rock.due)} still the date for {said}, and what falls off if it is?"
    if weight(rock, view) == OFF_TRACK:
        return f"What would put {said} back on track?"
    return "" if rock.owner else f"Who owns {said}?"


def _done(rocks: Sequence[BigRock]) -> Iterator[Fact]:
    done = [rock for rock in rocks if rock.status is RockStatus.DONE]
    if done:
        text = f"Done: {listed([rock.name for rock in done])}."
        yield Fact(text=text, ref=f"{RecordKind.BIG_ROCKS}:done", as_of=oldest(done), part=FactPart.WIN)


def _headline(running: Sequence[BigRock], rocks: Sequence[BigRock], view: Viewpoint) -> str:
    if not running:
        return f"all {counted(len(rocks), 'big rock')} done"
    off = sum(weight(rock, view) > WORTH_KNOWING for rock in running)
    state = (
        f"{off} of {counted(len(running), 'big rock')} off track"
        if off
        else f"{counted(len(running), 'big rock')} on track"
    )
    return f"{state}; {name(running[0].name)} {', '.join(_standing(running[0], view))}" if off else state


def _figures(rocks: Sequence[BigRock], running: Sequence[BigRock], view: Viewpoint) -> dict[str, float]:
    return {
        "rocks": len(rocks),
        "done": len(rocks) - len(running),
        "blocked": sum(rock.status is RockStatus.BLOCKED for rock in running[:MAX_FACTS]),
        "at_risk": sum(rock.status is RockStatus.AT_RISK for rock in running[:MAX_FACTS]),
        "overdue": sum(is_overdue(rock, view) for rock in running[:MAX_FACTS]),
        "average_progress": round(sum(rock.progress for rock in rocks) / len(rocks), 1),
    }
