"""Action items still open from earlier occurrences, with their age."""

from collections.abc import Iterable, Iterator, Sequence

from lambdas.context.last_time import carried, carried_words
from lambdas.context.notes import MAX_FACTS
from lambdas.context.phrases import Viewpoint, due, name, quoted
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.action_items.promises import is_own
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, Fact, FactPart
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.counts import counted, repeated
from lambdas.domain.meetings.meeting import Meeting

MAX_CARRIED = 3
"""After so many meetings that asked about it, it is no line any more but a question."""


def items_of(meeting: Meeting, earlier: Iterable[Meeting], items: Iterable[ActionItem]) -> list[ActionItem]:
    """Those of its series, of the occurrence itself or of an earlier one; oldest first."""
    occurrences = {meeting.meeting_id, *(one.meeting_id for one in earlier)}
    mine = [
        item
        for item in items
        if item.meeting_id in occurrences or (item.series_id and item.series_id == meeting.series_id)
    ]
    return sorted(mine, key=lambda item: (item.created_at, item.item_id))


def days_late(item: ActionItem, view: Viewpoint) -> int:
    return view.days_late(item.due)


def days_old(item: ActionItem, view: Viewpoint) -> int:
    return max(0, view.days_since(view.day_of(item.created_at)))


def facts_about_promises(
    items: list[ActionItem], view: Viewpoint, meeting_id: str = "", own: Sequence[str] = ()
) -> Iterator[Fact]:
    """The latest first, and of those the user's own; ``meeting_id`` is the meeting they are told for."""
    if not items:
        return
    late = sum(days_late(item, view) > 0 for item in items)
    yield Fact(
        text=f"{counted(len(items), 'action item')} open from before, {late or 'none'} past due.",
        ref=f"{ContextKind.HISTORY}:action_items",
        weight=OFF_TRACK,
        part=FactPart.SUMMARY,
    )
    for item in sorted(items, key=lambda item: (-days_late(item, view), not is_own(item, own)))[:MAX_FACTS]:
        yield _fact(item, view, carried(item, meeting_id))


def _fact(item: ActionItem, view: Viewpoint, times: int) -> Fact:
    late = days_late(item, view)
    is_stuck = times >= MAX_CARRIED
    owner = f", owner {name(item.owner)}" if item.owner else ""
    return Fact(
        text=f"{quoted(item.what)}: {_age(item, view)}{carried_words(times)}{owner}.",
        ref=f"action_items:{item.item_id}",
        weight=NEEDS_DECISION if late or is_stuck else OFF_TRACK,
        asks=item.owner,
        question=_question(item, late, times),
        as_of=item.created_at,
        part=FactPart.PROMISE,
        subject=item.what,
        standing=_standing(item, view),
    )


def _question(item: ActionItem, late: int, times: int) -> str:
    if times >= MAX_CARRIED:
        return f"{quoted(item.what)} has been asked about {repeated(times)}: drop it, re-date it or decide?"
    return f"{quoted(item.what)} is {counted(late, 'day')} late: done, moved or dropped?" if late else ""


def _standing(item: ActionItem, view: Viewpoint) -> str:
    if late := days_late(item, view):
        return f"{counted(late, 'day')} late"
    return due(item.due, view) if item.due else f"open {counted(days_old(item, view), 'day')}"


def _age(item: ActionItem, view: Viewpoint) -> str:
    return f"open {counted(days_old(item, view), 'day')}{_due(item, view)}"


def _due(item: ActionItem, view: Viewpoint) -> str:
    if item.due is None:
        return ""
    late = days_late(item, view)
    return f", {counted(late, 'day')} past due" if late else f", {due(item.due, view)}"
