"""A model behind the engine's Bedrock: asked by Converse with the functions' own rights, and then killed."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.api_client import ApiClient
from cli.commands.up import NOWHERE
from cli.local.engine import read_json
from cli.local.model_fake.hostile import ATTACKS
from cli.model_stand_ins import MODEL_FAKE
from cli.stage import DeployedStage, find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import ROOT, Amo, meeting_titled, newcomer, stored_conversation
from tests.fakes.own_sessions import confirmed
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

USER = "mia"
RECORDS = ROOT / "examples" / "records"
NOTES = "Elena fixes the replica alert by Friday.\nSo it stays agreed that the replica moves first.\n"


@pytest.fixture(scope="module")
def stage(amo: Amo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedStage]:
    """Somebody who lets a model read everything; the others of this instance let it read nothing."""
    stage, email = find_stage(amo.state_dir.resolve(), LOCAL_STAGE, USER), f"{USER}@example.com"
    stage.invoke("provision_user", {"user_id": USER, "email": email, "declined_channels": NOWHERE})
    confirmed(stage, email)
    MODEL_FAKE.connect(stage)
    for kind in ("budget", "decisions"):
        assert amo("records", "import", kind, str(RECORDS / f"{kind}.csv"), "--user", USER).returncode == 0
    newcomer(amo, USER, email, tmp_path_factory.mktemp("calendar"))  # then the types of what is read are guessed too
    yield stage
    assert amo("model", "disconnect").returncode == 0, "the others of this instance have none"


def fail(amo: Amo, **switch: Any) -> None:
    url = f"{MODEL_FAKE.url(amo.state_dir)}/faults"
    urllib.request.urlopen(urllib.request.Request(url, data=json.dumps(switch).encode(), method="POST")).close()


def prepared(amo: Amo, title: str, folder: Path) -> dict[str, Any]:
    """The materials of one of her meetings, with what its plan says."""
    meeting_id = meeting_titled(amo, title, "--user", USER)["meeting_id"]
    begun = amo("prep", meeting_id, "--user", USER)
    assert begun.returncode == 0 or "being prepared already" in begun.stderr
    answers = folder / "answers.txt"
    answers.write_text("Decide whether the checkout redesign ships in December\nThe search migration date\n\n")
    chat = amo("chat", meeting_id, "--user", USER, "--answers", str(answers))
    assert chat.returncode == 0, chat.stderr
    materials: dict[str, Any] = amo.json("materials", meeting_id, "--user", USER, "--out", str(folder / meeting_id))
    told = "".join(file.read_text() for file in (folder / meeting_id).iterdir() if file.is_file())
    return {**materials, "told": told}


def said(api: ApiClient, session: dict[str, Any], text: str, move: str = "answer") -> dict[str, Any]:
    body = {"move": move, "text": text, "version": session["version"]}
    return dict(api.post(f"/sessions/{session['session_id']}/moves", body))


def asked_on(api: ApiClient, stage: DeployedStage, asked: dict[str, Any]) -> dict[str, Any]:
    """The question that comes by itself, after the one that is asked now: until then nobody sees anything of it."""
    session_id = asked["session_id"]
    until(lambda: stored_conversation(stage, session_id), lambda item: any(map(follows, item["questions"]["L"])), 60)
    return said(api, asked, "", "skip")


def follows(question: dict[str, Any]) -> bool:
    return bool(question["M"]["follows"].get("S"))


def test_a_vague_answer_brings_one_question_more_and_a_question_is_answered(amo: Amo, stage: DeployedStage) -> None:
    api = ApiClient(stage)
    meeting_id = meeting_titled(amo, "Leadership Team Meeting", "--user", USER)["meeting_id"]
    session = f"/meetings/{meeting_id}/session"
    asked = until(lambda: api.get(session)["prompt"], seconds=60)
    while "On record" not in asked["text"]:
        asked = said(api, asked, "", "skip")
        assert asked["status"] == "open", "no question about a record"
    more = asked_on(api, stage, said(api, asked, "maybe, not sure yet, we will see"))
    assert more["is_follow_up"]
    assert more["written_by"]
    assert more["text"].endswith("?")

    told = amo.json("ask", meeting_id, asked["text"].partition("On record: ")[2], "--user", USER)
    assert told["composer"] == "model"
    assert all(line["sources"] for line in told["lines"])


def test_an_endpoint_with_a_key_is_asked_like_bedrock_and_its_key_goes_with_it(
    amo: Amo, stage: DeployedStage, tmp_path: Path
) -> None:
    """The key is made, replaced and read with the functions' own rights."""
    there = ("connect", "--url", f"{MODEL_FAKE.url(amo.state_dir)}/v1", "--model", "stand-in", "--key-file")
    for name in ("first", "second"):
        (tmp_path / name).write_text(f"{name}-key-of-the-stand-in")
        assert amo("model", *there, str(tmp_path / name)).returncode == 0
    meeting_id = meeting_titled(amo, "Leadership Team Meeting", "--user", USER)["meeting_id"]
    told = amo.json("ask", meeting_id, "Who is invited?", "--user", USER)
    assert (told["composer"], told["written_by"]) == ("model", "stand-in")
    assert amo("model", "disconnect").returncode == 0
    assert _keys(stage) == []
    MODEL_FAKE.connect(stage)


