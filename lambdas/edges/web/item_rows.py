"""Action items as rows: what, whose, by when, out of which meeting and which lines, and what can be done about them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote as url_part

from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.action_items.promises import is_own
from lambdas.domain.kernel.counts import repeated
from lambdas.domain.kernel.local_time import day_name, zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.candidates import Quote
from lambdas.domain.meeting_notes.texts import TYPED
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.edges.web.words import age, shortened

SETTLED_AFTER = 3
"""Asked about as often as this, an item wants to be dropped, given another day or decided (POST-5)."""
MAX_LABEL = 60
A_WEEK = timedelta(days=7)
"""Offered as the new day of what is late."""


class QuoteRow(Model):
    """``address`` leads to the line in the notes."""

    said: str
    address: str


class ItemRow(Model):
    """``label`` names it in a button's hidden words. ``offered_day`` and ``first_day`` are what a date field
    begins with, and the first one it takes.

    ``meeting`` and ``meeting_address`` are of the meeting it comes from, empty where that is not the reader's, or gone.
    ``asks_to_settle``: it was asked about so often that it wants an answer. ``closed`` says what became of it and when;
    empty while it is open. ``named`` is its owner as somebody said it. ``made_in`` are the task systems that have it
    as well.
    """

    item_id: str
    what: str
    label: str
    owner: str
    due: str
    offered_day: str
    first_day: str
    is_late: bool
    since: str
    meeting: str
    meeting_address: str
    asked: str
    asks_to_settle: bool
    quotes: tuple[QuoteRow, ...]
    is_open: bool
    is_done: bool
    closed: str
    can_reword: bool
    named: str
    can_remind: bool
    made_in: tuple[str, ...]


class ItemReader(NamedTuple):
    """The reader of the rows. ``titles`` are of their own meetings, by id."""

    user_id: str
    own: tuple[str, ...]
    timezone: str
    titles: Mapping[str, str]
    now: datetime

    @property
    def today(self) -> date:
        return day_of(self.now, zone(self.timezone))

    def rows(self, items: Iterable[ActionItem]) -> tuple[ItemRow, ...]:
        """The first due ones first, so that late ones lead; without a day last, what is closed behind all of them."""
        return tuple(self._row(item) for item in sorted(items, key=_place))

    def _row(self, item: ActionItem) -> ItemRow:
        is_open, is_theirs = item.status is ActionItemStatus.OPEN, item.user_id == self.user_id
        is_late = is_open and item.due is not None and item.due < self.today
        title = self.titles.get(item.meeting_id, "") if is_theirs else ""
        return ItemRow(
            item_id=item.item_id,
            what=item.what,
            label=shortened(item.what, MAX_LABEL),
            owner=item.owner or ("you" if is_theirs else ""),
            due=f"due {_said(item.due, self.today)}" if item.due else "without a date",
            offered_day=_iso(self.today + A_WEEK if is_late else item.due),
            first_day=self.today.isoformat(),
            is_late=is_late,
            since=age(item.created_at, self.now),
            meeting=title,
            meeting_address=f"/meetings/{item.meeting_id}" if title else "",
            asked=f"asked about {repeated(item.asked_times)}" if item.asked_times else "",
            asks_to_settle=is_open and item.asked_times >= SETTLED_AFTER,
            quotes=tuple(_quote(item.meeting_id, quote) for quote in item.quotes) if is_theirs else (),
            is_open=is_open,
            is_done=item.status is ActionItemStatus.DONE,
            closed=self._closed(item),
            can_reword=is_open and is_theirs,
            named=item.owner,
            can_remind=is_open and is_theirs and _is_reachable(item) and not is_own(item, self.own),
            made_in=item.task_systems,
        )

    def _closed(self, item: ActionItem) -> str:
        if item.status is ActionItemStatus.OPEN:
            return ""
        day = f" {_said(day_of(item.closed_at, zone(self.timezone)), self.today)}" if item.closed_at else ""
        return f"{item.status.value.capitalize()}{day}"


def _place(item: ActionItem) -> tuple[bool, bool, date, datetime]:
    return item.status is not ActionItemStatus.OPEN, item.due is None, item.due or date.max, item.created_at


def _is_reachable(item: ActionItem) -> bool:
    """Only whoever was invited to its meeting is written to."""
    return bool(item.owner_email and item.meeting_id)


def _quote(meeting_id: str, quote: Quote) -> QuoteRow:
    notes = f"/meetings/{meeting_id}"
    is_typed = quote.text_id == TYPED
    return QuoteRow(
        said=f"{quote.speaker}: {quote.text}" if quote.speaker else quote.text,
        address=f"{notes}?tab=notes#notes" if is_typed else f"{notes}/notes/{url_part(quote.text_id)}#L{quote.number}",
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _said(day: date, today: date) -> str:
    return day_name(day) + (f" {day.year}" if day.year != today.year else "")
