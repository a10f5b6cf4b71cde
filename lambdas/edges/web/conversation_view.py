"""The conversation of a meeting's page: the question that is asked now, the answers so far, until when."""

from datetime import datetime

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Prompt, prompt
from lambdas.domain.conversation.snooze import is_asleep
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.model import Model
from lambdas.edges.web.waiting_cards import SnoozeChoice, snooze_choices
from lambdas.edges.web.words import day_and_time


class GivenAnswer(Model):
    """``text`` is empty for a question that was skipped, or not reached; ``written_by`` is the model that wrote it."""

    question: str
    text: str
    written_by: str = ""


class ConversationView(Model):
    """``prompt`` is None once it is closed; ``closing`` is the line it ended with. ``ends`` is ``deadline``, in UTC."""

    prompt: Prompt | None
    percent: int
    closing: str
    answers: tuple[GivenAnswer, ...]
    deadline: str
    ends: str
    asleep_until: str
    snoozes: tuple[SnoozeChoice, ...]


def conversation_view(session: Conversation, timezone: str, now: datetime) -> ConversationView:
    is_open = session.status is ConversationStatus.OPEN
    asked = prompt(session)
    before = session.number_of(session.position - 1) if session.position else 0
    return ConversationView(
        prompt=asked if is_open else None,
        percent=round(100 * before / max(1, session.total)),
        closing="" if is_open else asked.text,
        answers=tuple(_answers(session)),
        deadline=day_and_time(session.deadline, timezone, now),
        ends=iso(session.deadline),
        asleep_until=day_and_time(session.nudge_at, timezone, now)
        if is_asleep(session, now) and session.nudge_at
        else "",
        snoozes=snooze_choices(session, timezone, now) if is_open else (),
    )


def _answers(session: Conversation) -> list[GivenAnswer]:
    """Of an open conversation those before the question it stands at."""
    reached = session.questions[: session.position] if session.status is ConversationStatus.OPEN else session.questions
    given = (session.answers.get(str(place)) for place in range(len(reached)))
    return [
        GivenAnswer(question=question.text, text=answer.text if answer else "", written_by=question.written_by)
        for question, answer in zip(reached, given, strict=True)
    ]
