"""The lock on the door: an agenda leaves only after somebody else said yes, to those invited, and the log proves it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.api_client import ApiClient
from cli.local.signed_calls import ask_engine
from cli.stage import DeployedStage, find_stage
from lambdas.domain.actions.action import action_id_for
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo, meeting_titled
from tests.fakes.own_sessions import confirmed
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

REVIEWER, REVIEWERS_EMAIL = "rea", "rea@example.com"
ENDED = {"done", "failed", "refused", "unknown"}


@pytest.fixture(scope="module")
def owner(amo: Amo) -> ApiClient:
    """The owner, in a team that has a reviewer."""
    stage = find_stage(amo.state_dir.resolve(), LOCAL_STAGE, "owner")
    stage.invoke("provision_user", {"user_id": "owner", "team_id": "leads"})
    reviewer = {"user_id": REVIEWER, "team_id": "leads", "role": "reviewer", "email": REVIEWERS_EMAIL}
    stage.invoke("provision_user", reviewer)
    return ApiClient(stage)


@pytest.fixture(scope="module")
def prepared(amo: Amo, owner: ApiClient, tmp_path_factory: pytest.TempPathFactory) -> str:
    meeting_id = str(meeting_titled(amo, "1:1 Priya")["meeting_id"])
    amo("prep", meeting_id)
    answers = tmp_path_factory.mktemp("answers") / "answers.txt"
    answers.write_text("Her next role\n")
    assert amo("chat", meeting_id, "--answers", str(answers)).returncode == 0
    assert amo("materials", meeting_id).returncode == 0
    return meeting_id


def proposed(owner: ApiClient, meeting_id: str, key: str) -> dict[str, Any]:
    request = {"action_type": "share_agenda", "action_data": {"meeting_id": meeting_id}, "dedupe_key": key}
    action: dict[str, Any] = owner.post("/approvals", request)
    return action


def agendas_sent(owner: ApiClient) -> list[dict[str, Any]]:
    """All e-mails the engine's SES has taken with this meeting's agenda."""
    assert owner.stage.engine is not None
    by_account = ask_engine(owner.stage.engine, "/_ministack/ses/messages")["messages"]
    return [mail for mails in by_account.values() for mail in mails if mail["Subject"] == "Agenda: 1:1 Priya / You"]


def test_an_agenda_is_sent_once_somebody_else_has_approved_it(amo: Amo, owner: ApiClient, prepared: str) -> None:
    action = proposed(owner, prepared, "share")
    action_id = action["action_id"]
    assert (action["status"], action["risk_level"]) == ("pending", "high")
    assert "priya.raman@example.com" in action["preview"]

    own_word = amo("approvals", "approve", action_id)
    assert own_word.returncode == 1
    assert "somebody else has to approve it" in own_word.stderr
    assert agendas_sent(owner) == []

    lent = amo("approvals", "approve", action_id, "--user", REVIEWER)
    assert lent.returncode == 1
    assert "confirm that it is you" in lent.stderr
    assert "./amo sign-in" in lent.stderr
    confirmed(find_stage(amo.state_dir.resolve(), LOCAL_STAGE, REVIEWER), REVIEWERS_EMAIL)
    assert amo("approvals", "approve", action_id, "--user", REVIEWER).returncode == 0
    ended = until(lambda: owner.get(f"/approvals/{action_id}"), lambda found: found["execution"] in ENDED)
    assert (ended["execution"], ended["decided_by"]) == ("done", REVIEWER), ended["error"]
    (mail,) = agendas_sent(owner)
    assert (mail["To"], mail["CC"], mail["BCC"]) == (["priya.raman@example.com"], [], [])
    assert "Next step (5 min)" in mail["BodyText"]


def test_a_member_does_not_lift_the_gate_for_themselves(owner: ApiClient, prepared: str) -> None:
    """Not by a level, not by an exception; with the team's level it is AMO's own proposals that run."""
    member = _member(owner.stage)
    with pytest.raises(Refused, match="Your team is supervised"):
        member.put("/autonomy/level", {"level": "autonomous", "seen_decisions": 0})
    with pytest.raises(Refused, match="others decide"):
        member.put("/autonomy/types", {"types": {"create_task": "run"}})
    task = {"action_type": "create_task", "action_data": {"what": "Book the room"}}
    assert member.post("/approvals", task)["status"] == "pending"
    assert member.get("/autonomy")["policy"]["level"] == "supervised"


def test_a_team_s_level_is_set_with_the_stage_s_credentials(amo: Amo, owner: ApiClient) -> None:
    """Whoever has chosen nothing for themselves has the team's."""
    member = _member(owner.stage)
    try:
        found = amo.json("autonomy", "--team-level", "autonomous", "--as-stage")["policy"]
        assert found["team_level"] == "autonomous"
        assert member.get("/autonomy")["policy"]["level"] == "autonomous"
    finally:
        amo("autonomy", "--team-level", "supervised", "--as-stage")
    assert member.get("/autonomy")["policy"]["level"] == "supervised"
    assert ("policy_changed", "agent:operator") in [(row["event"], row["actor"]) for row in amo.json("audit")]