def _keys(stage: DeployedStage) -> list[str]:
    found = stage.client("secretsmanager").list_secrets()["SecretList"]
    return [one["Name"] for one in found if "/model/" in one["Name"]]


def test_notes_are_read_by_a_model_too_and_nothing_of_it_is_confirmed(stage: DeployedStage) -> None:
    api = ApiClient(stage)
    over = next(one for one in api.get("/meetings", past_days=1) if one["title"] == "Checkout weekly")["meeting_id"]
    api.post(f"/meetings/{over}/notes", {"text": NOTES, "name": "notes.md"})
    review = f"/meetings/{over}/review"
    found = until(lambda: api.get(review), lambda seen: any(one["written_by"] for one in seen["open"]), seconds=60)
    assert any(not one["written_by"] for one in found["open"]), "the rules' finds stay"
    assert not api.get("/items")


def test_a_model_words_lines_attacks_in_vain_and_killed_it_is_missed_by_nobody(
    amo: Amo, stage: DeployedStage, tmp_path: Path
) -> None:
    assert prepared(amo, "Roadmap check-in", tmp_path)["composer"] == "model"

    fail(amo, fault="hostile")
    attacked = prepared(amo, "1:1 Priya", tmp_path)
    assert attacked["composer"] == "rules"
    assert not [text for text in ATTACKS if text in attacked["told"]]
    assert "attacker.example" not in attacked["told"]

    os.kill(int(str(read_json(amo.state_dir / f"{MODEL_FAKE.name}.json")["pid"])), signal.SIGKILL)
    time.sleep(0.2)
    began = time.monotonic()
    alone = prepared(amo, "Post-mortem", tmp_path)
    assert alone["composer"] == "rules"
    assert "[ministack mock" not in alone["told"]
    assert time.monotonic() - began < 120
    until(lambda: "could not be reached" in ApiClient(stage).get("/model")["last_no_answer"], seconds=20)
    told = amo.json("ask", alone["meeting_id"], "Who is invited?", "--user", USER)
    assert told["composer"] == "rules"
    assert told["lines"]
    assert told["remark"]


def test_what_a_model_answered_is_forgotten_with_its_meeting_and_with_its_person(
    amo: Amo, stage: DeployedStage, tmp_path: Path
) -> None:
    api = ApiClient(stage)
    meeting_id = meeting_titled(amo, "Roadmap check-in", "--user", USER)["meeting_id"]
    assert any(answer.startswith(meeting_id) for answer in _answered(stage))
    api.post(f"/meetings/{meeting_id}/forget")
    until(lambda: api.get(f"/meetings/{meeting_id}/forget"), lambda receipt: not receipt["left"])
    assert not any(answer.startswith(meeting_id) for answer in _answered(stage))

    assert _answered(stage)
    assert amo("data", "forget", USER, str(tmp_path / "receipt.json"), "--yes").returncode == 0
    assert _answered(stage) == []
    spent = json.loads((tmp_path / "receipt.json").read_text())["deleted"]["spend"]
    assert spent > 0


def _answered(stage: DeployedStage) -> list[str]:
    """The names of all rows of what models answered her."""
    hers = {":user": {"S": USER}}
    rows = stage.client("dynamodb").query(
        TableName=f"{stage.prefix}-model_answers",
        KeyConditionExpression="user_id = :user",
        ExpressionAttributeValues=hers,
    )
    return [row["answer"]["S"] for row in rows["Items"]]
