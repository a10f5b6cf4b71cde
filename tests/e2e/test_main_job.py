"""The main job, from a calendar to materials, through the commands alone."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Amo, meeting_titled

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]


def ended_trace(amo: Amo, meeting_id: str) -> dict[str, Any]:
    """The trace once the execution has ended: materials are there some steps before its end."""
    for _ in range(60):
        trace: dict[str, Any] = amo.json("trace", meeting_id)
        if trace["status"] != "RUNNING":
            return trace
        time.sleep(1)
    raise AssertionError("the execution does not end")


def test_status_names_the_page_and_finds_everything_well(amo: Amo) -> None:
    status = amo.json("status")
    assert status["engine"] == "running"
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", status["page"])
    assert {check["name"] for check in status["checks"]} >= {"api", "dead letters", "configuration"}


def test_the_demonstration_calendar_is_classified_with_reasons(amo: Amo) -> None:
    types = {meeting["title"]: meeting["meeting_type"] for meeting in amo.json("meetings")}
    assert types["Leadership Team Meeting"] == "leadership_meeting"
    assert types["1:1 Priya / You"] == "one_on_one"
    assert types["QBR with Northstar Foods"] == "qbr"
    assert types["Engineering All-Hands"] == "staff_meeting"
    assert types["Post-mortem: checkout latency"] == "incident_review"
    assert all(meeting["type_reason"] for meeting in amo.json("meetings"))


def test_focus_time_is_never_prepared(amo: Amo) -> None:
    assert meeting_titled(amo, "Focus time")["prep_status"] == "none"


def test_a_meeting_is_prepared_from_questions_to_documents(amo: Amo, tmp_path: Path) -> None:
    meeting_id = meeting_titled(amo, "Roadmap check-in")["meeting_id"]
    assert amo("prep", meeting_id).returncode == 0
    answers = tmp_path / "answers.txt"
    answers.write_text("Decide whether the checkout redesign ships in December\nThe search migration date\n\n")
    chat = amo("chat", meeting_id, "--answers", str(answers))
    assert chat.returncode == 0, chat.stderr
    assert chat.stdout.strip().endswith("Great! Generating your materials...")

    out = tmp_path / "materials"
    materials = amo.json("materials", meeting_id, "--out", str(out))
    assert materials["composer"] == "rules"
    agenda = (out / "agenda.html").read_text()
    assert "checkout redesign ships in December" in agenda
    assert sum(int(minutes) for minutes in re.findall(r"\((\d+) min\)", agenda)) == 50
    assert (out / "questions.md").stat().st_size > 0
    assert "Action items" in (out / "notes.md").read_text()

    trace = ended_trace(amo, meeting_id)
    entered = [state["name"] for state in trace["states"]]
    in_order = [
        "LoadMeeting",
        "GatherContext",
        "SendPrepNotification",
        "WaitForChatCompletion",
        "GenerateMaterials",
        "StoreMaterials",
        "SendMaterials",
        "ScheduleReminder",
    ]
    assert [name for name in entered if name in in_order] == in_order
    assert trace["status"] == "SUCCEEDED"


def test_a_second_sync_changes_nothing(amo: Amo) -> None:
    amo("sync")
    report = amo.json("sync")
    assert (report["created"], report["updated"], report["cancelled"], report["writes"]) == (0, 0, 0, 0)


def test_a_correction_holds_for_the_whole_series(amo: Amo) -> None:
    meeting_id = meeting_titled(amo, "1:1 Priya")["meeting_id"]
    assert amo("correct", meeting_id, "staff_meeting").returncode == 0
    series = [meeting for meeting in amo.json("meetings", "--days", "20") if "1:1 Priya" in meeting["title"]]
    assert len(series) >= 2
    assert {meeting["meeting_type"] for meeting in series} == {"staff_meeting"}
    assert amo("correct", meeting_id, "one_on_one").returncode == 0


def test_an_unknown_meeting_is_one_clear_line(amo: Amo) -> None:
    done = amo("prep", "m" + "0" * 20)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_nothing_is_lost_when_amo_is_stopped_and_started(amo: Amo, tmp_path: Path) -> None:
    meeting_id = meeting_titled(amo, "Leadership Team")["meeting_id"]
    amo("prep", meeting_id)
    answers = tmp_path / "first-answer.txt"
    before = {meeting["meeting_id"] for meeting in amo.json("meetings")}
    assert amo("down").returncode == 0
    assert json.loads(amo("status", "--json").stdout)["engine"] == "stopped"
    again = amo.up()
    assert again.returncode == 0, again.stderr
    assert {meeting["meeting_id"] for meeting in amo.json("meetings")} >= before
    answers.write_text("The audit-log date\nTwo hires\n")
    chat = amo("chat", meeting_id, "--answers", str(answers))
    assert chat.returncode == 0, chat.stderr
    assert amo("materials", meeting_id).returncode == 0
