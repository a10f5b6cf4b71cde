"""The preparation conversation as a state machine (CHAT-1): pure, so that any sequence of moves can be tried.

Every accepted move gives the conversation its next ``version``. A move carries the version its author was looking at,
which tells a repeated submission (nothing to do) from one that arrives after somebody else moved on (refused).
"""

import unicodedata
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from lambdas.domain.conversation import help_texts
from lambdas.domain.conversation.closing_lines import CLOSING_LINES, TOO_LATE
from lambdas.domain.conversation.conversation import Answer, Conversation, ConversationStatus, Question
from lambdas.domain.conversation.replies import Reply, reply_kind
from lambdas.domain.kernel.model import Model

MAX_ANSWER = 4_000
KEPT_CONTROLS = "\n\t"
INVISIBLE_FORMATS = frozenset("\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Zero-width and direction controls that can hide text; the joiners that emoji and Persian need are kept."""

Outcome = Literal["finished", "silent", "withdrawn"]

OUTCOMES: MappingProxyType[ConversationStatus, Outcome] = MappingProxyType(
    {
        ConversationStatus.FINISHED: "finished",
        ConversationStatus.EXPIRED: "silent",
        ConversationStatus.WITHDRAWN: "withdrawn",
    }
)


class MoveRefused(ValueError):
    """The move cannot be made; the message tells the user why and what to do."""


class OutOfStep(MoveRefused):
    """The conversation has moved on or is closed: what the user sees next is not what they were looking at."""


class Verb(StrEnum):
    ANSWER = "answer"
    SKIP = "skip"
    BACK = "back"
    FINISH = "finish"


class Move(Model):
    """A move of the user. ``version`` is None where a channel cannot carry it (SMS, voice): it then means "now"."""

    verb: Verb
    text: str = ""
    version: int | None = None
    channel: str = "web"


class Prompt(Model):
    """The next thing the user sees: a question, or the closing line once ``status`` is no longer open.

    ``number`` counts from 1 and is 0 when closed; ``step`` says it in words. ``earlier`` is the answer already given to
    this question. ``asked_again``: what was typed said nothing, and ``text`` helps with an example. ``is_follow_up``:
    it asks on about an earlier answer. ``written_by`` is the model that wrote it, empty for the rules.
    """

    session_id: str
    meeting_id: str
    status: ConversationStatus
    version: int
    number: int
    total: int
    text: str
    earlier: str = ""
    can_go_back: bool = False
    asked_again: bool = False
    step: str = ""
    place: int = 0
    is_follow_up: bool = False
    written_by: str = ""


def prompt(session: Conversation) -> Prompt:
    """Returns where the conversation stands, as its user sees it."""
    is_open = session.status is ConversationStatus.OPEN
    earlier = session.answers.get(str(session.position)) if is_open else None
    is_asked_again = earlier is not None and bool(earlier.set_aside)
    asked = session.questions[session.position] if is_open else None
    return Prompt(
        session_id=session.session_id,
        meeting_id=session.meeting_id,
        status=session.status,
        version=session.version,
        number=session.number_of(session.position) if is_open else 0,
        total=session.total,
        text=_question(session, asked_again=is_asked_again) if is_open else CLOSING_LINES[session.status],
        earlier=earlier.text if earlier else "",
        can_go_back=is_open and session.position > 0,
        asked_again=is_asked_again,
        step=session.step(session.position) if is_open else "",
        place=session.position,
        is_follow_up=asked is not None and bool(asked.follows),
        written_by=asked.written_by if asked else "",
    )


def _question(session: Conversation, *, asked_again: bool) -> str:
    question = session.questions[session.position]
    return help_texts.asked_again(question) if asked_again else question.text


def advance(session: Conversation, move: Move, now: datetime) -> Conversation:
    """The conversation after ``move``; the same object when the move had been made already.

    Raises MoveRefused for a move that makes no sense here, OutOfStep when the conversation is closed, past its
    deadline, or no longer where the user saw it.
    """
    if _is_repetition(session, move):
        return session
    if session.status is not ConversationStatus.OPEN:
        raise OutOfStep(TOO_LATE[session.status])
    if is_overdue(session, now):
        raise OutOfStep(TOO_LATE[ConversationStatus.EXPIRED])
    if move.version not in (None, session.version) and (move.verb is not Verb.FINISH or cleaned(move.text)):
        raise OutOfStep("The conversation has moved on since you saw this question: look at the current one.")
    return _moved(session, move, now)


def close(session: Conversation, status: ConversationStatus, now: datetime) -> Conversation:
    """Closed with ``status``; a conversation that is closed already keeps its first decision."""
    if session.status is not ConversationStatus.OPEN:
        return session
    return _next(session, status=status, closed_at=now)


def revised(session: Conversation, place: int, text: str, channel: str, now: datetime) -> Conversation:
    """A closed conversation with another answer to one of its questions; the same object where it says just that.

    Raises MoveRefused for an answer that cannot be taken, or a question that was not asked.
    """
    if session.status is ConversationStatus.OPEN:
        raise MoveRefused("The conversation is still open: go back in it to the question.")
    if not 0 <= place < len(session.questions):
        raise MoveRefused("There is no such question.")
    answer = _answer(Move(verb=Verb.ANSWER, text=text, channel=channel), now)
    if not _says_something(answer.text, session.questions[place]):
        raise MoveRefused("That gives AMO nothing to write from: say in a few words what you mean.")
    before = session.answers.get(str(place))
    if before and before.text == answer.text:
        return session
    return _next(session, answers={**session.answers, str(place): answer})


def amended(session: Conversation, place: int, text: str, channel: str, now: datetime) -> Conversation:
    """An open conversation with other words for a question it has left behind, or none; the same object where it says
    just that. The question asked now stays the one asked.

    Raises OutOfStep once it is closed (then it is :func:`revised`), MoveRefused for words that cannot be taken.
    """
    if session.status is not ConversationStatus.OPEN:
        raise OutOfStep(TOO_LATE[session.status])
    if is_overdue(session, now):
        raise OutOfStep(TOO_LATE[ConversationStatus.EXPIRED])
    if not 0 <= place < len(session.questions):
        raise MoveRefused("There is no such question.")
    answer = _amendment(session.questions[place], text, channel, now)
    before = session.answers.get(str(place))
    if before and (before.text, before.set_aside) == (answer.text, answer.set_aside):
        return session
    return _next(session, answers={**session.answers, str(place): answer})


def _amendment(question: Question, text: str, channel: str, now: datetime) -> Answer:
    """Words taken back leave the question without an answer."""
    if not cleaned(text):
        return Answer(text="", answered_at=now, channel=channel)
    answer = _answer(Move(verb=Verb.ANSWER, text=text, channel=channel), now)
    if _says_something(answer.text, question):
        return answer
    return answer.model_copy(update={"text": "", "set_aside": answer.text})


def is_overdue(session: Conversation, now: datetime) -> bool:
    return session.status is ConversationStatus.OPEN and now >= session.deadline


def cleaned(text: str) -> str:
    """The text without what no reader sees: control characters, lone surrogates, direction overrides."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if _is_shown(character)).strip()


def _is_shown(character: str) -> bool:
    if character in KEPT_CONTROLS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in INVISIBLE_FORMATS


def _is_repetition(session: Conversation, move: Move) -> bool:
    """Returns whether this very move led to the present version: a double click, or an answer lost on its way back."""
    said = cleaned(move.text)
    if move.verb is Verb.FINISH:
        return session.status is ConversationStatus.FINISHED and (not said or _is_taken(session, said))
    if move.version is None or move.version != session.version - 1:
        return False
    if move.verb is Verb.ANSWER:
        return bool(said) and _is_taken(session, said)
    return session.status in (ConversationStatus.OPEN, ConversationStatus.FINISHED)


def _is_taken(session: Conversation, said: str) -> bool:
    """Returns whether the question left last was answered so, or the one asked now is asked again because of it."""
    last, current = (session.answers.get(str(place)) for place in (session.position - 1, session.position))
    if last is not None and said in (last.text, last.set_aside):
        return True
    if current is None:
        return False
    is_closed = session.status is not ConversationStatus.OPEN
    return said == current.set_aside or (is_closed and said == current.text)


def _moved(session: Conversation, move: Move, now: datetime) -> Conversation:
    match move.verb:
        case Verb.ANSWER:
            return _answered_or_asked_again(session, _answer(move, now), now)
        case Verb.SKIP:
            return _forward(session, _skipped(session, Answer(text="", answered_at=now, channel=move.channel)), now)
        case Verb.BACK:
            return _back(session)
        case Verb.FINISH:
            return _finished(session, move, now)


def _finished(session: Conversation, move: Move, now: datetime) -> Conversation:
    """Closed, with what was typed for the question asked now as its answer: finishing throws no words away."""
    if cleaned(move.text):
        typed = _answer(move, now)
        answer = typed if _says_something(typed.text, session.questions[session.position]) else _aside(session, typed)
        answers = {**session.answers, str(session.position): answer}
        session = session.model_copy(update={"answers": answers})
    return close(session, ConversationStatus.FINISHED, now)


def _answer(move: Move, now: datetime) -> Answer:
    text = cleaned(move.text)
    if not text:
        raise MoveRefused("The answer is empty: write a few words, or skip the question.")
    if len(text) > MAX_ANSWER:
        raise MoveRefused(
            f"Your answer has {len(text):,} characters and {MAX_ANSWER:,} is the most that fits: "
            "shorten it a little, nothing of it is lost."
        )
    return Answer(text=text, answered_at=now, channel=move.channel)


def _answered_or_asked_again(session: Conversation, answer: Answer, now: datetime) -> Conversation:
    """Asks again, once, where a reply says nothing; the second time, or where it says so, it is a skip."""
    question, before = session.questions[session.position], session.answers.get(str(session.position))
    if _says_something(answer.text, question):
        return _forward(session, answer, now)
    aside = _aside(session, answer)
    if reply_kind(answer.text, question.text) is Reply.SKIP or (before and before.set_aside):
        return _forward(session, aside, now)
    return _next(session, answers={**session.answers, str(session.position): aside})


def _says_something(text: str, question: Question) -> bool:
    kind = reply_kind(text, question.text)
    return kind in (Reply.ANSWER, Reply.NOTHING) or (kind is Reply.AS_LAST_TIME and bool(question.last_time))


def _aside(session: Conversation, answer: Answer) -> Answer:
    return _skipped(session, answer.model_copy(update={"text": "", "set_aside": answer.text}))


def _skipped(session: Conversation, skip: Answer) -> Answer:
    """Skipping never takes back an answer given earlier."""
    earlier = session.answers.get(str(session.position))
    return earlier.model_copy(update={"set_aside": skip.set_aside or earlier.set_aside}) if earlier else skip


def _back(session: Conversation) -> Conversation:
    if session.position == 0:
        raise MoveRefused("This is the first question: there is nothing to go back to.")
    return _next(session, position=session.position - 1)


def _forward(session: Conversation, answer: Answer, now: datetime) -> Conversation:
    position = session.position + 1
    changes: dict[str, object] = {"answers": {**session.answers, str(session.position): answer}, "position": position}
    if position == len(session.questions):
        changes |= {"status": ConversationStatus.FINISHED, "closed_at": now}
    return _next(session, **changes)


def _next(session: Conversation, **changes: object) -> Conversation:
    return session.model_copy(update={**changes, "version": session.version + 1})
