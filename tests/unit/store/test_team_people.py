"""A team's people are found from its rows, and believed from their profiles alone."""

from collections.abc import Callable

import pytest

from lambdas.aws.table import Table, Update
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.store.audit_log import AuditLog
from lambdas.store.autonomy_rows import AutonomyRows
from lambdas.store.team_people import members, overseers, reviewers_of
from lambdas.store.users import Users
from tests.fakes.samples import NOW, a_user

ENTRY = AuditEntry(team_id="sales", at=NOW, event=AuditEvent.ROLE_GIVEN, actor="user:o")


@pytest.fixture
def rows(table: Callable[[str], Table]) -> AutonomyRows:
    return AutonomyRows(table("autonomy"), AuditLog(table("action_audit_log")))


@pytest.fixture
def users(table: Callable[[str], Table]) -> Users:
    return Users(table("users"))


def test_who_left_or_reviews_no_more_is_not_found_and_a_bad_row_hides_no_other(
    rows: AutonomyRows, users: Users
) -> None:
    people = {
        "here": a_user("here", team_id="sales", role="reviewer", reviews_for={"ada"}),
        "left": a_user("left", team_id="support", role="operator"),
        "gone": a_user("gone", team_id="sales", role="operator", active=False, reviews_for={"ada"}),
        "bad": a_user("bad", team_id="sales", role="operator", reviews_for={"ada"}),
        "plain": a_user("plain", team_id="sales"),
    }
    for user_id, user in people.items():
        users.put(user)
        rows.add_member("sales", user_id, ENTRY, reviews_for=frozenset({"ada"}))
    users.table.update({"user_id": "bad", "item": "profile"}, Update(set={"role": "emperor"}), "spoiling")
    assert [user.user_id for user in members(rows, users, "sales")] == ["here", "plain"]
    assert [user.user_id for user in overseers(rows, users, "sales")] == ["here"]
    assert [user.user_id for user in reviewers_of(rows, users, "ada")] == ["here"]


def test_from_whom_a_role_comes_is_known_through_everybody_between(rows: AutonomyRows) -> None:
    rows.add_member("sales", "one", ENTRY, frozenset({"olga"}))
    rows.add_member("support", "two", ENTRY, frozenset({"one"}))
    assert rows.appointers("two") == {"one", "olga"}
    rows.add_member("sales", "one", ENTRY, frozenset({"two"}))
    assert rows.appointers("one") == {"two", "olga"}, "and it is not washed off"
    rows.add_member("sales", "one", ENTRY)
    assert rows.appointers("one") == frozenset(), "by whoever runs the stage alone"
