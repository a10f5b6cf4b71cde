"""Candidates in notes (tests/data/notes): those of the rules, and what a model finds beside them."""

from datetime import UTC, datetime, time, timedelta
from functools import cache

from bench.notes import TEXT_ID, NoteFile, our_rules, read_notes
from evals.cases import EvalCase
from evals.judged import JudgedItem, Shown
from evals.registry import AnsweringModel, Evaluated
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import DataOrigin, ModelAsker, ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt, Untrusted
from lambdas.domain.meeting_notes.candidates import Candidate
from lambdas.domain.meeting_notes.model_findings import NotesFindings, NotesGate
from lambdas.domain.meeting_notes.owners import KnownPeople
from lambdas.domain.meeting_notes.said_lines import MAX_CHUNK, chunks, said_lines
from lambdas.domain.meeting_notes.similar import distinct
from lambdas.domain.meeting_notes.texts import MAX_LINE
from lambdas.llm.base import Llm
from lambdas.llm.prompt_files import load_prompt
from lambdas.meeting_notes.read_by_model import PER_CHUNK, PROMPT

MAX_SHOWN = 100
ASKER = ModelAsker(user_id="u1", team_id="own-u1", consent=ModelConsent(level="all"), task="notes#eval")


@cache
def _notes() -> dict[str, NoteFile]:
    return {note.name: note for note in read_notes()}


def show(case: EvalCase, model: AnsweringModel) -> Shown:
    """``given.notes`` is a file of tests/data/notes."""
    note = _notes()[case.given["notes"]]
    found = [*our_rules(note.lines, note.occasion), *_by_model(note, model)]
    return Shown(items=tuple(map(_judged, distinct(found, MAX_SHOWN))))


def _by_model(note: NoteFile, llm: Llm) -> list[Candidate]:
    """Piece by piece, as the function that reads notes does."""
    people = KnownPeople(note.occasion.people, note.occasion.own)
    found: list[Candidate] = []
    for piece in chunks(said_lines(note.lines, people, note.occasion.day)):
        shown = Untrusted("notes", piece.text, DataOrigin.NOTES, MAX_CHUNK + MAX_LINE)
        deadline = datetime.combine(note.occasion.day, time(12), UTC) + timedelta(seconds=PER_CHUNK.total_seconds())
        prompt = ModelPrompt(load_prompt(PROMPT), (shown,))
        outcome = llm.ask(prompt, NotesFindings, asker=ASKER, deadline=deadline)
        if not isinstance(outcome, NoAnswer):
            gate = NotesGate(TEXT_ID, piece.lines, people, note.occasion.open_decisions)
            found += gate.candidates(outcome.value, outcome.model) or ()
    return found


def _judged(candidate: Candidate) -> JudgedItem:
    due = candidate.due.isoformat() if candidate.due else ""
    return JudgedItem(candidate.kind.value, candidate.what, candidate.owner, due)


EVALUATED = Evaluated(PROMPT, show)
