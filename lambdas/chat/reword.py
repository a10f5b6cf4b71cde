"""Has a model word the questions of a conversation more sharply, while nobody waits for it (CHAT-1).

The questions of the rules are stored and asked by then. What comes once somebody has answered is too late.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from lambdas.domain.accounts.user import User
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import GENERIC_REF, Conversation, Question
from lambdas.domain.conversation.occasion import occasion_of
from lambdas.domain.conversation.questions import spare_questions
from lambdas.domain.conversation.rewordings import (
    QuestionEdits,
    RewordedQuestions,
    asked_words,
    handle_of,
    may_be_reworded,
    with_questions,
)
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.claims import Evidence
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.meetings.people import display_name
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import Conflict, NotFound
from lambdas.llm import figures
from lambdas.llm.base import Llm
from lambdas.llm.prompt_files import load_prompt
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

PROMPT = Path(__file__).parent / "prompts" / "questions.md"
SECONDS = timedelta(seconds=4)
MAX_FACTS = 30
MAX_SPARE = 3
MAX_FACT_SHOWN = 300
MAX_BLOCK = 4_000


class ConversationToReword(Model):
    """The message: whose questions were asked. It is void once somebody has answered."""

    session_id: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """Holds what a model sees: ``facts`` are the records, ``spare`` questions about those that nobody asks about."""

    questions: Mapping[str, Question]
    facts: Mapping[str, tuple[DataOrigin, Fact]]
    spare: Mapping[str, Question]

    @property
    def evidence(self) -> dict[str, str]:
        asked = {handle: asked_words(question) for handle, question in self.questions.items()}
        return asked | {handle: _said(fact) for handle, (_, fact) in self.facts.items()}

    def pieces(self) -> Iterator[Untrusted]:
        """The questions one by one, the records of one source together: who withholds a source withholds its block."""
        origins = {fact.ref: origin for origin, fact in self.facts.values()}
        for handle, question in self.questions.items():
            yield Untrusted(f"question {handle}", asked_words(question), _origin(question, origins), MAX_FACT_SHOWN)
        for origin, run in groupby(self.facts.items(), key=lambda item: item[1][0]):
            lines = (f"{self._marked(handle)}: {_said(fact)}" for handle, (_, fact) in run)
            yield Untrusted(f"on record, {origin.value}", "\n".join(lines), origin, MAX_BLOCK)

    def _marked(self, handle: str) -> str:
        return f"{handle} (not asked about)" if handle in self.spare else handle


@dataclass(frozen=True, slots=True)
class QuestionRewordings:
    conversations: Conversations
    meetings: Meetings
    users: Users
    contexts: Contexts
    meeting_types: MeetingTypes
    llm: Callable[[], Llm]
    clock: Callable[[], datetime]

    def reword(self, opened: ConversationToReword) -> int:
        """Returns how many questions a model worded. Raises Retryable; asked again, it is done once."""
        session = self.conversations.find(opened.session_id, self.clock())
        if session is None or not may_be_reworded(session):
            return 0
        try:
            tracked = self.meetings.get(session.user_id, session.meeting_id)
            user = self.users.get(session.user_id)
        except NotFound:  # forgotten meanwhile
            return 0
        questions = self._written(session, tracked, user)
        if questions == session.questions:
            return 0
        try:
            self.conversations.change_questions(with_questions(session, questions))
        except Conflict:  # somebody has answered, or it is over
            return 0
        return sum(bool(question.written_by) for question in questions)

    def _written(self, session: Conversation, tracked: TrackedMeeting, user: User) -> tuple[Question, ...]:
        meeting = tracked.meeting
        shown = self._shown(session.questions, tracked, user)
        if not shown.questions or not shown.facts:
            return session.questions
        task = f"prep#{session.meeting_id}#{session.run}"
        asker = user.as_asker(task, session.meeting_id, is_private=meeting.is_private)
        prompt = ModelPrompt(load_prompt(PROMPT), tuple(shown.pieces()))
        outcome = self.llm().ask(prompt, QuestionEdits, asker=asker, deadline=self.clock() + SECONDS)
        if isinstance(outcome, NoAnswer):
            return session.questions
        evidence = Evidence(shown.evidence, frozenset(display_name(person) for person in meeting.people))
        facts = {handle: fact for handle, (_, fact) in shown.facts.items()}
        taking = RewordedQuestions(session.questions, shown.spare, facts, evidence, outcome.model)
        questions = taking.apply(outcome.value.edits)
        figures.removed(taking.failed)
        return questions

    def _shown(self, questions: Sequence[Question], tracked: TrackedMeeting, user: User) -> _Shown:
        """Only what its owner lets a model read; a question in a record's words is shown where the record is."""
        notes = self.contexts.of_meeting(tracked.meeting.meeting_id)
        name = tracked.plan.meeting_type
        occasion = occasion_of(tracked.meeting, name, user.called, notes)
        preferences = user.preferences_for(name)
        spare = spare_questions(questions, self.meeting_types.get(name), notes, preferences, occasion)
        allows = user.model_consent.allows
        readable = [(origin, fact) for origin, fact in _facts(notes) if allows(origin)]
        facts = _numbered(readable, questions, spare)
        of_spare = {question.ref: question for question in spare}
        found = [(handle, of_spare[fact.ref]) for handle, (_, fact) in facts.items() if fact.ref in of_spare]
        origins = {fact.ref: origin for origin, fact in readable}
        asked = {handle_of(place): question for place, question in enumerate(questions) if place}
        may_go = {handle: q for handle, q in asked.items() if _is_known(q, origins) and allows(_origin(q, origins))}
        return _Shown(may_go, facts, dict(found[:MAX_SPARE]))


def _facts(notes: Iterable[ContextNote]) -> Iterator[tuple[DataOrigin, Fact]]:
    for note in notes:
        for fact in note.facts:
            if fact.text.strip():
                yield DataOrigin(note.kind.value), fact


def _numbered(
    readable: Sequence[tuple[DataOrigin, Fact]], questions: Sequence[Question], spare: Sequence[Question]
) -> dict[str, tuple[DataOrigin, Fact]]:
    """By handle: what is asked about, last time's answers and what could be asked come first, source by source."""
    matter = {question.ref for question in (*questions, *spare)}
    matter |= {question.last_time.ref for question in questions if question.last_time}
    first = sorted(readable, key=lambda item: (item[1].ref not in matter, -item[1].weight))[:MAX_FACTS]
    by_source = sorted(first, key=lambda item: item[0].value)
    return {f"F{number}": item for number, item in enumerate(by_source, start=1)}


def _is_known(question: Question, origins: Mapping[str, DataOrigin]) -> bool:
    return question.ref == GENERIC_REF or bool(question.own) or question.ref in origins


def _origin(question: Question, origins: Mapping[str, DataOrigin]) -> DataOrigin:
    """A type's own question may hold the meeting's title and names; one about a record speaks its words."""
    is_of_a_type = question.ref == GENERIC_REF or bool(question.own)
    return DataOrigin.INVITATION if is_of_a_type else origins[question.ref]


def _said(fact: Fact) -> str:
    return one_line(" ".join((fact.text, fact.standing, fact.asks, *fact.choices)), MAX_FACT_SHOWN)
