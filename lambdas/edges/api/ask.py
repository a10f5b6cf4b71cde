"""Questions about a meeting: asked with one request, looked at with others until the answer is there."""

from http import HTTPStatus
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field

from lambdas import wiring
from lambdas.domain.ask.question import MAX_QUESTION, NOTHING_FOUND, AnswerLine, Composer, MeetingQuestion
from lambdas.domain.kernel.model import Instant, Model
from lambdas.edges.api.app import MeetingId, app, user
from lambdas.edges.commands import ask as commands
from lambdas.edges.http.requests import bearer

QuestionId = Annotated[str, Path(pattern=r"^q[0-9a-f]{20}$")]


class AskRequest(Model):
    question: str = Field(min_length=1, max_length=MAX_QUESTION)


class AcceptedQuestion(Model):
    question_id: str
    meeting_id: str


class SourceView(Model):
    """``path`` is where the page shows it."""

    ref: str
    label: str
    path: str


class AnswerLineView(Model):
    text: str
    sources: tuple[SourceView, ...]


class QuestionView(Model):
    """``state`` is ``late`` once no answer came in time. ``text`` is the answer where no line of it is on record.

    ``composer`` is null before there is an answer, ``written_by`` the model's name where one wrote it; ``remark`` says
    why none did.
    """

    question_id: str
    meeting_id: str
    question: str
    asked_at: Instant
    state: Literal["asked", "answered", "late"]
    composer: Composer | None = None
    written_by: str = ""
    text: str = ""
    remark: str = ""
    lines: tuple[AnswerLineView, ...] = ()
    answered_at: Instant | None = None


def ask(meeting_id: MeetingId, body: AskRequest) -> Response[AcceptedQuestion]:
    """Takes the question; the answer is at its own address, in seconds."""
    channel = "terminal" if bearer(app.current_event.raw_event) else "web"
    asked = commands.ask_about(user(), meeting_id, body.question, channel)
    accepted = AcceptedQuestion(question_id=asked.question_id, meeting_id=meeting_id)
    return Response(HTTPStatus.ACCEPTED, "application/json", accepted)


def get_question(meeting_id: MeetingId, question_id: QuestionId) -> QuestionView:
    return question_view(commands.find_question(user(), meeting_id, question_id))


def question_view(asked: MeetingQuestion) -> QuestionView:
    common = {name: getattr(asked, name) for name in ("question_id", "meeting_id", "question", "asked_at")}
    answer = asked.answer
    if answer is None:
        return QuestionView(state="asked" if asked.is_awaited(wiring.now()) else "late", **common)
    return QuestionView(
        state="answered",
        composer=answer.composer,
        written_by=answer.written_by,
        text="" if answer.lines else NOTHING_FOUND,
        remark=answer.remark,
        lines=tuple(_line(asked.meeting_id, line) for line in answer.lines),
        answered_at=answer.answered_at,
        **common,
    )


def _line(meeting_id: str, line: AnswerLine) -> AnswerLineView:
    sources = (
        SourceView(ref=source.ref, label=source.label, path=commands.path_of(meeting_id, source))
        for source in line.sources
    )
    return AnswerLineView(text=line.text, sources=tuple(sources))
