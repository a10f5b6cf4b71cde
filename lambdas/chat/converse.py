"""One move of the conversation, from whatever channel (CHAT-1, CHAT-2)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from lambdas.aws import metrics
from lambdas.chat.end import ChatService
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.follow_ups import vague_place
from lambdas.domain.conversation.moves import Move, MoveRefused, OutOfStep, Prompt, advance, amended, is_overdue, prompt
from lambdas.domain.kernel.instants import iso
from lambdas.errors import Conflict, Refused, Retryable

log = logging.getLogger(__name__)

ATTEMPTS = 3


def converse(user_id: str, session_id: str, move: Move, chat: ChatService, now: datetime) -> Prompt:
    """Makes the move and returns what the user sees next. Finishing lets the workflow go on.

    Raises NotFound for somebody else's session, Refused for a move that makes no sense, Conflict for one that came
    too late; each in words for the user.
    """
    for _ in range(ATTEMPTS):
        session = chat.conversations.get(user_id, session_id, now)
        if is_overdue(session, now):
            session = _expired(session, chat, now)
        moved = _advanced(session, move, now)
        if moved is session or _is_saved(moved, chat, now):
            _ask_on(session, moved, chat)
            return _concluded(moved, chat, now)
    raise Conflict("The conversation is being answered elsewhere at this moment: look at the current question.")


def amend(
    user_id: str, session_id: str, place: int, text: str, channel: str, chat: ChatService, now: datetime
) -> Conversation:
    """Gives a question that was left behind other words for its answer, or none; the question asked stays asked.

    Raises NotFound for somebody else's session, Refused for words that cannot be taken, Conflict once it is closed.
    """
    for _ in range(ATTEMPTS):
        session = chat.conversations.get(user_id, session_id, now)
        with _in_words():
            changed = amended(session, place, text, channel, now)
        if changed is session or _is_saved(changed, chat, now):
            return changed
    raise Conflict("The conversation is being answered elsewhere at this moment: try again.")


def _advanced(session: Conversation, move: Move, now: datetime) -> Conversation:
    with _in_words():
        return advance(session, move, now)


@contextmanager
def _in_words() -> Iterator[None]:
    """A refusal of the conversation's rules, as the edges know it."""
    try:
        yield
    except OutOfStep as refusal:
        raise Conflict(str(refusal)) from refusal
    except MoveRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _is_saved(session: Conversation, chat: ChatService, now: datetime) -> bool:
    """False when somebody else was faster; the move is then looked at again."""
    if session.status is not ConversationStatus.OPEN:
        chat.expect_end(session, now)
    try:
        chat.conversations.save(session)
    except Conflict:
        return False
    if session.status is ConversationStatus.FINISHED:
        metrics.count("ChatsFinished")
        metrics.flush()  # whichever edge this came through
    return True


def _ask_on(before: Conversation, after: Conversation, chat: ChatService) -> None:
    """Has a vague answer looked at; the conversation goes on without waiting for it, and without it as well."""
    place = vague_place(before, after)
    if place is None or chat.follow_ups is None:
        return
    given = after.answers[str(place)]
    body = {"session_id": after.session_id, "place": place, "answered_at": iso(given.answered_at)}
    try:
        chat.follow_ups().send([body])
    except (Refused, Retryable):
        log.warning("session %s goes on without being asked on", after.session_id)


def _concluded(session: Conversation, chat: ChatService, now: datetime) -> Prompt:
    """The answers are safe by now: trouble in handing over is the sweeper's to repair, not the user's to see."""
    if session.status is not ConversationStatus.OPEN and session.resumed_at is None:
        try:
            chat.hand_over(session, now)
        except Retryable:
            log.warning("session %s is closed, its workflow is left to the sweeper", session.session_id)
    return prompt(session)


def _expired(session: Conversation, chat: ChatService, now: datetime) -> Conversation:
    try:
        return chat.expire(session, now)
    except Retryable:
        log.warning("session %s is overdue, its workflow is left to its timer", session.session_id)
        return session
