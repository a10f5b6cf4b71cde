"""``./amo approvals``: it decides on what it printed, by names and dates, and asks where somebody is there."""

import json
from typing import Any

import pytest

from cli.commands import approvals
from cli.main import main
from lambdas.errors import Forbidden, NotFound
from tests.fakes.terminal import at_a_terminal

ONE, TWO, GONE = (f"a{digit * 20}" for digit in "129")
HASHES = {ONE: "1" * 64, TWO: "2" * 64}


def an_action(action_id: str, **changes: Any) -> dict[str, Any]:
    told = {
        "action_id": action_id, "risk_level": "high", "status": "pending", "execution": "none",
        "payload_hash": HASHES[action_id], "title": f"Remind \x1b[2J{action_id[1]} person",
        "until": "Sun 29 Nov, 15:02 CET",
        "preview": f"Remind {action_id[1]} person\nTo: guest@elsewhere.example", "asks": "AMO asks, for Mira Ek.",
        "reason": "everything asks", "for_whom": "", "blocking_reason": "", "may_confirm": False, "who_may": [],
        "history": ["Sun 29 Nov, 11:02 CET: Proposed by AMO"], "looked_at": ["Sun 29 Nov, 12:00 CET: Ola Berg"],
    }  # fmt: skip
    return {**told, **changes}


class ApprovalsApi:
    """Two actions wait; ``posted`` is what was decided."""

    def __init__(self) -> None:
        self.actions = {name: an_action(name) for name in (ONE, TWO)}
        self.posted: list[tuple[str, Any]] = []

    def get(self, path: str, **_query: Any) -> Any:
        if path == "/approvals":
            return list(self.actions.values())
        name = path.rpartition("/")[2]
        if name not in self.actions:
            raise NotFound("There is no such action.")
        return self.actions[name]

    def post(self, path: str, body: Any = None) -> Any:
        self.posted.append((path, body))
        if path != "/approvals/bulk":
            return {**self.actions[path.split("/")[2]], "status": "approved"}
        word = {"approve": "approved", "reject": "rejected"}[body["decision"]]
        ids = [item["action_id"] for item in body["items"]]
        return [{"action_id": name, "ok": True, "status": word, "message": ""} for name in ids]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> ApprovalsApi:
    api = ApprovalsApi()
    monkeypatch.setattr(approvals, "api_of", lambda _options: api)
    return api


def items_of(api: ApprovalsApi) -> dict[str, str]:
    return {item["action_id"]: item["payload_hash"] for _, body in api.posted for item in body["items"]}


