"""Accounts that are no user's: whatever they do, they get one useful answer, and nothing of anybody's."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.accounts.tokens import link_hash
from lambdas.edges.slack.account_links import accept_link
from tests.fakes.samples import a_user
from tests.fakes.slack_requests import (
    PERSON,
    click_body,
    command_body,
    direct_message,
    event_body,
    shortcut_body,
    submission_body,
)
from tests.unit.edges.slack_office import MEETING, SESSION_ID, STRANGER_ID, Office

HEADING = "AMO does not know this Slack account yet"
OPENED = {"type": "app_home_opened", "user": STRANGER_ID, "channel": "D1", "tab": "home", "event_ts": "1.1"}


def token_in(blocks: list[dict[str, Any]]) -> str:
    """Of the button that ties the account."""
    (button,) = next(block for block in blocks if block["type"] == "actions")["elements"]
    assert button["text"]["text"] == "Connect to AMO"
    return str(button["url"]).removeprefix("https://amo.example.com/slack/connect?token=")


def open_home(office: Office, event_id: str) -> list[dict[str, Any]]:
    office.deliver("events", event_body(OPENED, event_id))
    blocks: list[dict[str, Any]] = office.web.homes[STRANGER_ID]["blocks"]
    return blocks


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("events", event_body(direct_message("hello?", user=STRANGER_ID))),
        ("commands", command_body("today", user=STRANGER_ID)),
        ("interactions", click_body("start_prep", SESSION_ID, user=STRANGER_ID)),
        ("interactions", submission_body({"callback_id": "reject", "private_metadata": ""}, {}, user=STRANGER_ID)),
        ("interactions", shortcut_body("a point to raise", user=STRANGER_ID)),
    ],
    ids=["message", "command", "click", "view", "shortcut"],
)
def test_whatever_a_stranger_does_is_answered_with_the_way_to_be_known(office: Office, kind: str, body: str) -> None:
    office.a_session()
    office.deliver(kind, body)
    (message,) = office.web.messages
    assert message["text"] == f"{HEADING}."
    assert message["channel"].startswith("D")
    accept_link("u2", token_in(message["blocks"]))
    link = office.records_of_slack.link_of("u2")
    assert link is not None
    assert link.slack_user_id == STRANGER_ID
    assert MEETING not in json.dumps(message)


def test_messages_are_answered_once_a_day_and_what_waits_for_an_answer_each_time(office: Office) -> None:
    for number in range(3):
        office.write("hello?", event_id=f"Ev{number}", user=STRANGER_ID)
    assert len(office.said) == 1
    office.deliver("commands", command_body("help", user=STRANGER_ID))
    office.click("start_prep", SESSION_ID, user=STRANGER_ID)
    assert len(office.said) == 3
    office.now += timedelta(days=1)
    office.write("hello again?", event_id="EvNext", user=STRANGER_ID)
    assert office.said == [f"{HEADING}."] * 4


def test_the_home_of_a_stranger_ties_the_account_with_a_button_that_is_new_each_time(office: Office) -> None:
    first, second = token_in(open_home(office, "Ev1")), token_in(open_home(office, "Ev2"))
    assert first != second
    assert HEADING in json.dumps(office.web.homes[STRANGER_ID])
    assert office.said == []
    assert second not in str(office.records_of_slack.table.rows)
    office.users.put(a_user("u3", email="new@example.com"))
    accept_link("u3", second)
    assert "Your next meetings" in json.dumps(open_home(office, "Ev3"))


def test_the_button_that_opens_the_link_needs_no_answer(office: Office) -> None:
    office.click("connect_account", user=STRANGER_ID)
    assert office.said == []


def test_somebody_whose_address_slack_does_not_confirm_is_told_so_and_can_be_tied(office: Office) -> None:
    office.web.unconfirmed.add(PERSON)
    office.write("hello?")
    shown = json.dumps(office.web.messages[-1]["blocks"])
    assert "e-mail address is confirmed" in shown
    accept_link("u1", token_in(office.web.messages[-1]["blocks"]))
    office.deliver("commands", command_body("help"))
    assert office.said[-1] == "What AMO understands"


def test_a_stranger_called_amo_is_offered_by_what_slack_knows_them_by(office: Office) -> None:
    office.web.names[STRANGER_ID] = "AMO"
    office.deliver("commands", command_body("connect", user=STRANGER_ID))
    offer = office.records_of_slack.offered_link(link_hash(token_in(office.web.messages[-1]["blocks"])), office.now)
    assert offer is not None
    assert offer.name == STRANGER_ID


def test_a_link_that_is_asked_for_is_given_in_the_direct_message_alone(office: Office) -> None:
    office.deliver("commands", command_body("connect", user=STRANGER_ID))
    (message,) = office.web.messages
    assert message["channel"].startswith("D")
    token = token_in(message["blocks"])
    offer = office.records_of_slack.offered_link(link_hash(token), office.now)
    assert offer is not None
    assert (offer.slack_user_id, offer.team, offer.name) == (STRANGER_ID, "Example", STRANGER_ID)
    assert token not in str(office.records_of_slack.table.rows)


def test_a_guest_slack_lets_nobody_write_to_does_not_come_back_for_ever(office: Office) -> None:
    office.slack.will("conversations_open", "user_not_visible")
    office.write("hello?", user=STRANGER_ID)
    assert office.said == []
