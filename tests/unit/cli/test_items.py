"""``./amo items``: what a person reads of their action items, and what they ask of the API."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.commands import items
from cli.main import main
from lambdas.errors import NotFound

SINCE = (datetime.now(UTC) - timedelta(days=3, hours=1)).isoformat()


def an_item(item_id: str, **changes: Any) -> dict[str, Any]:
    told = {"item_id": item_id, "what": f"Do {item_id}", "owner": "", "due": None, "status": "open", "meeting_id": "m1"}
    more = {"asked_times": 0, "created_at": SINCE, "is_late": False, "owed_to": ""}
    return {**told, **more, "origin": {"meeting_id": "m1", "title": "Offsite", "lines": []}, **changes}


class ItemsApi:
    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.items = [
            an_item("i1", owner="Bo", due="2020-01-02", is_late=True, what="Send\x1b[2J the draft"),
            an_item("i2", owed_to="Ada Byron"),
        ]

    def get(self, path: str) -> Any:
        assert path == "/items"
        return self.items

    def post(self, path: str, body: Any = None) -> Any:
        self.asked.append((path, body))
        if "/i1/" not in path:
            raise NotFound("There is no such action item.")
        status = {"done": "done", "drop": "dropped"}.get(path.rpartition("/")[2], "open")
        return {**self.items[0], "status": status, "due": (body or {}).get("due")}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> ItemsApi:
    api = ItemsApi()
    monkeypatch.setattr(items, "api_of", lambda _options: api)
    return api


def test_the_list_says_who_when_how_old_and_from_where(api: ItemsApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["items"]) == 0
    shown = capsys.readouterr().out
    own, owed = shown.split("You owe to others")
    (row,) = [line for line in own.splitlines() if line.startswith("i1")]
    assert all(part in row for part in ("2020-01-02 late", "Bo", "3 days", "the draft", "Offsite"))
    assert "\x1b" not in shown
    assert "you, for Ada Byron" in owed


def test_nothing_open_is_said(api: ItemsApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.items = []
    assert main(["items", "list"]) == 0
    assert "Nothing is open" in capsys.readouterr().out


def test_json_is_one_document_of_what_the_api_says(api: ItemsApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["items", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == api.items
    assert main(["items", "done", "i1", "--json"]) == 0
    assert [item["status"] for item in json.loads(capsys.readouterr().out)] == ["done"]


@pytest.mark.parametrize(
    ("words", "asked", "said"),
    [
        (["done", "i1"], ("/items/i1/done", None), "Done: Send"),
        (["drop", "i1"], ("/items/i1/drop", None), "Dropped: Send"),
        (["reopen", "i1"], ("/items/i1/reopen", None), "Open"),
        (["due", "i1", "2026-12-04"], ("/items/i1/due", {"due": "2026-12-04"}), "Open, due 2026-12-04"),
        (["due", "i1", "none"], ("/items/i1/due", {"due": None}), "due on no day"),
    ],
)
def test_each_verb_asks_for_one_thing_and_says_it(
    api: ItemsApi, words: list[str], asked: tuple[str, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["items", *words]) == 0
    assert api.asked == [asked]
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["done"], "say which"),
        (["done", "i9"], "no action item i9"),
        (["due", "i1"], "say which and when"),
        (["due", "i1", "soon"], "soon is no day"),
        (["list", "i1"], "takes no ids"),
    ],
)
def test_what_is_not_clear_is_one_line(
    api: ItemsApi, words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["items", *words]) == 1
    error = capsys.readouterr().err
    assert reason in error
    assert len(error.splitlines()) == 1
