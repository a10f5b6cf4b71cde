"""``./amo seed``: examples that say so, put once, and taken away without anything else."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from cli.commands import seed as command
from cli.main import main
from cli.seed import OWNER, PEOPLE, PREFIX, Seed, remove
from lambdas.domain.accounts.invitations import ROLES
from lambdas.domain.notifications.channels import CHANNELS
from lambdas.edges.operator.accounts import ProvisionUser
from lambdas.errors import Conflict, Refused

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MEETINGS = [
    {"meeting_id": "m1", "skip_reason": None, "prep_status": "scheduled"},
    {"meeting_id": "m2", "skip_reason": "It is focus time.", "prep_status": "none"},
    {"meeting_id": "m3", "skip_reason": None, "prep_status": "scheduled"},
    {"meeting_id": "m4", "skip_reason": None, "prep_status": "ready"},
]


class Amo:
    """The stage and its API in one; ``people`` are those who are there."""

    name = "prod"

    def __init__(self, state_dir: Path) -> None:
        self.state_dir = state_dir
        self.people = {"anna"}
        self.uploads: dict[str, bytes] = {}
        self.prepared: list[str] = []
        self.looks = 0

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        if function == "provision_user":
            self.people.add(ProvisionUser.model_validate(request).user_id)
        if function == "forget_person":
            self.looks += 1
            if request["person"] not in self.people:
                raise Refused("There is no such person.")
            if self.looks % 2:
                return {"is_done": False}
            self.people.remove(request["person"])
            return {"is_done": True}
        return {"problems": []}

    def upload(self, path: str, content: bytes, _type: str) -> Any:
        self.uploads[path] = content
        return {"created": 1, "updated": 0, "unchanged": 2}

    def get(self, path: str, **_query: Any) -> Any:
        if path == "/meetings":
            return MEETINGS
        is_asked = path.rpartition("/session")[0] not in self.prepared
        prompt = {"status": "open", "session_id": path.split("/")[2], "version": 1}
        return {"prep_status": "waiting" if is_asked else "ready", "prompt": prompt}

    def post(self, path: str, _body: Any = None) -> Any:
        if path == "/meetings/m3/prep":
            raise Conflict("It is being prepared.")
        if path.startswith("/sessions/"):
            self.prepared.append(f"/meetings/{path.split('/')[2]}")


@pytest.fixture
def amo(tmp_path: Path) -> Amo:
    return Amo(tmp_path)


def seed(amo: Amo) -> Seed:
    return Seed(amo, amo, sleep=lambda _seconds: None)  # type: ignore[arg-type] # stands for both


def test_the_examples_say_that_they_are_demo_and_nobody_is_reached_outside() -> None:
    for person in PEOPLE:
        profile = person.profile("UTC")
        assert person.user_id.startswith(PREFIX)
        assert "(demo)" in profile["name"]
        assert profile["email"].endswith("@example.com")
        assert profile["declined_channels"] == sorted(CHANNELS)
        assert profile["role"] in ROLES
        assert profile["role"] != "operator"


def test_put_twice_they_are_there_once(amo: Amo) -> None:
    first = seed(amo).put(NOW)
    calendar = amo.uploads["/calendars/upload?label=demo"]
    assert seed(amo).put(NOW) == first
    assert amo.uploads["/calendars/upload?label=demo"] == calendar
    assert amo.people == {"anna", *(person.user_id for person in PEOPLE)}
    assert first["records"] == 15
    assert all(
        f"mailto:{OWNER.email}" in str(event["organizer"]) for event in icalendar.Calendar.from_ical(calendar).events
    )


def test_waiting_goes_on_until_each_that_can_be_is_prepared(amo: Amo) -> None:
    said: list[str] = []
    seed(amo).prepare(said.append)
    assert amo.prepared == ["/meetings/m1", "/meetings/m3"]
    assert said == ["0 of 2 prepared"]


def test_exactly_the_examples_are_taken_away(amo: Amo) -> None:
    seed(amo).put(NOW)
    assert remove(amo) == [person.user_id for person in PEOPLE]  # type: ignore[arg-type] # stands for a stage
    assert amo.people == {"anna"}
    assert remove(amo) == []  # type: ignore[arg-type] # stands for a stage
    assert list(amo.state_dir.iterdir()) == []


def test_a_lasting_stage_is_asked_about_first(
    amo: Amo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    monkeypatch.setattr(command, "find_stage", lambda *_arguments: amo)
    monkeypatch.setattr(command, "ApiClient", lambda stage: stage)
    assert main(["seed", "--stage", "prod"]) == 1
    assert "--yes" in capsys.readouterr().err
    assert amo.people == {"anna"}
    assert main(["seed", "--stage", "prod", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["people"] == [person.user_id for person in PEOPLE]


def test_putting_and_taking_away_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed", "--wait", "--remove"]) == 1
    assert "one of them" in capsys.readouterr().err
