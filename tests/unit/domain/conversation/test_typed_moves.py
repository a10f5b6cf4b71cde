"""What is typed where there is no button is told from an answer."""

import pytest

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.conversation.moves import Prompt, Verb
from lambdas.domain.conversation.typed_moves import typed_verb


def asked(text: str = "What do you want to reach?", earlier: str = "") -> Prompt:
    return Prompt(
        session_id="m1-r1",
        meeting_id="m1",
        status=ConversationStatus.OPEN,
        version=1,
        number=1,
        total=3,
        text=text,
        earlier=earlier,
    )


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("skip", Verb.SKIP),
        ("Skip.", Verb.SKIP),
        ("*skip this one*", Verb.SKIP),
        ("next question, please", Verb.SKIP),
        ("BACK!", Verb.BACK),
        ("go back please", Verb.BACK),
        ("Finish", Verb.FINISH),
        ("finish now, please", Verb.FINISH),
        ("done", Verb.ANSWER),
        ("I’m done, thanks", Verb.ANSWER),
        ("That's all.", Verb.ANSWER),
        ("done with the audit log", Verb.ANSWER),
        ("back to the drawing board", Verb.ANSWER),
        ("finish the audit log", Verb.ANSWER),
        ("idk", Verb.ANSWER),
        ("keep it", Verb.ANSWER),
        ("🙂", Verb.ANSWER),
        ("", Verb.ANSWER),
    ],
)
def test_a_move_that_is_typed_is_told_from_an_answer(text: str, verb: Verb) -> None:
    assert typed_verb(text, asked()) is verb


def test_a_word_that_the_question_offers_or_that_says_yes_to_it_is_an_answer() -> None:
    assert typed_verb("Done.", asked("The price list: done, moved or dropped?")) is Verb.ANSWER
    assert typed_verb("done", asked("Is the price list out?")) is Verb.ANSWER
    assert typed_verb("finish", asked("Is the price list out?")) is Verb.FINISH


def test_keeping_an_answer_given_before_is_a_skip() -> None:
    assert typed_verb("Keep it.", asked(earlier="Two hires")) is Verb.SKIP
