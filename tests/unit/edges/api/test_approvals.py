"""Over the API: what is decided is what was shown, one by one and in bulk."""

import pytest

from lambdas.approvals.entries import entry
from lambdas.domain.actions.audit import AuditEvent
from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.domain.kernel.canonical import digest
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.pending import ACTION

OTHER, FOREIGN = f"a{'2' * 20}", f"a{'3' * 20}"


@pytest.fixture
def waiting(harness: Harness) -> Harness:
    """Ada has two to decide, and Eve one that Ada may not see."""
    for user_id in (ADA, EVE):
        harness.users.put(a_user(user_id, created_at=NOW))
    for action_id, user_id in ((ACTION, ADA), (OTHER, ADA), (FOREIGN, EVE)):
        harness.approvals.add(action_id, user_id, "Roadmap", NOW, team_id=f"own-{user_id}")
    return harness


def shown(harness: Harness, action_id: str) -> dict[str, str]:
    stored = harness.approvals.pending_actions.get(action_id)
    return {"action_id": action_id, "payload_hash": stored.payload_hash}


def status(harness: Harness, action_id: str) -> ActionStatus:
    return harness.approvals.pending_actions.get(action_id).status


def test_fault_99_each_item_has_a_result_whatever_is_wrong_with_it(waiting: Harness) -> None:
    items = [
        shown(waiting, ACTION),
        {"action_id": "nonsense", "payload_hash": "x"},
        {"payload_hash": "x"},
        shown(waiting, FOREIGN),
        shown(waiting, ACTION),
        {"action_id": OTHER},
    ]
    answer = waiting.call("POST", "/api/approvals/bulk", {"items": items, "decision": "approve"})
    assert answer.status == 200
    results = answer.json
    assert [result["ok"] for result in results] == [True, False, False, False, False, False]
    assert results[1]["message"] == results[3]["message"] == "There is no such action."
    assert "twice" in results[4]["message"]
    assert "payload_hash" in results[5]["message"]
    assert status(waiting, ACTION) is ActionStatus.APPROVED
    assert status(waiting, OTHER) is status(waiting, FOREIGN) is ActionStatus.PENDING


def test_a_bulk_decision_on_ids_alone_is_refused_in_one_clear_line(waiting: Harness) -> None:
    answer = waiting.call("POST", "/api/approvals/bulk", {"action_ids": [ACTION], "decision": "approve"})
    assert answer.status == 422
    assert "send items, each with action_id and the payload_hash you were shown" in answer.json["message"]
    assert status(waiting, ACTION) is ActionStatus.PENDING


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_fault_96_a_decision_without_the_hash_of_what_was_shown_is_refused(waiting: Harness, decision: str) -> None:
    missing = waiting.call("POST", f"/api/approvals/{ACTION}", {"decision": decision})
    empty = waiting.call("POST", f"/api/approvals/{ACTION}", {"decision": decision, "payload_hash": ""})
    assert (missing.status, empty.status) == (422, 400)
    assert "payload_hash" in missing.json["message"]
    assert "payload_hash" in empty.json["message"]
    assert status(waiting, ACTION) is ActionStatus.PENDING


def test_every_wording_that_the_log_seals_is_shown_to_whoever_may_see_the_action(waiting: Harness) -> None:
    """A row's ``payload_hash`` is the digest of one of them: that is how an exported log is read."""
    stored = waiting.approvals.pending_actions
    first = stored.get(ACTION)
    changed = first.payload.replace("Roadmap", "Road map")
    worded = first.moved(payload=changed, payload_hash=digest(changed), earlier=(first.payload,))
    stored.record(worded, entry(worded, AuditEvent.EDITED, f"user:{ADA}", NOW))
    details = waiting.call("GET", f"/api/approvals/{ACTION}").json
    sealed = [row["payload_hash"] for row in waiting.call("GET", f"/api/audit/own-{ADA}/export").json]
    of_this = [row for row in sealed if row in (first.payload_hash, worded.payload_hash)]
    assert of_this == [digest(text) for text in (*details["earlier"], details["payload"])]
