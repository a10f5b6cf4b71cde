"""``./amo notes``: notes are handed in from a file or standard input, and confirmed one by one or all at once."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cli.commands import notes
from cli.main import main
from lambdas.errors import Conflict

MEETING = "m" + "7" * 20


def a_candidate(number: int, **changes: Any) -> dict[str, Any]:
    told = {"candidate_id": f"c{number}", "kind": "item", "what": f"Thing {number}", "owner": "Bo", "due": None}
    return {**told, "why": "", "quotes": [{"number": number, "text": f"Said {number}"}], **changes}


class ReviewApi:
    """One meeting's sheet; what is answered is kept as it was worded."""

    def __init__(self, *found: dict[str, Any]) -> None:
        self.open = list(found)
        self.uploads: list[tuple[str, bytes, str]] = []
        self.reviewed: list[dict[str, Any]] = []
        self.is_stale = False

    def upload(self, path: str, content: bytes, content_type: str) -> Any:
        self.uploads.append((path, content, content_type))
        counts = {kind: sum(one["kind"] == kind for one in self.open) for kind in ("item", "decision", "question")}
        return {"text": {"count": content.count(b"\n")}, "open": counts, "version": 0}

    def get(self, _path: str) -> Any:
        return {"version": 4, "open": self.open, "beyond": 0, "reviewed": self.reviewed, "is_empty": False}

    def post(self, path: str, body: Any) -> Any:
        assert (path, body["version"]) == (f"/meetings/{MEETING}/review", 4)
        if self.is_stale:
            raise Conflict("These notes were confirmed from another place meanwhile.")
        for answer in body["answers"]:
            self.reviewed.append({"verdict": answer["verdict"], "candidate": answer})
            self.open = [one for one in self.open if one["candidate_id"] != answer["found"]]
        return {"reviewed": self.reviewed}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> ReviewApi:
    api = ReviewApi(a_candidate(1), a_candidate(2, kind="decision"), a_candidate(3))
    monkeypatch.setattr(notes, "api_of", lambda _options: api)
    return api


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("".join(f"{line}\n" for line in lines).encode())))


def test_a_file_is_handed_in_under_its_name_and_what_was_found_is_counted(
    api: ReviewApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "minutes & more.vtt"
    file.write_bytes(b"one\ntwo\n")
    assert main(["notes", MEETING, str(file)]) == 0
    ((path, content, _),) = api.uploads
    assert path == f"/meetings/{MEETING}/notes?name=minutes+%26+more.vtt&source=terminal"
    assert content == b"one\ntwo\n"
    told = capsys.readouterr()
    assert "2 lines handed in. To be confirmed: 2 action items, 1 decision." in told.out
    assert f"./amo notes {MEETING} --confirm" in told.err


def test_a_dash_is_standard_input(api: ReviewApi, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "It rained.")
    assert main(["notes", MEETING, "-"]) == 0
    assert api.uploads[0][1] == b"It rained.\n"


def test_each_thing_is_kept_dropped_or_put_in_other_words(
    api: ReviewApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "what?", "k", "d", "e", "Better words", "-", "someday", "2026-12-04")
    assert main(["notes", MEETING, "--confirm"]) == 0
    first, second, third = api.reviewed
    assert (first["verdict"], first["candidate"]["what"], first["candidate"]["owner"]) == ("kept", "Thing 1", "Bo")
    assert second["verdict"] == "dropped"
    worded = third["candidate"]
    assert (worded["what"], worded["owner"], worded["due"]) == ("Better words", "", "2026-12-04")
    told = capsys.readouterr()
    assert "Action item: Better words (due 2026-12-04)" in told.out
    assert "line 1: Said 1" in told.err
    assert "someday is no day" in told.err


@pytest.mark.parametrize("end", [("q",), ()])
def test_what_was_answered_before_it_was_broken_off_is_kept_and_the_rest_waits(
    api: ReviewApi, monkeypatch: pytest.MonkeyPatch, end: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "k", "l", *end)
    assert main(["notes", MEETING, "--confirm"]) == 0
    assert [one["candidate"]["found"] for one in api.reviewed] == ["c1"]
    assert "2 things still to be confirmed" in capsys.readouterr().err


def test_yes_keeps_everything_as_it_was_found_and_prints_it(api: ReviewApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notes", MEETING, "--yes"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Action item: Thing 1 (owner Bo)",
        "Decision: Thing 2 (owner Bo)",
        "Action item: Thing 3 (owner Bo)",
    ]
    assert main(["notes", MEETING, "--yes"]) == 0
    assert "Nothing waits" in capsys.readouterr().out


def test_without_a_file_it_shows_what_was_confirmed(api: ReviewApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notes", MEETING]) == 0
    assert "Nothing is confirmed of this meeting yet." in capsys.readouterr().out
    main(["notes", MEETING, "--yes"])
    capsys.readouterr()
    assert main(["notes", MEETING, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["reviewed"]) == 3


def test_what_cannot_be_done_is_one_line(api: ReviewApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    api.is_stale = True
    wrong = ([MEETING, "--yes"], ["offsite"], [MEETING, str(tmp_path / "gone.md")])
    for words, reason in zip(wrong, ("from another place", "no meeting offsite", "cannot read"), strict=True):
        assert main(["notes", *words]) == 1
        error = capsys.readouterr().err
        assert reason in error
        assert len(error.splitlines()) == 1
