"""The subject of a clause: an invited person it begins with, several of them, or whoever says "I"."""

import re
from typing import NamedTuple

from lambdas.domain.meeting_notes.findings import Speech
from lambdas.domain.meeting_notes.owners import NOBODY, Owner

MAX_SUBJECTS = 4

_I = re.compile(
    r"(?:(?:I|Ich|ich|Je|je|Yo|yo)(?=\s|['’](?:ll|m)\s)|i(?=['’]ll\s|['’]m\s|\swill\s)|[Jj]['’](?=\w)"
    r"|(?=(?:[Vv]oy a|[Mm]e encargo de)\s))"
)
_AND_NAME = re.compile(r"\s*(?:,|and\b|und\b|et\b|y\b|&|/|\+)\s*(?=\S)", re.IGNORECASE)


class Subject(NamedTuple):
    """The one a clause is about, and where their name ends; ``said`` is that name, ``is_own`` that it is "I"."""

    owner: Owner
    end: int
    said: str
    is_own: bool = False
    is_many: bool = False


def subject_of(clause: str, speech: Speech) -> Subject | None:
    """Returns whoever the clause begins with: an invited person, several of them, or "I"."""
    if found := _I.match(clause):
        return Subject(speech.who, found.end(), "", is_own=True)
    known = speech.people.at_the_start(clause)
    if known is None:
        return None
    owner, end = known
    several = _several(clause, end, speech)
    if several > end:
        return Subject(NOBODY, several, "", is_many=True)
    return Subject(owner, end, clause[:end])


def _several(clause: str, end: int, speech: Speech) -> int:
    for _ in range(MAX_SUBJECTS):
        link = _AND_NAME.match(clause, end)
        other = speech.people.at_the_start(clause[link.end() :]) if link else None
        if link is None or other is None:
            break
        end = link.end() + other[1]
    return end
