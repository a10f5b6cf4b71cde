"""The questions for the room: asked of who can answer, best first, nothing private in anybody's ear (MAT-2)."""

import pytest

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.agenda.addressees import EVERYONE, READER
from lambdas.domain.agenda.materials import Findings
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.context.notes import Fact
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.context_kinds import ContextKind
from tests.fakes import findings

PEOPLE = ("Alex Reader", "Ana Silva", "Bo Chen")
ROOM = ("Alex Reader", "Ana Ruiz (Finance)", "Ben Ode (Platform)", "Tom Weber (Platform)", "Eva Lind")


def asked(gathered: Findings) -> dict[str, list[str]]:
    plan = RulesComposer(load_agenda_shapes()).compose(gathered)
    return {group.whom: [line.text for line in group.questions] for group in plan.questions}


def about_compute(asks: str, said: Conversation | None = None) -> dict[str, list[str]]:
    fact = Fact(text="Compute is 45,200 over", ref="budget:compute", weight=3, asks=asks, question="Is it one-off?")
    note = findings.note(ContextKind.BUDGET, fact)
    about = findings.meeting("Leadership team", people=ROOM)
    return asked(findings.findings_of(about, "leadership_meeting", note, said=said))


@pytest.mark.parametrize(
    ("asks", "whom"),
    [
        ("Eva Lind", "Eva Lind"),
        ("eva@corp.example", "Eva Lind"),
        ("Ana Ruiz", "Ana Ruiz (Finance)"),
        ("Finance lead", "Ana Ruiz (Finance)"),
        ("Head of Platform", EVERYONE),
        ("Head of Legal", EVERYONE),
        ("", EVERYONE),
        ("Alex Reader", READER),
    ],
)
def test_a_question_goes_to_whoever_in_the_room_can_answer(asks: str, whom: str) -> None:
    assert "Is it one-off?" in about_compute(asks)[whom]


def test_somebody_who_is_not_invited_is_the_readers_homework() -> None:
    groups = about_compute("Jonas Wolf", findings.answering("leadership_meeting", "the compute overrun"))
    assert "Jonas Wolf" not in groups
    assert groups[READER] == ["For Jonas Wolf, who is not invited: Is it one-off?"]


def test_the_users_priorities_are_asked_about_first_in_their_order() -> None:
    first = list(asked(findings.leadership()).values())[:3]
    assert ["Audit log" in first[0][0], "Platform engineer" in first[1][0], "Compute" in first[2][0]] == [True] * 3


def test_no_two_questions_say_the_same() -> None:
    questions = [text for group in asked(findings.leadership()).values() for text in group]
    assert len({text.casefold() for text in questions}) == len(questions)


def one_on_one(*answers: str) -> dict[str, list[str]]:
    about = findings.meeting("Anna / Alex 1:1", 30, findings.PEOPLE[:2])
    return asked(findings.findings_of(about, "one_on_one", said=findings.answering("one_on_one", *answers)))


def test_feedback_is_never_quoted_to_anybody() -> None:
    groups = one_on_one("the on-call load", "", "She interrupts Tom in reviews")
    assert not any("interrupts" in text for texts in groups.values() for text in texts)


@pytest.mark.parametrize(
    ("guess", "put"),
    [
        ("the on-call load; she may ask about the second hire", "The on-call load: what would make it better"),
        ("Anna wants to hear about the rota", "The rota: what would make it better"),
    ],
)
def test_a_guess_about_the_other_is_put_as_it_can_be_said_to_them(guess: str, put: str) -> None:
    assert one_on_one(guess)["Anna Berg"][0].startswith(put)


def test_a_guess_that_only_speaks_of_them_is_not_said_to_them() -> None:
    assert not any("leaving" in text for text in one_on_one("she is leaving us").get("Anna Berg", []))


def test_a_limit_of_ones_own_is_no_question() -> None:
    about = findings.meeting("Contract call", 45, PEOPLE)
    said = findings.answering("default", "The price for two years. I would pay up to 9,000 a month.")
    groups = asked(findings.findings_of(about, "default", said=said))
    assert not any("9,000" in text for texts in groups.values() for text in texts)


def test_an_open_question_goes_to_the_person_it_names_in_words_for_them() -> None:
    about = findings.meeting("Pricing page", 45, ROOM)
    said = findings.answering("default", "", "", "Eva: can we live with yearly first?")
    assert asked(findings.findings_of(about, "default", said=said))["Eva Lind"] == ["Can we live with yearly first?"]


def test_a_question_that_says_you_is_put_to_nobody_who_is_called_so() -> None:
    about = findings.meeting("Pricing page", 45, (*ROOM, "You Jin-woo", "Me"))
    said = findings.answering("default", "", "", "Eva: can you live with yearly first?")
    assert asked(findings.findings_of(about, "default", said=said))["Eva Lind"] == ["Can you live with yearly first?"]


def test_two_questions_in_one_answer_go_to_the_two_people_they_name() -> None:
    about = findings.meeting("Hiring debrief", 45, ROOM)
    said = findings.answering("default", "", "", "Can he own it alone? Eva knows; and what level would we offer, Ben?")
    groups = asked(findings.findings_of(about, "default", said=said))
    assert groups["Eva Lind"] == ["Can he own it alone?"]
    assert groups["Ben Ode (Platform)"] == ["What level would we offer?"]


def test_the_room_is_asked_what_nobody_answered() -> None:
    about = findings.meeting("Post-mortem: checkout", 45, ROOM)
    said = findings.answering("incident_review", "idk", "", "nothing", "?")
    everyone = asked(findings.findings_of(about, "incident_review", said=said))[EVERYONE]
    assert any("made it worse" in text for text in everyone)
    assert any("prevented it" in text for text in everyone)