def _member(stage: DeployedStage) -> ApiClient:
    email = "member@example.com"
    stage.invoke("provision_user", {"user_id": "member", "team_id": "leads", "role": "member", "email": email})
    return confirmed(find_stage(stage.state_dir, LOCAL_STAGE, "member"), email)


def test_nobody_names_a_recipient(owner: ApiClient, prepared: str) -> None:
    data = {"meeting_id": prepared, "recipients": ["eve@evil.example"]}
    with pytest.raises(Refused, match="recipients"):
        owner.post("/approvals", {"action_type": "share_agenda", "action_data": data})


def test_what_was_rejected_is_never_sent(amo: Amo, owner: ApiClient, prepared: str) -> None:
    action_id = proposed(owner, prepared, "again")["action_id"]
    rejected = amo("approvals", "reject", action_id, "--note", "They have it already", "--user", REVIEWER)
    assert rejected.returncode == 0, rejected.stderr
    assert amo("approvals", "approve", action_id, "--user", REVIEWER).returncode == 1
    assert owner.get(f"/approvals/{action_id}")["status"] == "rejected"
    assert len(agendas_sent(owner)) == 1, "the approved one, and no other"


def _received(body: dict[str, str]) -> dict[str, Any]:
    """A record as Lambda gives it, of a message that no queue knows."""
    return {"messageId": "1", "receiptHandle": "of-nothing", "body": json.dumps(body), "attributes": {}}


FINDERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "action_timer": lambda action_id: {"Records": [_received({"action_id": action_id})]},
    "sweep_actions": lambda _action_id: {},
}


@pytest.mark.parametrize("finder", FINDERS)
def test_an_approval_inside_a_workflow_that_expires_ends_its_execution(
    owner: ApiClient, prepared: str, finder: str
) -> None:
    """IAM is enforced: whichever function finds it expired may say so to the workflow that waits."""
    stage, states = owner.stage, owner.stage.client("stepfunctions")
    proposal = {
        "action_type": "share_agenda",
        "parameters": {"meeting_id": prepared},
        "on_behalf_of": "owner",
        "requested_by": "agent:meeting_prep",
        "key": finder,
    }
    machine = f"arn:aws:states:us-east-1:000000000000:stateMachine:{stage.prefix}-approval"
    arn = states.start_execution(stateMachineArn=machine, input=json.dumps(proposal))["executionArn"]
    action_id = action_id_for("owner", finder)
    until(lambda: _stored(stage, action_id), lambda item: "task_token" in item)
    _let_expire(stage, action_id)

    event = json.dumps(FINDERS[finder](action_id)).encode()
    answer = stage.client("lambda").invoke(FunctionName=f"{stage.prefix}-{finder}", Payload=event)
    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read()).get("batchItemFailures", []) == []
    ended = until(lambda: states.describe_execution(executionArn=arn)["status"], lambda status: status != "RUNNING")
    assert ended == "SUCCEEDED"
    assert owner.get(f"/approvals/{action_id}")["status"] == "expired"
    assert "attention_at" not in _stored(stage, action_id), "nobody has to look at it any more"


def _stored(stage: DeployedStage, action_id: str) -> dict[str, Any]:
    key = {"action_id": {"S": action_id}}
    found = stage.client("dynamodb").get_item(TableName=f"{stage.prefix}-pending_actions", Key=key)
    return dict(found.get("Item", {}))


def _let_expire(stage: DeployedStage, action_id: str) -> None:
    """As if its time had passed: its deadline is moved, nothing else."""
    past = (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    stage.client("dynamodb").update_item(
        TableName=f"{stage.prefix}-pending_actions",
        Key={"action_id": {"S": action_id}},
        UpdateExpression="SET deadline = :past, attention_at = :past",
        ExpressionAttributeValues={":past": {"S": past}},
    )


def test_the_audit_log_is_whole_and_says_who_did_what(amo: Amo, owner: ApiClient, prepared: str) -> None:
    verdict = amo.json("audit", "--verify")
    assert verdict["whole"], verdict
    rows = amo.json("audit")
    told = [(row["event"], row["actor"]) for row in reversed(rows) if row["action_type"] == "share_agenda"]
    assert ("denied", "user:owner") in told
    assert told.index(("approved", f"user:{REVIEWER}")) < told.index(("executed", "agent:amo"))
    assert ("rejected", f"user:{REVIEWER}") in told
