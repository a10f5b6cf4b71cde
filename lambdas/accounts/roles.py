"""Puts down who may decide what: for the audit log, and so that a team finds its reviewers."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.store.autonomy_rows import AutonomyRows, LostRights
from lambdas.store.users import Users


def record_role(
    rows: AutonomyRows,
    user: User,
    actor: str,
    now: datetime,
    before: User | None = None,
    reviewed: Iterable[User] = (),
) -> None:
    """``actor`` (``user:ID`` or ``agent:NAME``) gives ``user`` what they may decide now; ``before`` had another.

    Whoever moves is on the log of both teams, and whom they review for from now on, or no longer, on that of theirs
    (``reviewed``, see :func:`newly_reviewed`). Written before the profile is: a right that is given is never unwritten.
    """

    def entry(team_id: str, note: str) -> AuditEntry:
        return AuditEntry(team_id=team_id, at=now, event=AuditEvent.ROLE_GIVEN, actor=actor, note=note)

    if before and before.team != user.team:
        rows.log.add(entry(before.team, f"{user.user_id}: left for {user.team}"))
    for team_id, note in _reviews(user, reviewed):
        rows.log.add(entry(team_id, note))
    came = f", from {before.team}" if before and before.team != user.team else ""
    given_by = frozenset({actor.removeprefix("user:")}) if actor.startswith("user:") else frozenset()
    added = user.reviews_for - (before.reviews_for if before else frozenset())
    lost = _lost(before, user, now) if before else None
    rows.add_member(user.team, user.user_id, entry(user.team, f"{rights_of(user)}{came}"), given_by, added, lost)


def newly_reviewed(users: Users, before: User | None, after: User) -> list[User]:
    """Returns those for whom ``after`` decides from now on, or no longer; whoever is gone is left out."""
    changed = (_wards(before) if before else frozenset()) ^ _wards(after)
    return [user for user in map(users.find, sorted(changed)) if user]


def _reviews(user: User, reviewed: Iterable[User]) -> Iterator[tuple[str, str]]:
    """Yields the team and the note of each row that another team than the reviewer's own gets."""
    others = [(one.team, one.user_id not in _wards(user), one.user_id) for one in reviewed if one.team != user.team]
    for (team_id, is_over), group in groupby(sorted(others), lambda one: one[:2]):
        names = ", ".join(user_id for _, _, user_id in group)
        yield team_id, f"{user.user_id}: {'no longer ' if is_over else ''}reviews for {names}"


def record_address(rows: AutonomyRows, user: User, actor: str, now: datetime) -> None:
    """``actor`` vouches for another address of ``user``, which is not in the log itself: by it they can sign in."""
    note = f"{user.user_id}: another address" if user.email else f"{user.user_id}: no address any more"
    rows.log.add(AuditEntry(team_id=user.team, at=now, event=AuditEvent.ADDRESS_GIVEN, actor=actor, note=note))


def _lost(before: User, after: User, now: datetime) -> LostRights:
    return LostRights(_overseen(before) - _overseen(after), _wards(before) - _wards(after), now)


def _overseen(user: User) -> frozenset[str]:
    return frozenset({user.team} if user.active and user.role in ("reviewer", "operator") else ())


def _wards(user: User) -> frozenset[str]:
    return user.reviews_for - {user.user_id} if user.active else frozenset()


def rights_of(user: User) -> str:
    """As it stands in the log: “rea: reviewer in leads, reviews for ada, department Sales”."""
    parts = (
        f"{user.user_id}: {user.role}" + (f" in {user.team_id}" if user.team_id else ""),
        "" if user.active else "deactivated",
        f"reviews for {', '.join(sorted(user.reviews_for))}" if user.reviews_for else "",
        f"department {user.department}" if user.department else "",
    )
    return ", ".join(filter(None, parts))


def is_other_right(before: User, after: User) -> bool:
    """Returns whether they may decide, or see of others, something else than before."""
    return rights_of(before) != rights_of(after)
