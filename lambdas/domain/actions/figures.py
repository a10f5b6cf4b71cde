"""The department dashboard's figures (ACT-9): counted from the actions themselves, nothing is stored twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Instant, Model

SUCCEEDED = frozenset({ExecutionStatus.DONE, ExecutionStatus.UNDONE})
ENDED = SUCCEEDED | {ExecutionStatus.FAILED, ExecutionStatus.REFUSED, ExecutionStatus.UNKNOWN}


class DayFigures(Model):
    day: date
    proposed: int = 0
    approved: int = 0
    rejected: int = 0
    expired: int = 0
    automatic: int = 0
    succeeded: int = 0
    failed: int = 0
    """Of what was proposed that day and carried out."""


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


class TeamFigures(Model):
    """``last_decided_at``: by people, or by the rules."""

    team_id: str
    actions: int
    automatic: int
    pending: int
    last_decided_at: Instant | None


class TeamStatus(TeamFigures):
    """``emergency_until`` is set while somebody may approve anything in it."""

    level: Autonomy
    emergency_until: Instant | None


class Dashboard(Model):
    """``trend`` is the same number of days before, to compare with; ``teams`` is how each team stands now."""

    days: int
    now: Figures
    trend: Figures
    timeline: tuple[DayFigures, ...]
    team_figures: tuple[TeamFigures, ...] = ()
    teams: tuple[TeamStatus, ...] = ()


def dashboard(
    actions: Iterable[PendingAction], teams: Sequence[str], days: int, timezone: str, now: datetime
) -> Dashboard:
    """``teams``: each stands in it, also where AMO did nothing for it."""
    known = list(actions)
    since, before = now - timedelta(days=days), now - timedelta(days=2 * days)
    current = [action for action in known if since < action.created_at <= now]
    return Dashboard(
        days=days,
        now=figures(current),
        trend=figures([action for action in known if before < action.created_at <= since]),
        timeline=_timeline(current, days, timezone, now),
        team_figures=tuple(_team(team_id, [one for one in current if one.team_id == team_id]) for team_id in teams),
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


def _team(team_id: str, actions: list[PendingAction]) -> TeamFigures:
    return TeamFigures(
        team_id=team_id,
        actions=len(actions),
        automatic=sum(action.automatic for action in actions),
        pending=sum(action.status is ActionStatus.PENDING for action in actions),
        last_decided_at=max((action.decided_at for action in actions if action.decided_at), default=None),
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
        if action.execution.status in ENDED:
            count.update(("succeeded" if action.execution.status in SUCCEEDED else "failed",))
    return tuple(_day(day, count) for day, count in sorted(counts.items()))


def _day(day: date, count: Counter[str]) -> DayFigures:
    return DayFigures(day=day, **{name: number for name, number in count.items() if name != ActionStatus.PENDING})
