"""Holds an action against the audit log before it is decided, done or undone; what does not fit is made known."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from lambdas.approvals.alerts import Alerts
from lambdas.approvals.entries import entry
from lambdas.domain.actions import evidence
from lambdas.domain.actions.audit import AuditEvent, AuditRow
from lambdas.domain.actions.pending_action import PendingAction, is_intact
from lambdas.store.audit_log import AuditLog
from lambdas.store.pending_actions import PendingActions

log = logging.getLogger(__name__)


def is_proved(audit: AuditLog, action: PendingAction) -> bool:
    """Returns whether the log knows it as it is stored, with every vote, and not that it was closed since."""
    rows = _rows(audit, action, evidence.is_proved)
    if not is_intact(action) or not evidence.is_proved(action, rows):
        return False
    later = audit.of_action(action.team_id, action.action_id, evidence.worded_as(action, rows))
    return later is not None and evidence.is_open(later)  # one more row would open nothing


def may_begin(audit: AuditLog, action: PendingAction) -> bool:
    """Returns whether the log knows that it was approved as it is stored, and not that it was carried out since."""
    return _tells(audit, action, lambda later: evidence.is_told_whole(action, later))


def was_executed(audit: AuditLog, action: PendingAction) -> bool:
    return _tells(audit, action, evidence.was_executed)


def is_old(actions: PendingActions, action: PendingAction) -> bool:
    """Returns whether somebody wrote it since it was read: the log may tell of that already, and nothing is wrong."""
    return actions.get(action.action_id).version != action.version


def report_tampering(
    audit: AuditLog, alerts: Alerts, action: PendingAction, actor: str, problem: str, now: datetime
) -> None:
    """The table says what the log does not: the team's overseers hear of it, in no words of the table's."""
    log.error("action %s is not what the audit log says", action.action_id)
    audit.add(entry(action, AuditEvent.DENIED, actor, now, error=problem))
    alerts.tampered(action, now)


def _tells(audit: AuditLog, action: PendingAction, told: Callable[[list[AuditRow]], bool]) -> bool:
    """Returns whether the rows since it was decided say so; not where the log knows of no decision on it as it is."""
    rows = _rows(audit, action, evidence.is_decision_proved)
    if not is_intact(action) or not evidence.is_decision_proved(action, rows):
        return False
    decided_as = evidence.decided_as(action, rows)
    readings = (read(action.team_id, action.action_id, decided_as) for read in _readings(audit))
    return any(later is not None and told(later) for later in readings)


def _rows(
    audit: AuditLog, action: PendingAction, proves: Callable[[PendingAction, list[AuditRow]], bool]
) -> list[AuditRow]:
    """By the keys the action names; of one that an older AMO wrote, whatever the chain has."""
    named = (action.worded_as, *(vote.audited_as for vote in action.votes))
    if all(named):
        return list(_named(audit, action.team_id, named))
    readings = (read(action.team_id, action.action_id) or [] for read in _readings(audit))
    return next((rows for rows in readings if proves(action, rows)), [])


def _readings(audit: AuditLog) -> tuple[Callable[..., list[AuditRow] | None], ...]:
    """The dear one after the cheap one: nothing is called tampered with for what an index does not know yet."""
    return audit.of_action, audit.of_action_in_chain


def _named(audit: AuditLog, team_id: str, sequences: tuple[str, ...]) -> Iterator[AuditRow]:
    for sequence in dict.fromkeys(sequences):
        if row := audit.row(team_id, sequence):
            yield row
