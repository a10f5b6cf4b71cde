"""After the meeting, for real: notes in, confirmed, the summary sent, the next agenda opens with what came of it."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from cli.api_client import ApiClient
from cli.local.signed_calls import ask_engine
from cli.stage import find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import ROOT, Amo, newcomer
from tests.fakes.own_sessions import confirmed
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

NOTES = ROOT / "examples" / "notes" / "checkout-weekly.md"
ENDED = {"done", "failed", "refused", "unknown"}


@pytest.fixture(scope="module")
def ada(amo: Amo, tmp_path_factory: pytest.TempPathFactory) -> ApiClient:
    """Somebody in a team with a reviewer, whose weekly meeting ended an hour ago."""
    newcomer(amo, "ada", "ada@example.com", tmp_path_factory.mktemp("calendar"))
    stage = find_stage(amo.state_dir.resolve(), LOCAL_STAGE, "ada")
    stage.invoke("provision_user", {"user_id": "ada", "team_id": "after"})
    reviewer = {"user_id": "ron", "team_id": "after", "role": "reviewer", "email": "ron@example.com"}
    stage.invoke("provision_user", reviewer)
    return confirmed(stage, "ada@example.com")


@pytest.fixture(scope="module")
def weekly(ada: ApiClient) -> tuple[str, str]:
    """The occurrence that is over, and the next one."""
    meetings = [one for one in ada.get("/meetings", past_days=1) if one["title"] == "Checkout weekly"]
    return meetings[0]["meeting_id"], meetings[1]["meeting_id"]


def test_notes_become_what_happens_next_once_they_are_confirmed(ada: ApiClient, weekly: tuple[str, str]) -> None:
    over, _ = weekly
    began = time.monotonic()
    ada.post(f"/meetings/{over}/notes", {"text": NOTES.read_text(), "name": NOTES.name})
    found = ada.get(f"/meetings/{over}/review")
    assert time.monotonic() - began < 30, "a person waits for it"
    assert not ada.get("/items"), "nothing before it is confirmed"
    assert not any("offsite" in one["what"] for one in found["open"])
    answers = [
        {"found": one["candidate_id"], **{name: one[name] for name in ("kind", "what", "owner", "due", "why")}}
        for one in found["open"]
    ]
    review = ada.post(f"/meetings/{over}/review", {"version": found["version"], "answers": answers})
    assert {one["verdict"] for one in review["reviewed"]} == {"kept"}
    items = {item["what"]: item for item in ada.get("/items")}
    replica = next(item for what, item in items.items() if "replica alert" in what)
    assert replica["owner"].startswith("Elena")
    assert replica["due"]
    assert not any("roadmap" in what for what in items), "it was done already"


def test_a_summary_goes_to_those_who_were_there_once_somebody_else_approved_it(
    amo: Amo, ada: ApiClient, weekly: tuple[str, str]
) -> None:
    over, _ = weekly
    data = {"meeting_id": over, "leave_out": ["tom.okafor@example.com"]}
    action_id = ada.post("/approvals", {"action_type": "send_summary", "action_data": data})["action_id"]
    assert _mails(ada) == []
    confirmed(find_stage(amo.state_dir.resolve(), LOCAL_STAGE, "ron"), "ron@example.com")
    assert amo("approvals", "approve", action_id, "--user", "ron").returncode == 0
    ended = until(lambda: ada.get(f"/approvals/{action_id}"), lambda found: found["execution"] in ENDED)
    assert ended["execution"] == "done", ended["error"]
    sent = _mails(ada)
    assert {address for mail in sent for address in mail["To"]} == {
        "priya.raman@example.com",
        "elena.petrova@example.com",
    }
    assert "replica alert" in sent[0]["BodyText"]


def test_the_next_agenda_opens_with_it(amo: Amo, ada: ApiClient, weekly: tuple[str, str], tmp_path: Path) -> None:
    _, coming = weekly
    assert amo("prep", coming, "--user", "ada").returncode == 0
    answers = tmp_path / "answers.txt"
    answers.write_text("A date for the launch\n\n")
    assert amo("chat", coming, "--answers", str(answers), "--user", "ada").returncode == 0
    assert amo("materials", coming, "--out", str(tmp_path / "out"), "--user", "ada").returncode == 0
    agenda = re.sub(r"<[^>]+>", " ", (tmp_path / "out" / "agenda.html").read_text())
    assert "Decided last time" in agenda
    assert agenda.index("Decided last time") < agenda.index("Owed") < agenda.index("launch")


def test_forgotten_it_is_nowhere(ada: ApiClient, weekly: tuple[str, str]) -> None:
    over, _ = weekly
    ada.post(f"/meetings/{over}/forget")
    until(lambda: ada.get(f"/meetings/{over}/forget"), lambda receipt: not receipt["left"])
    assert ada.get("/items") == []
    assert _mails(ada), "what has left cannot be called back"


def _mails(ada: ApiClient) -> list[dict[str, Any]]:
    assert ada.stage.engine is not None
    by_account = ask_engine(ada.stage.engine, "/_ministack/ses/messages")["messages"]
    return [mail for mails in by_account.values() for mail in mails if mail["Subject"].startswith("Summary: Checkout")]