def test_the_list_says_until_when_and_stands_apart_for_those_reviewed_for(
    api: ApprovalsApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.actions[TWO]["for_whom"] = "Mira Ek"
    assert main(["approvals"]) == 0
    own, theirs = capsys.readouterr().out.split("For Mira Ek")
    assert ONE in own
    assert "Sun 29 Nov, 15:02 CET" in own
    assert TWO in theirs
    assert "\x1b" not in own + theirs


def test_show_tells_in_names_what_happened_and_who_looked(
    api: ApprovalsApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.actions[ONE] |= {"blocking_reason": "You asked for this yourself.", "who_may": ["Mira", "Ola"]}
    assert main(["approvals", "show", ONE]) == 0
    shown = capsys.readouterr().out
    for line in (
        "AMO asks, for Mira Ek.",
        "Proposed by AMO",
        "Ola Berg",
        "Mira or Ola may approve this.",
        f"{ONE}@1111",
    ):
        assert line in shown


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_what_is_decided_is_what_was_printed(api: ApprovalsApi, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["approvals", verb, ONE, TWO]) == 0
    shown = capsys.readouterr().out
    assert shown.count("To: guest@elsewhere.example") == 2
    assert items_of(api) == HASHES
    assert api.posted[0][1]["note"] == "", "a note is demanded nowhere"


def test_with_json_the_text_is_printed_beside_the_one_document(
    api: ApprovalsApi, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["approvals", "approve", ONE, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)[0]["ok"]
    assert "guest@elsewhere.example" in err


def test_words_that_are_no_longer_what_was_shown_are_not_decided(
    api: ApprovalsApi, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["approvals", "approve", f"{ONE}@{'3' * 16}", f"{TWO}@{'2' * 16}"]) == 1
    out, err = capsys.readouterr()
    assert items_of(api) == {TWO: HASHES[TWO]}
    assert "not what you were shown" in err
    assert "guest@elsewhere.example" not in out, "what was shown before is not shown again"


@pytest.mark.parametrize("seen", ["1", "1" * 15, "2" * 64])
def test_a_few_letters_of_a_hash_say_nothing(api: ApprovalsApi, seen: str) -> None:
    assert main(["approvals", "approve", ONE, "--seen", seen]) == 1
    assert api.posted == []


def test_seen_is_of_one_action(api: ApprovalsApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["approvals", "approve", ONE, TWO, "--seen", "1" * 16]) != 0
    assert "ID@HASH" in capsys.readouterr().err
    assert api.posted == []


def test_one_that_is_not_there_stops_none_of_the_others(api: ApprovalsApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["approvals", "approve", GONE, ONE]) == 1
    assert items_of(api) == {ONE: HASHES[ONE]}
    assert f"{GONE}: There is no such action." in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "decided"), [("yes", 1), ("no", 0), ("", 0)])
def test_at_a_terminal_it_asks_first(
    api: ApprovalsApi, monkeypatch: pytest.MonkeyPatch, typed: str, decided: int
) -> None:
    at_a_terminal(monkeypatch, typed)
    assert main(["approvals", "approve", ONE]) == 1 - decided
    assert len(api.posted) == decided


def test_one_s_own_is_confirmed_by_a_step_of_its_own(api: ApprovalsApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.actions[ONE] |= {"blocking_reason": "You asked for this yourself.", "may_confirm": True}
    assert main(["approvals", "confirm", ONE]) != 0
    assert "--yes" in capsys.readouterr().err
    assert api.posted == []
    assert main(["approvals", "confirm", ONE, "--yes"]) == 0
    assert api.posted == [
        (f"/approvals/{ONE}", {"decision": "approve", "payload_hash": HASHES[ONE], "note": "", "confirm_own": True})
    ]
    assert f"./amo approvals confirm {ONE}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["confirm", "--yes"], ["undo"]])
def test_each_of_several_has_a_result_whatever_became_of_the_others(
    api: ApprovalsApi, words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    post = api.post

    def refuses_the_first(path: str, body: Any = None) -> Any:
        if ONE in path:
            raise Forbidden("Nobody takes this back.")
        return post(path, body)

    monkeypatch.setattr(api, "post", refuses_the_first)
    verb, *options = words
    assert main(["approvals", verb, ONE, TWO, *options]) == 1
    said = capsys.readouterr()
    assert f"{ONE}: Nobody takes this back." in said.err
    assert f"{TWO}: {'approved' if verb == 'confirm' else 'to be undone'}" in said.out


@pytest.mark.parametrize("words", [["approve", "--yes"], ["reject", "--yes"], ["undo"], ["confirm", "--yes"]])
def test_what_is_no_id_is_said_of_it_alone(
    api: ApprovalsApi, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    verb, *options = words
    assert main(["approvals", verb, "the-one-above", TWO, *options]) == 1
    said = capsys.readouterr()
    assert "the-one-above: This is no id of an action" in said.err
    assert f"{TWO}: " in said.out


def test_whose_it_is_is_said_as_its_reader_would(api: ApprovalsApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.actions[ONE] |= {
        "title": "Create the task in Mira Ek’s list",
        "preview": "Create the task in your list\nDue: now",
    }
    for words in (["show", ONE], ["approve", ONE, "--yes"]):
        assert main(["approvals", *words]) == 0
        said = capsys.readouterr().out
        assert "Create the task in Mira Ek’s list\nDue: now" in said
        assert "your list" not in said
