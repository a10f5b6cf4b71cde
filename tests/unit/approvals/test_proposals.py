"""What may be proposed: the same key is the same thing, and nobody fills everybody's list."""

from typing import Any

import pytest

from lambdas.approvals.edit import edit_action
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.errors import Conflict
from tests.fakes.approval_harness import ApprovalHarness


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


@pytest.mark.parametrize(
    "other",
    [
        {"parameters": {"what": "Send the salaries"}},
        {"parameters": {"what": "Send the draft", "due": "2026-12-01"}},
        {"requested_by": "user:u1"},
        {"action_type": RemindAttendees.action_type, "parameters": {"meeting_id": "m1"}},
    ],
)
def test_the_same_key_for_anything_else_is_a_conflict_and_changes_nothing(
    harness: ApprovalHarness, other: dict[str, Any]
) -> None:
    first = harness.propose()
    with pytest.raises(Conflict, match="another dedupe_key"):
        harness.propose(**other)
    assert harness.stored(first) == first
    assert harness.propose() == first, "and what was asked for first is still the same"
    assert len(harness.actions.stored) == 1


def test_the_same_key_is_the_same_action_however_its_words_were_changed_since(harness: ApprovalHarness) -> None:
    first = harness.propose()
    words = {"what": "Send the final draft"}
    changed = edit_action(harness.decisions, first.action_id, "u2", words, first.payload_hash, harness.now)
    assert harness.propose() == changed
