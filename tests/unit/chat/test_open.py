"""Opening the conversation a workflow waits for (CHAT-1, WF-1)."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.chat.open import WaitRequest, failing_the_task
from lambdas.domain.context.notes import Fact
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.errors import Retryable
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.unit.chat.harness import START, Harness


def test_the_conversation_asks_what_the_records_say_is_open_and_what_the_type_wants_to_know(harness: Harness) -> None:
    harness.gathered(Fact(text="Compute is 45,200 over plan", ref="budget:compute", weight=3))
    asked = [question.text for question in harness.asks().questions]
    assert asked == [
        "What do you want out of it?",
        "What must be said?",
        "Which budget questions are open? On record: Compute is 45,200 over plan.",
    ]


def test_what_a_person_never_wants_to_be_asked_again_is_not_asked_the_next_time(harness: Harness) -> None:
    declined = harness.asks().questions[1]
    harness.users.change_preferences("u1", "default", lambda held: held.with_wish(declined.never_again))
    assert declined.text not in [question.text for question in harness.asks(run=2).questions]


def test_opening_sets_the_nudge_half_way_and_the_deadline_a_day_later(asked: Harness) -> None:
    waiting = {name: entry.at - NOW for name, entry in asked.schedules.waiting.items()}
    assert waiting == {"nudge-m1-r1": timedelta(hours=12), "deadline-m1-r1": timedelta(hours=24)}
    assert asked.progress.waiting_until == NOW + timedelta(hours=24)


def test_the_deadline_never_passes_the_meeting(harness: Harness) -> None:
    harness.now = START - timedelta(hours=1)
    assert harness.asks().deadline == START - timedelta(minutes=5)


def test_a_nudge_that_would_come_on_a_free_day_comes_before_it(harness: Harness) -> None:
    harness.now = datetime(2026, 3, 6, 14, tzinfo=UTC)  # a Friday; half-way is in the night to Saturday
    harness.meetings.rows["m1"] = a_tracked(a_meeting(start=datetime(2026, 3, 9, 10, tzinfo=UTC)))
    assert harness.asks().nudge_at == datetime(2026, 3, 6, 17, tzinfo=UTC)
    harness.now = datetime(2026, 3, 7, 10, tzinfo=UTC)  # asked for by hand on Saturday: half-way, as ever
    assert harness.asks(run=2).nudge_at == datetime(2026, 3, 7, 22, tzinfo=UTC)


def test_a_short_conversation_is_not_interrupted_by_a_nudge(harness: Harness) -> None:
    harness.now = START - timedelta(minutes=20)
    harness.asks()
    assert list(harness.schedules.waiting) == ["deadline-m1-r1"]


def test_fault_73_with_no_time_left_the_workflow_goes_on_at_once(harness: Harness) -> None:
    harness.now = START - timedelta(minutes=3)
    assert harness.asks().status is ConversationStatus.EXPIRED
    assert harness.outcomes == ["silent"]
    assert not harness.schedules.waiting


def test_fault_71_a_retried_task_goes_on_with_the_same_conversation_and_its_new_token(harness: Harness) -> None:
    harness.asks("token-1")
    harness.say("Two hires")
    harness.tasks.waiting.clear()
    harness.now += timedelta(hours=1)
    again = harness.asks("token-2")
    assert again.answers["0"].text == "Two hires"
    assert again.deadline == NOW + timedelta(hours=24)
    harness.move(Verb.FINISH)
    assert harness.outcomes == ["finished"]


def test_an_execution_driven_again_after_the_conversation_ended_goes_on_at_once(harness: Harness) -> None:
    harness.asks("token-1")
    harness.move(Verb.FINISH)
    harness.asks("token-2")
    assert harness.outcomes == ["finished", "finished"]
    assert not harness.tasks.waiting


def test_fault_67_the_next_run_asks_only_what_was_not_answered_before_the_meeting_moved(harness: Harness) -> None:
    harness.asks("token-1")
    harness.say("Two hires")
    harness.conversations.close("m1-r1", ConversationStatus.WITHDRAWN, harness.now)
    harness.asks("token-2", run=2)
    prompt = harness.say("The audit log date", run=2)
    assert (prompt.number, prompt.total) == (3, 3)
    assert harness.conversations.stored["m1-r2"].answers["0"].text == "Two hires"


def test_fault_68_a_run_that_ended_meanwhile_leaves_no_conversation_open(harness: Harness) -> None:
    harness.progress.over = True
    assert harness.asks().status is ConversationStatus.WITHDRAWN
    assert harness.outcomes == ["withdrawn"]
    assert not harness.schedules.waiting


def test_a_task_whose_function_fails_is_failed_by_hand_so_that_it_is_tried_again(harness: Harness) -> None:
    harness.schedules.is_down = True
    with pytest.raises(Retryable), failing_the_task("token-1", harness.tasks):  # type: ignore[arg-type]  # a fake in its place
        harness.asks("token-1")
    assert harness.tasks.failures == ["Retryable"]
    harness.schedules.is_down = False
    harness.asks("token-2")
    assert len(harness.schedules.waiting) == 2


def test_a_malformed_request_does_not_spell_out_the_token() -> None:
    with pytest.raises(ValueError, match="meeting_id") as refusal:
        WaitRequest.model_validate({"token": "AQC-secret", "user_id": "u1", "run": 1})
    assert "AQC-secret" not in str(refusal.value)
    request = WaitRequest(token="AQC-secret", meeting_id="m1", user_id="u1", run=1)
    assert "AQC-secret" not in repr(request)


def test_once_the_type_is_put_right_the_conversation_goes_on_with_that_type_s_questions(asked: Harness) -> None:
    asked.say("A decision")
    asked.is_really("one_on_one")
    assert [question.text for question in asked.session.questions] == [
        "What do you want out of it?",
        "How are they?",
        "What should they grow in?",
    ]
    assert (asked.session.position, asked.session.answers["0"].text) == (1, "A decision")
    assert asked.say("Well").text == "What should they grow in?"


def test_a_closed_conversation_keeps_its_questions_whatever_the_type_is(asked: Harness) -> None:
    asked.move(Verb.FINISH)
    before = asked.session
    asked.is_really("one_on_one")
    assert asked.session == before


def test_an_answer_given_while_the_questions_change_is_kept(asked: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    save, others = asked.conversations.save, ["A decision"]

    def save_second(session: Conversation) -> None:
        if others:
            asked.say(others.pop())
        save(session)

    monkeypatch.setitem(asked.conversations.__dict__, "save", save_second)
    asked.is_really("one_on_one")
    assert asked.session.answers["0"].text == "A decision"
    assert asked.session.questions[1].text == "How are they?"
