"""Which of two sets of questions somebody is asked, and what came of them."""

from collections import Counter

from lambdas.config_files import load_meeting_types
from lambdas.domain.conversation.conversation import GENERIC_REF, Answer, Conversation, Question
from lambdas.domain.conversation.question_sets import QuestionUse, question_set, use_of
from tests.fakes.samples import NOW

TYPES = load_meeting_types()
ONE_ON_ONE = TYPES["one_on_one"]
COMPARED = ONE_ON_ONE.model_copy(update={"asked_b": 50})


def test_a_person_is_asked_the_same_set_in_a_series_and_both_sets_are_asked() -> None:
    pairs = [(f"u{person}", f"series-{number}") for person in range(40) for number in range(10)]
    chosen = {pair: question_set(COMPARED, *pair) for pair in pairs}
    assert chosen == {pair: question_set(COMPARED, *pair) for pair in pairs}
    assert 150 < Counter(chosen.values())["b"] < 250


def test_as_shipped_nobody_is_asked_the_second_set() -> None:
    assert {question_set(ONE_ON_ONE, f"u{person}", "s") for person in range(20)} == {"a"}


def test_a_type_without_a_second_set_asks_its_own() -> None:
    assert {question_set(TYPES["leadership_meeting"], f"u{person}", "s") for person in range(20)} == {"a"}


def test_the_second_set_takes_the_place_of_the_first() -> None:
    assert ONE_ON_ONE.asking("b").prep_questions == ONE_ON_ONE.prep_questions_b
    assert ONE_ON_ONE.asking("a") == ONE_ON_ONE


def test_what_was_skipped_is_not_answered_and_what_the_materials_leave_out_is_not_used() -> None:
    questions = tuple(Question(text=f"Question {number}?", ref=GENERIC_REF) for number in range(4))
    texts = {"0": "two hires", "1": "", "2": "the rota"}
    answers = {place: Answer(text=text, answered_at=NOW, channel="web") for place, text in texts.items()}
    session = Conversation(
        session_id="m1-r1",
        meeting_id="m1",
        user_id="u1",
        questions=questions,
        answers=answers,
        opened_at=NOW,
        deadline=NOW,
    )
    use = use_of(session, {"A1", "A2", "budget:compute"})
    assert use == QuestionUse(conversations=1, asked=4, answered=2, used=1)
    assert (use.answered_share, use.used_share) == (0.5, 0.5)
    assert (QuestionUse().answered_share, QuestionUse().used_share) == (None, None)
