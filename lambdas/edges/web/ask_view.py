"""The questions somebody asked about a meeting, as its page shows them: each line of an answer with its sources."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lambdas.domain.ask.question import (
    MAX_QUESTION,
    NO_ANSWER_CAME,
    NOTHING_FOUND,
    AnswerLine,
    AnswerSource,
    MeetingQuestion,
)
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands.ask import path_of
from lambdas.edges.web.words import day_and_time, listed

MAX_SHOWN = 5
WAITING = "AMO is looking it up …"


class LineSource(Model):
    label: str
    path: str


class AnsweredLine(Model):
    """``mark`` says who wrote it and from what; empty for the rules."""

    text: str
    sources: tuple[LineSource, ...]
    mark: str = ""


class AskedRow(Model):
    """``text`` stands where there are no lines; ``remark`` below them."""

    question_id: str
    question: str
    when: str
    lines: tuple[AnsweredLine, ...] = ()
    text: str = ""
    remark: str = ""
    is_waiting: bool = False

    @property
    def says(self) -> str:
        return self.lines[0].text if self.lines else self.text


class AskBox(Model):
    """``asked`` is how many there are in all, ``rows`` the latest of them, the latest first."""

    rows: tuple[AskedRow, ...] = ()
    asked: int = 0
    most: int = MAX_QUESTION

    @property
    def is_waiting(self) -> bool:
        return any(row.is_waiting for row in self.rows)


def ask_box(questions: Sequence[MeetingQuestion], timezone: str, now: datetime) -> AskBox:
    latest = [*reversed(questions)][:MAX_SHOWN]
    return AskBox(rows=tuple(_row(one, timezone, now) for one in latest), asked=len(questions))


def _row(asked: MeetingQuestion, timezone: str, now: datetime) -> AskedRow:
    named = {"question_id": asked.question_id, "question": asked.question}
    when = day_and_time(asked.asked_at, timezone, now)
    answer = asked.answer
    if answer is None:
        is_waiting = asked.is_awaited(now)
        return AskedRow(text=WAITING if is_waiting else NO_ANSWER_CAME, is_waiting=is_waiting, when=when, **named)
    return AskedRow(
        lines=tuple(_line(asked.meeting_id, line, answer.written_by) for line in answer.lines),
        text="" if answer.lines else NOTHING_FOUND,
        remark=answer.remark,
        when=when,
        **named,
    )


def _line(meeting_id: str, line: AnswerLine, model: str) -> AnsweredLine:
    sources = tuple(_sources(meeting_id, line.sources))
    mark = f"Written by {model} from {listed([source.label for source in sources])}" if model else ""
    return AnsweredLine(text=line.text, sources=sources, mark=mark)


def _sources(meeting_id: str, sources: Iterable[AnswerSource]) -> Iterable[LineSource]:
    return (LineSource(label=source.label, path=path_of(meeting_id, source)) for source in sources)
