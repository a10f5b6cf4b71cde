"""Invitations to prepare in words: one, or several that are due at once as one message with a list. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.effort import minutes_to_answer
from lambdas.domain.kernel.local_time import near
from lambdas.domain.notifications.messages import Button, Message, MessageKind, PrepInvitation

MAX_BUTTONS = 20
"""More than that nobody reads; each further meeting has its line, and its place on the page."""


def invitation_title(invitation: PrepInvitation, timezone: str, now: datetime) -> str:
    """``Prepare 1:1 with Ada, Sun 15:17 CET: 4 questions, 5 min``."""
    return f"Prepare {_line(invitation, timezone, now)}"


def combined(messages: Sequence[Message], timezone: str, now: datetime) -> Message:
    """Invitations to one person as one message, the next meeting first; a single one stays as it is.

    ``message_id`` is the same whenever the same messages come together, in whichever order. Raises ValueError for what
    is no invitation, or one to somebody else.
    """
    if any(one.kind is not MessageKind.PREP_STARTED or one.user_id != messages[0].user_id for one in messages):
        raise ValueError("only invitations to one person are told together")
    if len(messages) == 1:
        return messages[0]
    invitations = sorted((i for message in messages for i in message.invitations), key=lambda i: (i.starts, i.title))
    minutes = sum(minutes_to_answer(invitation.questions) for invitation in invitations)
    effort = f", about {minutes} min in all" if minutes else ""
    return Message(
        message_id=_message_id(messages),
        user_id=messages[0].user_id,
        kind=MessageKind.PREP_STARTED,
        title=f"{counted(len(invitations), 'meeting')} to prepare{effort}",
        lines=tuple(_line(invitation, timezone, now) for invitation in invitations),
        actions=tuple(
            Button(label=f"Start Prep: {one.title}", verb="start_prep", target=one.session_id)
            for one in invitations[:MAX_BUTTONS]
        ),
        invitations=tuple(invitations),
        created_at=max(message.created_at for message in messages),
    )


def _line(invitation: PrepInvitation, timezone: str, now: datetime) -> str:
    questions = invitation.questions
    effort = f": {counted(questions, 'question')}, {minutes_to_answer(questions)} min" if questions else ""
    return f"{invitation.title}, {near(invitation.starts, timezone, now)}{effort}"


def _message_id(messages: Sequence[Message]) -> str:
    named = "\x1f".join(sorted(message.message_id for message in messages))
    return f"preps-{hashlib.sha256(named.encode()).hexdigest()[:20]}"
