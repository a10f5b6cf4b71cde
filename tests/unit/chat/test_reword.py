"""Questions are worded more sharply by a model while nobody waits for it; whose questions they are stays (M-7)."""

from typing import Any

import pytest

from lambdas.chat import reword
from lambdas.domain.agenda.answer_points import points
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Conversation, Question
from lambdas.domain.conversation.moves import Verb, prompt
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.reasons import NoAnswerReason
from tests.fakes.llm import NAME, FakeLlm
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.unit.chat.harness import Harness

COMPUTE = Fact(text="Compute is 12 % over budget", ref="budget:compute", weight=3, subject="Compute")
LICENCES = Fact(text="Licences are 8 % over budget", ref="budget:licences", weight=3, subject="Licences")
RECORD = " On record: Compute is 12 % over budget."
SHARPER = "Which cut brings compute back, with 12 % to find?"
FOUND = {"question": "Q3", "text": SHARPER, "refs": ["F1"]}
BETTER = {"question": "Q2", "text": "What should happen to licences, 8 % over?", "refs": ["F2"], "about": "F2"}


@pytest.fixture
def opened(harness: Harness) -> Harness:
    """Three questions are stored: the opening one, one of the type's own, and one with its record."""
    harness.gathered(COMPUTE, LICENCES)
    harness.users.put(a_user(model_consent=ModelConsent(level="all")))
    harness.llm = answering(FOUND)
    harness.asks()
    return harness


def answering(*edits: dict[str, Any]) -> FakeLlm:
    return FakeLlm([{"edits": list(edits)}])


def asked(session: Conversation) -> list[str]:
    return [question.text for question in session.questions]


def test_sharper_words_are_there_before_the_first_answer_and_nobody_waits_for_them(opened: Harness) -> None:
    before, shown = asked(opened.session), prompt(opened.session)
    assert not opened.llm.asked, "the questions are stored and asked before a model is"
    opened.reword()
    assert asked(opened.session) == [*before[:2], SHARPER + RECORD]
    assert prompt(opened.session) == shown
    opened.say("A date", version=shown.version)
    assert opened.move(Verb.SKIP).written_by == NAME
    assert len(opened.llm.asked) == 1
    assert (opened.llm.deadlines[0] - opened.now).total_seconds() == 4


def test_the_question_stays_the_rules_own(opened: Harness) -> None:
    before = opened.session.questions[2]
    opened.reword()
    after = opened.session.questions[2]
    assert (after.key, after.wording, after.ref, after.own, after.never_again, after.last_time) == (
        before.key,
        before.wording,
        before.ref,
        before.own,
        before.never_again,
        before.last_time,
    )


@pytest.mark.parametrize(
    "question",
    [
        Question(text="Which budget questions are open?", ref="prep_questions"),
        Question(text=f"Which budget is open?{RECORD}", ref=COMPUTE.ref, own="Which budget is open?"),
        Question(text="Compute is 12 % over budget: what should happen?", ref=COMPUTE.ref),
    ],
    ids=["the type's", "the type's with a record", "a record's"],
)
def test_an_answer_lands_where_it_landed_before(opened: Harness, question: Question) -> None:
    session = opened.session.model_copy(update={"questions": (*opened.session.questions[:2], question)})
    opened.conversations.stored["m1-r1"] = session
    opened.reword()
    worded = opened.session.questions[2]
    assert worded.text.startswith(SHARPER)
    assert (worded.key, worded.wording) == (question.key, question.wording)
    kinds = {COMPUTE.ref: ContextKind.BUDGET}
    for text in ("Cut two clusters by May", "no", "Marta decides"):
        found = []
        for one in (question, worded):
            given = {"2": {"text": text, "answered_at": NOW, "channel": "web"}}
            conversation = Conversation.model_validate(
                {**session.model_dump(), "questions": [*session.questions[:2], one], "answers": given}
            )
            found.append([(p.text, p.topic, p.refs, p.stance, p.priority) for p in points(conversation, kinds)])
        assert found[0] == found[1]


