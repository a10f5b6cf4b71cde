"""Action items in Slack: each with what to do about it, a person's own before what they owe to others. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.edges.commands.items import ItemView
from lambdas.slack.blocks import (
    END_LENGTH,
    MAX_MESSAGE,
    Block,
    actions,
    button,
    day_picker,
    link,
    said,
    section,
    text_length,
)
from lambdas.slack.text import literal

MAX_LISTED = 18
"""With two blocks each, within the fifty of a message."""
MAX_WHAT, MAX_OWNER = 300, 80
ITEM_BLOCK = "on-list-"
A_WEEK = timedelta(days=7)
NOTHING_OPEN = "Nothing is open: no action item on your list, none that you owe to others."


@dataclass(frozen=True, slots=True)
class ItemsShown:
    """The open ones; ``note`` says what was just done, to ``undo`` where that is an item's id."""

    items: Sequence[ItemView]
    note: str = ""
    undo: str = ""


def items_blocks(shown: ItemsShown, public_url: str) -> Iterator[Block]:
    if shown.note:
        step = {"accessory": button("reopen_item", "Undo", shown.undo)} if shown.undo else {}
        yield {**section(literal(shown.note)), **step}
    if not shown.items:
        yield section(literal(NOTHING_OPEN))
    listed = _fitting(shown.items)
    for title, is_owed in (("Your list", False), ("You owe to others", True)):
        if these := [item for item in listed if bool(item.owed_to) is is_owed]:
            yield section(f"*{title}*")
            for item in these:
                yield from _item(item)
    if more := len(shown.items) - len(listed):
        yield said(f"{more} more on AMO’s page.")
    yield actions("items-all", [link("see_items", "See all on the page", f"{public_url}/items")])


def heading(shown: ItemsShown) -> str:
    return f"Open: {counted(len(shown.items), 'action item')}"


def later(due: date | None, today: date) -> date:
    """A week after it was due, or after today where that is over or was never said."""
    return max(due or today, today) + A_WEEK


def _fitting(items: Sequence[ItemView]) -> list[ItemView]:
    """As many as one message takes."""
    listed, length = [], 0
    for item in items[:MAX_LISTED]:
        length += text_length(list(_item(item)))
        if length > MAX_MESSAGE - END_LENGTH:
            break
        listed.append(item)
    return listed


def _item(item: ItemView) -> Iterator[Block]:
    yield section(f"*{literal(one_line(item.what, MAX_WHAT))}*\n{literal(_about(item))}")
    yield actions(
        f"{ITEM_BLOCK}{item.item_id}",
        [
            button("finish_item", "Done", item.item_id, "primary"),
            button("drop_item", "Drop", item.item_id),
            button("postpone_item", "A week later", item.item_id),
            day_picker("redate_item", "Another day", item.due.isoformat() if item.due else ""),
        ],
    )


def _about(item: ItemView) -> str:
    who = f"You promised {item.owed_to}" if item.owed_to else item.owner or "You"
    when = f"due {day_name(item.due)}{', late' if item.is_late else ''}" if item.due else "no day"
    title = shown_title(item.origin.title) if item.origin.title else ""
    return " · ".join(filter(None, (one_line(who, MAX_OWNER), when, title)))
