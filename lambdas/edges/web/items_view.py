"""A person's list of action items: what is theirs to do, what others owe them and they owe others."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.action_items.promises import is_own
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.people import person_key, person_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.web.item_rows import ItemReader, ItemRow
from lambdas.edges.web.meeting_rows import address_of

SOMEBODY = "A colleague"
"""Whoever keeps the list, where their account is gone."""


class ItemFilter(StrEnum):
    ALL = "all"
    MINE = "mine"
    OWED = "owed"
    LATE = "late"


FILTERS = {
    ItemFilter.ALL: "All",
    ItemFilter.MINE: "Mine",
    ItemFilter.OWED: "Owed to me",
    ItemFilter.LATE: "Late",
}


class ItemGroup(Model):
    """One person's. ``address`` leads to their page, where a meeting with them does."""

    name: str
    address: str
    rows: tuple[ItemRow, ...]


class ItemsPage(Model):
    """``is_empty``: there is nothing at all, under no filter."""

    summary: str
    chosen: ItemFilter
    yours: tuple[ItemRow, ...]
    owed: tuple[ItemGroup, ...]
    to_others: tuple[ItemGroup, ...]
    done: tuple[ItemRow, ...]
    is_empty: bool


class ItemsData(NamedTuple):
    """The data read: the reader's own list, what is theirs on the lists of others, and the meetings items come from.

    ``names`` are those of the others whose lists these are, by user id.
    """

    reader: ItemReader
    open: Sequence[ActionItem]
    closed: Sequence[ActionItem]
    to_others: Sequence[ActionItem]
    meetings: Mapping[str, TrackedMeeting]
    names: Mapping[str, str]


def items_page(data: ItemsData, chosen: ItemFilter) -> ItemsPage:
    own = data.reader.own
    yours = [item for item in data.open if is_own(item, own)]
    owed = [item for item in data.open if not is_own(item, own)]
    return ItemsPage(
        summary=_summary(data.reader, yours, owed, data.to_others),
        chosen=chosen,
        yours=_shown(data.reader.rows(yours), ItemFilter.MINE, chosen),
        owed=tuple(_groups(data, owed, _owner_of, ItemFilter.OWED, chosen)),
        to_others=tuple(_groups(data, data.to_others, _keeper_of, ItemFilter.MINE, chosen)),
        done=data.reader.rows(data.closed) if chosen is ItemFilter.ALL else (),
        is_empty=not (data.open or data.closed or data.to_others),
    )


def _shown(rows: tuple[ItemRow, ...], section: ItemFilter, chosen: ItemFilter) -> tuple[ItemRow, ...]:
    if chosen in (ItemFilter.ALL, section):
        return rows
    return tuple(row for row in rows if row.is_late) if chosen is ItemFilter.LATE else ()


def _groups(
    data: ItemsData,
    items: Iterable[ActionItem],
    whose: Callable[[ItemsData, ActionItem], str],
    section: ItemFilter,
    chosen: ItemFilter,
) -> Iterator[ItemGroup]:
    """By person, in the order of their names."""
    named = sorted(((whose(data, item), item) for item in items), key=lambda pair: pair[0].casefold())
    for _, pairs in groupby(named, key=lambda pair: pair[0].casefold()):
        found = list(pairs)
        rows = _shown(data.reader.rows(item for _, item in found), section, chosen)
        if rows:
            yield ItemGroup(name=found[0][0], address=_address(data, found[0][1]), rows=rows)


def _owner_of(_: ItemsData, item: ActionItem) -> str:
    return item.owner.strip() or item.owner_email


def _keeper_of(data: ItemsData, item: ActionItem) -> str:
    return data.names.get(item.user_id, SOMEBODY)


def _address(data: ItemsData, item: ActionItem) -> str:
    """Leads to the owner's page by way of the meeting the item comes from."""
    tracked = data.meetings.get(item.meeting_id)
    if tracked is None or item.user_id != data.reader.user_id:
        return ""
    key = person_key(Attendee(email=item.owner_email, name=item.owner))
    return f"{address_of(tracked.meeting)}/people/{key}" if person_of(tracked.meeting, key) else ""


def _summary(
    reader: ItemReader, yours: Sequence[ActionItem], owed: Sequence[ActionItem], to_others: Sequence[ActionItem]
) -> str:
    late = sum(item.due is not None and item.due < reader.today for item in (*yours, *owed, *to_others))
    parts = [f"{len(yours) + len(to_others)} to do", f"{len(owed)} owed to you"]
    return ", ".join(parts) + (f"; {late} late." if late else ".")
