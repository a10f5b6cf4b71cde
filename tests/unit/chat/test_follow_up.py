"""A vague answer may be asked on about, by a model and while nobody waits for it (CHAT-3)."""

from typing import Any

import pytest

from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.conversation.question_sets import use_of
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.preferences.material_preferences import WishKind
from tests.fakes.llm import NAME, FakeLlm
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.unit.chat.harness import Harness

FACT = Fact(text="Compute is 12 % over budget", ref="budget:compute", weight=3, question="What will you do about it?")
VAGUE = "Maybe we cut something soon"
ASKED_ON = "What will you cut of compute, and by when?"
GOOD = {"question": ASKED_ON, "refs": ["fact", "answer"]}


@pytest.fixture
def talk(harness: Harness) -> Harness:
    """The question of the budget comes first, with its record; the user lets a model read everything."""
    harness.gathered(FACT)
    harness.users.put(a_user(model_consent=ModelConsent(level="all")))
    harness.llm = FakeLlm([GOOD])
    session = harness.asks()
    (about,) = [question for question in session.questions if question.ref == FACT.ref]
    others = [question for question in session.questions if question.ref != FACT.ref]
    harness.conversations.stored[session.session_id] = session.model_copy(update={"questions": (about, *others)})
    return harness


def asked(session: Conversation) -> list[str]:
    return [question.text for question in session.questions]


def test_a_vague_answer_brings_one_question_after_the_next_one_and_nobody_waits_for_it(talk: Harness) -> None:
    before = asked(talk.session)
    following = talk.say(VAGUE)
    assert (following.text, following.step) == (before[1], "Question 2 of 3")
    assert not talk.llm.asked, "the answer is stored, and the next question asked, before anything is looked at"
    talk.look_on()
    assert asked(talk.session) == [*before[:2], ASKED_ON, before[2]]
    follow_up = talk.say("The date", version=following.version)
    assert (follow_up.text, follow_up.step, follow_up.written_by) == (ASKED_ON, "Follow-up", NAME)
    assert (follow_up.number, follow_up.total, follow_up.is_follow_up) == (2, 3, True)
    assert talk.say("Two clusters, by 3 May").step == "Question 3 of 3"
    talk.move(Verb.SKIP)
    assert talk.outcomes == ["finished"]
    assert [talk.session.answers[str(place)].text for place in range(4)] == [
        VAGUE,
        "The date",
        "Two clusters, by 3 May",
        "",
    ]
    assert use_of(talk.session, {"A1", "A3"}).model_dump() == {
        "conversations": 1,
        "asked": 3,
        "answered": 2,
        "used": 1,
    }


def test_the_model_sees_the_answer_and_its_fact_within_the_time_it_has(talk: Harness) -> None:
    talk.say(f"Maybe {'so ' * 90}")
    talk.look_on()
    (prompt,) = {id(prompt): prompt for prompt in talk.llm.asked}.values()
    assert {piece.label for piece in prompt.data} == {"question", "answer", "fact"}
    assert all(piece.limit <= 1_000 for piece in prompt.data)
    assert (talk.llm.deadlines[0] - talk.now).total_seconds() == 6


@pytest.mark.parametrize(
    "answer",
    [
        "Cut two clusters by May",
        "Maybe 12 of them",
        "We stop the second cluster",
        "no",
        "Marta decides on Friday",
        f"Maybe {'x' * 400}",
    ],
)
def test_what_says_enough_costs_nothing(talk: Harness, answer: str) -> None:
    talk.say(answer)
    assert not talk.follow_ups.bodies


@pytest.mark.parametrize(
    "answer", ["Vielleicht kürzen wir bald etwas", "On en discutera plus tard", "Probably we cut it"]
)
def test_vague_is_known_in_three_languages(talk: Harness, answer: str) -> None:
    talk.say(answer)
    assert len(talk.follow_ups.bodies) == 1


def test_only_what_is_on_record_is_asked_on_about(talk: Harness) -> None:
    talk.say("Cut two clusters")
    talk.say(VAGUE)
    assert not talk.follow_ups.bodies


@pytest.mark.parametrize(
    "told",
    [
        *(NoAnswer(reason) for reason in NoAnswerReason),
        {"question": "", "refs": []},
        {"question": "Will you cut 40,000 of compute?", "refs": ["fact", "answer"]},
        {"question": "Has Priya agreed to cut compute?", "refs": ["fact"]},
        {"question": "Which of compute, see https://evil.example/x?", "refs": ["fact"]},
        {"question": "Will you write to boss@evil.example about compute?", "refs": ["fact"]},
        {"question": "Cut compute by half.", "refs": ["fact"]},
        {"question": "What will you cut? And who? And when?", "refs": ["fact"]},
        {"question": "What will you cut of compute?", "refs": ["F99"]},
        {"question": "What is the answer to this question?", "refs": ["answer", "question"]},
        {"question": "What will you cut of compute?", "refs": []},
        {"question": f"What {'about this ' * 30}?", "refs": ["fact"]},
    ],
)
def test_a_model_that_is_late_gone_or_hostile_changes_nothing(talk: Harness, told: Any) -> None:
    talk.llm = FakeLlm([told])
    talk.say(VAGUE)
    before = talk.session
    talk.look_on()
    assert talk.session == before


