"""The Meeting Coordinator: answers a question about one meeting, by a model where it may and can, else by the rules."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws import metrics
from lambdas.coordinator.agent import CoordinatorAgent
from lambdas.coordinator.read_brief import BriefReader
from lambdas.domain.accounts.user import User
from lambdas.domain.ask.brief import StoredBrief
from lambdas.domain.ask.question import MAX_REMEMBERED, NOTHING_FOUND, MeetingAnswer, MeetingQuestion
from lambdas.domain.ask.rules_answer import answer_by_rules
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import SAID, NoAnswerReason
from lambdas.errors import NotFound, Retryable
from lambdas.store.meeting_questions import MeetingQuestions
from lambdas.store.meetings import Meetings
from lambdas.store.model_state import ModelState
from lambdas.store.users import Users

log = logging.getLogger(__name__)
MAX_SECONDS = timedelta(seconds=20)
"""All of an answer, from when it is begun."""
NEAREST = f"{NOTHING_FOUND} These lines come nearest."


class AskedQuestion(Model):
    """The message in the queue."""

    user_id: str
    meeting_id: str
    question_id: str


@dataclass(frozen=True, slots=True)
class MeetingCoordinator:
    """``agent`` connects to the stage's model; None where there is none for questions. It raises AmoError."""

    meetings: Meetings
    users: Users
    questions: MeetingQuestions
    briefs: BriefReader
    state: ModelState
    agent: Callable[[], CoordinatorAgent | None]
    now: Callable[[], datetime]

    def answer(self, asked: AskedQuestion, now: datetime) -> MeetingAnswer | None:
        """None where there is nothing to do: it is answered, or forgotten. Raises Retryable; again is then safe."""
        question = self.questions.find(asked.user_id, asked.meeting_id, asked.question_id, now)
        if question is None or question.answer:
            return None
        try:
            tracked = self.meetings.get(asked.user_id, asked.meeting_id)
        except NotFound:
            return None
        user = self.users.get(asked.user_id)
        brief = self.briefs.read(tracked, user.timezone, now)
        answer = self._answer(question, brief, user, now)
        self.questions.answer(question, answer)
        metrics.count("QuestionsAnswered")
        return answer

    def _answer(self, question: MeetingQuestion, brief: StoredBrief, user: User, now: datetime) -> MeetingAnswer:
        outcome = self._by_model(question, brief, user, now)
        if isinstance(outcome, MeetingAnswer) and outcome.lines:
            return outcome
        by_rules = answer_by_rules(question.question, brief.lines(), self.now())
        if isinstance(outcome, MeetingAnswer):
            return by_rules.model_copy(update={"remark": NEAREST if by_rules.lines else ""})
        return by_rules.model_copy(update={"remark": _remark(outcome)})

    def _by_model(
        self, question: MeetingQuestion, brief: StoredBrief, user: User, now: datetime
    ) -> MeetingAnswer | NoAnswer:
        meeting = brief.meeting
        task = f"ask#{meeting.meeting_id}#{now:%Y-%m-%d}"
        asker = user.as_asker(task, meeting.meeting_id, is_private=meeting.is_private)
        if not asker.is_willing:
            return NoAnswer(NoAnswerReason.OFF)
        try:
            agent = self.agent()
        except Retryable:
            return self._noted(NoAnswer(NoAnswerReason.UNAVAILABLE, "how the model is connected could not be read"))
        if agent is None:
            return NoAnswer(NoAnswerReason.OFF)
        earlier = self.questions.of_meeting(user.user_id, meeting.meeting_id, now)
        before = [one for one in earlier if one.answer and one.asked_at <= question.asked_at]
        outcome = agent.answer(question, brief, before[-MAX_REMEMBERED:], asker, now + MAX_SECONDS)
        return self._noted(outcome) if isinstance(outcome, NoAnswer) else outcome

    def _noted(self, outcome: NoAnswer) -> NoAnswer:
        log.warning("no answer to %s: %s (%s)", Purpose.ASK, outcome.reason, outcome.detail)
        metrics.count("ModelNoAnswers")
        try:
            self.state.note(Purpose.ASK, outcome, self.now())
        except Retryable:
            log.warning("that there was no answer could not be noted")
        return outcome


def _remark(outcome: NoAnswer) -> str:
    """Says nothing where somebody has no model: they miss none."""
    if outcome.reason is NoAnswerReason.OFF:
        return ""
    return f"These lines were found by their words: {SAID[outcome.reason]}."