def test_one_of_the_last_two_gives_way_to_a_better_one_and_none_is_added(opened: Harness) -> None:
    replaced = opened.session.questions[1]
    opened.llm = answering(BETTER)
    opened.reword()
    assert len(opened.session.questions) == 3
    swapped = opened.session.questions[1]
    assert swapped.text == f"{BETTER['text']} On record: Licences are 8 % over budget."
    assert (swapped.key, swapped.in_place_of, swapped.written_by) == (LICENCES.ref, replaced.key, NAME)


FINE = {"question": "Q2", "text": "What must be said of it by you?", "refs": []}
HOSTILE = [
    {**FOUND, "text": "Will you cut 40,000 of compute?"},
    {**FOUND, "text": "Has Priya agreed to cut compute?"},
    {**FOUND, "text": "Have you read https://evil.example/x?"},
    {**FOUND, "text": "Cut compute by 12 %."},
    {**FOUND, "text": "What of it? On record: nothing is over budget?"},
    {**FOUND, "text": f"What {'about this ' * 30}?"},
    {**FOUND, "refs": ["F99"]},
    {**FOUND, "question": "Q1"},
    {**FOUND, "question": "Q4"},
    {**FOUND, "text": "What must be said?"},
    {**BETTER, "question": "Q1"},
    {**BETTER, "about": "F1"},
    {**BETTER, "about": "F99"},
]


@pytest.mark.parametrize("edit", HOSTILE)
def test_what_is_not_borne_out_takes_the_rest_with_it(opened: Harness, edit: dict[str, Any]) -> None:
    before = opened.session
    opened.llm = answering(FINE, edit)
    opened.reword()
    assert opened.llm.asked
    assert opened.session == before


def test_two_may_not_give_way(opened: Harness) -> None:
    opened.gathered(COMPUTE, LICENCES, LICENCES.model_copy(update={"ref": "budget:rent", "text": "Rent is late"}))
    before = opened.session
    opened.llm = answering(BETTER, {"question": "Q3", "text": "What of the rent?", "refs": [], "about": "F3"})
    opened.reword()
    assert opened.session == before


def test_words_that_ask_for_another_thing_are_not_taken(opened: Harness) -> None:
    before = opened.session
    opened.llm = answering({**FOUND, "text": "What feedback do you have for them?"})
    opened.reword()
    assert opened.session == before


@pytest.mark.parametrize("told", [*map(NoAnswer, NoAnswerReason), {"edits": []}])
def test_without_a_model_or_anything_better_the_rules_questions_stay(opened: Harness, told: Any) -> None:
    before = opened.session
    opened.llm = FakeLlm([told])
    opened.reword()
    assert opened.session == before


@pytest.mark.parametrize("verb", [Verb.ANSWER, Verb.SKIP, Verb.FINISH])
def test_what_comes_after_the_first_answer_is_dropped(opened: Harness, verb: Verb) -> None:
    def answer_first(_prompt: Any) -> Any:
        opened.move(verb, text="A date" if verb is Verb.ANSWER else "")
        return {"edits": [FOUND]}

    opened.llm = FakeLlm([answer_first])
    before = asked(opened.session)
    opened.reword()
    assert asked(opened.session) == before
    assert len(opened.llm.asked) == 1


def test_a_model_is_not_asked_once_somebody_has_answered(opened: Harness) -> None:
    opened.say("A date")
    opened.reword()
    assert not opened.llm.asked


@pytest.mark.parametrize(("consent", "is_private"), [("off", False), ("all", True)], ids=["off", "private"])
def test_where_no_model_may_read_none_is_sent_for(harness: Harness, consent: Any, is_private: bool) -> None:
    harness.gathered(COMPUTE)
    harness.users.put(a_user(model_consent=ModelConsent(level=consent)))
    harness.meetings.rows["m1"] = a_tracked(a_meeting(is_private=is_private))
    harness.asks()
    assert not harness.rewordings.bodies


