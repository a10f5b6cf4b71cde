"""The department dashboard's figures (ACT-9): counted from the actions themselves, nothing is stored twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model

SUCCEEDED = frozenset({ExecutionStatus.DONE, ExecutionStatus.UNDONE})
ENDED = SUCCEEDED | {ExecutionStatus.FAILED, ExecutionStatus.REFUSED, ExecutionStatus.UNKNOWN}


class DayFigures(Model):
    day: date
    proposed: int = 0
    approved: int = 0
    rejected: int = 0
    expired: int = 0
    automatic: int = 0


class Figures(Model):
    """``approval_rate``: of what people decided; ``success_rate``: of what was carried out. None of nothing."""

    actions: int
    automatic: int
    pending: int
    approval_rate: float | None
    success_rate: float | None
    active_teams: tuple[str, ...]
    by_type: dict[str, int]
    by_risk: dict[str, int]


class Dashboard(Model):
    """``trend`` is the same number of days before, to compare with."""

    days: int
    now: Figures
    trend: Figures
    timeline: tuple[DayFigures, ...]


def dashboard(actions: Iterable[PendingAction], days: int, timezone: str, now: datetime) -> Dashboard:
    known = list(actions)
    since, before = now - timedelta(days=days), now - timedelta(days=2 * days)
    current = [action for action in known if since < action.created_at <= now]
    return Dashboard(
        days=days,
        now=figures(current),
        trend=figures([action for action in known if before < action.created_at <= since]),
        timeline=_timeline(current, days, timezone, now),
    )


def figures(actions: list[PendingAction]) -> Figures:
    by_people = [a for a in actions if not a.automatic and a.status in (ActionStatus.APPROVED, ActionStatus.REJECTED)]
    ended = [action for action in actions if action.execution.status in ENDED]
    return Figures(
        actions=len(actions),
        automatic=sum(action.automatic for action in actions),
        pending=sum(action.status is ActionStatus.PENDING for action in actions),
        approval_rate=_share(sum(a.status is ActionStatus.APPROVED for a in by_people), len(by_people)),
        success_rate=_share(sum(a.execution.status in SUCCEEDED for a in ended), len(ended)),
        active_teams=tuple(sorted({action.team_id for action in actions})),
        by_type=dict(Counter(action.action_type for action in actions)),
        by_risk=dict(Counter(action.risk.value for action in actions)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _timeline(actions: list[PendingAction], days: int, timezone: str, now: datetime) -> tuple[DayFigures, ...]:
    here = zone(timezone)
    today = now.astimezone(here).date()
    counts: dict[date, Counter[str]] = {today - timedelta(days=back): Counter() for back in range(days)}
    for action in actions:
        count = counts.setdefault(action.created_at.astimezone(here).date(), Counter())
        outcome = "automatic" if action.automatic else action.status.value
        count.update(("proposed", outcome))
    return tuple(_day(day, count) for day, count in sorted(counts.items()))


def _day(day: date, count: Counter[str]) -> DayFigures:
    return DayFigures(day=day, **{name: number for name, number in count.items() if name != ActionStatus.PENDING})
