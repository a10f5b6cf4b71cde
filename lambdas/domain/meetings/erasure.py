"""The things AMO holds of one meeting, forgotten at its owner's wish: counted by kind, told in a receipt."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Instant, Model


class Held(StrEnum):
    """A kind of thing that is held of a meeting."""

    CONVERSATIONS = "conversations"
    FACTS = "facts"
    DOCUMENTS = "documents"
    NOTES = "notes"
    ITEMS = "action_items"
    SHARED_ITEMS = "shared_action_items"
    MENTIONS = "mentions"
    OUTCOMES = "outcomes"
    DECISIONS = "decisions"
    REOPENED = "reopened_decisions"
    MESSAGES = "messages"
    ACTIONS = "actions"
    CORRECTIONS = "corrections"
    RATINGS = "ratings"
    QUESTIONS = "questions"


NAMES: Mapping[Held, tuple[str, str]] = {
    Held.CONVERSATIONS: ("conversation with your answers", "conversations with your answers"),
    Held.FACTS: ("list of facts gathered for it", "lists of facts gathered for it"),
    Held.DOCUMENTS: ("document", "documents"),
    Held.NOTES: ("part of your notes", "parts of your notes"),
    Held.ITEMS: ("action item", "action items"),
    Held.SHARED_ITEMS: ("action item, gone for its owner too", "action items, gone for their owners too"),
    Held.MENTIONS: ("mention beside another action item", "mentions beside other action items"),
    Held.OUTCOMES: (
        "thing you wanted of it, and whether you got it",
        "things you wanted of it, and whether you got them",
    ),
    Held.DECISIONS: ("decision made in it", "decisions made in it"),
    Held.REOPENED: ("decision that is open again", "decisions that are open again"),
    Held.MESSAGES: ("trace of a message to you", "traces of messages to you"),
    Held.ACTIONS: ("action that was asked for", "actions that were asked for"),
    Held.CORRECTIONS: ("correction of its type", "corrections of its type"),
    Held.RATINGS: ("rating", "ratings"),
    Held.QUESTIONS: (
        "question you asked about it, or answer of a model",
        "questions you asked about it, and answers of a model",
    ),
}
KEPT = (
    "The meeting itself, as your calendar shows it. AMO does not prepare it again unless you ask for that.",
    "One line in the audit log that you had it forgotten, without anything that was in it. What was approved about it "
    "stays there as a fingerprint, without its text.",
    "What was sent has been sent: e-mails, messages in Slack, texts, tasks in other systems.",
    "What the materials of other meetings took from this one goes when those go, after 30 days.",
)


class Erasure(Model):
    """Stays in the meeting's row: that it was forgotten, when, and how many things of each kind that were."""

    at: Instant
    deleted: dict[str, int]


class ErasureReceipt(Model):
    """``erased_at`` is None before: then ``deleted`` is what would go; ``lines`` say it in words.

    ``left`` counts what is still there once it was asked for: it goes in a moment, or was added since.
    """

    meeting_id: str
    deleted: dict[str, int]
    erased_at: Instant | None = None
    left: int = 0
    lines: tuple[str, ...]
    kept: tuple[str, ...] = KEPT


def receipt_of(meeting_id: str, erasure: Erasure | None, found: Mapping[str, int]) -> ErasureReceipt:
    """``found`` is what is there now. Of each kind the larger number counts: some of it may be gone already."""
    before = erasure.deleted if erasure else {}
    deleted = {held: max(before.get(held, 0), found.get(held, 0)) for held in sorted({*before, *found})}
    return ErasureReceipt(
        meeting_id=meeting_id,
        deleted=deleted,
        erased_at=erasure.at if erasure else None,
        left=sum(found.values()) if erasure else 0,
        lines=tuple(counted(deleted[held], *NAMES[held]) for held in Held if deleted.get(held)),
    )


def counts_of(found: Iterable[tuple[Held, int]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for held, number in found:
        counts[held.value] += number
    return {held: number for held, number in counts.items() if number}
