"""Puts down who may decide what: for the audit log, and so that a team finds its reviewers."""

from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.store.autonomy_rows import AutonomyRows


def record_role(rows: AutonomyRows, user: User, actor: str, now: datetime) -> None:
    """``actor`` gave ``user`` the role they have, and the people they review for."""
    people = f"; reviews for {', '.join(sorted(user.reviews_for))}" if user.reviews_for else ""
    entry = AuditEntry(
        team_id=user.team, at=now, event=AuditEvent.ROLE_GIVEN, actor=actor, note=f"{user.user_id}: {user.role}{people}"
    )
    rows.add_member(user.team, user.user_id, entry, user.reviews_for)
