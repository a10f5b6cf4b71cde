"""Asks on about a vague answer: a model may write one question, which comes after the one that is asked (CHAT-3).

Nobody waits for it. With no model, no answer in time, or a question that nothing bears out, the conversation goes on as
it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import Field

from lambdas.domain.accounts.user import User
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.follow_ups import may_be_asked_on, with_follow_up
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.claims import MAX_LINE, Evidence
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.people import display_name
from lambdas.errors import Conflict, NotFound
from lambdas.llm import figures
from lambdas.llm.base import Llm
from lambdas.llm.prompt_files import load_prompt
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

PROMPT = Path(__file__).parent / "prompts" / "follow_up.md"
MAX_ANSWER_SHOWN = 1_000
SECONDS = timedelta(seconds=6)
"""Nobody waits for it, and the person is answering the question before it meanwhile."""
ATTEMPTS = 3
ENDS = ("?", "\uff1f")


class VagueAnswer(Model):
    """The message: which answer it was. It is void once the answer is another, or the conversation has gone on."""

    session_id: str
    place: int
    answered_at: Instant


class AskedOn(Model):
    """The model's answer; ``question`` is empty where nothing is worth asking."""

    question: str = Field(default="", max_length=1_000)
    refs: tuple[str, ...] = Field(default=(), max_length=10)


@dataclass(frozen=True, slots=True)
class FollowUps:
    conversations: Conversations
    meetings: Meetings
    users: Users
    contexts: Contexts
    llm: Callable[[], Llm]
    clock: Callable[[], datetime]

    def ask(self, vague: VagueAnswer) -> bool:
        """Returns whether a question came of it. Raises Retryable; asked again, it comes once."""
        session = self.conversations.find(vague.session_id, self.clock())
        if session is None or not may_be_asked_on(session, vague.place, vague.answered_at):
            return False
        try:
            meeting = self.meetings.get(session.user_id, session.meeting_id).meeting
            user = self.users.get(session.user_id)
        except NotFound:  # forgotten meanwhile
            return False
        found = _fact_of(self.contexts.of_meeting(session.meeting_id), session.questions[vague.place].ref)
        if found is None:
            return False
        text, model = self._written(session, vague.place, *found, meeting, user)
        return bool(text) and self._insert(vague, text, model)

    def _written(
        self, session: Conversation, place: int, origin: DataOrigin, fact: Fact, meeting: Meeting, user: User
    ) -> tuple[str, str]:
        """The question and who wrote it; nothing where there is none. Without the fact there is nothing to judge by."""
        if not user.model_consent.allows(origin):
            return "", ""
        texts = {
            "question": session.questions[place].text,
            "answer": session.answers[str(place)].text[:MAX_ANSWER_SHOWN],
            "fact": " ".join((fact.text, fact.standing, fact.asks, *fact.choices)).strip(),
        }
        origins = {"question": origin, "answer": DataOrigin.OWN_WORDS, "fact": origin}
        data = tuple(Untrusted(label, text, origins[label], MAX_ANSWER_SHOWN) for label, text in texts.items())
        task = f"prep#{session.meeting_id}#{session.run}"
        asker = user.as_asker(task, session.meeting_id, is_private=meeting.is_private)
        deadline = self.clock() + SECONDS
        outcome = self.llm().ask(ModelPrompt(load_prompt(PROMPT), data), AskedOn, asker=asker, deadline=deadline)
        if isinstance(outcome, NoAnswer):
            return "", ""
        evidence = Evidence(texts, frozenset(display_name(person) for person in meeting.people))
        is_good = _is_good(outcome.value, evidence, session)
        figures.removed(bool(outcome.value.question) and not is_good)
        return (one_line(outcome.value.question, MAX_LINE), outcome.model) if is_good else ("", "")

    def _insert(self, vague: VagueAnswer, text: str, model: str) -> bool:
        for _ in range(ATTEMPTS):
            session = self.conversations.find(vague.session_id, self.clock())
            if session is None or not may_be_asked_on(session, vague.place, vague.answered_at):
                return False
            try:
                self.conversations.change_questions(with_follow_up(session, vague.place, text, model))
            except Conflict:
                continue
            return True
        return False


def _fact_of(notes: Sequence[ContextNote], ref: str) -> tuple[DataOrigin, Fact] | None:
    found = ((DataOrigin(note.kind.value), fact) for note in notes for fact in note.facts if fact.ref == ref)
    return next(found, None)


def _is_good(asked: AskedOn, evidence: Evidence, session: Conversation) -> bool:
    """One question, borne out by what it points to, that says what it is about, and none that is asked anyhow."""
    text = " ".join(asked.question.split())
    is_question = text.endswith(ENDS) and sum(text.count(end) for end in ENDS) == 1
    is_news = all(text.casefold() != question.text.casefold() for question in session.questions)
    names_it = any(content_words(text) & content_words(evidence.texts[name]) for name in ("answer", "fact"))
    return is_question and is_news and names_it and evidence.objection(text, asked.refs) is None
