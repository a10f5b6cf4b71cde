"""What every store of policies, rules and emergencies does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdas.aws.table import Table
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.autonomy import Autonomy, Handling, TypeRule
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.emergency_access import declare
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.store.audit_log import AuditLog
from lambdas.store.autonomy_rows import AutonomyRows
from tests.fakes.samples import NOW

ENTRY = AuditEntry(team_id="sales", at=NOW, event=AuditEvent.POLICY_CHANGED, actor="user:u1")


@pytest.fixture
def rows(table: Callable[[str], Table]) -> AutonomyRows:
    return AutonomyRows(table("autonomy"), AuditLog(table("action_audit_log")))


def test_a_policy_comes_back_as_it_was_and_none_where_there_is_none(rows: Any) -> None:
    said = PolicyRow(
        scope="team#sales",
        level=Autonomy.SEMI_AUTONOMOUS,
        types={"create_task": TypeRule(handling=Handling.RUN, expires_after_hours=2)},
        changed_by="user:u1",
        changed_at=NOW,
    )
    rows.put_policy(said, ENTRY)
    assert rows.policy("team#sales") == said
    assert rows.policy("team#support") is None


def test_rules_come_oldest_first_and_the_latest_word_on_one_counts(rows: Any) -> None:
    first = ProposedRule(rule_id="r2", action_type="create_task", decisions=10, proposed_at=NOW)
    second = ProposedRule(rule_id="r1", action_type="post_agenda", decisions=12, proposed_at=NOW + timedelta(days=1))
    for rule in (second, first, first.accepted("u1", 30, NOW)):
        rows.put_rule("u1", rule, ENTRY)
    assert rows.rules("u1") == [first.accepted("u1", 30, NOW), second]
    assert rows.rules("u2") == []


def test_fault_105_an_emergency_ends_by_itself(rows: Any) -> None:
    declared = declare("u1", "the data centre is on fire", 30, NOW)
    rows.open_emergency_access("sales", declared, ENTRY)
    assert rows.emergency_access("sales", "u1", NOW + timedelta(minutes=29)) == declared
    assert rows.emergency_access("sales", "u1", NOW + timedelta(minutes=30)) is None
    assert rows.emergency_access("sales", "u2", NOW) is None
    assert rows.emergency_access("support", "u1", NOW) is None


def test_members_are_found_from_their_team(rows: Any) -> None:
    for user_id in ("u2", "u1", "u1"):
        rows.add_member("sales", user_id, ENTRY)
    assert rows.members("sales") == ["u1", "u2"]
    assert rows.members("support") == []
