"""What the rules answer about a meeting where no single word of the question tells its lines apart."""

import pytest

from lambdas.domain.ask.brief import StoredBrief
from lambdas.domain.ask.rules_answer import answer_by_rules
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.meetings.meeting import Attendee
from tests.fakes.samples import NOW, a_meeting

THINGS = ("Compute", "Licences", "Travel", "Training", "Office", "Contractors", "Storage", "Events")
BUDGET = tuple(Fact(text=f"{thing} is over", ref=f"budget:{thing}", subject=thing) for thing in THINGS)
PEOPLE = (Attendee(name="Ada Field", email="ada@example.com"), Attendee(name="Bo Lind", email="bo@example.com"))
BRIEF = StoredBrief(
    meeting=a_meeting("m1", title="Platform weekly", attendees=PEOPLE),
    contexts=(ContextNote(kind=ContextKind.BUDGET, source="records", gathered_at=NOW, facts=BUDGET),),
)


def answered(question: str) -> list[str]:
    return [line.text for line in answer_by_rules(question, BRIEF.lines(), NOW).lines]


@pytest.mark.parametrize(
    "question", ["The budget?", "What does the budget look like right now?", "Was steht heute Neues im Budget?"]
)
def test_a_part_that_is_named_is_told_however_it_is_asked_for(question: str) -> None:
    assert "Compute is over" in answered(question)


@pytest.mark.parametrize("question", ["Who comes?", "Who is invited?", "Which people come?"])
def test_who_is_asked_for_is_who_is_invited(question: str) -> None:
    assert "Invited: Ada Field, Bo Lind." in answered(question)


@pytest.mark.parametrize("question", ["Who won the football championship?", "Which people won the cup final?"])
def test_a_question_about_something_else_is_not_answered_for_its_who(question: str) -> None:
    assert answered(question) == []
