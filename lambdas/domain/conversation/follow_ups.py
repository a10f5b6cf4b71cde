"""Questions that ask on about an answer: where one may come, and the conversation with it in (CHAT-3). Pure.

It comes after the question that is asked when it arrives, and only while that is the one after the answer: nobody is
led back to what they left behind. It moves nothing that was answered, and is no move.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lambdas.domain.conversation.conversation import Answer, Conversation, ConversationStatus, Question
from lambdas.domain.conversation.vague_answers import is_vague
from lambdas.domain.kernel.instants import iso

MAX_FOLLOW_UPS = 2
"""A session."""


def vague_place(before: Conversation, after: Conversation) -> int | None:
    """Returns the place of the answer that the last move gave, where it may be asked on; None otherwise."""
    place = before.position
    is_answered = after.status is ConversationStatus.OPEN and after.position == place + 1
    given = after.answers.get(str(place))
    if not is_answered or given is None or not given.text or given == before.answers.get(str(place)):
        return None
    return place if _has_room(after, place) and is_vague(given.text, after.questions[place]) else None


def may_be_asked_on(session: Conversation, place: int, answered_at: datetime) -> bool:
    """Says whether that very answer still stands, and the question after it is the one that is asked."""
    given = session.answers.get(str(place))
    is_the_same = given is not None and iso(given.answered_at) == iso(answered_at) and bool(given.text)
    is_next = session.status is ConversationStatus.OPEN and session.position == place + 1
    return is_the_same and is_next and place < len(session.questions) and _has_room(session, place)


def with_follow_up(session: Conversation, place: int, text: str, written_by: str) -> Conversation:
    """Inserts the question after the one that is asked now; answers to those behind it go with them."""
    asked = session.questions[place]
    question = Question(text=text, ref=asked.ref, written_by=written_by, follows=asked.key)
    at = session.position + 1
    return session.model_copy(
        update={
            "questions": (*session.questions[:at], question, *session.questions[at:]),
            "answers": {_moved(key, at): answer for key, answer in session.answers.items()},
            "model_changes": session.model_changes + 1,
        }
    )


def with_earlier_follow_ups(
    questions: Sequence[Question], earlier: Iterable[Conversation]
) -> tuple[tuple[Question, ...], dict[str, Answer]]:
    """The questions of a fresh conversation with those asked on and answered in earlier runs, and these answers."""
    answered = {
        question.follows: (question, answer)
        for before in earlier
        for place, question in enumerate(before.questions)
        if question.follows and (answer := before.answers.get(str(place))) and answer.text
    }
    together: list[Question] = []
    answers: dict[str, Answer] = {}
    for question in questions:
        together.append(question)
        if found := answered.get(question.key):
            answers[str(len(together))] = found[1]
            together.append(found[0])
    return tuple(together), answers


def _has_room(session: Conversation, place: int) -> bool:
    followed = [question.follows for question in session.questions if question.follows]
    return len(followed) < MAX_FOLLOW_UPS and session.questions[place].key not in followed


def _moved(key: str, at: int) -> str:
    return str(int(key) + 1) if int(key) >= at else key
