"""An action item made of the words that say it, whatever rule found them."""

import re
from datetime import date

from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.findings import Finding, tidy, with_due
from lambdas.domain.meeting_notes.subjects import Subject

WORD = re.compile(r"[^\W\d_]+")


def item(text: str, clause: str, subject: Subject | None, day: date) -> Finding | None:
    """An action item that says ``text``, with the day that ``clause`` names."""
    body, due, due_said = with_due(text, day)
    if due is None:
        _, due, due_said = with_due(clause, day)
    what = tidy(body) or tidy(text)
    if len(what) < 3:
        return None
    if subject is None:
        return Finding(CandidateKind.ITEM, what, due=due, due_said=due_said)
    return Finding(CandidateKind.ITEM, what, subject.owner, subject.said, subject.is_own, due, due_said)


def first_word(text: str) -> str:
    found = WORD.search(text)
    return found[0].casefold() if found else ""


def last_word(text: str) -> str:
    words = WORD.findall(text)
    return words[-1].casefold() if words else ""
