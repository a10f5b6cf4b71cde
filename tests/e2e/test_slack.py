"""The main job through Slack alone, from the notice to the stars, on the deployed app; and half of it on the page.

What Slack posts is signed and posted to the real endpoints; what AMO says is read back from the emulated workspace. The
person is one of their own: on the instance all tests share, answers given to a meeting elsewhere would be carried over.
"""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from cli.api_client import ApiClient
from cli.local.engine import Engine
from cli.local.signed_calls import ask_engine
from cli.stage import find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo, meeting_titled, newcomer
from tests.fakes.own_sessions import confirmed
from tests.fakes.patience import until
from tests.fakes.slack_desk import Browser, Desk, thread_of
from tests.fakes.slack_emulate import TOKEN, Emulate, emulated_slack
from tests.fakes.slack_front import SlackFront, slack_front
from tests.fakes.slack_requests import SECRET, direct_message, event_body

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e of channels and calendars")]

PERSON, EMAIL = "slack-person", "person@slack.example"
BUSY_PERSON, BUSY_EMAIL = "slack-busy-person", "busy@slack.example"


class Office(NamedTuple):
    """``front`` is what AMO takes for Slack."""

    slack: Emulate
    front: SlackFront


@pytest.fixture(scope="module")
def office(amo: Amo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("emulate")
    with emulated_slack(folder, EMAIL, BUSY_EMAIL) as slack, slack_front(slack.api_url) as front:
        given = ("--bot-token", TOKEN, "--signing-secret", SECRET, "--api-url", front.api_url)
        connected = amo("slack", "connect", *given, "--team-id", slack.team_id)
        assert connected.returncode == 0, connected.stderr
        assert TOKEN not in connected.stdout + connected.stderr
        yield Office(slack, front)


@pytest.fixture(scope="module")
def desk(amo: Amo, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(amo, office, PERSON, EMAIL, tmp_path_factory.mktemp("person"))


def desk_of(amo: Amo, office: Office, user_id: str, email: str, folder: Path) -> Desk:
    """Somebody new, tied by the link that AMO gave their account."""
    newcomer(amo, user_id, email, folder)
    desk = Desk(office.slack, email, amo.json("status")["page"])
    assert desk.connect(find_stage(amo.state_dir, LOCAL_STAGE, user_id)).endswith("/settings?done=tied#channels")
    return desk


def notice_of(desk: Desk, amo: Amo, words: str, user_id: str = PERSON) -> tuple[str, dict[str, Any]]:
    meeting_id = str(meeting_titled(amo, words, "--user", user_id)["meeting_id"])
    assert amo("prep", meeting_id, "--user", user_id).returncode == 0
    return meeting_id, desk.invited_to(meeting_id)


def test_the_manifest_leads_to_this_stage(amo: Amo, desk: Desk) -> None:
    made = amo("slack", "manifest")
    assert made.returncode == 0
    assert f"{desk.page}/slack/interactions" in made.stdout


def test_what_slack_did_not_sign_is_refused_at_the_deployed_endpoint(desk: Desk) -> None:
    body = event_body(direct_message("hi"), team=desk.slack.team_id)
    assert desk.post("events", body, secret="somebody else's") == 401


def test_a_meeting_is_prepared_through_slack_alone(amo: Amo, desk: Desk) -> None:
    meeting_id, notice = notice_of(desk, amo, "Post-mortem: checkout latency")
    desk.click(notice, "start_prep", meeting_id)
    first = desk.asked(1, meeting_id)
    desk.write("Why did the alarm come 40 minutes late?", thread_of(first))
    second = desk.asked(2, meeting_id)
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
    desk.click(notice, "start_prep", meeting_id)
    first = desk.asked(1, meeting_id)
    desk.write("The reorganisation, said plainly", thread_of(first))
    desk.asked(2, meeting_id)
    answers = tmp_path / "rest.txt"
    answers.write_text("What people worry about most\n")
    chat = amo("chat", meeting_id, "--answers", str(answers), "--user", PERSON)
    assert chat.returncode == 0, chat.stderr
    desk.told(lambda message: message["text"].startswith("Ready: ") and "All-Hands" in message["text"])


def test_the_command_lists_meetings_in_the_direct_message(desk: Desk) -> None:
    desk.command("prep")
    desk.told(lambda message: message["text"] == "Which meeting do you want to prepare?")


def test_slack_cut_off_and_busy_loses_nothing_says_nothing_twice_and_goes_on_when_it_is_back(
    amo: Amo, office: Office, tmp_path: Path
) -> None:
    """Two preparations at once; the long outage is ``./amo bench slack_outage``."""
    desk = desk_of(amo, office, BUSY_PERSON, BUSY_EMAIL, tmp_path)
    begun = {}
    for words in ("Post-mortem: checkout latency", "Engineering All-Hands"):
        meeting_id, notice = notice_of(desk, amo, words, BUSY_PERSON)
        desk.click(notice, "start_prep", meeting_id)
        begun[meeting_id] = desk.asked(1, meeting_id)
    before = {message["ts"] for message in desk.all_told()}
    office.front.is_away_for(cut=4, busy=4)
    for first in begun.values():
        desk.write("The date, said plainly", thread_of(first))
        desk.write("and who decides", thread_of(first))
    office.front.wait_until_back()
    for meeting_id in begun:
        desk.asked(2, meeting_id)
    told = [message["text"] for message in desk.all_told() if message["ts"] not in before]
    assert [text[:13] for text in told] == ["Question 2 of"] * len(begun)
    assert office.front.refused > 0
    api = ApiClient(find_stage(amo.state_dir, LOCAL_STAGE, BUSY_PERSON))
    for meeting_id, first in begun.items():
        asked = api.get(f"/meetings/{meeting_id}/session")["prompt"]
        assert (asked["number"], asked["status"]) == (2, "open")
        settled = until(partial(_shown, desk, first["ts"]), lambda shown: "and who decides" in shown)
        assert "The date, said plainly" in settled


def test_when_the_app_is_taken_out_a_text_message_says_it_and_without_a_phone_an_e_mail(amo: Amo, desk: Desk) -> None:
    engine, api = _reached_by_phone(amo, desk)
    assert desk.post("events", event_body({"type": "app_uninstalled"}, "EvGone", desk.slack.team_id)) == 200
    until(lambda: not _is_connected(amo, desk.slack.team_id))
    meeting_id = _prepared(amo)
    until(lambda: any(f"/meetings/{meeting_id}" in text for text in _texts(engine)))
    until(lambda: bool(amo.json("trace", meeting_id, "--user", PERSON)["deliveries"]))  # on record after it was sent
    (told,) = amo.json("trace", meeting_id, "--user", PERSON)["deliveries"]
    assert (told["kind"], told["channel"]) == ("prep_started", "sms")
    assert (told["attempts"][0]["channel"], told["attempts"][0]["outcome"]) == ("slack", "failed")
    assert "no account is connected" in told["attempts"][0]["reason"]

    api.put("/settings/channels", {"channels": ["slack", "email"]})
    meeting_id = _prepared(amo)
    until(lambda: any(f"/meetings/{meeting_id}" in body for body in _mails(engine)))
    assert not any(f"/meetings/{meeting_id}" in text for text in _texts(engine))


def test_it_is_installed_from_the_page_through_slack_s_own_consent(amo: Amo, desk: Desk) -> None:
    given = ("--client-id", "1.2", "--client-secret", "client-secret", "--signing-secret", SECRET)
    assert amo("slack", "connect", *given, "--api-url", desk.slack.api_url).returncode == 0
    browser = Browser(desk.page)
    browser.sign_in(find_stage(amo.state_dir, LOCAL_STAGE, "owner"))
    authorize = browser.location("GET", f"{desk.page}/slack/install")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(authorize).query).items()}
    consent = {**asked, "user_id": desk.slack.people[EMAIL], "user_scope": ""}
    back = browser.location("POST", f"{authorize.partition('?')[0]}/callback", consent)
    assert back.startswith(f"{desk.page}/slack/oauth?code=")
    assert browser.location("GET", back).endswith("/settings/operator?done=slack-installed#providers")
    assert browser.location("GET", back).endswith(
        "/settings/operator?done=slack-refused#providers"
    )  # once only (fault 118)


