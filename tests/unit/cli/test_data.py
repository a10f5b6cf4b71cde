"""``./amo data``: files for their owner alone, nothing deleted without a yes, a receipt that is never lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.commands import data
from cli.main import main
from cli.personal_data import TAKEN, cut, joined, read_document
from lambdas.domain.personal_data.take_in import READERS
from lambdas.errors import Refused
from tests.fakes.terminal import at_a_terminal

PART: dict[str, Any] = {
    "user_id": "ute@example",
    "at": "2026-11-30T10:00:00Z",
    "sections": {"outcomes": [{"user_id": "ute@example", "item": "m1#a", "want": "Two lanes"}]},
    "documents": [],
    "after": None,
}
RECEIPT: dict[str, Any] = {
    "user_id": "ute@example",
    "deleted": {"meetings": 2},
    "documents": {"sessions": 1},
    "ended": {"tokens": 1},
    "kept": {"action_audit_log": "rows"},
    "elsewhere": ["What was sent has been sent."],
    "audit_sequence": "000000000007",
}


class Stage:
    """Answers what each function would, and notes what it was asked."""

    name = "demo"

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, list[dict[str, Any]]] = {
            "export_person": [{**PART, "after": {"kind": "outcomes", "key": ["a"]}}, PART],
            "import_person": [{"taken": 1, "there": 2, "left": 3}],
            "forget_person": [
                {"user_id": "ute@example", "is_done": False, "deleted": {"meetings": 1}},
                {"user_id": "ute@example", "is_done": True, "receipt": RECEIPT},
            ],
        }

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((function, request))
        answers = self.answers[function]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    stage = Stage()
    monkeypatch.setattr(data, "find_stage", lambda *_: stage)
    monkeypatch.chdir(tmp_path)
    return stage


def test_an_export_goes_on_until_it_is_whole_and_is_for_its_owner_alone(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "export", "ute@example.com"]) == 0
    file = Path("amo-data-ute_example.json")
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(read_document(file.read_bytes()).sections["outcomes"]) == 2
    assert [request.get("after") for _, request in stage.asked] == [None, {"kind": "outcomes", "key": ["a"]}]
    assert "2 rows and 0 documents" in capsys.readouterr().out


def test_as_json_without_a_file_it_is_the_document_itself(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "export", "ute", "--json"]) == 0
    assert read_document(capsys.readouterr().out.encode()).user_id == "ute@example"
    assert list(Path().iterdir()) == []


def test_no_file_is_written_over(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.json").write_text("mine")
    assert main(["data", "export", "ute", "mine.json"]) == 1
    assert main(["data", "forget", "ute", "mine.json", "--yes"]) == 1
    assert Path("mine.json").read_text() == "mine"
    assert "is there already" in capsys.readouterr().err
    assert "forget_person" not in {function for function, _ in stage.asked}


def test_an_import_sends_each_section_and_says_what_is_left_out(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["data", "export", "ute", "ute.json"])
    assert main(["data", "import", "new", "ute.json", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert told["sections"]["outcomes"] == {"taken": 1, "there": 2, "left": 3}
    function, request = stage.asked[-1]
    assert (function, request["person"], request["was"], request["section"]) == (
        "import_person",
        "new",
        "ute@example",
        "outcomes",
    )


@pytest.mark.parametrize("content", ["", "[]", '{"schema_version": 9}'])
def test_what_is_no_export_is_never_sent(stage: Stage, capsys: pytest.CaptureFixture[str], content: str) -> None:
    Path("other.json").write_text(content)
    assert main(["data", "import", "ute", "other.json"]) == 1
    assert main(["data", "import", "ute", "nowhere.json"]) == 1
    assert main(["data", "import", "ute"]) == 1
    assert stage.asked == []
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_nothing_is_forgotten_without_a_yes(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["data", "forget", "ute"]) == 1
    at_a_terminal(monkeypatch, "y")
    assert main(["data", "forget", "ute"]) == 1
    assert stage.asked == []


def test_forgetting_goes_on_until_it_is_done_and_its_receipt_is_written_down(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_a_terminal(monkeypatch, "yes")
    assert main(["data", "forget", "ute"]) == 0
    assert len(stage.asked) == 2
    assert json.loads(Path("amo-receipt-ute_example.json").read_text()) == RECEIPT
    told = capsys.readouterr().out
    assert "2 in meetings" in told
    assert "action_audit_log: rows" in told


def test_a_receipt_that_cannot_be_written_is_printed(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    Path("amo-receipt-ute_example.json").write_text("another's")
    assert main(["data", "forget", "ute", "--yes"]) == 1
    assert json.loads(capsys.readouterr().out) == RECEIPT


def test_an_address_that_became_another_s_meanwhile_mixes_nobody_s_data() -> None:
    with pytest.raises(Refused, match="export by the id"):
        joined([PART, {**PART, "user_id": "other"}], "demo")


def test_rows_are_cut_into_what_one_call_takes_and_none_is_lost() -> None:
    rows = [{"n": number, "text": "x" * 1_000} for number in range(6_000)]
    pieces = list(cut(rows))
    assert [row for piece in pieces for row in piece] == rows
    assert max(len(json.dumps(piece)) for piece in pieces) < 6_000_000
    assert max(map(len, pieces)) <= 2_000
    assert list(cut([])) == []


def test_what_belongs_to_a_meeting_is_taken_in_after_it() -> None:
    assert ("profile", *READERS) == TAKEN
    assert TAKEN.index("meetings") < min(map(TAKEN.index, ("conversations", "facts", "notes")))
