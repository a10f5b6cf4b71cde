"""An item was in time, or it was not, on the clock of whoever owed it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.action_items.due_items import was_on_time
from tests.fakes.samples import NOW


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"due": None}, None),
        ({"due": date(2026, 3, 2)}, None),
        ({"due": date(2026, 3, 1)}, False),
        ({"due": date(2026, 3, 1), "status": ActionItemStatus.DROPPED}, None),
        (
            {
                "due": date(2026, 2, 27),
                "status": ActionItemStatus.DONE,
                "closed_at": datetime(2026, 2, 28, 4, tzinfo=UTC),
            },
            True,
        ),
        (
            {
                "due": date(2026, 2, 27),
                "status": ActionItemStatus.DONE,
                "closed_at": datetime(2026, 2, 28, 9, tzinfo=UTC),
            },
            False,
        ),
    ],
)
def test_the_day_an_item_is_due_by_ends_on_its_owner_s_own_clock(changes: dict[str, Any], verdict: bool | None) -> None:
    item = ActionItem(**{"item_id": "i1", "user_id": "u1", "what": "Send the deck", "created_at": NOW} | changes)
    assert was_on_time(item, "America/Los_Angeles", NOW) is verdict
