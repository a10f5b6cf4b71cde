"""The conversation's rules (CHAT-1), tried move by move and with any sequence of moves."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.conversation.conversation import Answer, Conversation, ConversationStatus, Question, Recalled
from lambdas.domain.conversation.known_answers import carried_over, retyped
from lambdas.domain.conversation.moves import (
    MAX_ANSWER,
    OUTCOMES,
    Move,
    MoveRefused,
    OutOfStep,
    Verb,
    advance,
    amended,
    cleaned,
    close,
    prompt,
    revised,
)
from tests.fakes.samples import NOW

QUESTIONS = tuple(Question(text=f"Question {letter}?", ref="prep_questions") for letter in "ABC")


def session(**changes: object) -> Conversation:
    fresh = Conversation(
        session_id="m1-r1",
        meeting_id="m1",
        user_id="u1",
        questions=QUESTIONS,
        opened_at=NOW,
        deadline=NOW + timedelta(hours=24),
    )
    return fresh.model_copy(update=changes)


def say(text: str, version: int | None = None) -> Move:
    return Move(verb=Verb.ANSWER, text=text, version=version)


def do(verb: Verb, version: int | None = None) -> Move:
    return Move(verb=verb, version=version)


def after(start: Conversation, *moves: Move) -> Conversation:
    for move in moves:
        start = advance(start, move, NOW)
    return start


def test_the_first_prompt_asks_the_first_of_three() -> None:
    shown = prompt(session())
    assert (shown.number, shown.total, shown.text, shown.can_go_back) == (1, 3, "Question A?", False)


def test_an_answer_is_kept_with_its_time_and_channel_and_leads_to_the_next_question() -> None:
    moved = advance(session(), Move(verb=Verb.ANSWER, text="Two hires", channel="terminal"), NOW)
    assert moved.answers == {"0": Answer(text="Two hires", answered_at=NOW, channel="terminal")}
    assert prompt(moved).text == "Question B?"


def test_going_back_shows_the_earlier_answer_and_a_new_one_replaces_it() -> None:
    back = after(session(), say("Two hires"), do(Verb.BACK))
    assert prompt(back).earlier == "Two hires"
    assert advance(back, say("Three hires"), NOW).answers["0"].text == "Three hires"


def test_there_is_nothing_before_the_first_question() -> None:
    with pytest.raises(MoveRefused, match="first question"):
        advance(session(), do(Verb.BACK), NOW)


def test_skipping_leaves_an_earlier_answer_as_it_was() -> None:
    moved = after(session(), say("Two hires"), do(Verb.BACK), do(Verb.SKIP))
    assert moved.answers["0"].text == "Two hires"
    assert prompt(moved).text == "Question B?"


def test_a_skipped_question_is_an_empty_answer() -> None:
    assert advance(session(), do(Verb.SKIP), NOW).answers["0"].text == ""


def test_the_last_answer_finishes_with_the_closing_line() -> None:
    closed = after(session(), say("a"), say("b"), say("c"))
    assert closed.status is ConversationStatus.FINISHED
    assert closed.closed_at == NOW
    assert prompt(closed).text == "Great! Generating your materials..."


def test_finishing_early_keeps_what_was_answered() -> None:
    closed = after(session(), say("a"), do(Verb.FINISH))
    assert (closed.status, list(closed.answers)) == (ConversationStatus.FINISHED, ["0"])


def test_finishing_takes_what_is_typed_for_the_question_asked_now_along() -> None:
    closed = advance(after(session(), say("a")), Move(verb=Verb.FINISH, text="b", version=2), NOW)
    assert [answer.text for answer in closed.answers.values()] == ["a", "b"]
    assert closed.status is ConversationStatus.FINISHED


def test_finishing_with_what_says_nothing_keeps_it_for_no_answer() -> None:
    finished = advance(session(), Move(verb=Verb.FINISH, text="idk", version=1), NOW)
    assert (finished.answers["0"].text, finished.answers["0"].set_aside) == ("", "idk")


def test_finishing_with_words_for_a_question_already_left_is_refused() -> None:
    with pytest.raises(OutOfStep, match="moved on"):
        advance(after(session(), say("a")), Move(verb=Verb.FINISH, text="late", version=1), NOW)
    assert advance(after(session(), say("a")), do(Verb.FINISH, 1), NOW).status is ConversationStatus.FINISHED


def test_finishing_twice_counts_once_and_other_words_for_a_finished_conversation_are_refused_not_thrown_away() -> None:
    finish = Move(verb=Verb.FINISH, text="b", version=2)
    closed = advance(after(session(), say("a")), finish, NOW)
    assert advance(closed, finish, NOW) is closed
    assert advance(closed, do(Verb.FINISH, 2), NOW) is closed
    with pytest.raises(OutOfStep, match="was not added: the questions are finished"):
        advance(closed, Move(verb=Verb.FINISH, text="c", version=2), NOW)


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x00\x07", "\u200b\ufeff"])
def test_an_empty_answer_is_refused_with_a_line_that_says_what_to_do(text: str) -> None:
    with pytest.raises(MoveRefused, match="write a few words, or skip"):
        advance(session(), say(text), NOW)


def test_an_answer_that_is_too_long_is_refused_rather_than_cut() -> None:
    with pytest.raises(MoveRefused, match="4,001 characters"):
        advance(session(), say("x" * (MAX_ANSWER + 1)), NOW)
    assert advance(session(), say("word " * (MAX_ANSWER // 5)), NOW).position == 1


@pytest.mark.parametrize("typed", ["idk", "?", "🙂", "done", "xxxx", "yes", "same as last time"])
def test_what_says_nothing_is_asked_again_once_with_help_and_then_skipped(typed: str) -> None:
    again = advance(session(), say(typed), NOW)
    shown = prompt(again)
    assert (shown.number, shown.asked_again, shown.earlier) == (1, True, "")
    assert shown.text.startswith("Question A? A few words are enough")
    assert "skip" in shown.text
    skipped = advance(again, say("hm"), NOW)
    assert (prompt(skipped).text, skipped.answers["0"].text) == ("Question B?", "")


def test_an_answer_to_what_was_asked_again_is_an_answer() -> None:
    moved = after(session(), say("idk"), say("Two hires"))
    assert (moved.answers["0"].text, moved.answers["0"].set_aside) == ("Two hires", "")


def test_what_says_nothing_never_takes_back_an_earlier_answer() -> None:
    again = after(session(), say("Two hires"), do(Verb.BACK), say("idk"))
    assert prompt(again).earlier == "Two hires"
    assert advance(again, say("?"), NOW).answers["0"].text == "Two hires"


def test_nothing_to_say_and_the_word_skip_are_not_asked_again() -> None:
    moved = after(session(), say("none"), say("skip"))
    assert prompt(moved).number == 3
    assert [moved.answers[place].text for place in "01"] == ["none", ""]


def test_the_same_as_last_time_is_an_answer_where_last_time_is_on_record() -> None:
    before = Recalled(text="Two hires", ref="history:last/answer-1")
    asked = (QUESTIONS[0].model_copy(update={"last_time": before}), *QUESTIONS[1:])
    assert advance(session(questions=asked), say("same as last time"), NOW).position == 1


def test_fault_70_what_says_nothing_sent_twice_is_asked_again_once() -> None:
    again = advance(session(), say("idk", version=1), NOW)
    assert advance(again, say("idk", version=1), NOW) is again
    skipped = advance(again, say("idk", version=2), NOW)
    assert advance(skipped, say("idk", version=2), NOW) is skipped


def test_yes_is_enough_where_yes_or_no_was_asked() -> None:
    asked = (Question(text="Compute is over: do you want a decision on this in the meeting?", ref="budget:x"),)
    assert advance(session(questions=asked), say("ok"), NOW).status is ConversationStatus.FINISHED


def test_control_characters_go_and_line_breaks_stay() -> None:
    assert cleaned(" a\r\nb\x00\x1b[31m\u202ec\ud800 ") == "a\nb[31mc"


def test_fault_70_the_same_answer_sent_twice_is_one_answer() -> None:
    once = advance(session(), say("a", version=1), NOW)
    assert advance(once, say("a", version=1), NOW) is once


def test_fault_70_another_answer_to_a_question_already_left_is_refused() -> None:
    once = advance(session(), say("a", version=1), NOW)
    with pytest.raises(OutOfStep, match="moved on"):
        advance(once, say("z", version=1), NOW)


def test_fault_70_the_last_answer_sent_twice_is_told_the_same_closing_line() -> None:
    closed = after(session(), say("a", 1), say("b", 2), say("c", 3))
    assert advance(closed, say("c", 3), NOW) is closed
    assert advance(closed, do(Verb.FINISH), NOW) is closed


def test_fault_70_a_late_answer_is_refused_in_plain_words() -> None:
    with pytest.raises(OutOfStep, match="Time is up"):
        advance(session(), say("late"), NOW + timedelta(hours=24))
    expired = close(session(), ConversationStatus.EXPIRED, NOW)
    with pytest.raises(OutOfStep, match="not added"):
        advance(expired, say("later"), NOW)


def test_a_double_click_on_back_goes_back_once() -> None:
    back = after(session(), say("a", 1), say("b", 2), do(Verb.BACK, 3))
    assert advance(back, do(Verb.BACK, 3), NOW) is back


def test_finishing_from_an_old_page_still_finishes() -> None:
    assert after(session(), say("a", 1), do(Verb.FINISH, 1)).status is ConversationStatus.FINISHED


def test_a_closed_session_keeps_its_first_decision() -> None:
    finished = close(session(), ConversationStatus.FINISHED, NOW)
    assert close(finished, ConversationStatus.EXPIRED, NOW) is finished


def test_every_closed_status_has_an_outcome_for_the_workflow() -> None:
    assert set(OUTCOMES) == set(ConversationStatus) - {ConversationStatus.OPEN}


def test_answers_to_questions_asked_again_are_carried_over() -> None:
    earlier = after(session(), say("a"), do(Verb.SKIP))
    asked_again = (Question(text="New?", ref="budget:x"), QUESTIONS[0], QUESTIONS[1])
    later = carried_over(session(session_id="m1-r2", questions=asked_again), [earlier])
    assert {place: answer.text for place, answer in later.answers.items()} == {"1": "a"}
    assert prompt(later).text == "New?"


def test_an_answer_is_known_again_after_a_run_that_asked_something_else() -> None:
    """The meeting was of another type for a while. What was said last counts, a skipped question takes nothing back."""
    first = after(session(), say("a"), say("b"), say("c"))
    other = session(session_id="m1-r2", questions=(Question(text="New?", ref="budget:x"),))
    third = after(session(session_id="m1-r3"), say("changed"), do(Verb.SKIP))
    later = carried_over(session(session_id="m1-r4"), [first, other, third])
    assert [answer.text for answer in later.answers.values()] == ["changed", "b", "c"]


def test_a_conversation_whose_answers_are_all_known_asks_nothing() -> None:
    earlier = after(session(), say("a"), say("b"), say("c"))
    later = carried_over(session(session_id="m1-r2"), [earlier])
    assert later.status is ConversationStatus.FINISHED
    assert [answer.text for answer in later.answers.values()] == ["a", "b", "c"]


def test_an_answer_is_changed_after_the_conversation_and_nothing_else() -> None:
    closed = after(session(), say("a"), do(Verb.SKIP), say("c"))
    changed = revised(closed, 1, " b ", "web", NOW)
    assert [changed.answers[str(place)].text for place in range(3)] == ["a", "b", "c"]
    assert (changed.status, changed.version) == (closed.status, closed.version + 1)
    assert revised(changed, 1, "b", "web", NOW) is changed
    for place, text in ((1, " "), (3, "d"), (-1, "d")):
        with pytest.raises(MoveRefused):
            revised(closed, place, text, "web", NOW)
    with pytest.raises(MoveRefused, match="still open"):
        revised(session(), 0, "a", "web", NOW)


def test_an_answer_is_amended_while_the_conversation_goes_on_at_the_question_it_asks() -> None:
    going = after(session(), say("a"), do(Verb.SKIP))
    changed = amended(going, 0, " a, and two hires ", "slack", NOW)
    assert (changed.answers["0"].text, changed.position, changed.version) == ("a, and two hires", 2, going.version + 1)
    assert amended(changed, 0, "a, and two hires", "slack", NOW) is changed
    assert amended(going, 1, "b after all", "slack", NOW).answers["1"].text == "b after all"
    assert after(changed, do(Verb.SKIP, changed.version)).status is ConversationStatus.FINISHED


def test_an_answer_taken_back_is_no_answer_and_words_that_say_nothing_are_none_either() -> None:
    going = after(session(), say("a"))
    assert amended(going, 0, "", "slack", NOW).answers["0"].text == ""
    vague = amended(going, 0, "idk", "slack", NOW).answers["0"]
    assert (vague.text, vague.set_aside) == ("", "idk")


def test_what_cannot_be_amended_is_refused_in_words() -> None:
    going = after(session(), say("a"))
    for place, text in ((3, "d"), (-1, "d"), (0, "x" * (MAX_ANSWER + 1))):
        with pytest.raises(MoveRefused):
            amended(going, place, text, "slack", NOW)
    with pytest.raises(OutOfStep, match="questions are finished"):
        amended(after(going, do(Verb.FINISH)), 0, "z", "slack", NOW)
    with pytest.raises(OutOfStep, match="Time is up"):
        amended(going, 0, "z", "slack", NOW + timedelta(hours=24))


def test_a_meeting_of_another_type_is_asked_that_type_s_questions_from_here_on() -> None:
    going = after(session(), say("a"), do(Verb.SKIP))
    others = (QUESTIONS[0], Question(text="Who decides?", ref="prep_questions"))
    renewed = retyped(going, others, "b", ())
    assert [question.text for question in renewed.questions] == ["Question A?", "Question B?", "Who decides?"]
    assert (prompt(renewed).text, renewed.answers["0"].text) == ("Who decides?", "a")
    assert (renewed.version, renewed.question_set) == (going.version + 1, "b")
    assert retyped(renewed, others, "b", ()) is renewed


def test_going_back_keeps_the_answers_that_lie_ahead_when_the_type_changes() -> None:
    back = after(session(), say("a"), say("b"), do(Verb.BACK), do(Verb.BACK))
    renewed = retyped(back, (Question(text="Who decides?", ref="prep_questions"),), "a", ())
    assert [question.text for question in renewed.questions] == ["Question A?", "Question B?", "Who decides?"]
    assert (renewed.position, renewed.answers["1"].text) == (0, "b")


def test_nothing_else_to_ask_and_a_closed_conversation_stay_as_they_are() -> None:
    going = after(session(), say("a"))
    assert retyped(going, QUESTIONS, "a", ()) is going
    assert retyped(going, QUESTIONS[:1], "a", ()) is going
    closed = after(going, do(Verb.FINISH))
    assert retyped(closed, (Question(text="Who decides?", ref="prep_questions"),), "a", ()) is closed


moves = st.builds(
    Move,
    verb=st.sampled_from(Verb),
    text=st.sampled_from(["", "yes", "no", " ", "idk", "skip", "two hires", "x" * 4_001]) | st.text(max_size=20),
    version=st.none() | st.integers(0, 12),
)


@given(st.lists(moves, max_size=40), st.integers(0, 60))
def test_any_sequence_of_moves_keeps_the_conversation_whole(sequence: list[Move], deadline_after: int) -> None:
    current = session(deadline=NOW + timedelta(minutes=deadline_after))
    closings = 0
    for minute, move in enumerate(sequence):
        try:
            moved = advance(current, move, NOW + timedelta(minutes=minute))
        except MoveRefused:
            continue
        assert 0 <= moved.position <= len(moved.questions)
        assert moved.version - current.version == (moved is not current)
        assert all(moved.answers[place].text for place, answer in current.answers.items() if answer.text)
        assert (moved.closed_at is None) == (moved.status is ConversationStatus.OPEN)
        closings += moved.status is not current.status
        current = moved
        assert prompt(current).total == 3
        assert Conversation.model_validate(current.model_dump(mode="json")) == current
    assert closings <= 1


@given(st.lists(moves, min_size=1, max_size=20))
def test_sending_every_move_twice_changes_nothing(sequence: list[Move]) -> None:
    once, twice = session(), session()
    for move in sequence:
        seen = move.model_copy(update={"version": once.version})
        once, twice = _tried(once, seen), _tried(_tried(twice, seen), seen)
    assert once == twice


def _tried(current: Conversation, move: Move) -> Conversation:
    try:
        return advance(current, move, NOW)
    except MoveRefused:
        return current


def test_a_type_put_right_asks_nothing_that_an_earlier_run_knows() -> None:
    earlier = session().model_copy(update={"answers": {"0": Answer(text="Known", answered_at=NOW, channel="web")}})
    other = session().model_copy(update={"questions": (Question(text="Who decides?", ref="prep_questions"),)})
    renewed = retyped(other, QUESTIONS, "a", (earlier,))
    assert renewed.questions == QUESTIONS
    assert (renewed.answers["0"].text, renewed.position) == ("Known", 1)
