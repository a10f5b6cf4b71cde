"""Who looked at an action: kept beside it, the first look of each, and gone with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table
from lambdas.domain.actions.pending_action import ActionLook
from lambdas.store.action_looks import ActionLooks
from tests.fakes.samples import NOW

UNTIL = NOW + timedelta(days=400)


@pytest.fixture
def looks(table: Callable[[str], Table]) -> ActionLooks:
    return ActionLooks(table("action_looks"))


def test_the_first_look_of_each_is_kept_the_earliest_first(looks: ActionLooks) -> None:
    for minute, user_id in enumerate(("u2", "u1", "u2")):
        looks.add("a1", ActionLook(user_id=user_id, at=NOW + timedelta(minutes=minute)), UNTIL)
    looks.add("a2", ActionLook(user_id="u3", at=NOW), UNTIL)
    assert [(look.user_id, look.at) for look in looks.of_action("a1")] == [
        ("u2", NOW),
        ("u1", NOW + timedelta(minutes=1)),
    ]


def test_a_look_goes_with_its_action(looks: ActionLooks) -> None:
    for action_id in ("a1", "a2"):
        looks.add(action_id, ActionLook(user_id="u2", at=NOW), UNTIL)
    looks.delete("a1")
    assert (looks.of_action("a1"), len(looks.of_action("a2"))) == ([], 1)
    assert [row["expires_at"] for row in looks.table.query(Attr("action_id").eq("a2"), "looking")] == [
        int(UNTIL.timestamp())
    ]
