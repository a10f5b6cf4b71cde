"""What every store of action items does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.errors import NotFound
from lambdas.store.action_items import MAX_SHARED, ActionItems

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def items(table: Callable[[str], Table]) -> ActionItems:
    return ActionItems(table("action_items"))


def item(item_id: str, days_old: int = 0, user_id: str = "u1") -> ActionItem:
    return ActionItem(
        item_id=item_id,
        user_id=user_id,
        what="Send the plan",
        owner="Dana",
        due=date(2026, 11, 25),
        series_id="s1",
        created_at=NOW - timedelta(days=days_old),
    )


def test_open_items_come_oldest_first(items: ActionItems) -> None:
    for one in (item("a", 1), item("b", 9), item("c", 5)):
        items.put(one)
    assert items.open_of("u1") == [item("b", 9), item("c", 5), item("a", 1)]


def test_another_users_items_are_not_seen(items: ActionItems) -> None:
    items.put(item("a", user_id="u2"))
    assert items.open_of("u1") == []


def test_a_closed_item_is_no_longer_open_and_closing_it_again_changes_nothing(items: ActionItems) -> None:
    items.put(item("a"))
    items.close("u1", "a", ActionItemStatus.DONE, NOW)
    items.close("u1", "a", ActionItemStatus.DROPPED, NOW)
    assert items.open_of("u1") == []


def test_closing_what_does_not_exist_says_so(items: ActionItems) -> None:
    items.put(item("a"))
    with pytest.raises(NotFound):
        items.close("u2", "a", ActionItemStatus.DONE, NOW)


def test_a_closed_item_still_exists(items: ActionItems) -> None:
    items.put(item("i1"))
    items.close("u1", "i1", ActionItemStatus.DONE, NOW)
    assert items.exists("u1", "i1")
    assert not items.exists("u1", "i2")


def test_what_was_closed_lately_comes_last_closed_first(items: ActionItems) -> None:
    for item_id in ("a", "b", "c", "open"):
        items.put(item(item_id))
    items.close("u1", "a", ActionItemStatus.DONE, NOW - timedelta(days=20))
    items.close("u1", "b", ActionItemStatus.DONE, NOW - timedelta(days=3))
    items.close("u1", "c", ActionItemStatus.DROPPED, NOW)
    found = items.closed_since("u1", NOW - timedelta(days=14))
    assert [one.item_id for one in found] == ["c", "b"]
    items.reopen("u1", "c")
    assert [one.item_id for one in items.closed_since("u1", NOW - timedelta(days=14))] == ["b"]


def test_what_was_done_for_somebody_else_is_found_again_where_it_is_wanted(items: ActionItems) -> None:
    theirs = item("a", user_id="u2").model_copy(update={"owner_email": "Dana@example.com", "shared_at": NOW})
    items.put(theirs)
    items.close("u2", "a", ActionItemStatus.DONE, NOW)
    assert items.shared_with("dana@example.com") == []
    found = items.find_shared("dana@example.com", "a")
    assert found is not None
    assert (found.item_id, found.status) == ("a", ActionItemStatus.DONE)
    assert items.find_shared("eve@example.com", "a") is None


def test_one_that_was_shared_is_found_behind_any_number_of_others(items: ActionItems) -> None:
    """Years of work for others do not hide what is promised to them now."""
    shared = {"owner_email": "dana@example.com", "shared_at": NOW}
    for number in range(MAX_SHARED + 5):
        items.put(item(f"old-{number}", user_id="u2").model_copy(update=shared))
        items.close("u2", f"old-{number}", ActionItemStatus.DONE, NOW)
    late = {"due": date(2029, 1, 1)}
    items.put(item("new", user_id="u2").model_copy(update=shared | late))
    found = items.find_shared("dana@example.com", "new")
    assert found is not None
    assert found.due == date(2029, 1, 1)
