"""Notes handed in as a text: taken in from the meeting's page, and read again line by line."""

from collections.abc import Iterator

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import clip, plain
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meeting_notes.texts import NoteSource, NoteTextHeader, SpokenLine
from lambdas.edges.web import meeting
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.review_view import NoteTextRow, text_rows
from lambdas.edges.web.words import title_of
from lambdas.errors import NotFound, Refused, Retryable
from lambdas.meeting_notes.wiring import note_texts

PASTED = "Pasted notes.txt"
NOTHING = "Paste your notes, or choose a file with them."
NO_TEXT = "There are no such notes of this meeting."
NAMELESS = "Notes.txt"
MAX_NAME, MAX_ENDING = 100, 6


class NoteTextPage(Model):
    """``lines`` are those that were quoted where ``is_gone``: the others are kept for 30 days."""

    meeting_id: str
    title: str
    text: NoteTextRow
    lines: tuple[SpokenLine, ...]
    is_gone: bool


def hand_in(request: PageRequest, meeting_id: str) -> Response[str]:
    """On to the confirm screen; what cannot be read is said above the box, and what was pasted stays in it."""
    try:
        _take_in(request, meeting_id)
    except (Refused, Retryable) as error:
        view = meeting.view_of(request, meeting_id)
        return meeting.shown(request, view, tab="notes", text_problem=str(error), pasted=request.fields.get("text", ""))
    return see(f"/meetings/{meeting_id}/review", "handed-in")


def show(request: PageRequest, meeting_id: str, text_id: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    header = _header(request, meeting_id, text_id)
    text = note_texts().lines_of(header)
    review = wiring.meeting_notes().review(request.user_id, meeting_id)
    (row,) = text_rows([header], wiring.users().get(request.user_id).timezone, request.now)
    view = NoteTextPage(
        meeting_id=meeting_id,
        title=title_of(tracked.meeting),
        text=row,
        lines=text.lines if text else _quoted(review, text_id),
        is_gone=text is None,
    )
    return page("note_text.html", {"view": view}, request, section="today")


def _take_in(request: PageRequest, meeting_id: str) -> None:
    """The file, the pasted text, or both. Raises Refused, NotFound for somebody else's meeting."""
    pasted, file = request.fields.get("text", "").strip(), request.files.get("file")
    if not pasted and not file:
        raise Refused(NOTHING)
    take = note_texts().add
    if file:
        take(request.user_id, meeting_id, _file_name(request), file, NoteSource.FILE, request.now)
    if pasted:
        take(request.user_id, meeting_id, PASTED, pasted.encode(), NoteSource.PASTED, request.now)


def _file_name(request: PageRequest) -> str:
    """Without the folders some browsers send; its ending, which says how to read it, stays."""
    name = plain(request.file_names.get("file", "").replace("\\", "/").rpartition("/")[2]) or NAMELESS
    stem, dot, ending = name.rpartition(".")
    return f"{clip(stem, MAX_NAME)}{dot}{ending[:MAX_ENDING].lower()}" if dot else clip(name, MAX_NAME)


def _header(request: PageRequest, meeting_id: str, text_id: str) -> NoteTextHeader:
    texts = wiring.meeting_notes().texts_of(request.user_id, meeting_id)
    header = next((text for text in texts if text.text_id == text_id), None)
    if header is None:
        raise NotFound(NO_TEXT)
    return header


def _quoted(review: NotesReview, text_id: str) -> tuple[SpokenLine, ...]:
    found = {line.number: line for line in _lines_quoted(review, text_id)}
    return tuple(found[number] for number in sorted(found))


def _lines_quoted(review: NotesReview, text_id: str) -> Iterator[SpokenLine]:
    for one in review.reviewed:
        for quote in one.candidate.quotes:
            if quote.text_id == text_id:
                yield SpokenLine(number=quote.number, text=quote.text, speaker=quote.speaker)
