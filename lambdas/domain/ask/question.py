"""A question somebody asks about one meeting, and its answer: lines that each say where they come from."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from lambdas.domain.agenda.materials import Shown
from lambdas.domain.ask.brief import BriefLine
from lambdas.domain.kernel.model import Instant, Model

MAX_QUESTION = 1_000
MAX_REMEMBERED = 4
"""Questions and answers of the same meeting that the next question is understood by."""
ANSWERED_WITHIN = timedelta(seconds=90)
"""Longer than an answer takes, with a function that has to start first."""
NOTHING_FOUND = "I find nothing on record about that."
NO_ANSWER_CAME = "No answer came: ask again in a moment."
TOO_LONG = f"A question has at most {MAX_QUESTION:,} characters."
EMPTY = "Type a question about this meeting."

Composer = Literal["rules", "model"]


class AnswerSource(Model):
    """``kind`` is the part of the brief it stands in, which says where it is shown."""

    ref: str
    label: Shown
    kind: str


class AnswerLine(Model):
    text: Shown
    sources: tuple[AnswerSource, ...]


class MeetingAnswer(Model):
    """``lines`` are empty where nothing is on record. ``remark`` says why no model wrote it, where one might have.

    ``written_by`` is the model's name, empty for the rules.
    """

    composer: Composer = "rules"
    lines: tuple[AnswerLine, ...] = ()
    written_by: str = ""
    remark: str = ""
    answered_at: Instant

    @property
    def refs(self) -> frozenset[str]:
        return frozenset(source.ref for line in self.lines for source in line.sources)


class MeetingQuestion(Model):
    """``answer`` is None until there is one."""

    question_id: str
    meeting_id: str
    user_id: str
    question: str = Field(max_length=MAX_QUESTION)
    channel: str = "web"
    asked_at: Instant
    answer: MeetingAnswer | None = None

    def is_awaited(self, now: datetime) -> bool:
        return self.answer is None and now - self.asked_at < ANSWERED_WITHIN


def source_of(line: BriefLine) -> AnswerSource:
    return AnswerSource(ref=line.ref, label=line.label, kind=line.kind)
