"""Reads, anchors and verifies the audit log of a team (ACT-4)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from lambdas.domain.actions.audit import EVERY_ROW, Anchor, AuditFilter, AuditRow, Verdict, verify
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import PendingAction, Reviewer
from lambdas.errors import AmoError, NotFound, Retryable
from lambdas.store.anchors import Anchors
from lambdas.store.audit_log import AuditLog
from lambdas.store.pending_actions import PendingActions

logger = logging.getLogger(__name__)

NO_LOG = "There is no such audit log."


@dataclass(frozen=True, slots=True)
class Audits:
    actions: PendingActions
    log: AuditLog
    anchors: Anchors

    def verify_team(self, team_id: str, reviewer: Reviewer, now: datetime) -> Verdict:
        """Rows against each other, against the anchors, and against what the actions say of their own rows (fault 104).

        The actions are read first: rows that are added meanwhile are more, never fewer, than they know of.
        """
        _must_belong(team_id, reviewer)
        expected = {action.action_id: action.audited_as for action in self.actions.of_team(team_id)}
        anchors = list(self.anchors.of_team(team_id))
        return verify(team_id, list(self.log.rows(team_id)), anchors, expected, now)


def latest_rows(
    log: AuditLog, team_id: str, reviewer: Reviewer, limit: int, wanted: AuditFilter = EVERY_ROW
) -> list[AuditRow]:
    """Newest first. A team's log is for its people; somebody else's does not exist. Raises NotFound."""
    _must_belong(team_id, reviewer)
    return log.latest(team_id, limit, wanted)


def exported(log: AuditLog, team_id: str, reviewer: Reviewer) -> list[dict[str, Any]]:
    """Every row as stored, oldest first, for whoever wants to verify it by themselves."""
    _must_belong(team_id, reviewer)
    return list(log.rows(team_id))


def anchor_team(log: AuditLog, anchors: Anchors, team_id: str, now: datetime) -> bool:
    """Puts down where the log stands, when it has grown since the last time."""
    tail, last = log.tail(team_id), anchors.last(team_id)
    if tail is None or (last and last.sequence >= tail.sequence):
        return False
    anchors.put(Anchor(team_id=team_id, sequence=tail.sequence, hash=tail.hash, at=now))
    return True


def anchor_teams(log: AuditLog, anchors: Anchors, team_ids: Iterable[str], now: datetime) -> int:
    """Returns how many were anchored now. The log of one that cannot be keeps no other from it.

    Raises Retryable at the end where there was one.
    """
    anchored = failed = 0
    for team_id in sorted(team_ids):
        try:
            anchored += anchor_team(log, anchors, team_id, now)
        except Exception as error:  # whatever it was, the others are anchored
            logger.error("the log of team %s was not anchored: %s", team_id, type(error).__name__)
            failed += 1
    if failed:
        raise Retryable(f"The logs of {failed} teams could not be anchored; they are tried again.")
    return anchored


def anchor_weighty(log: AuditLog, anchors: Anchors, moved: Iterable[PendingAction], now: datetime) -> None:
    """Puts down where the log stood after something above low risk was decided or done, once for each team.

    Until then its latest rows could be rewritten. Where it fails, the next anchor by the clock covers them. ``log`` is
    the one that told of it: it knows that place.
    """
    for team_id in sorted({action.team_id for action in moved if action.risk is not Risk.LOW}):
        try:
            if end := log.known_end(team_id):
                anchors.put(Anchor(team_id=team_id, sequence=end.sequence, hash=end.hash, at=now))
        except (AmoError, ClientError) as error:
            logger.error("the log of team %s was not anchored: %s", team_id, type(error).__name__)


def _must_belong(team_id: str, reviewer: Reviewer) -> None:
    """A member of a larger team does not read what the others did: reviewers and operators do."""
    is_alone = team_id == f"own-{reviewer.user_id}"
    if reviewer.team_id != team_id or not (is_alone or reviewer.role in ("reviewer", "operator")):
        raise NotFound(NO_LOG)
