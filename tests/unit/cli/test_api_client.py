"""The commands' session: begun by a link, gone on with while it is used, and confirmed once."""

import io
import json
import re
import urllib.error
import urllib.request
from email.message import Message as Headers
from pathlib import Path
from typing import Any

import pytest

from cli.api_client import ApiClient
from cli.stage import DeployedStage
from lambdas.edges.operator.accounts import issue_sign_in_link
from tests.unit.edges.harness import ADA, PUBLIC, Harness
from tests.unit.edges.pending import ACTION

pytestmark = pytest.mark.usefixtures("tokens_read_at_one_time")


class Terminal:
    """Commands of whoever holds the stage's credentials, which are not Ada's own: her link is lent."""

    def __init__(self, harness: Harness, state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.harness, self.links = harness, 0
        self.stage = DeployedStage("prod", state_dir, ADA, PUBLIC)
        self.file = state_dir / f"session-prod-{ADA}"
        monkeypatch.setattr(DeployedStage, "invoke", self.lend)
        monkeypatch.setattr(urllib.request, "urlopen", self.send)

    def lend(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        assert function == "issue_sign_in_link"
        self.links += 1
        return issue_sign_in_link(request, None)

    def send(self, request: urllib.request.Request, timeout: float) -> Any:
        headers = {name.lower(): value for name, value in request.header_items()}
        body, path = request.data or b"", request.full_url.removeprefix(PUBLIC)
        assert isinstance(body, bytes)
        answer = self.harness.ask(request.get_method(), path, body, None, headers)
        if answer.status >= 400:
            raise urllib.error.HTTPError(path, answer.status, "", Headers(), io.BytesIO(answer.text.encode()))
        return io.BytesIO(answer.text.encode())

    def call(self, method: str, *arguments: Any) -> Any:
        """A command of its own."""
        return getattr(ApiClient(self.stage), method)(*arguments)

    def confirm(self) -> None:
        self.call("post", "/sign-in/proof")
        code = re.findall(r"^([0-9]{6}) ", self.harness.approvals.notifier.sent[-1].title)[0]
        assert self.call("post", "/sign-in/proof/confirmation", {"code": code})["is_own"]

    @property
    def stored(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.file.read_text())
        return found

    def an_hour_passes(self) -> None:
        """The short proof is good no more."""
        self.file.write_text(json.dumps({**self.stored, "session": "over"}))


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(Harness(monkeypatch).furnish(), tmp_path, monkeypatch)


def test_a_session_that_was_confirmed_is_so_after_an_hour_too(terminal: Terminal) -> None:
    terminal.confirm()
    for _ in range(2):
        terminal.an_hour_passes()
        assert terminal.call("get", "/sign-in/proof")["is_own"]
    terminal.an_hour_passes()
    shown = terminal.call("get", f"/approvals/{ACTION}")
    decision = {"decision": "approve", "payload_hash": shown["payload_hash"]}
    assert terminal.call("post", f"/approvals/{ACTION}", decision)["status"] == "approved"
    assert terminal.links == 1


def test_a_session_ended_elsewhere_is_begun_anew_and_decides_nothing(terminal: Terminal) -> None:
    terminal.confirm()
    terminal.harness.post("/auth/sign-out-everywhere")
    assert not terminal.call("get", "/sign-in/proof")["is_own"]
    assert terminal.links == 2


def test_who_runs_beside_goes_on_with_what_the_faster_one_was_given(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.confirm()
    terminal.an_hour_passes()
    slower = ApiClient(terminal.stage)
    before = terminal.stored
    terminal.call("get", "/meetings")
    after = terminal.file.read_text()
    terminal.file.write_text(json.dumps(before))
    monkeypatch.setattr("time.sleep", lambda _seconds: terminal.file.write_text(after))
    assert slower.get("/sign-in/proof")["is_own"]
    assert (terminal.file.read_text(), terminal.links) == (after, 1)


def test_nobody_else_reads_the_session_and_one_of_before_is_begun_anew(terminal: Terminal) -> None:
    terminal.file.write_text("eyJhbGciOi.of.before")
    terminal.call("get", "/meetings")
    assert terminal.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in terminal.file.parent.iterdir()] == [terminal.file.name]
    assert set(terminal.stored) == {"session", "renewal"}
