"""The items a person owes, on which evenings they are told of each, and whether they were in time. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.action_items.promises import is_own
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.calendar_days import day_of

DAYS_BETWEEN_REMINDERS = 7


def is_told(due: date, today: date) -> bool:
    """Returns whether the evening of ``today`` tells of it: the day before, the day itself, the day after, then weekly.

    However late it is, it comes up once a week, on the weekday of the day after.
    """
    late = (today - due).days
    return late in (-1, 0) or (late > 0 and (late - 1) % DAYS_BETWEEN_REMINDERS == 0)


def owes(user: User, item: ActionItem) -> bool:
    """Returns whether it is open and theirs to do: on their own list, or on somebody's who sent them word of it."""
    if item.status is not ActionItemStatus.OPEN:
        return False
    if item.owner_email:
        return item.owner_email.casefold() == user.email.casefold() and bool(user.email)
    return item.user_id == user.user_id and is_own(item, user.called)


def due_items(user: User, items: Iterable[ActionItem], today: date) -> list[ActionItem]:
    """Those of ``items`` they owe that the evening of ``today`` tells of, the latest first."""
    told = [item for item in items if item.due and owes(user, item) and is_told(item.due, today)]
    return sorted(told, key=lambda item: (item.due or date.max, item.created_at, item.item_id))


def due_words(due: date, today: date) -> str:
    """``due tomorrow``, ``due today``, ``was due yesterday``, ``9 days late``."""
    near = {1: "due tomorrow", 0: "due today", -1: "was due yesterday"}
    return near.get((due - today).days) or f"{(today - due).days} days late"


def was_on_time(item: ActionItem, timezone: str, now: datetime) -> bool | None:
    """None where that cannot be said: no day, not due yet, or dropped."""
    if item.due is None or item.status is ActionItemStatus.DROPPED:
        return None
    if item.status is ActionItemStatus.DONE:
        return item.closed_at is not None and day_of(item.closed_at, zone(timezone)) <= item.due
    return False if item.due < day_of(now, zone(timezone)) else None
