"""Tells what changed between two gatherings of the same records: since the last occurrence, or since the writing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lambdas.domain.context.notes import OFF_TRACK, ContextNote, Fact, FactPart

COMPARED = frozenset({FactPart.STATE, FactPart.DECISION, FactPart.FOLLOW_UP, FactPart.RECOVERY})
_COUNTED_DAYS = re.compile(
    r"\b\d+ days?\b|(?:\s+with)?\s+\d+ % of (?:its time|[^;,.]+) gone|\(median of the quarter: [^)]*\)|"
    r"\b(?:today|tomorrow|yesterday|was|due|late|past|ago|in|open)\b",
    re.IGNORECASE,
)
"""Grows by itself from day to day, or tells of all the others: nothing has changed because of it."""


class RecordChange(NamedTuple):
    """``fact`` as it is now; as it was, where ``is_over``."""

    fact: Fact
    is_over: bool = False
    is_new: bool = False


def changes(before: Iterable[ContextNote], now: Sequence[ContextNote]) -> tuple[RecordChange, ...]:
    """Returns what is over first, then what is new or reads otherwise, the weightiest first.

    A kind that was not gathered both times tells nothing: its records may be merely unread.
    """
    then = {note.kind: note for note in before}
    pairs = [(then[note.kind], note) for note in now if note.kind in then and note.facts and then[note.kind].facts]
    found = [change for old, new in pairs for change in _between(old, new)]
    return tuple(sorted(found, key=lambda change: (not change.is_over, -change.fact.weight)))


def _between(old: ContextNote, new: ContextNote) -> Iterator[RecordChange]:
    known = {fact.ref: fact for fact in old.facts}
    still = {fact.ref for fact in new.facts}
    for fact in new.facts:
        earlier = known.get(fact.ref)
        if fact.part not in COMPARED:
            continue
        if earlier is None and fact.weight >= OFF_TRACK:
            yield RecordChange(fact, is_new=True)
        elif earlier is not None and _lasting(earlier.text) != _lasting(fact.text):
            yield RecordChange(fact)
    is_whole = not any(ref.endswith(":more") for ref in still)
    for fact in old.facts:
        if is_whole and fact.part in COMPARED and fact.weight >= OFF_TRACK and fact.ref not in still:
            yield RecordChange(fact, is_over=True)


def _lasting(text: str) -> str:
    return " ".join(_COUNTED_DAYS.sub("", text).split())
