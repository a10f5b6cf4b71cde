"""On a meeting's page: the question stands there at once, the answer follows with its sources and its mark."""

from datetime import timedelta

import pytest

from lambdas import wiring
from lambdas.domain.ask.question import AnswerLine, AnswerSource, MeetingAnswer
from tests.unit.edges.harness import ADA, EVE, NOW, READY, Harness

PAGE = f"/meetings/{READY}"
ASK = f"{PAGE}/questions"


@pytest.fixture
def asked(furnished: Harness, monkeypatch: pytest.MonkeyPatch) -> Harness:
    """Ada has asked; nobody has answered yet."""
    monkeypatch.setattr(wiring, "new_id", lambda: "a" * 32)
    assert furnished.post(ASK, question="Who owns <b>the lease</b>?").headers["Location"] == f"{PAGE}#ask"
    return furnished


def answer(harness: Harness, **changes: object) -> None:
    (question,) = [one for one in harness.meeting_questions.of_meeting(ADA, READY, NOW) if one.answer is None]
    source = AnswerSource(ref="decisions:d1", label="Decisions: The lease", kind="decisions")
    told = {"lines": (AnswerLine(text="Bo owns it.", sources=(source,)),), "answered_at": NOW, **changes}
    harness.meeting_questions.answer(question, MeetingAnswer.model_validate(told))


def test_the_question_is_shown_at_once_and_the_page_looks_again_soon(asked: Harness) -> None:
    page = asked.get(PAGE).text
    assert "Who owns &lt;b&gt;the lease&lt;/b&gt;?" in page
    assert "AMO is looking it up" in page
    assert 'data-pace="1"' in page
    assert 'http-equiv="refresh"' in page


def test_the_answer_stands_there_with_its_sources_and_no_mark_where_the_rules_gave_it(asked: Harness) -> None:
    answer(asked)
    page = asked.get(PAGE).text
    (line,) = [part for part in page.split("<li>") if part.startswith("Bo owns it.")]
    assert '<a href="/records/decisions">Decisions: The lease</a>' in line
    assert "<abbr" not in line.partition("</li>")[0]
    assert "AMO is looking it up" not in page


def test_a_line_of_a_model_is_marked_as_such(asked: Harness) -> None:
    answer(asked, composer="model", written_by="nova-lite")
    assert '<abbr class="ai" title="Written by nova-lite from Decisions: The lease">AI</abbr>' in asked.get(PAGE).text


def test_an_answer_that_does_not_come_is_said_so(asked: Harness) -> None:
    asked.patches.setattr(wiring, "now", lambda: NOW + timedelta(minutes=3))
    page = asked.get(PAGE).text
    assert "No answer came: ask again in a moment." in page
    assert 'data-pace="1"' not in page


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "Type a question about this meeting."), ("x" * 1001, "A question has at most 1,000 characters.")],
)
def test_what_is_no_question_is_said_beside_the_box_with_what_was_typed(
    furnished: Harness, question: str, said: str
) -> None:
    page = furnished.post(ASK, question=question)
    assert page.status == 200
    assert said in page.text
    assert f">{question}</textarea>" in page.text


def test_nobody_asks_about_somebody_else_s_meeting(furnished: Harness) -> None:
    assert furnished.post(ASK, EVE, question="What is open?").status == 404
