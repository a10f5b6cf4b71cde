"""The last occurrence's results, as its owner confirmed them: decided, reached, left open (POST-3, POST-5)."""

from collections.abc import Iterator, Sequence

from lambdas.context.phrases import Viewpoint, due, listed, name, quoted
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.action_items.promises import is_own
from lambdas.domain.context.notes import OFF_TRACK, WORTH_KNOWING, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.counts import repeated
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.outcomes.outcome import Outcome, Reached

LAST_TIME = "history:last"
MAX_DECIDED = 4
MAX_OWED = 3
MAX_LEFT_OPEN = 3
MAX_SAID = 90


def decided_last_time(review: NotesReview | None) -> Iterator[Fact]:
    decided = [one.candidate for one in review.kept(CandidateKind.DECISION)] if review else []
    if not decided:
        return
    told = "; ".join(_decision(one) for one in decided[:MAX_DECIDED])
    more = f"; and {len(decided) - MAX_DECIDED} more" if len(decided) > MAX_DECIDED else ""
    yield Fact(
        text=f"Decided last time: {told}{more}.",
        ref=f"{LAST_TIME}/decided",
        weight=WORTH_KNOWING,
        as_of=review.reviewed_at if review else None,
        part=FactPart.DECIDED,
        background="; ".join(filter(None, (name(one.asked, MAX_SAID) for one in decided[:MAX_DECIDED]))),
    )


def owed_since(items: Sequence[ActionItem], view: Viewpoint, own: Sequence[str]) -> Iterator[Fact]:
    """One line for the room of what was confirmed in notes; each promise has a fact of its own besides."""
    items = [item for item in items if item.confirmed_by]
    if not items:
        return
    ordered = sorted(items, key=lambda item: (-view.days_late(item.due), item.due is None, item.due or view.today))
    told = "; ".join(_promise(item, view, own) for item in ordered[:MAX_OWED])
    more = f"; and {len(items) - MAX_OWED} more" if len(items) > MAX_OWED else ""
    yield Fact(
        text=f"Owed: {told}{more}.",
        ref=f"{ContextKind.HISTORY}:action_items/owed",
        weight=WORTH_KNOWING,
        as_of=min(item.created_at for item in items),
        part=FactPart.OWED,
    )


def reached_last_time(outcomes: Sequence[Outcome]) -> Iterator[Fact]:
    """Of what its owner wanted; for their eyes alone, as what they wanted is."""
    answered = [outcome for outcome in outcomes if outcome.reached]
    if not answered:
        return
    by_answer = {one: [o.want for o in answered if o.reached is one] for one in Reached}
    said = f"Last time you reached {len(by_answer[Reached.YES])} of {len(answered)}"
    parts = [
        f"{words}{listed([quoted(name(want, MAX_SAID)) for want in by_answer[one]])}"
        for one, words in ((Reached.YES, ""), (Reached.PARTLY, "in part "), (Reached.NO, "not "))
        if by_answer[one]
    ]
    yield Fact(
        text=f"{said}: {'; '.join(parts)}.",
        ref=f"{LAST_TIME}/reached",
        weight=WORTH_KNOWING,
        as_of=max(outcome.answered_at for outcome in answered if outcome.answered_at),
        part=FactPart.REACHED,
        standing=f"{len(by_answer[Reached.YES])} of {len(answered)}",
    )


def left_open(review: NotesReview | None) -> Iterator[Fact]:
    questions = [one.candidate for one in review.kept(CandidateKind.QUESTION)] if review else []
    for place, one in enumerate(questions[:MAX_LEFT_OPEN], start=1):
        asked = name(one.what, MAX_SAID * 2)
        yield Fact(
            text=f"Left open last time: {asked}",
            ref=f"{LAST_TIME}/open-{place}",
            weight=OFF_TRACK,
            asks=one.owner,
            question=asked if asked.endswith("?") else f"Left open last time, {quoted(asked)}: what is the answer?",
            part=FactPart.LEFT_OPEN,
            subject=asked,
        )


def carried(item: ActionItem, meeting_id: str) -> int:
    """Returns how many meetings before this one have asked about it."""
    return len([asked for asked in item.asked_in if asked != meeting_id])


def carried_words(times: int) -> str:
    return f", asked about {repeated(times)}" if times else ""


def _decision(one: Candidate) -> str:
    who = f" ({name(one.owner, 40)})" if one.owner else ""
    why = f", because {name(one.why, MAX_SAID)}" if one.why else ""
    return f"{name(one.what, MAX_SAID).rstrip('.')}{who}{why.rstrip('.')}"


def _promise(item: ActionItem, view: Viewpoint, own: Sequence[str]) -> str:
    whom = "you: " if is_own(item, own) else f"{name(item.owner, 40)}: " if item.owner else ""
    day = f", {due(item.due, view)}" if item.due else ""
    return f"{whom}{quoted(name(item.what, MAX_SAID))}{day}"
