"""The work incidents left to do: open follow-ups, the latest ones first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambdas.context.notes import MAX_FACTS, oldest
from lambdas.context.phrases import Viewpoint, due, name, quoted
from lambdas.domain.context.kinds.incidents import FollowUp, Incident
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, WORTH_KNOWING, Fact, FactPart
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.records.records import id_from
from lambdas.domain.records.statuses import MAJOR, FollowUpStatus, Severity

SOON_DAYS = 7
LATE = dict.fromkeys(MAJOR, NEEDS_DECISION) | {Severity.SEV2: OFF_TRACK}
"""The weight of a late follow-up; what follows from a small incident is no matter for others."""


@dataclass(frozen=True, slots=True)
class FollowUpState:
    """``days_to_due`` is counted from the meeting's day, negative before it, None where it has no day."""

    incident: Incident
    follow_up: FollowUp
    days_to_due: int | None
    days_late: int = 0


def open_follow_ups(incidents: Iterable[Incident], view: Viewpoint) -> list[FollowUpState]:
    """Most overdue first, without a day last."""
    states = [
        FollowUpState(
            incident,
            follow_up,
            -view.days_since(follow_up.due) if follow_up.due else None,
            view.days_late(follow_up.due),
        )
        for incident in incidents
        for follow_up in incident.follow_ups
        if follow_up.status is FollowUpStatus.OPEN
    ]
    return sorted(states, key=lambda state: (state.days_to_due is None, state.days_to_due or 0))


def follow_up_facts(states: Sequence[FollowUpState], view: Viewpoint) -> Iterator[Fact]:
    if not states:
        return
    late = sum(state.days_late > 0 for state in states)
    yield Fact(
        text=f"{counted(len(states), 'incident follow-up')} open, {late or 'none'} past due.",
        ref=f"{RecordKind.INCIDENTS}:follow_ups",
        weight=OFF_TRACK if late else WORTH_KNOWING,
        as_of=oldest(state.incident for state in states),
        part=FactPart.SUMMARY,
    )
    yield from (follow_up_fact(state, view) for state in states[:MAX_FACTS] if _is_soon_or_undated(state))


def _is_soon_or_undated(state: FollowUpState) -> bool:
    return state.days_to_due is None or state.days_to_due <= SOON_DAYS


def follow_up_fact(state: FollowUpState, view: Viewpoint, *, names_incident: bool = True) -> Fact:
    """``names_incident``: where it does not go without saying which one it is of."""
    follow_up, incident = state.follow_up, state.incident
    owner = follow_up.owner or incident.owner
    of = f" of {incident.severity} {quoted(incident.title)}" if names_incident else ""
    said = f"Follow-up {quoted(follow_up.what)}{of}"
    return Fact(
        text=f"{said} {_due(state, view)}{f', owner {name(owner)}' if owner else ''}.",
        ref=f"{incident.ref}/{id_from(follow_up.what)}",
        weight=LATE.get(incident.severity, WORTH_KNOWING) if state.days_late else WORTH_KNOWING,
        asks=owner,
        question=_question(state),
        as_of=incident.as_of,
        part=FactPart.FOLLOW_UP,
        subject=follow_up.what,
        standing=_due(state, view),
        background=incident.title,
    )


def _due(state: FollowUpState, view: Viewpoint) -> str:
    if state.follow_up.due is None or state.days_to_due is None:
        return "is open, without a date"
    if state.days_late:
        return f"is {counted(state.days_late, 'day')} past due ({view.said(state.follow_up.due)})"
    return f"is {due(state.follow_up.due, view)}"


def _question(state: FollowUpState) -> str:
    if state.days_late:
        return f"{quoted(state.follow_up.what)} is {counted(state.days_late, 'day')} late: what is in its way?"
    return f"By when will {quoted(state.follow_up.what)} be done?" if state.days_to_due is None else ""
