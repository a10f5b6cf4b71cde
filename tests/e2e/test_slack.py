"""The main job through Slack alone, from the notice to the stars, on the deployed app; and half of it on the page.

What Slack posts is signed and posted to the real doors; what AMO says is read back from the emulated workspace. The
person is one of their own: on the instance all tests share, answers given to a meeting elsewhere would be carried over.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Amo, meeting_titled, newcomer
from tests.fakes.slack_emulate import TOKEN, Emulate, emulated_slack
from tests.fakes.slack_requests import SECRET, click_body, command_body, direct_message, event_body, request

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

PERSON, EMAIL = "slack-person", "person@slack.example"
PATIENCE_SECONDS = 60


class Desk:
    """A person in front of Slack: clicks, writes, and waits for what AMO says."""

    def __init__(self, slack: Emulate, page: str) -> None:
        self.slack, self.page = slack, page.rstrip("/")
        self._deliveries = 0

    def post(self, kind: str, body: str, secret: str = SECRET) -> int:
        event = request(kind, body, secret=secret)
        asked = urllib.request.Request(f"{self.page}/slack/{kind}", body.encode(), event["headers"], method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as problem:
            return problem.code

    def click(self, message: dict[str, Any], action_id: str) -> None:
        pressed = [
            (element, block)
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["action_id"] == action_id
        ]
        (element, block) = pressed[0]
        body = click_body(
            action_id,
            element["value"],
            user=self.slack.people[EMAIL],
            team=self.slack.team_id,
            trigger=self._next(),
            ts=message["ts"],
            thread_ts=message.get("thread_ts", ""),
            block=block["block_id"],
        )
        assert self.post("interactions", body) == 200

    def write(self, text: str, thread_ts: str) -> None:
        event = direct_message(text, thread_ts=thread_ts, user=self.slack.people[EMAIL])
        assert self.post("events", event_body(event, f"Ev{self._next()}", self.slack.team_id)) == 200

    def command(self, text: str) -> None:
        body = command_body(text, self.slack.people[EMAIL], self.slack.team_id, self._next())
        assert self.post("commands", body) == 200

    def told(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if found := [message for message in self.slack.messages(EMAIL) if wanted(message)]:
                return found[-1]
            time.sleep(0.3)
        raise AssertionError(f"never said; what was said: {[m['text'] for m in self.slack.messages(EMAIL)]}")

    def asked(self, number: int, thread_ts: str) -> dict[str, Any]:
        return self.told(
            lambda message: (
                message["text"].startswith(f"Question {number} of") and message.get("thread_ts") == thread_ts
            )
        )

    def _next(self) -> str:
        self._deliveries += 1
        return f"{time.time_ns()}.{self._deliveries}"


@pytest.fixture(scope="module")
def desk(amo: Amo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("emulate")
    newcomer(amo, PERSON, EMAIL, folder)
    with emulated_slack(folder, EMAIL) as slack:
        given = ("--bot-token", TOKEN, "--signing-secret", SECRET, "--api-url", slack.api_url)
        connected = amo("slack", "connect", *given, "--team-id", slack.team_id)
        assert connected.returncode == 0, connected.stderr
        assert TOKEN not in connected.stdout + connected.stderr
        yield Desk(slack, amo.json("status")["page"])


def notice_of(desk: Desk, amo: Amo, words: str) -> tuple[str, dict[str, Any]]:
    meeting_id = str(meeting_titled(amo, words, "--user", PERSON)["meeting_id"])
    assert amo("prep", meeting_id, "--user", PERSON).returncode == 0
    session = f"{meeting_id}-r"
    return meeting_id, desk.told(
        lambda message: (
            any(b.get("block_id", "").startswith(session) for b in message.get("blocks", []))
            and "thread_ts" not in message
        )
    )


def test_the_manifest_leads_to_this_stage(amo: Amo, desk: Desk) -> None:
    made = amo("slack", "manifest")
    assert made.returncode == 0
    assert f"{desk.page}/slack/interactions" in made.stdout


def test_what_slack_did_not_sign_is_refused_at_the_deployed_door(desk: Desk) -> None:
    body = event_body(direct_message("hi"), team=desk.slack.team_id)
    assert desk.post("events", body, secret="somebody else's") == 401


def test_a_meeting_is_prepared_through_slack_alone(amo: Amo, desk: Desk) -> None:
    meeting_id, notice = notice_of(desk, amo, "Post-mortem: checkout latency")
    desk.click(notice, "start_prep")
    desk.asked(1, notice["ts"])
    desk.write("Why did the alarm come 40 minutes late?", notice["ts"])
    second = desk.asked(2, notice["ts"])
    desk.click(second, "chat_finish")
    desk.told(lambda message: message["text"] == "Great! Generating your materials...")
    ready = desk.told(lambda message: message["text"].startswith("Ready: ") and "checkout latency" in message["text"])
    preview = str(ready["blocks"])
    assert "min)" in preview
    assert f"/meetings/{meeting_id}" in preview
    agenda = amo("materials", meeting_id, "--user", PERSON)
    assert agenda.returncode == 0, agenda.stderr
    desk.click(ready, "rate_5")
    desk.told(lambda message: message["ts"] == ready["ts"] and "★★★★★ Thank you." in str(message["blocks"]))


def test_a_conversation_begun_in_slack_is_finished_elsewhere(amo: Amo, desk: Desk, tmp_path: Path) -> None:
    meeting_id, notice = notice_of(desk, amo, "Engineering All-Hands")
    desk.click(notice, "start_prep")
    desk.asked(1, notice["ts"])
    desk.write("The reorganisation, said plainly", notice["ts"])
    desk.asked(2, notice["ts"])
    answers = tmp_path / "rest.txt"
    answers.write_text("What people worry about most\n")
    chat = amo("chat", meeting_id, "--answers", str(answers), "--user", PERSON)
    assert chat.returncode == 0, chat.stderr
    desk.told(lambda message: message["text"].startswith("Ready: ") and "All-Hands" in message["text"])


def test_the_command_lists_meetings_in_the_direct_message(desk: Desk) -> None:
    desk.command("prep")
    desk.told(lambda message: message["text"] == "Which meeting do you want to prepare?")
