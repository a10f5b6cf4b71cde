"""``./amo materials --explain``: each line with its reasons, then what was left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.commands import materials
from cli.main import main
from lambdas.config_files import load_agenda_shapes
from lambdas.domain.agenda.explanation import Explanation, NotShown, explained
from lambdas.domain.agenda.rules_composer import RulesComposer
from tests.fakes import findings

EXPLANATION = explained(RulesComposer(load_agenda_shapes()).compose(findings.leadership()))


class Api:
    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation

    def get(self, path: str) -> Any:
        return self.explanation.model_dump(mode="json") if path == "/meetings/m1/materials/explanation" else {}


@pytest.fixture(autouse=True)
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    api = Api(EXPLANATION)
    monkeypatch.setattr(materials, "api_of", lambda _options: api)
    return api


def test_each_line_is_followed_by_where_it_is_from_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["materials", "m1", "--explain"]) == 0
    told = capsys.readouterr().out
    assert "Agenda: Audit-log date\n  Audit log: 40 % done" in told
    assert "      Big rocks: Audit log [big_rocks:audit-log], because your answer 1 names it\n" in told
    assert told.index("\nBrief: You want") < told.index("\nAgenda: Opening") < told.index("\nLeft out")
    (licences,) = [line for line in told.splitlines() if line.startswith("  budget:licences")]
    assert licences.endswith("nothing about it is open: the notes have it")
    assert max(map(len, told.partition("Left out")[0].splitlines())) <= 100


def test_as_json_it_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["materials", "m1", "--explain", "--json"]) == 0
    assert Explanation.model_validate(json.loads(capsys.readouterr().out)) == EXPLANATION


def test_a_hostile_name_of_a_record_stays_one_plain_line(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = NotShown(ref="budget:x", subject="Paid\x1b[2J\u202e now", why="neither names it")
    api.explanation = EXPLANATION.model_copy(update={"left_out": (hostile,)})
    main(["materials", "m1", "--explain"])
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_a_line_of_a_model_is_said_to_be_one(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    part = next(part for part in EXPLANATION.agenda if part.lines)
    changes = {"text": "Gus Hall is new", "written_by": "nova-lite", "rules_text": "8 people"}
    part = part.model_copy(update={"lines": (part.lines[0].model_copy(update=changes),)})
    api.explanation = EXPLANATION.model_copy(update={"agenda": (part,)})
    main(["materials", "m1", "--explain"])
    assert "  Gus Hall is new\n      AI: written by nova-lite for “8 people”\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("reason", "said"), [(None, "Composed by rules, "), ("timeout", "Composed by rules (the model took too long), ")]
)
def test_it_is_said_who_composed_and_why_no_model_did(
    reason: str | None, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"composer": "rules", "without_model": reason, "generated_at": "2026-11-17T09:00:00Z"}
    monkeypatch.setattr(materials, "_ready", lambda *_: told)
    assert main(["materials", "m1", "--out", str(tmp_path)]) == 0
    assert said in capsys.readouterr().err
