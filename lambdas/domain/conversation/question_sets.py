"""Two sets of questions for one meeting type, compared by what comes of them: answered, and used in the materials."""

import hashlib
from collections.abc import Collection

from lambdas.domain.classification.meeting_types import MeetingType, QuestionSet
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.model import Model


class QuestionUse(Model):
    """Of one conversation, or of many together."""

    conversations: int = 0
    asked: int = 0
    answered: int = 0
    used: int = 0
    """Answers that stand in the materials."""

    @property
    def answered_share(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    @property
    def used_share(self) -> float | None:
        """Of the answers."""
        return self.used / self.answered if self.answered else None


def question_set(meeting_type: MeetingType, user_id: str, series_key: str) -> QuestionSet:
    """Returns the set this person is asked in this series: always the same one, ``asked_b`` percent the second."""
    if not meeting_type.prep_questions_b:
        return "a"
    drawn = int.from_bytes(hashlib.sha256(f"{user_id}\x1f{series_key}".encode()).digest()[:4]) % 100
    return "b" if drawn < meeting_type.asked_b else "a"


def use_of(session: Conversation, refs: Collection[str]) -> QuestionUse:
    """``refs`` are those of every line of the materials; ``A2`` is the answer to the second question.

    What a model asked on about is none of the set.
    """
    own = {place for place, question in enumerate(session.questions) if not question.follows}
    answered = own & {int(place) for place, answer in session.answers.items() if answer.text.strip()}
    used = sum(f"A{place + 1}" in refs for place in answered)
    return QuestionUse(conversations=1, asked=len(own), answered=len(answered), used=used)
