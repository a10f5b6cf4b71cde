"""Notes of a meeting: handed in, confirmed; and whether what was wanted of it was reached."""

from datetime import date
from typing import Annotated, Literal, Self

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field, ValidationError, model_validator

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meeting_notes.candidates import CandidateKind, Quote
from lambdas.domain.meeting_notes.note_files import KINDS
from lambdas.domain.meeting_notes.review import NotesReview, Reviewed
from lambdas.domain.meeting_notes.sheet import CandidateAnswer
from lambdas.domain.meeting_notes.texts import MAX_BYTES, NoteSource, NoteTextHeader
from lambdas.domain.outcomes.outcome import MAX_WANT, Reached
from lambdas.edges.api.app import MeetingId, app, user
from lambdas.edges.commands import notes, outcomes
from lambdas.edges.commands.views import view_of
from lambdas.edges.http.json_body import read_json
from lambdas.edges.http.requests import raw_body
from lambdas.errors import Refused

PASTED = "notes.txt"
MAX_ANSWERS = 80
HOW = 'Send {"text": "..."}, or the file by itself with ?name= and its name.'
FileName = Annotated[str, Query(max_length=120)]


class PastedNotes(Model):
    """``name`` is what to call them; of a transcript it ends in the file's kind."""

    text: str = Field(min_length=1, max_length=MAX_BYTES)
    name: str = Field(default=PASTED, min_length=1, max_length=120)


class AddedNotes(Model):
    """``open`` is what waits to be confirmed by now, by its kind; handing the same in again changes nothing."""

    text: NoteTextHeader
    open: dict[CandidateKind, int]
    version: int


class CandidateView(Model):
    """As it was found; ``candidate_id`` is what an answer names it by, ``written_by`` the model that wrote it."""

    candidate_id: str
    kind: CandidateKind
    what: str
    owner: str
    owner_email: str
    due: date | None
    why: str
    ref: str
    asked: str
    quotes: tuple[Quote, ...]
    by: Literal["rules", "model", "person"]
    written_by: str


class SheetView(Model):
    """``open`` wait for an answer, ``beyond`` more are shown once these have one; an answer says ``version``."""

    version: int
    open: tuple[CandidateView, ...]
    beyond: int
    reviewed: tuple[Reviewed, ...]
    texts: tuple[NoteTextHeader, ...]
    is_empty: bool


class ReviewAnswers(Model):
    """``version`` is the one of the sheet that was answered."""

    version: int
    answers: tuple[CandidateAnswer, ...] = Field(max_length=MAX_ANSWERS)


class OutcomeView(Model):
    want_key: str
    want: str
    reached: Reached | None
    answered_at: Instant | None


class OutcomeAnswer(Model):
    """Of a want that is known, by its ``want_key``; or of one in the caller's own words, which is added."""

    want_key: str = Field(default="", max_length=40)
    want: str = Field(default="", max_length=MAX_WANT)
    reached: Reached | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.want and not (self.want_key and self.reached):
            raise ValueError("say want_key and reached, or want")
        return self


def add_notes(meeting_id: MeetingId, name: FileName = "", source: Literal["api", "terminal"] = "api") -> AddedNotes:
    """The body is ``{"text", "name"}``; or, with ``?name=minutes.vtt``, the file by itself."""
    body = raw_body(app.current_event.raw_event)
    file_name, content = (name, body) if name else _pasted(body)
    header = notes.add_notes(user(), meeting_id, file_name, content, NoteSource(source))
    sheet = notes.review_sheet(user(), meeting_id)
    counts = {kind: sum(candidate.kind is kind for candidate in sheet.open) for kind in CandidateKind}
    return AddedNotes(text=header, open=counts, version=sheet.version)


def get_review(meeting_id: MeetingId) -> SheetView:
    sheet = notes.review_sheet(user(), meeting_id)
    return view_of(SheetView, sheet, open=tuple(view_of(CandidateView, found) for found in sheet.open))


def confirm_review(meeting_id: MeetingId, body: ReviewAnswers) -> NotesReview:
    """Saying the same again changes nothing; 409 when another answer came between."""
    return notes.confirm_notes(user(), meeting_id, body.answers, body.version)


def say_nothing(meeting_id: MeetingId) -> SheetView:
    """There is nothing to note of it: nobody asks any more."""
    notes.say_nothing(user(), meeting_id)
    return get_review(meeting_id)


def list_outcomes(meeting_id: MeetingId) -> list[OutcomeView]:
    return [view_of(OutcomeView, one) for one in outcomes.outcomes_of(user(), meeting_id)]


def say_outcome(meeting_id: MeetingId, body: OutcomeAnswer) -> list[OutcomeView]:
    """Saying it again changes the answer; a new ``want`` may wait for one."""
    want_key = outcomes.add_want(user(), meeting_id, body.want).want_key if body.want else body.want_key
    if body.reached:
        outcomes.say_outcome(user(), meeting_id, want_key, body.reached)
    return list_outcomes(meeting_id)


def _pasted(body: bytes) -> tuple[str, bytes]:
    try:
        given = PastedNotes.model_validate(read_json(body.decode("utf-8")))
    except ValidationError as error:
        raise Refused(HOW) from error
    file_name = given.name if given.name.casefold().endswith(KINDS) else f"{given.name}.txt"
    return file_name, given.text.encode("utf-8", "replace")
