"""Open action items as rows: what, by when, and from which meeting."""

from collections.abc import Iterable, Mapping
from datetime import date

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.model import Model


class PromiseRow(Model):
    what: str
    owner: str
    about: str
    is_late: bool


def promise_rows(items: Iterable[ActionItem], titles: Mapping[str, str], today: date) -> tuple[PromiseRow, ...]:
    """``titles`` of the meetings they may come from, by id; the first due ones first, without a day last."""
    ordered = sorted(items, key=lambda item: (item.due is None, item.due or date.max, item.created_at))
    return tuple(_row(item, titles.get(item.meeting_id, ""), today) for item in ordered)


def _row(item: ActionItem, title: str, today: date) -> PromiseRow:
    due = f"due {_said(item.due, today)}" if item.due else "without a date"
    origin = f"from {title}" if title else f"since {_said(item.created_at.date(), today)}"
    return PromiseRow(
        what=item.what,
        owner=item.owner,
        about=f"{due} · {origin}",
        is_late=item.due is not None and item.due < today,
    )


def _said(day: date, today: date) -> str:
    return day_name(day) + (f" {day.year}" if day.year != today.year else "")