def _reached_by_phone(amo: Amo, desk: Desk) -> tuple[Engine, ApiClient]:
    """The person has turned every channel on, and confirmed a phone with the code that was sent there."""
    stage = find_stage(amo.state_dir, LOCAL_STAGE, PERSON)
    assert stage.engine is not None
    api = confirmed(stage, EMAIL, desk.codes)
    api.put("/settings/channels", {"channels": ["slack", "sms", "email"]})
    api.post("/settings/phone", {"phone": "+49 151 12345678"})
    (code,) = re.findall(r"\b[0-9]{6}\b", _texts(stage.engine)[-1])
    assert api.post("/settings/phone/confirmation", {"code": code}) == {"phone": "+49 … 678"}
    return stage.engine, api


def _prepared(amo: Amo) -> str:
    """A meeting whose preparation has not begun by itself yet, and begins now."""
    meetings = amo.json("meetings", "--user", PERSON)
    untouched = (m for m in meetings if m["prep_status"] in ("scheduled", "none") and m["attendee_count"] > 1)
    meeting_id = str(next(untouched)["meeting_id"])
    assert amo("prep", meeting_id, "--user", PERSON).returncode == 0
    return meeting_id


def _is_connected(amo: Amo, team_id: str) -> bool:
    stage = find_stage(amo.state_dir, LOCAL_STAGE)
    key = {"owner": {"S": "workspaces"}, "item": {"S": team_id}}
    return "Item" in stage.client("dynamodb").get_item(TableName=f"{stage.prefix}-slack", Key=key)


def _texts(engine: Engine) -> list[str]:
    """What the engine's SNS was given for phones."""
    return [str(sent["Message"]) for sent in _found(ask_engine(engine, "/_ministack/sns/sms-messages"), "Message")]


def _mails(engine: Engine) -> list[str]:
    return [json.dumps(sent) for sent in _found(ask_engine(engine, "/_ministack/ses/messages"), "Subject")]


def _found(content: Any, key: str) -> list[dict[str, Any]]:
    """Every record with this field, however the engine nests them."""
    if isinstance(content, dict):
        return [content] if key in content else [r for value in content.values() for r in _found(value, key)]
    return [record for value in content for record in _found(value, key)] if isinstance(content, list) else []


def _shown(desk: Desk, ts: str) -> str:
    """A message as it stands in Slack by now."""
    return str(next(message["blocks"] for message in desk.all_told() if message["ts"] == ts))
