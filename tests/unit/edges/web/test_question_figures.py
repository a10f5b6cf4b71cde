"""How two sets of questions compare: for operators, on the dashboard and over the API."""

from lambdas.domain.conversation.question_sets import QuestionUse
from tests.unit.edges.harness import ADA, EVE, Harness


def test_operators_see_what_share_of_each_set_is_answered_and_used(harness: Harness) -> None:
    harness.users.patch(ADA, {"role": "operator"})
    for _ in range(3):
        harness.question_figures.count("one_on_one", "b", QuestionUse(conversations=1, asked=4, answered=3, used=2))
    rows = harness.call("GET", "/api/questions").json
    counted = next(row for row in rows if (row["meeting_type"], row["question_set"]) == ("one_on_one", "b"))
    assert (counted["conversations"], counted["answered_share"]) == (3, 0.75)
    assert round(counted["used_share"], 2) == 0.67
    assert all(row["answered_share"] is None for row in rows if row is not counted)
    text = harness.get("/dashboard").text
    assert "3 conversations: 75 % of the questions answered, 67 % of the answers used" in text
    assert "Nothing asked yet." in text


def test_nobody_else_does(harness: Harness) -> None:
    assert harness.call("GET", "/api/questions", user=EVE).status == 404
    assert "two sets compared" not in harness.get("/dashboard", EVE).text