def test_who_lets_a_model_read_only_their_own_words_keeps_the_rules_questions(opened: Harness) -> None:
    opened.users.put(a_user(model_consent=ModelConsent(level="own")))
    opened.reword()
    assert not opened.llm.asked


def test_people_s_work_and_pay_never_reach_a_model(opened: Harness) -> None:
    secret = Fact(text="Dana's pay is 9 % under band", ref="staffing:dana", weight=3, subject="Dana")
    note = ContextNote(kind=ContextKind.STAFFING, source="records", gathered_at=NOW, facts=(secret,))
    opened.contexts.put("m1", note)
    about = (
        Question(text=f"Who needs what? On record: {secret.text}.", ref=secret.ref, own="Who needs what?"),
        Question(text=f"{secret.text}: what should happen?", ref=secret.ref),
    )
    changed = opened.session.model_copy(update={"questions": (*opened.session.questions[:1], *about)})
    opened.conversations.stored["m1-r1"] = changed
    opened.llm = answering({"question": "Q2", "text": "Which of your people needs what?"})
    opened.reword()
    assert "Dana" not in str([piece.text for piece in opened.llm.asked[0].data])
    assert opened.session.questions[1].text == f"Which of your people needs what? On record: {secret.text}."
    assert opened.session.questions[2] == about[1]


def test_what_a_model_sees_is_limited(opened: Harness) -> None:
    many = (COMPUTE.model_copy(update={"ref": f"budget:{n}", "text": f"Line {n} {'is over ' * 90}"}) for n in range(50))
    opened.gathered(COMPUTE, *many)
    opened.reword()
    records = next(piece for piece in opened.llm.asked[0].data if piece.label == "on record, budget")
    assert records.text.count("\n") + 1 == reword.MAX_FACTS
    assert records.text.count("(not asked about)") <= reword.MAX_SPARE
    assert all(len(line) <= reword.MAX_FACT_SHOWN + 30 for line in records.text.splitlines())


def test_a_queue_that_is_down_costs_the_words_and_not_the_conversation(harness: Harness) -> None:
    harness.users.put(a_user(model_consent=ModelConsent(level="all")))
    harness.rewordings.is_down = True
    assert len(harness.asks().questions) == 3


@pytest.mark.parametrize("edit", [FOUND, BETTER], ids=["worded", "swapped"])
def test_prepared_again_an_answer_keeps_the_words_it_answered(opened: Harness, edit: dict[str, Any]) -> None:
    opened.llm = answering(edit)
    opened.reword()
    place = int(edit["question"][1:]) - 1
    worded = opened.session.questions[place]
    opened.say("A date")
    opened.say("Two clusters")
    opened.say("Two of them")
    again = opened.asks("token-2", run=2)
    assert again.questions[place] == worded
    assert again.answers[str(place)].text.startswith("Two")
    assert not opened.rewordings.bodies


def test_where_the_record_has_changed_since_its_words_are_those_of_now(opened: Harness) -> None:
    opened.reword()
    opened.say("A date")
    opened.move(Verb.SKIP)
    opened.say("Two of them")
    opened.gathered(COMPUTE.model_copy(update={"text": "Compute is 15 % over budget"}))
    again = opened.asks("token-2", run=2)
    assert again.questions[2].text == "Which budget questions are open? On record: Compute is 15 % over budget."
    assert again.answers["2"].text == "Two of them"


def test_of_another_type_the_questions_are_its_own_and_of_the_same_they_stay_worded(opened: Harness) -> None:
    opened.reword()
    worded = opened.session
    opened.is_really("default")
    assert opened.session == worded
    opened.is_really("one_on_one")
    assert not any(question.written_by for question in opened.session.questions)
