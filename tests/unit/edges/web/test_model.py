"""The model in the settings: how it is, what it cost the person, and what of theirs it may read; the API the same."""

from dataclasses import replace

import pytest

from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.connection import ModelConnection
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from tests.fakes.model_parts import OLLAMA
from tests.unit.edges.harness import ADA, EVE, NOW, Harness


def section(harness: Harness, user: str = ADA) -> str:
    return harness.get("/settings", user).text.partition('id="model"')[2].partition("</section>")[0]


@pytest.fixture
def connected(harness: Harness) -> Harness:
    harness.model.state.connect(OLLAMA)
    return harness


def test_without_a_model_it_says_off_and_an_operator_how_to_connect_one(harness: Harness) -> None:
    text = section(harness)
    assert "Off: no model is connected" in text
    assert "<form" not in text
    assert "./amo" not in text
    harness.users.patch(ADA, {"role": "operator"})
    assert "./amo model connect" in section(harness)


def test_it_says_what_the_person_s_own_preparations_cost_and_where_their_data_goes(connected: Harness) -> None:
    for user, spent in ((ADA, 30_000), (EVE, 9_000_000)):
        connected.model.spend.table.put({"scope": f"user#{user}", "period": f"{NOW:%Y-%m-%d}", "spent": spent}, "")
    text = section(connected)
    assert "On: llama3, 0.03 USD today" in text
    assert "is sent to llama3, on this computer" in text
    assert "marked private or confidential, and staffing records, never are" in text
    assert connected.call("GET", "/api/model").json == {
        "state": "on",
        "model": "llama3",
        "own_spent_today": 0.03,
        "last_no_answer": "",
    }


@pytest.mark.parametrize(
    ("is_here", "said"),
    [(True, "sent to nova-lite, on this computer, when"), (False, "nova-lite, at Amazon Bedrock (eu-central-1), when")],
)
def test_bedrock_is_named_where_it_really_is(harness: Harness, is_here: bool, said: str) -> None:
    harness.model.parts = replace(harness.model.parts, is_on_this_computer=lambda: is_here)
    harness.model.state.connect(ModelConnection(provider="bedrock", model="nova-lite", purposes=frozenset(Purpose)))
    assert said in " ".join(section(harness).split())


@pytest.mark.parametrize(("role", "is_told_why"), [("member", False), ("operator", True)])
def test_a_model_that_does_not_answer_is_one_plain_line_and_its_reason_an_operator_s(
    connected: Harness, role: str, is_told_why: bool
) -> None:
    connected.users.patch(ADA, {"role": role})
    failed = NoAnswer(NoAnswerReason.OFF, "access to the model is not granted in eu-central-1")
    connected.model.state.note(Purpose.AGENDA, failed, NOW)
    text = section(connected)
    assert "llama3 does not answer at the moment, and the rules do all of it." in text
    assert "Last without an answer: " in text
    assert ("not granted in eu-central-1" in text) is is_told_why


def test_consent_is_chosen_kept_with_its_time_and_undone(connected: Harness) -> None:
    answer = connected.post("/settings/model", level="all", **{"without-budget": "1", "without-staffing": ""})
    assert answer.status == 303
    consent = connected.users.get(ADA).model_consent
    assert (consent.level, consent.said_at) == ("all", NOW)
    assert "budget" in consent.without
    text = section(connected)
    assert 'value="all" checked' in text
    assert 'name="without-budget" value="1" checked' in text
    connected.post("/settings/model", level="off")
    assert connected.users.get(ADA).model_consent.level == "off"
    assert connected.users.get(EVE).model_consent.said_at is None


def test_what_no_form_of_ours_sends_is_refused_and_changes_nothing(connected: Harness) -> None:
    assert "Choose what a model may read" in connected.post("/settings/model", level="everything").text
    assert connected.call("PUT", "/api/settings/model-consent", {"level": "everything"}).status == 422
    assert connected.call("PUT", "/api/settings/model-consent", {"level": "all", "without": ["x"]}).status == 422
    assert connected.users.get(ADA).model_consent.said_at is None


def test_the_api_gives_and_takes_the_same_consent(connected: Harness) -> None:
    said = connected.call("PUT", "/api/settings/model-consent", {"level": "own", "without": ["history"]})
    assert said.json["model_consent"]["level"] == "own"
    assert connected.call("GET", "/api/settings").json["model_consent"]["without"] == ["history"]


def test_an_operator_switches_it_off_and_everybody_is_told(connected: Harness) -> None:
    connected.users.patch(ADA, {"role": "operator"})
    assert 'action="/settings/switches/model"' in connected.get("/settings/operator").text
    connected.post("/settings/switches/model", on="0")
    assert "Off: llama3 is paused by whoever runs AMO" in section(connected, EVE)
    assert connected.call("GET", "/api/switches").json["model"] is False


def test_consent_that_cannot_be_read_counts_as_never_given(connected: Harness) -> None:
    row = next(row for row in connected.users.table.rows.values() if row["user_id"] == ADA)
    row["model_consent"] = {"level": "everything"}
    user = connected.users.get(ADA)
    assert user.model_consent.level == "off"
    assert not user.as_asker("t").is_willing
    assert "what a model may read" in connected.get("/settings").text
