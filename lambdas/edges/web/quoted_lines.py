"""Lines that were quoted from notes, each with the way to it."""

from collections.abc import Iterable, Iterator

from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.candidates import Quote
from lambdas.domain.meeting_notes.texts import TYPED


class QuotedLine(Model):
    """``address`` opens the very line; ``place`` says which it is."""

    place: str
    speaker: str
    text: str
    address: str


def quoted_lines(quotes: Iterable[Quote], meeting_id: str) -> Iterator[QuotedLine]:
    for quote in quotes:
        is_typed = quote.text_id == TYPED
        notes = f"/meetings/{meeting_id}"
        yield QuotedLine(
            place="your notes" if is_typed else f"line {quote.number}",
            speaker=quote.speaker,
            text=quote.text,
            address=f"{notes}?tab=notes#notes" if is_typed else f"{notes}/notes/{quote.text_id}#L{quote.number}",
        )
