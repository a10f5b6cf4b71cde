"""The messages about a team whose people or rules have changed, each as one reader reads it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.plain_text import clip, one_line
from lambdas.domain.notifications.messages import Message, MessageKind

Names = Mapping[str, str]
MAX_LINE = 160
OPERATOR_OF_STAGE = "whoever runs AMO"
ROLES = {"member": "a member", "reviewer": "a reviewer", "operator": "an operator"}


def rights_message(before: User | None, after: User, by: str, reader: User, names: Names, now: datetime) -> Message:
    """Somebody may decide something else than before. ``by``: ``user:ID`` or ``agent:NAME``."""
    is_own = reader.user_id == after.user_id
    who = "You" if is_own else after.shown_name
    is_or_are = "are" if is_own else "is"
    title = f"{who} {is_or_are} now {_role(after)}" if after.active else f"{who} {is_or_are} deactivated"
    lines = (
        f"Before: {_role(before)}." if before and _role(before) != _role(after) else "",
        f"Reviews for {_listed(after.reviews_for, {**names, reader.user_id: 'you'})}." if after.reviews_for else "",
        "Reviews for nobody any more." if before and before.reviews_for and not after.reviews_for else "",
        f"Department: {after.department}." if after.department else "",
        _changed_by(by, names),
    )
    about = [after.user_id, _role(after), after.active, sorted(after.reviews_for), now.isoformat()]
    return _message("rights", about, reader, title, lines, now)


def reviewer_message(after: User, reviewed: User, by: str, reader: User, names: Names, now: datetime) -> Message:
    """``after`` decides from now on, or no longer, on what AMO wants to do for ``reviewed``: the reader, or somebody
    whose team they oversee.
    """
    is_over = not after.active or reviewed.user_id not in after.reviews_for
    name, whom = after.shown_name, "you" if reader.user_id == reviewed.user_id else reviewed.shown_name
    title = f"{name} reviews for {whom} {'no longer' if is_over else 'now'}"
    line = f"{name} sees what AMO wants to do for {whom}, and may approve or reject it."
    about = [after.user_id, reviewed.user_id, is_over, now.isoformat()]
    return _message("reviewer", about, reader, title, ("" if is_over else line, _changed_by(by, names)), now)


def rules_message(team_id: str, changes: Iterable[str], by: str, reader: User, names: Names, now: datetime) -> Message:
    """``changes``: what is different now, a line each, that for the reader themselves among them."""
    title = (
        "What AMO may do in your team has changed" if reader.team == team_id else f"New rules for the team {team_id}"
    )
    return _message("rules", [team_id, now.isoformat()], reader, title, (*changes, _changed_by(by, names)), now)


def _message(kind: str, about: list[object], reader: User, title: str, lines: Iterable[str], now: datetime) -> Message:
    return Message(
        message_id=f"team-{kind}-{digest(repr(about))[:20]}",
        user_id=reader.user_id,
        kind=MessageKind.TEAM_CHANGED,
        title=clip(title, MAX_LINE),
        lines=tuple(clip(line, MAX_LINE) for line in lines if line),
        created_at=now,
    )


def _role(user: User) -> str:
    return ROLES[user.role] + (f" in the team {one_line(user.team_id)}" if user.team_id else "")


def _changed_by(by: str, names: Names) -> str:
    user_id = by.removeprefix("user:")
    return f"Changed by {names.get(user_id, 'somebody') if by.startswith('user:') else OPERATOR_OF_STAGE}."


def _listed(user_ids: Iterable[str], names: Names) -> str:
    return ", ".join(sorted(names.get(user_id, "somebody who is not here") for user_id in user_ids))
