"""``./amo audit``: in names as the page, by ids with --json."""

import json
from typing import Any

import pytest

from cli.commands import audit
from cli.main import main
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.pending import ACTION

TEAM = f"own-{ADA}"


class Api:
    """The real API, behind the client that the command uses."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness

    def get(self, path: str, **query: Any) -> Any:
        text = "&".join(f"{name}={value}" for name, value in query.items())
        answer = self.harness.call("GET", f"/api{path}?{text}")
        assert answer.status == 200, answer.text
        return answer.json


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Harness:
    harness = Harness(monkeypatch)
    monkeypatch.setattr(audit, "api_of", lambda _options: Api(harness))
    harness.users.patch(EVE, {"name": "Eve Moor"})
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW)
    entry = AuditEntry(team_id=TEAM, at=NOW, event=AuditEvent.REJECTED, actor=f"user:{EVE}", action_id=ACTION)
    harness.approvals.audit_log.add(entry)
    right = AuditEntry(team_id=TEAM, at=NOW, event=AuditEvent.ROLE_GIVEN, actor="agent:operator", note=f"{EVE}: member")
    harness.approvals.audit_log.add(right)
    return harness


@pytest.mark.usefixtures("logged")
def test_people_and_actions_are_named_as_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit"]) == 0
    heading, given, rejected, proposed = capsys.readouterr().out.splitlines()
    assert heading.split() == ["ROW", "WHEN", "WHO", "WHAT", "ABOUT", "HOW", "IT", "WENT"]
    assert "Whoever runs AMO" in given
    assert "Role given" in given
    assert "Eve Moor: member" in given
    assert "Eve Moor" in rejected
    assert "Rejected" in rejected
    assert "Remind 1 person of “Roadmap”" in rejected
    assert ACTION not in f"{given}{rejected}{proposed}"


def test_a_row_that_cannot_be_read_is_said_to_be_one(logged: Harness, capsys: pytest.CaptureFixture[str]) -> None:
    del logged.approvals.audit_log.chain(TEAM)[1]["at"]
    assert main(["audit"]) == 0
    _, given, broken, proposed = capsys.readouterr().out.splitlines()
    assert " ".join(broken.split()) == "2 – – Cannot be read Row 2 cannot be read: the log is not whole."
    assert "Role given" in given
    assert "Roadmap" in proposed


@pytest.mark.usefixtures("logged")
def test_json_has_the_rows_as_stored(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--json"]) == 0
    _, rejected, _ = json.loads(capsys.readouterr().out)
    assert (rejected["actor"], rejected["event"], rejected["action_id"]) == (f"user:{EVE}", "rejected", ACTION)
    assert "Eve Moor" not in str(rejected)
