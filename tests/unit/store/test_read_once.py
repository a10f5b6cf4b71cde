"""Profiles and policies read once for one piece of work: the same answers, each row asked for once."""

from collections import Counter
from typing import Any

import pytest

from lambdas.approvals.decide import Decision
from lambdas.approvals.edit import fields_to_edit
from lambdas.approvals.policies import Policies
from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.store.autonomy_rows import team_scope, user_scope
from lambdas.store.read_once import AutonomyRowsReadOnce
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.table import FakeTable

WATCHED = {"users", "autonomy"}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """The reads of profiles and policies, by what was asked for."""
    counted: Counter[str] = Counter()
    get, query = FakeTable.get, FakeTable.query

    def counted_get(table: FakeTable, key: Any, *rest: Any, **options: Any) -> Any:
        if table.name in WATCHED:
            counted[f"{table.name} {key}"] += 1
        return get(table, key, *rest, **options)

    def counted_query(table: FakeTable, where: Any, *rest: Any, **options: Any) -> Any:
        if table.name in WATCHED:
            counted[f"{table.name} {where}"] += 1
        return query(table, where, *rest, **options)

    monkeypatch.setattr(FakeTable, "get", counted_get)
    monkeypatch.setattr(FakeTable, "query", counted_query)
    return counted


def test_who_may_decide_and_edit_is_found_without_reading_anything_twice(reads: Counter[str]) -> None:
    harness = ApprovalHarness()
    action = harness.propose(ShareAgenda.action_type)
    whole = (harness.policies.rights_on(action, "u2", harness.now), fields_to_edit(harness.policies, action))
    reads.clear()
    once = harness.policies.read_once()
    assert (once.rights_on(action, "u2", harness.now), fields_to_edit(once, action)) == whole
    assert set(reads.values()) == {1}


def test_a_word_is_taken_without_reading_anything_twice(reads: Counter[str]) -> None:
    harness = ApprovalHarness()
    action = harness.propose(ShareAgenda.action_type)
    reads.clear()
    word = Decision(verdict="approve", payload_hash=action.payload_hash)
    harness.decisions.taken(action.action_id, "u2", word, harness.now, "")
    assert set(reads.values()) == {1}


def test_the_next_piece_of_work_sees_what_has_changed_since() -> None:
    harness = ApprovalHarness()
    before = harness.policies.read_once()
    assert before.reviewer("u2") is not None
    harness.users.patch("u2", {"active": False})
    assert before.reviewer("u2") is not None, "as it was when it began"
    assert harness.policies.read_once().reviewer("u2") is None


def test_policies_rules_and_people_are_the_same_as_read_one_by_one() -> None:
    harness = ApprovalHarness()
    for scope in (team_scope(TEAM), user_scope("u1")):
        row = PolicyRow(scope=scope, level=Autonomy.SUPERVISED)
        harness.rows.policies[scope] = row
    harness.rows.table.put({"scope": user_scope("u1"), "item": "reviewer#u9"}, "writing as a test")
    once = AutonomyRowsReadOnce(harness.rows.table, harness.rows.log)
    for scope in (team_scope(TEAM), user_scope("u1"), user_scope("nobody")):
        assert once.policy(scope) == harness.rows.policy(scope)
    assert once.reviewers_of("u1") == harness.rows.reviewers_of("u1") == ["u9"]
    assert once.members(TEAM) == harness.rows.members(TEAM)
    assert once.rules("u1") == harness.rows.rules("u1")


def test_policies_that_read_once_stay_so_within_their_piece_of_work() -> None:
    once: Policies = ApprovalHarness().policies.read_once()
    assert once.read_once() is once
