"""Where people are reached is theirs to say; a phone is theirs once a code sent to it came back (NOT-1)."""

import re

from botocore.exceptions import ClientError

from lambdas.domain.notifications.deliveries import Attempt, DeliveryOutcome, record_of
from lambdas.domain.notifications.messages import Message, MessageKind
from tests.unit.edges.harness import ADA, EVE, NOW, READY, Harness

PHONE = "+4915112345678"


def code_sent(harness: Harness) -> str:
    (code,) = re.findall(r"\b[0-9]{6}\b", harness.sns.calls[-1]["Message"])
    return str(code)


def test_channels_are_chosen_by_their_owner_and_the_page_is_always_there(harness: Harness) -> None:
    harness.post("/settings/channels", slack="1", email="1")
    assert harness.users.get(ADA).declined_channels == {"sms"}
    text = harness.get("/settings").text
    assert re.search(r'name="slack"[^>]* checked', text)
    assert not re.search(r'name="sms"[^>]* checked', text)
    assert "This page" in text
    harness.post("/settings/channels", slack="1", sms="1", email="1")
    assert harness.users.get(ADA).declined_channels == frozenset()


def test_the_evening_brief_comes_at_an_hour_or_never(harness: Harness) -> None:
    assert '<option value="18" selected>18:00</option>' in harness.get("/settings").text
    harness.post("/settings/brief", brief_hour="20")
    assert harness.users.get(ADA).brief_hour == 20
    harness.post("/settings/brief", brief_hour="")
    assert harness.users.get(ADA).brief_hour is None
    assert "selected" not in harness.get("/settings").text.partition('id="brief_hour"')[2].partition("</select>")[0]
    for nonsense in ("24", "-1", "noon"):
        assert harness.post("/settings/brief", brief_hour=nonsense).status == 400
    assert harness.users.get(ADA).brief_hour is None


def test_a_phone_is_confirmed_by_the_code_sent_to_it(harness: Harness) -> None:
    harness.post("/settings/phone", phone="+49 151 1234-5678")
    assert harness.sns.calls[0]["PhoneNumber"] == PHONE
    assert harness.users.get(ADA).phone == ""
    assert "The code sent to +49 … 678" in harness.get("/settings").text
    assert harness.post("/settings/phone/confirmation", code=code_sent(harness)).status == 303
    assert harness.users.get(ADA).phone == PHONE
    shown = harness.get("/settings").text
    assert "To +49 … 678." in shown
    assert PHONE not in shown
    harness.post("/settings/phone/removal")
    assert harness.users.get(ADA).phone == ""


def test_a_code_sent_to_somebody_else_is_said_to_be_none(harness: Harness) -> None:
    harness.post("/settings/phone", phone=PHONE)
    answer = harness.post("/settings/phone/confirmation", EVE, code=code_sent(harness))
    assert "That is not the code" in answer.text


def test_a_wrong_number_is_said_beside_the_form(harness: Harness) -> None:
    assert "country’s code" in harness.post("/settings/phone", phone="0151 12345678").text


def test_a_code_that_could_not_be_sent_is_said(harness: Harness) -> None:
    harness.sns.problems = [ClientError({"Error": {"Code": "OptedOut"}}, "Publish")]
    text = harness.post("/settings/phone", phone=PHONE).text
    assert "The text message was not sent" in text
    assert 'role="alert"' in text


def test_the_meeting_shows_what_was_told_where_and_why_not_elsewhere(harness: Harness) -> None:
    harness.furnish()
    message = Message(
        message_id="x", user_id=ADA, kind=MessageKind.MATERIALS_READY, title="T", meeting_id=READY, created_at=NOW
    )
    attempts = (
        Attempt(channel="slack", outcome=DeliveryOutcome.FAILED, reason="slack: Slack refused: invalid auth."),
        Attempt(channel="sms", outcome=DeliveryOutcome.TOOK_IT),
    )
    harness.deliveries.put(record_of(message, ADA, attempts, NOW))
    text = harness.get(f"/meetings/{READY}").text
    assert "Materials ready" in text
    assert "by text message" in text
    assert "Slack: Slack refused: invalid auth." in text


def test_programs_choose_channels_and_confirm_a_phone_as_the_page_does(harness: Harness) -> None:
    assert harness.call("PUT", "/api/settings/channels", {"channels": ["email"]}).status == 200
    assert harness.users.get(ADA).declined_channels == {"slack", "sms"}
    assert harness.call("PUT", "/api/settings/channels", {"channels": ["pigeon"]}).status == 400
    assert harness.call("POST", "/api/settings/phone", {"phone": PHONE}).status == 200
    confirmed = harness.call("POST", "/api/settings/phone/confirmation", {"code": code_sent(harness)})
    assert confirmed.json == {"phone": "+49 … 678"}
    assert harness.users.get(ADA).phone == PHONE
    assert harness.call("DELETE", "/api/settings/phone").json == {"phone": ""}
