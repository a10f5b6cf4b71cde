"""What people type, taken apart into points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.config_files import load_meeting_types
from lambdas.domain.agenda.answer_parts import split
from lambdas.domain.agenda.answer_points import points, unanswered
from lambdas.domain.conversation.conversation import Question, Recalled
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of_question
from lambdas.domain.kernel.context_kinds import ContextKind
from tests.fakes.findings import answering, session


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("audit-log date, two hires, Q1 cloud budget", ["audit-log date", "two hires", "Q1 cloud budget"]),
        ("the date, two hires and the budget", ["the date", "two hires", "the budget"]),
        ("the date, two hires, and the budget.", ["the date", "two hires", "the budget"]),
        ("1) audit log 2) hires 3) budget", ["audit log", "hires", "budget"]),
        ("1. audit log\n2. hires", ["audit log", "hires"]),
        ("- audit log\n• hires", ["audit log", "hires"]),
        ("audit log; hires", ["audit log", "hires"]),
        ("hiring and budget", ["hiring", "budget"]),
        ("Approve the budget. Dr. Smith to own it.", ["Approve the budget", "Dr. Smith to own it"]),
        ("Q1 and Q2 budget", ["Q1 and Q2 budget"]),
        ("research and development, sales", ["research and development", "sales"]),
        (
            "I want the audit log date, two hires and the Q1 budget approved",
            ["the audit log date", "two hires", "the Q1 budget approved"],
        ),
        ("First, the date. Second, two hires. Third the budget", ["the date", "two hires", "the budget"]),
        ("first the date second the hires third the budget", ["the date", "the hires", "the budget"]),
        ("The date. Also the hires. Also the budget.", ["The date", "the hires", "the budget"]),
        (
            "agree the date, hire two, and also sort out the budget",
            ["agree the date", "hire two", "sort out the budget"],
        ),
        ("My priorities:\n- date\n- hires\n- budget", ["date", "hires", "budget"]),
        ("we need a date, we need two hires and we want the budget", ["a date", "two hires", "the budget"]),
        ("the budget, as well as two hires", ["the budget", "two hires"]),
        ("two hires, before January, and the budget", ["two hires, before January", "the budget"]),
        ("the date, the price, and who tells the customer", ["the date", "the price", "who tells the customer"]),
        ("hire two SREs and approve the reservation", ["hire two SREs", "approve the reservation"]),
        ("budget; idk; hires", ["budget", "hires"]),
        ("Three things: the date, two hires, and the budget", ["the date", "two hires", "the budget"]),
        ("I want the date and two hires. I lean to signing.", ["the date", "two hires", "I lean to signing"]),
        ("security and privacy review for the new app", ["security and privacy review for the new app"]),
        ("a yes from Ana, Ben and Chloé", ["a yes from Ana, Ben and Chloé"]),
        ("Berlin office, Munich office or none at all", ["Berlin office, Munich office or none at all"]),
        ("Approve the budget. It is 12% over.", ["Approve the budget. It is 12% over"]),
        ("I lean yes, if we can cancel by Q2", ["I lean yes, if we can cancel by Q2"]),
        ("45,200 over in compute, mostly one-off", ["45,200 over in compute, mostly one-off"]),
        ("the policy (who, when, where), office lease", ["the policy (who, when, where)", "office lease"]),
        (
            "We reserve, but only if the move lands in 3. quarter",
            ["We reserve, but only if the move lands in 3. quarter"],
        ),
    ],
)
def test_a_list_is_cut_into_its_things_and_prose_is_not(typed: str, meant: list[str]) -> None:
    assert split(typed, is_list=True) == meant


@pytest.mark.parametrize(
    "typed", ["", "  ", "no", "None.", "nothing this week", "n/a", "-", "skip", "Nope, thanks!", "..."]
)
def test_saying_nothing_gives_no_point(typed: str) -> None:
    assert split(typed, is_list=True) == []


def test_prose_in_answer_to_an_open_question_stays_whole() -> None:
    said = "the price is with the provider, I can have it by Friday; call them"
    assert split(said, is_list=False) == [said]


def test_a_lean_among_other_sentences_is_a_point_of_its_own() -> None:
    said = points(
        answering("leadership_meeting", "", "", "It is timing, not cost. I lean to drawing it now. Ana agrees.")
    )
    assert [(point.text, point.lean) for point in said] == [
        ("It is timing, not cost.", ""),
        ("I lean to drawing it now.", "drawing it now"),
        ("Ana agrees.", ""),
    ]


def test_a_long_answer_is_kept_whole() -> None:
    said = "the customer tells us that " + "the report is late and " * 20 + "nobody calls back"
    assert split(said, is_list=False) == [said]


@pytest.mark.parametrize(
    ("typed", "in_order"),
    [
        ("audit log, hires, budget", ["audit log", "hires", "budget"]),
        ("hires; priority 1 is the budget; audit log", ["the budget", "hires", "audit log"]),
        ("audit log, hires, above all the budget", ["the budget", "audit log", "hires"]),
        ("hires. Most important: the budget", ["the budget", "hires"]),
        ("1. audit log 2. hires 3. budget (most important)", ["budget", "audit log", "hires"]),
        ("priority 3: hires; priority 1: the budget; audit log", ["the budget", "audit log", "hires"]),
    ],
)
def test_wishes_come_in_the_order_of_their_importance(typed: str, in_order: list[str]) -> None:
    wishes = points(answering("leadership_meeting", typed))
    assert [(wish.priority, wish.text) for wish in wishes] == list(enumerate(in_order, start=1))


@pytest.mark.parametrize(
    ("typed", "stance", "lean"),
    [
        ("I lean yes, if we can cancel by Q2", "yes", "yes, if we can cancel by Q2"),
        ("leaning towards reserved capacity", "", "reserved capacity"),
        ("I'd rather cut it", "", "cut it"),
        ("probably no", "no", "no"),
        ("in favour", "yes", "yes"),
        ("I'm against it", "no", "no"),
        ("against the reservation", "", "no to the reservation"),
        ("undecided", "", "undecided"),
        ("yes, if we can cancel by Q2", "yes", "yes, if we can cancel by Q2"),
        ("two days", "", "two days"),
        ("yes, two days", "yes", "two days"),
        ("yes", "yes", ""),
    ],
)
def test_a_lean_is_known_in_the_words_it_was_said_in(typed: str, stance: str, lean: str) -> None:
    asked = "Remote-work policy: should this be closed in the meeting, and which way do you lean?"
    (point,) = points(session((asked, "decisions:17", typed)), {"decisions:17": ContextKind.DECISIONS})
    assert (point.stance, point.lean) == (stance, lean)


def test_no_at_the_beginning_of_a_sentence_is_no_refusal() -> None:
    asked = "Search outage: what has to be agreed about this here?"
    (point,) = points(
        session((asked, "incidents:1", "no alert on replica lag")), {"incidents:1": ContextKind.INCIDENTS}
    )
    assert (point.stance, point.text) == ("", "no alert on replica lag")


@pytest.mark.parametrize(
    ("meeting_type", "place", "typed", "topic"),
    [
        ("leadership_meeting", 0, "promised Ana the migration doc by Friday", QuestionTopic.COMMITMENTS),
        ("leadership_meeting", 0, "the budget is 12% over", ContextKind.BUDGET),
        ("leadership_meeting", 0, "customers saw errors from 9:10 to 9:52", ContextKind.INCIDENTS),
        ("leadership_meeting", 1, "the budget is 12% over", ContextKind.BUDGET),
        ("leadership_meeting", 2, "freeze hiring until January", ContextKind.BUDGET),
        ("leadership_meeting", 3, "we need to decide on the office lease", ContextKind.DECISIONS),
        ("leadership_meeting", 4, "I'll send Ana the plan by Friday", QuestionTopic.COMMITMENTS),
        ("incident_review", 2, "customers saw errors from 9:10 to 9:52", QuestionTopic.IMPACT),
        ("incident_review", 0, "the root cause was an expired certificate", QuestionTopic.CAUSE),
        ("incident_review", 1, "an alert on lag would have prevented it", QuestionTopic.PREVENTION),
        ("incident_review", 3, "at 9:20 the replica was switched", QuestionTopic.PREVENTION),
        ("qbr", 2, "the compute overrun will eat the hiring budget", QuestionTopic.RISKS),
        ("qbr", 3, "EU region live by 28 February", QuestionTopic.COMMITMENTS),
        ("staff_meeting", 1, "I need everybody to pick a team by Friday", QuestionTopic.CHANGE),
        ("one_on_one", 1, "I promised the price, it is late", ContextKind.HISTORY),
        ("one_on_one", 2, "we need to decide whether she leads it", QuestionTopic.FEEDBACK),
        ("one_on_one", 3, "She wants to talk about the on-call load", QuestionTopic.THEIRS),
        ("one_on_one", 3, "a vendor will raise prices", QuestionTopic.GROWTH),
        ("leadership_meeting", 0, "Ben wants to talk about the office", QuestionTopic.WANTS),
    ],
)
def test_an_answer_is_filed_by_what_it_says(meeting_type: str, place: int, typed: str, topic: Topic) -> None:
    (point,) = points(answering(meeting_type, *[""] * place, typed))
    assert point.topic is topic


@pytest.mark.parametrize(
    ("typed", "told", "private"),
    [
        ("The price for two years. I would pay up to 9,000.", ["The price for two years"], ["I would pay up to 9,000"]),
        (
            "a yes to the SLA. If she hesitates we can go down",
            ["a yes to the SLA"],
            ["If she hesitates we can go down"],
        ),
        ("It may slip; Gus should call Carla before", ["It may slip"], ["Gus should call Carla before"]),
        ("Layoffs? None; don't bring it up unless asked", [], ["Layoffs? None; don't bring it up unless asked"]),
        ("the date", ["the date"], []),
        (
            "A named support engineer. Our ceiling is 14 euros, and we have an offer from Nimbus.",
            ["A named support engineer"],
            ["Our ceiling is 14 euros, and we have an offer from Nimbus"],
        ),
        (
            "We need two SREs. Gus told me in confidence that he is going.",
            ["two SREs"],
            ["Gus told me in confidence that he is going"],
        ),
        (
            "About 4 % gave up. Marketing is angry, but that stays here",
            ["About 4 % gave up"],
            ["Marketing is angry, but that stays here"],
        ),
        ("I applied for a job in Product", [], ["I applied for a job in Product"]),
        ("The reorg is not public yet", [], ["The reorg is not public yet"]),
        (
            "They must not hear about the outage, and I want the renewal signed",
            ["the renewal signed"],
            ["They must not hear about the outage"],
        ),
        (
            "1,900 customers got two invoices. Legal thinks we may have to report it - not for the room",
            ["1,900 customers got two invoices"],
            ["Legal thinks we may have to report it - not for the room"],
        ),
        (
            "The Berlin team. I'd like to bring up the promotion to Staff",
            ["The Berlin team"],
            ["I'd like to bring up the promotion to Staff"],
        ),
        ("Das Band geht bis 85k, bitte vertraulich", [], ["Das Band geht bis 85k, bitte vertraulich"]),
        ("Customers can't see their invoices", ["Customers can't see their invoices"], []),
    ],
)
def test_what_is_for_ones_own_eyes_is_a_point_of_its_own(typed: str, told: list[str], private: list[str]) -> None:
    found = points(answering("leadership_meeting", typed))
    assert [point.text for point in found if not point.is_private] == told
    assert [point.text.rstrip(".") for point in found if point.is_private] == private
    assert all(point.priority == 0 for point in found if point.is_private)


def test_how_things_stand_is_a_wish_where_it_is_counted_out_as_one() -> None:
    wishes = points(answering("leadership_meeting", "1. the budget is 12% over 2. two hires"))
    assert [(wish.topic, wish.subject) for wish in wishes] == [
        (QuestionTopic.WANTS, ContextKind.BUDGET),
        (QuestionTopic.WANTS, ContextKind.STAFFING),
    ]


@pytest.mark.parametrize("typed", ["idk", "?", "🙂", "done", "xxxx", "tbd", "see above"])
def test_a_reply_that_says_nothing_is_no_point_and_no_answer(typed: str) -> None:
    said = answering("leadership_meeting", typed)
    assert points(said) == ()
    assert unanswered(said) == said.questions


def test_the_same_as_last_time_is_what_was_said_last_time_with_its_source() -> None:
    said = answering("leadership_meeting", "Same as last time")
    before = Recalled(text="the date, two hires", ref="history:last/answer-1")
    recalled = points(said, recalled={said.questions[0].text: before})
    assert [point.text for point in recalled] == ["the date", "two hires"]
    assert {point.refs for point in recalled} == {("A1", "history:last/answer-1")}
    assert points(said) == ()


def test_a_record_named_in_a_question_is_meant_only_by_an_answer_that_refers_to_it() -> None:
    own = "Which decisions do you need from the group, and by when?"
    asked = Question(text=f"{own} On record: Remote-work policy, open 34 days.", ref="decisions:17", own=own)
    said = session(("", "", "the office lease; close the remote-work policy"))
    found = points(said.model_copy(update={"questions": (asked,)}), {"decisions:17": ContextKind.DECISIONS})
    assert [(point.text, point.about) for point in found] == [
        ("the office lease", ""),
        ("close the remote-work policy", "decisions:17"),
    ]


@given(st.text(max_size=400))
def test_any_answer_is_taken_apart_without_losing_its_letters(typed: str) -> None:
    for is_list in (True, False):
        assert all(part and part == " ".join(part.split()) for part in split(typed, is_list=is_list))


def test_points_name_their_answer_and_the_fact_they_were_asked_about() -> None:
    said = session(
        ("What are your top three priorities?", "prep_questions", "the date"),
        ("Compute is over: do you want a decision on this?", "budget:compute", "Yes, reserve three years"),
        ("Audit log is late: does this need time?", "big_rocks:audit-log", "no"),
    )
    topics: dict[str, Topic] = {"budget:compute": ContextKind.BUDGET, "big_rocks:audit-log": ContextKind.BIG_ROCKS}
    wish, agreed, refused = points(said, topics)
    assert (wish.refs, wish.topic) == (("A1",), QuestionTopic.WANTS)
    assert (agreed.refs, agreed.stance, agreed.text) == (("A2", "budget:compute"), "yes", "reserve three years")
    assert (refused.about, refused.stance, refused.text) == ("big_rocks:audit-log", "no", "")


def test_skipped_questions_are_known_as_such() -> None:
    said = session(("First?", "prep_questions", ""), ("Second?", "prep_questions", "the lease"))
    assert [question.text for question in unanswered(said)] == ["First?"]


def test_every_question_of_every_type_is_understood() -> None:
    """A question whose topic is not found would leave its answer without a place on the agenda."""
    asked = [question for _, kind in load_meeting_types().items() for question in kind.prep_questions]
    not_understood = [question for question in asked if topic_of_question(question) is QuestionTopic.OTHER]
    assert not_understood == ["What do you bring that nobody else in the room has?"]


def test_things_counted_in_words_are_cut_at_the_words_not_at_semicolons() -> None:
    typed = "First we agree on what to drop; second the mobile app gets a designer; third, a date."
    wishes = points(answering("leadership_meeting", typed))
    assert [wish.text for wish in wishes] == ["we agree on what to drop", "the mobile app gets a designer", "a date"]


def test_a_wish_that_shares_the_customers_name_with_a_record_stays_a_wish() -> None:
    question = Question(
        text="Which decision do you need from Tarn? On record: Tarn discount: open 40 days, Bo Lind decides.",
        ref="decisions:31",
        own="Which decision do you need from Tarn?",
    )
    said = session(("", "", "Two testers from Tarn")).model_copy(update={"questions": (question,)})
    (wish,) = points(said, {"decisions:31": ContextKind.DECISIONS})
    assert (wish.text, wish.about, wish.priority) == ("Two testers from Tarn", "", 1)
    said = session(("", "", "The Tarn discount at 5 %")).model_copy(update={"questions": (question,)})
    assert points(said, {"decisions:31": ContextKind.DECISIONS})[0].about == "decisions:31"


def test_a_lean_on_what_was_just_said_is_no_wish_of_its_own() -> None:
    typed = "InPost or DPD - I lean to InPost unless their price goes above 3.20 per parcel. And one customs specialist"
    found = points(answering("qbr", "", "", "", "", typed))
    assert [(point.text.rstrip("."), point.priority) for point in found] == [
        ("InPost or DPD", 1),
        ("I lean to InPost unless their price goes above 3.20 per parcel", 0),
        ("One customs specialist", 2),
    ]
