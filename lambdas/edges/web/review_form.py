"""The confirm screen's form: fields called ``kind.row``, a row being a candidate's id, or ``n1`` for one that is added.

What is found is kept unless somebody drops it: that is one click, keeping is none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import ValidationError

from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind, Quote
from lambdas.domain.meeting_notes.review import CandidateVerdict, Reviewed
from lambdas.domain.meeting_notes.sheet import CandidateAnswer
from lambdas.edges.web.notes_form import day_of_field
from lambdas.errors import Refused

FIELD = re.compile(r"(verdict|kind|what|owner|due|why)\.([0-9a-f]{16}|n\d{1,3})")
UNREADABLE = "The form could not be read; reload the page and try again."
TOO_LONG = "Something here is too long: 300 characters say what it is, 200 who does it. Shorten it."


class ReviewRow(Model):
    """``due`` as it was typed. ``asked`` is the open decision it answers, ``written_by`` the model that found it."""

    key: str
    kind: CandidateKind = CandidateKind.ITEM
    verdict: CandidateVerdict = CandidateVerdict.KEPT
    what: str = ""
    owner: str = ""
    due: str = ""
    why: str = ""
    asked: str = ""
    quotes: tuple[Quote, ...] = ()
    written_by: str = ""

    @property
    def is_added(self) -> bool:
        return self.key.startswith("n")

    @property
    def is_kept(self) -> bool:
        return self.verdict is CandidateVerdict.KEPT and bool(self.what)


class Overtaken(Model):
    """A candidate that was confirmed from another place meanwhile: as somebody typed it, and how it reads there."""

    typed: str
    stands: str


class TypedRows(Model):
    """``rows`` with what was typed into them; ``overtaken`` is what has no row any more."""

    rows: tuple[ReviewRow, ...]
    overtaken: tuple[Overtaken, ...] = ()


def row_of(candidate: Candidate) -> ReviewRow:
    return ReviewRow(
        key=candidate.candidate_id,
        kind=candidate.kind,
        what=candidate.what,
        owner=candidate.owner,
        due=candidate.due.isoformat() if candidate.due else "",
        why=candidate.why,
        asked=candidate.asked,
        quotes=candidate.quotes,
        written_by=candidate.written_by,
    )


def rows_in(fields: Mapping[str, str]) -> tuple[ReviewRow, ...]:
    """The rows of a posted form, as they were typed. Raises Refused for a form that is not ours."""
    texts: dict[str, dict[str, str]] = {}
    for name, text in fields.items():
        if found := FIELD.fullmatch(name):
            kind, key = found.groups()
            texts.setdefault(key, {})[kind] = " ".join(text.split())
    try:
        return tuple(ReviewRow.model_validate({"key": key, **row}) for key, row in texts.items())
    except ValidationError as error:
        raise Refused(UNREADABLE) from error


def answers_of(rows: Sequence[ReviewRow]) -> tuple[CandidateAnswer, ...]:
    """Raises Refused, in one line, for what cannot be kept."""
    try:
        return tuple(_answer(row) for row in rows)
    except ValidationError as error:
        raise Refused(TOO_LONG) from error


def typed_over(
    shown: Sequence[ReviewRow], typed: Sequence[ReviewRow], reviewed: Sequence[Reviewed], *, is_late: bool
) -> TypedRows:
    """Lays what was typed over what is there now; it stays, wherever its row went.

    ``is_late``: another confirmation came between; what that one settled is told, and what the notes no longer say
    becomes something added.
    """
    by_key = {row.key: row for row in typed}
    settled = {one.found: one for one in reviewed}
    rows = [_with_typed(row, by_key.get(row.key)) for row in shown]
    known = {row.key for row in shown}
    left = [row for row in typed if row.key not in known and row.is_kept]
    added = [row for row in left if row.key not in settled]
    return TypedRows(
        rows=(*rows, *(row.model_copy(update={"key": f"n{n}"}) for n, row in enumerate(added, start=1))),
        overtaken=tuple(_overtaken(left, settled)) if is_late else (),
    )


def _overtaken(left: Sequence[ReviewRow], settled: Mapping[str, Reviewed]) -> Iterator[Overtaken]:
    for row in left:
        if one := settled.get(row.key):
            stands = one.candidate.what if one.verdict is CandidateVerdict.KEPT else ""
            yield Overtaken(typed="; ".join(filter(None, (row.what, row.owner, row.due, row.why))), stands=stands)


def _with_typed(row: ReviewRow, typed: ReviewRow | None) -> ReviewRow:
    found = {"asked": row.asked, "quotes": row.quotes, "written_by": row.written_by}
    return typed.model_copy(update=found) if typed else row


def _answer(row: ReviewRow) -> CandidateAnswer:
    is_dropped = row.verdict is CandidateVerdict.DROPPED
    return CandidateAnswer(
        found="" if row.is_added else row.key,
        verdict=row.verdict,
        kind=row.kind,
        what=row.what,
        owner=row.owner,
        due=None if is_dropped else day_of_field(row.due),
        why=row.why,
    )
