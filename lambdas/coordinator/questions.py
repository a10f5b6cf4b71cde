"""Takes questions about meetings: kept at once, answered behind a queue, looked at until the answer is there."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.domain.ask.question import EMPTY, MAX_QUESTION, TOO_LONG, MeetingQuestion
from lambdas.domain.kernel.plain_text import plain
from lambdas.errors import NotFound, Refused
from lambdas.store.meeting_questions import MeetingQuestions
from lambdas.store.meetings import Meetings


@dataclass(frozen=True, slots=True)
class QuestionDesk:
    """``asked`` is the queue that leads to whoever answers."""

    meetings: Meetings
    questions: MeetingQuestions
    asked: Queue

    def ask(self, question: MeetingQuestion, now: datetime) -> MeetingQuestion:
        """Raises NotFound for somebody else's meeting, Refused for no question and for one too many on a day."""
        text = plain(question.question)
        if not text:
            raise Refused(EMPTY)
        tracked = self.meetings.get(question.user_id, question.meeting_id)
        if tracked.preparation.erased:
            raise NotFound("This meeting was forgotten: nothing of it is on record.")
        kept = question.model_copy(update={"question": text})
        self.questions.ask(kept, now)
        self.asked.send([kept.model_dump(mode="json", include={"user_id", "meeting_id", "question_id"})])
        return kept

    def find(self, user_id: str, meeting_id: str, question_id: str, now: datetime) -> MeetingQuestion:
        """Raises NotFound, also for somebody else's."""
        found = self.questions.find(user_id, meeting_id, question_id, now)
        if found is None:
            raise NotFound("There is no such question; they are kept for 30 days.")
        return found


def checked_length(text: str) -> str:
    """Raises Refused for a question that is too long."""
    if len(text) > MAX_QUESTION:
        raise Refused(TOO_LONG)
    return text
