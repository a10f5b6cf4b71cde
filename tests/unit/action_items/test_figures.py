"""Of what is done and had a day, the dashboard learns whether it was in time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lambdas.action_items.follow import FollowedItems
from lambdas.domain.action_items.action_item import ActionItem
from tests.fakes.samples import NOW, a_user
from tests.fakes.stores import FakeActionItems, FakeMeetings, FakeUsers

THURSDAY = date(2026, 3, 5)
FRIDAY_IN_BERLIN = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)


@pytest.fixture
def items() -> FakeActionItems:
    return FakeActionItems()


@pytest.mark.parametrize(("timezone", "share"), [("Europe/Berlin", 0.0), ("America/New_York", 1.0)])
def test_in_time_is_in_time_on_their_own_clock_and_counts_once(
    items: FakeActionItems, timezone: str, share: float, figures: Callable[[], list[dict[str, Any]]]
) -> None:
    items.put(ActionItem(item_id="i1", user_id="u1", what="Send the deck", due=THURSDAY, created_at=NOW))
    items.put(ActionItem(item_id="i2", user_id="u1", what="Some time", created_at=NOW))
    followed = FollowedItems(FakeUsers(a_user("u1", timezone=timezone)), items, FakeMeetings())
    for item_id in ("i1", "i2", "i1"):
        followed.finish("u1", item_id, FRIDAY_IN_BERLIN)
    assert [written["ItemsDoneOnTime"] for written in figures()] == [[share]]
