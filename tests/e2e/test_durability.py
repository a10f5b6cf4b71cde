"""The engine is killed in the middle of a preparation, and nothing acknowledged is lost or done twice."""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import icalendar
import pytest

from cli import calendars
from cli.account import local_engine
from cli.api_client import ApiClient
from cli.commands.sync import sync_now
from cli.local.marked_processes import ENGINE, mark, marked
from cli.stage import DeployedStage, find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo, meeting_titled, newcomer, stored_conversation
from tests.fakes.own_sessions import confirmed
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e of channels and calendars")]

PERSON = "survivor"


def killed_and_up_again(amo: Amo, person: str = PERSON) -> DeployedStage:
    """With IAM enforced, as the instance of these tests always is."""
    pid = local_engine(amo.state_dir).pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = amo.up()
    assert again.returncode == 0, again.stderr
    return find_stage(amo.state_dir, LOCAL_STAGE, person)


def renewed(stage: DeployedStage, session_id: str, token: object) -> dict[str, Any] | None:
    item = stored_conversation(stage, session_id)
    return item if item["task_token"] != token else None


def logged(stage: DeployedStage, function: str) -> list[str]:
    pages = (
        stage.client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=f"/aws/lambda/{stage.prefix}-{function}")
    )
    return [event["message"] for page in pages for event in page["events"]]


def materials_of(amo: Amo, meeting_id: str) -> Any:
    found = amo("materials", meeting_id, "--json", "--user", PERSON)
    return json.loads(found.stdout) if found.returncode == 0 else None


def told(api: ApiClient, meeting_id: str) -> Counter[str]:
    """How often each kind of notice came."""
    return Counter(notice["kind"] for notice in api.get("/notices") if notice["meeting_id"] == meeting_id)


def test_a_preparation_survives_three_kills_with_its_answers_and_a_new_token(amo: Amo, tmp_path: Path) -> None:
    newcomer(amo, PERSON, "survivor@example.com", tmp_path)
    meeting_id = meeting_titled(amo, "Engineering All-Hands", "--user", PERSON)["meeting_id"]
    assert amo("prep", meeting_id, "--user", PERSON).returncode == 0

    stage = killed_and_up_again(amo)  # it was gathering, or not even that
    api = ApiClient(stage)
    prompt = until(lambda: api.get(f"/meetings/{meeting_id}/session")["prompt"])
    moves = f"/sessions/{prompt['session_id']}/moves"
    prompt = api.post(moves, {"move": "answer", "text": "Two hires for platform", "version": prompt["version"]})
    token = stored_conversation(stage, prompt["session_id"])["task_token"]

    stage = killed_and_up_again(amo)  # it waits for an answer
    item = until(lambda: renewed(stage, prompt["session_id"], token))
    assert item["answers"]["M"]["0"]["M"]["text"]["S"] == "Two hires for platform"
    assert item["status"]["S"] == "open"
    api.post(moves, {"move": "finish", "version": prompt["version"]})

    stage = killed_and_up_again(amo)  # the finish is acknowledged, the materials are on their way
    materials = until(lambda: materials_of(amo, meeting_id))
    # Materials lie in the bucket some steps before anybody is told of them; opening them puts the notice away.
    until(lambda: "materials_ready" in told(ApiClient(stage), meeting_id))
    assert told(ApiClient(stage), meeting_id) == {"prep_started": 1, "materials_ready": 1}
    assert "Two hires for platform" in ApiClient(stage).download(materials["agenda"]["url"]).decode()


def test_what_was_approved_is_done_once_although_the_engine_was_killed_right_then(amo: Amo, tmp_path: Path) -> None:
    newcomer(amo, "decider", "decider@example.com", tmp_path)
    stage = find_stage(amo.state_dir, LOCAL_STAGE, "decider")
    task = {"action_type": "create_task", "parameters": {"what": "Book the room"}, "key": "room"}
    by = {"on_behalf_of": "decider", "requested_by": "agent:test"}
    action_id = stage.invoke("propose_action", task | by)["action_id"]
    decider = confirmed(stage, "decider@example.com")
    shown = decider.get(f"/approvals/{action_id}")["payload_hash"]
    decider.post(f"/approvals/{action_id}", {"decision": "approve", "payload_hash": shown})
    stage.invoke("propose_action", task | {"on_behalf_of": PERSON, "requested_by": "agent:test"})

    api = ApiClient(killed_and_up_again(amo, "decider"))
    until(lambda: api.get(f"/approvals/{action_id}")["execution"] == "done")
    team = api.get("/autonomy")["team_id"]
    events = [row["event"] for row in api.get(f"/audit/{team}", limit=50) if row["action_id"] == action_id]
    assert events.count("executed") == 1
    assert api.get(f"/audit/{team}/verification")["whole"]
    other = ApiClient(find_stage(amo.state_dir, LOCAL_STAGE, PERSON))
    anchored = other.get(f"/audit/{other.get('/autonomy')['team_id']}/verification")
    assert anchored["anchors"], "what was logged before the engine stopped is anchored when it is up again"


def test_a_preparation_whose_meeting_is_cancelled_ends_and_so_does_its_workflow(amo: Amo, tmp_path: Path) -> None:
    """With IAM enforced: whatever ends a run may do no more than stop it."""
    newcomer(amo, "canceller", "canceller@example.com", tmp_path)
    stage = find_stage(amo.state_dir, LOCAL_STAGE, "canceller")
    api = ApiClient(stage)
    meeting_id = meeting_titled(amo, "Engineering All-Hands", "--user", "canceller")["meeting_id"]
    assert amo("prep", meeting_id, "--user", "canceller").returncode == 0
    until(lambda: api.get(f"/meetings/{meeting_id}/session")["prompt"])

    file = tmp_path / "canceller.ics"
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    calendar.subcomponents = [one for one in calendar.subcomponents if "All-Hands" not in str(one.get("SUMMARY"))]
    file.write_bytes(calendar.to_ical())
    calendars.connect_file(stage, file)
    assert sync_now(stage)["cancelled"] == 1
    until(lambda: api.get(f"/meetings/{meeting_id}/trace")["status"] == "ABORTED")
    until(lambda: api.get(f"/meetings/{meeting_id}")["prep_status"] == "withdrawn")
    assert not [line for line in logged(stage, "withdraw_prep") if " failed: " in line], "and not by the sweeper alone"


def test_what_a_killed_engine_left_at_work_ends_with_the_next_start(amo: Amo) -> None:
    """Also a function in the middle of its work, which nothing tells that its engine is gone."""
    before = marked(ENGINE, amo.state_dir)  # a stand-in is none of its work, and goes on
    left = subprocess.Popen(["sleep", "600"], env=mark(ENGINE, amo.state_dir), start_new_session=True)
    killed_and_up_again(amo, "owner")
    assert left.wait(timeout=10) == -signal.SIGTERM
    assert not set(before) & set(marked(ENGINE, amo.state_dir))


def test_what_an_instance_keeps_only_its_owner_can_read(amo: Amo) -> None:
    found = [amo.state_dir, *amo.state_dir.rglob("*")]
    assert [path for path in found if not path.is_symlink() and path.exists() and path.stat().st_mode & 0o077] == []
