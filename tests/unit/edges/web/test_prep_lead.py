"""Another time to prepare, beside the hours in the settings: yes sets them, keep leaves them."""

import pytest

from lambdas.domain.preparation.timing_proposal import TimingProposal
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

ASKED = "One-on-one: 14 h before instead of 24 h?"
PROPOSAL = TimingProposal(
    meeting_type="one_on_one", hours=14, current_hours=24, usual_start="the evening before", proposed_at=NOW
)


@pytest.fixture
def asked(harness: Harness) -> Harness:
    harness.timing_proposals.put(ADA, PROPOSAL)
    return harness


def test_it_stands_beside_the_hours_with_its_reason_and_nothing_is_set(asked: Harness) -> None:
    text = asked.get("/settings").text
    assert ASKED in text
    assert "You usually prepare these the evening before." in text
    assert asked.users.get(ADA).prep_hours == {}
    assert ASKED not in asked.get("/settings", EVE).text


def test_yes_sets_the_hours(asked: Harness) -> None:
    answer = asked.post("/settings/timing", meeting_type="one_on_one", answer="yes")
    assert (answer.status, answer.headers["Location"]) == (303, "/settings?done=saved#timing")
    assert asked.users.get(ADA).prep_hours == {"one_on_one": 14}
    assert asked.syncs.bodies == [{"user_id": ADA, "replan": True}]
    assert ASKED not in asked.get("/settings").text
    assert asked.post("/settings/timing", meeting_type="one_on_one", answer="yes").status == 404


def test_keep_leaves_them(asked: Harness) -> None:
    asked.post("/settings/timing", meeting_type="one_on_one", answer="keep")
    assert asked.users.get(ADA).prep_hours == {}
    assert ASKED not in asked.get("/settings").text


def test_hours_they_set_themselves_answer_it(asked: Harness) -> None:
    asked.post("/settings/prep-hours", **{"hours-one_on_one": "16"})
    assert ASKED not in asked.get("/settings").text


def test_nobody_answers_for_somebody_else(asked: Harness) -> None:
    assert asked.post("/settings/timing", EVE, meeting_type="one_on_one", answer="yes").status == 404
    assert ASKED in asked.get("/settings").text