@pytest.mark.parametrize(
    ("consent", "is_private"), [("off", False), ("own", False), ("all", True)], ids=["off", "own words", "private"]
)
def test_what_may_not_be_read_is_not_asked_about(talk: Harness, consent: Any, is_private: bool) -> None:
    talk.users.put(a_user(model_consent=ModelConsent(level=consent)))
    talk.meetings.rows["m1"] = a_tracked(a_meeting(is_private=is_private))
    talk.say(VAGUE)
    talk.look_on()
    assert not talk.llm.asked
    assert len(talk.session.questions) == 3


def test_people_s_work_and_pay_never_reach_a_model(talk: Harness) -> None:
    note = ContextNote(kind=ContextKind.STAFFING, source="records", gathered_at=NOW, facts=(FACT,))
    talk.contexts.put("m1", note.model_copy(update={"kind": ContextKind.STAFFING}))
    talk.contexts.delete("m1", ContextKind.BUDGET)
    talk.say(VAGUE)
    talk.look_on()
    assert not talk.llm.asked


def test_two_at_most_and_none_about_what_was_asked_on(talk: Harness) -> None:
    about = talk.session.questions[0]
    more = [about.model_copy(update={"ref": f"budget:{n}", "text": f"Which budget {n}?", "own": ""}) for n in "bcd"]
    questions = (about, *more)
    talk.conversations.stored["m1-r1"] = talk.session.model_copy(update={"questions": questions})
    facts = (FACT, *(FACT.model_copy(update={"ref": question.ref}) for question in more))
    talk.gathered(*facts)
    talk.llm = FakeLlm(
        [lambda prompt: {"question": f"What will you cut, of {len(talk.llm.asked) * 'a '}it?", "refs": ["fact"]}]
    )
    while talk.session.status is ConversationStatus.OPEN:
        talk.say(VAGUE)
        talk.look_on()
    assert sum(bool(question.follows) for question in talk.session.questions) == 2


def test_who_has_gone_on_or_back_is_not_led_astray(talk: Harness) -> None:
    talk.say(VAGUE)
    gone_on = talk.say("The date")
    talk.look_on()
    assert talk.move(Verb.BACK).text == asked(talk.session)[1]
    assert gone_on.total == len(talk.session.questions) == 3


def test_an_answer_that_was_changed_since_is_not_asked_on_about(talk: Harness) -> None:
    talk.say(VAGUE)
    old = [*talk.follow_ups.bodies]
    talk.move(Verb.BACK)
    talk.now = talk.now.replace(minute=talk.now.minute + 1)
    talk.say("Cut two clusters")
    talk.follow_ups.bodies[:] = old
    talk.look_on()
    assert len(talk.session.questions) == 3


def test_a_conversation_that_is_over_stays_as_it_ended(talk: Harness) -> None:
    talk.say(VAGUE)
    talk.move(Verb.FINISH)
    talk.look_on()
    assert (talk.outcomes, len(talk.session.questions)) == (["finished"], 3)


def test_one_that_ends_while_the_model_thinks_stays_as_it_ended(talk: Harness) -> None:
    def finish(_prompt: Any) -> Any:
        talk.move(Verb.FINISH)
        return GOOD

    talk.llm = FakeLlm([finish])
    talk.say(VAGUE)
    talk.look_on()
    assert (talk.outcomes, len(talk.session.questions)) == (["finished"], 3)


def test_an_answer_given_while_the_model_thinks_is_kept_and_the_question_too_late(talk: Harness) -> None:
    def answer(_prompt: Any) -> Any:
        talk.say("The date")
        return GOOD

    talk.llm = FakeLlm([answer])
    talk.say(VAGUE)
    talk.look_on()
    assert talk.session.answers["1"].text == "The date"
    assert len(talk.session.questions) == 3


def test_a_move_on_its_way_when_the_question_comes_is_taken_and_the_question_not_lost(
    talk: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = talk.say(VAGUE)
    real, is_first = talk.conversations.get, [True]

    def read_then_overtaken(*given: Any) -> Conversation:
        session = real(*given)
        if is_first.pop() if is_first else False:
            talk.look_on()
        return session

    monkeypatch.setattr(talk.conversations, "get", read_then_overtaken)
    assert talk.say("The date", version=shown.version).text == ASKED_ON
    assert talk.session.answers["1"].text == "The date"


def test_a_queue_that_is_down_costs_the_follow_up_and_not_the_answer(talk: Harness) -> None:
    talk.follow_ups.is_down = True
    assert talk.say(VAGUE).step == "Question 2 of 3"
    assert talk.session.answers["0"].text == VAGUE


def test_prepared_again_what_was_asked_on_and_answered_comes_along(talk: Harness) -> None:
    talk.say(VAGUE)
    talk.look_on()
    talk.say("The date")
    talk.say("Two clusters, by 3 May")
    talk.move(Verb.FINISH)
    again = talk.asks("token-2", run=2)
    place = next(place for place, question in enumerate(again.questions) if question.follows)
    assert again.questions[place - 1].ref == FACT.ref
    assert again.answers[str(place)].text == "Two clusters, by 3 May"
    assert again.questions[again.position].text not in (again.questions[place].text, again.questions[place - 1].text)


def test_a_follow_up_is_no_wish_about_its_fact(talk: Harness) -> None:
    talk.say(VAGUE)
    talk.look_on()
    follow_up = talk.session.questions[2]
    assert follow_up.never_again.kind is WishKind.NEVER_ASK
    assert follow_up.key != talk.session.questions[0].key != FACT.ref
