"""Whom people mention stands in answers and agendas by name: an account's id tells nobody anything."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambdas.errors import Retryable
from tests.fakes.slack_requests import PERSON, TEAM, shortcut_body
from tests.unit.edges.slack_office import RIVAL_ID, SESSION_ID, Office, text_of

CASES = Path(__file__).parents[3] / "data" / "cases" / "slack"


def case(name: str) -> dict[str, Any]:
    return dict(json.loads((CASES / name).read_text()))


@pytest.fixture
def asked(office: Office) -> Office:
    office.web.names[RIVAL_ID] = "Ana <Ruiz>"
    office.a_session()
    office.thread_ts = office.a_notice()
    office.click("start_prep", SESSION_ID, ts=office.thread_ts)
    return office


def test_an_answer_names_whom_it_mentions_also_once_it_is_edited(asked: Office) -> None:
    event = asked.write(f"Ask <@{RIVAL_ID}> for the &lt;numbers&gt;", asked.thread_ts)
    assert asked.session.answers["0"].text == "Ask Ana Ruiz for the <numbers>"
    asked.edit(event, f"Thank <@{RIVAL_ID}>")
    assert asked.session.answers["0"].text == "Thank Ana Ruiz"


def test_a_message_added_to_a_meeting_names_whom_it_mentions(asked: Office) -> None:
    asked.deliver("interactions", shortcut_body(f"<@{RIVAL_ID}> owes the numbers"))
    assert "Ana Ruiz owes the numbers" in text_of(asked.web.messages[-1])


def test_whoever_and_whatever_slack_does_not_name_is_said_without_an_id(asked: Office) -> None:
    asked.write("Ask <@U0STRANGER9> in <#C0123ABC> or <!subteam^S0123>", asked.thread_ts)
    assert asked.session.answers["0"].text == "Ask somebody in a channel or a group"


def test_whoever_is_called_you_is_mentioned_as_somebody_else(asked: Office) -> None:
    asked.web.names[RIVAL_ID] = "You"
    asked.write(f"Ask <@{RIVAL_ID}> for the numbers", asked.thread_ts)
    assert "you" not in asked.session.answers["0"].text.casefold()


def test_an_answer_waits_until_slack_says_who_it_mentions(asked: Office) -> None:
    asked.slack.will("users_info", "busy")
    with pytest.raises(Retryable):
        asked.write(f"Ask <@{RIVAL_ID}>", asked.thread_ts, event_id="EvAsk")
    asked.write(f"Ask <@{RIVAL_ID}>", asked.thread_ts, event_id="EvAsk")
    assert asked.session.answers["0"].text == "Ask Ana Ruiz"


def test_a_labelled_link_keeps_its_address(asked: Office) -> None:
    asked.web.names[RIVAL_ID] = "Ana Ruiz"
    asked.write(case("k1_answer_with_mention_and_labelled_link.json")["text"], asked.thread_ts)
    said = "Ask Ana Ruiz about the budget, see the plan (https://docs.example.com/plan)"
    assert asked.session.answers["0"].text == said


def test_an_edited_message_is_the_answer(asked: Office) -> None:
    told = case("k2_answer_edited.json")
    event = asked.write(told["previous_message"]["text"], asked.thread_ts)
    asked.edit(event, told["message"]["text"])
    assert asked.session.answers["0"].text == "The budget is 100k"


def test_somebody_whose_home_is_another_workspace_of_the_organisation_is_reached_here(office: Office) -> None:
    office.web.teams[PERSON] = ("T0HOME", TEAM)
    assert office.people.reach(office.users.get("u1")) is not None
    assert office.people.identify(TEAM, PERSON) is not None


def test_a_guest_from_another_organisation_is_not(office: Office) -> None:
    office.web.teams[PERSON] = ("T0HOME", "T0OTHER")
    assert office.people.reach(office.users.get("u1")) is None
    assert office.people.identify(TEAM, PERSON) is None
