"""Notes in Slack: the forms they are pasted into and confirmed in, and what was found in them. Pure.

A field is named by what it is about and the candidate's id, so what comes back is read without a copy of the form.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lambdas.domain.meeting_notes.candidates import KIND_NAMES, MAX_WHAT, Candidate, CandidateKind, kinds_counted
from lambdas.domain.meeting_notes.sheet import ReviewSheet
from lambdas.slack.blocks import Block, actions, button, link, said, section, titled
from lambdas.slack.modals import (
    MAX_INPUT,
    MAX_VIEW_BLOCKS,
    NOTHING_TYPED,
    TICKED,
    date_input,
    modal,
    text_input,
    tick_input,
)
from lambdas.slack.text import literal

NOTES_FORM, CONFIRM_FORM = "add_notes", "confirm_notes"
"""The forms, by the name they come back under."""
ADDED = "new"
"""Stands for the id of what its person adds to what was found."""
WHO = {CandidateKind.ITEM: "Who does it", CandidateKind.DECISION: "Who decided"}
MAX_OWNER = 200
FIXED_BLOCKS = 5
"""Of a confirm form: what it is about, what does not fit, and the fields of what is added."""
LONGER = "As much as Slack takes here. More of it: paste it below AMO’s message, drop a file there, or use AMO’s page."
UNTICKED = "Untick what is not so: it is dropped. Nothing counts before you confirm it."
OPEN_AGAIN = {NOTES_FORM: "Open it again …", CONFIRM_FORM: "Look again …"}


class SheetVersion(NamedTuple):
    """A form that was sent: the meeting, and the version of the sheet that was answered."""

    meeting_id: str
    version: int

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.version}"

    @classmethod
    def read(cls, value: str) -> "SheetVersion":
        """Without a version it is 0; whose meeting it is, is checked where it is used."""
        meeting_id, _, version = value.partition(":")
        return cls(meeting_id, int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0)


def notes_form(meeting_id: str, title: str, typed: Mapping[str, str] = NOTHING_TYPED) -> Block:
    field = text_input("notes", "What was said?", typed.get("notes", ""), MAX_INPUT, is_needed=True, hint=LONGER)
    return modal(NOTES_FORM, "Add notes", "Hand in", meeting_id, [said(title), field])


def confirm_form(
    meeting_id: str, title: str, sheet: ReviewSheet, page: str, typed: Mapping[str, str] = NOTHING_TYPED
) -> Block:
    """As many as a form takes; ``page`` is where the rest stands. What was typed before is in it again."""
    shown = fitting(sheet.open)
    blocks = [said(f"{title}. {UNTICKED}")]
    for number, candidate in enumerate(shown, start=1):
        blocks += _fields_of(number, candidate, typed)
    if left := len(sheet.open) - len(shown) + sheet.beyond:
        blocks.append({**section(literal(f"{left} more on AMO’s page.")), "accessory": link("review", "Open", page)})
    blocks += _fields_of_more(typed)
    return modal(CONFIRM_FORM, "What happens next", "Confirm", str(SheetVersion(meeting_id, sheet.version)), blocks)


def fitting(found: Sequence[Candidate]) -> list[Candidate]:
    """The first of them that a form has room for."""
    room, shown = MAX_VIEW_BLOCKS - FIXED_BLOCKS, []
    for candidate in found:
        room -= len(_NAMES[candidate.kind])
        if room < 0:
            break
        shown.append(candidate)
    return shown


def found_blocks(meeting_id: str, title: str, sheet: ReviewSheet, public_url: str) -> Iterator[Block]:
    """Says what was found, and where it is confirmed."""
    yield from titled(found_words(title, sheet), [])
    page = link("open_review", "On the page", f"{public_url}/meetings/{meeting_id}/review")
    if sheet.open:
        yield actions(f"found-{meeting_id}", [button("review_notes", "Confirm …", meeting_id, "primary"), page])
    else:
        yield actions(f"found-{meeting_id}", [button("review_notes", "Add one …", meeting_id), page])


def found_words(title: str, sheet: ReviewSheet) -> str:
    if not sheet.open:
        return f"{title}: kept. AMO found no action item, decision or open question in these notes."
    return f"{title}: {kinds_counted([one.kind for one in sheet.open])} to confirm."


def offer_again(problem: str, callback_id: str, meeting_id: str) -> tuple[Block, ...]:
    """Says what was wrong, and offers the form again with what was typed."""
    again = button(f"again_{callback_id}", OPEN_AGAIN[callback_id], meeting_id, "primary")
    return section(literal(problem)), actions(f"again-{callback_id}-{meeting_id}", [again])


def _fields_of(number: int, candidate: Candidate, typed: Mapping[str, str]) -> Iterator[Block]:
    key, kind = candidate.candidate_id, candidate.kind
    is_ticked = typed.get(f"keep-{key}", TICKED) == TICKED
    quote = f"“{candidate.quotes[0].text}”" if candidate.quotes else ""
    by_model = f" (AI: {candidate.written_by})" if candidate.written_by else ""
    label = f"{number}. {KIND_NAMES[kind]}{by_model}"
    yield tick_input(f"keep-{key}", label, "Keep this", is_ticked=is_ticked, hint=quote)
    yield _what(key, "What it says", typed.get(f"what-{key}", candidate.what))
    if kind in WHO:
        yield _owner(key, WHO[kind], typed.get(f"owner-{key}", candidate.owner))
    if kind is CandidateKind.ITEM:
        due = candidate.due.isoformat() if candidate.due else ""
        yield date_input(f"due-{key}", "Due", typed.get(f"due-{key}", due), is_needed=False)


def _fields_of_more(typed: Mapping[str, str]) -> Iterator[Block]:
    yield _what(ADDED, "Something else to do", typed.get(f"what-{ADDED}", ""))
    yield _owner(ADDED, WHO[CandidateKind.ITEM], typed.get(f"owner-{ADDED}", ""))
    yield date_input(f"due-{ADDED}", "Due", typed.get(f"due-{ADDED}", ""), is_needed=False)


def _what(key: str, label: str, value: str) -> Block:
    """Optional for Slack: what is unticked may be empty."""
    return text_input(f"what-{key}", label, value, MAX_WHAT, is_needed=False, is_long=False)


def _owner(key: str, label: str, value: str) -> Block:
    return text_input(f"owner-{key}", label, value, MAX_OWNER, is_needed=False, is_long=False)


_NAMES = {
    CandidateKind.ITEM: ("keep", "what", "owner", "due"),
    CandidateKind.DECISION: ("keep", "what", "owner"),
    CandidateKind.QUESTION: ("keep", "what"),
}
