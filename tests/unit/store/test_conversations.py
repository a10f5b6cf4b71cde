"""What every store of sessions does."""

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest

from lambdas.aws.table import Key, Row, Table
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus, Question
from lambdas.domain.conversation.moves import Move, Verb, advance
from lambdas.errors import Conflict, NotFound
from lambdas.store.conversations import LIFE, Conversations
from tests.fakes.samples import NOW

TOKEN = "AQC-task-token"


@pytest.fixture
def sessions(table: Callable[[str], Table]) -> Conversations:
    return Conversations(table("chat_sessions"))


def a_session() -> Conversation:
    return Conversation(
        session_id="m1-r1",
        meeting_id="m1",
        user_id="u1",
        questions=(Question(text="A?", ref="prep_questions"), Question(text="B?", ref="budget:compute")),
        opened_at=NOW,
        nudge_at=NOW + timedelta(hours=12),
        deadline=NOW + timedelta(hours=24),
    )


def answered(session: Conversation, text: str = "Two hires") -> Conversation:
    return advance(session, Move(verb=Verb.ANSWER, text=text), NOW)


def test_an_opened_session_comes_back_as_it_was(sessions: Conversations) -> None:
    assert sessions.open(a_session()) == a_session()
    assert sessions.get("u1", "m1-r1", NOW) == a_session()


def test_opening_again_returns_the_session_as_it_is_by_now(sessions: Conversations) -> None:
    sessions.open(a_session())
    sessions.save(answered(a_session()))
    assert sessions.open(a_session()) == answered(a_session())


def test_somebody_else_s_session_does_not_exist(sessions: Conversations) -> None:
    sessions.open(a_session())
    for user_id, session_id in (("u2", "m1-r1"), ("u1", "m1-r2")):
        with pytest.raises(NotFound, match="no such conversation"):
            sessions.get(user_id, session_id, NOW)


def test_fault_86_an_expired_session_is_absent_though_its_item_is_still_there(sessions: Conversations) -> None:
    sessions.open(a_session())
    gone = a_session().deadline + LIFE
    assert sessions.find("m1-r1", gone - timedelta(seconds=1)) is not None
    assert sessions.find("m1-r1", gone) is None


def test_of_two_answers_at_once_one_is_stored(sessions: Conversations) -> None:
    sessions.open(a_session())
    sessions.save(answered(a_session(), "first"))
    with pytest.raises(Conflict):
        sessions.save(answered(a_session(), "second"))
    assert sessions.get("u1", "m1-r1", NOW).answers["0"].text == "first"


def test_saving_a_session_that_was_never_opened_is_a_conflict(sessions: Conversations) -> None:
    with pytest.raises(Conflict):
        sessions.save(answered(a_session()))


def test_closing_records_the_first_decision_and_keeps_the_answers(sessions: Conversations) -> None:
    sessions.open(a_session())
    sessions.save(answered(a_session()))
    closed = sessions.close("m1-r1", ConversationStatus.EXPIRED, NOW)
    assert closed is not None
    assert (closed.status, closed.closed_at, closed.answers["0"].text) == (ConversationStatus.EXPIRED, NOW, "Two hires")
    assert sessions.close("m1-r1", ConversationStatus.WITHDRAWN, NOW) == closed


def test_closing_a_session_that_was_never_opened_is_nothing(sessions: Conversations) -> None:
    assert sessions.close("m1-r1", ConversationStatus.WITHDRAWN, NOW) is None


def test_fault_71_a_retried_task_s_token_replaces_the_dead_one(sessions: Conversations) -> None:
    sessions.open(a_session())
    assert sessions.token("m1-r1") is None
    sessions.put_token("m1-r1", "old")
    assert sessions.put_token("m1-r1", TOKEN) == a_session()
    assert sessions.token("m1-r1") == TOKEN


def test_the_token_outlives_answers_and_never_travels_with_the_session(sessions: Conversations) -> None:
    sessions.open(a_session())
    sessions.put_token("m1-r1", TOKEN)
    sessions.save(answered(a_session()))
    assert sessions.token("m1-r1") == TOKEN
    assert TOKEN not in repr(sessions.get("u1", "m1-r1", NOW))


def test_a_token_for_a_session_that_does_not_exist_is_refused(sessions: Conversations) -> None:
    with pytest.raises(Conflict):
        sessions.put_token("m1-r1", TOKEN)


def test_what_was_resumed_is_marked_without_losing_a_move(sessions: Conversations) -> None:
    sessions.open(a_session())
    sessions.mark_resumed("m1-r1", NOW)
    sessions.save(answered(a_session()))
    stored = sessions.get("u1", "m1-r1", NOW)
    assert (stored.resumed_at, stored.version) == (NOW, 2)


def test_reading_a_session_leaves_the_token_in_the_table(table: Callable[[str], Table]) -> None:
    """Asked of the table are the conversation's own attributes; the table hands out no others (test_table.py)."""
    asked: list[Collection[str]] = []

    class Watched:
        def get(self, key: Key, doing: str, *, only: Collection[str]) -> Row | None:
            asked.append(only)
            return table("chat_sessions").get(key, doing, only=only)

    Conversations(table("chat_sessions")).open(a_session())
    assert Conversations(Watched()).find("m1-r1", NOW) == a_session()  # type: ignore[arg-type]  # watches a real one
    assert asked
    assert all(only and "task_token" not in only for only in asked)


def test_a_snoozed_session_is_asked_for_again_at_its_new_time_and_keeps_its_answers(sessions: Conversations) -> None:
    sessions.open(a_session())
    sessions.save(answered(a_session()))
    snoozed = sessions.snooze("m1-r1", NOW + timedelta(hours=1), NOW)
    assert (snoozed.nudge_at, snoozed.snoozed_at) == (NOW + timedelta(hours=1), NOW)
    assert sessions.get("u1", "m1-r1", NOW) == snoozed
    assert snoozed.answers == answered(a_session()).answers


def test_a_closed_session_is_not_snoozed(sessions: Conversations) -> None:
    sessions.open(a_session())
    sessions.close("m1-r1", ConversationStatus.FINISHED, NOW)
    for session_id in ("m1-r1", "m9-r1"):
        with pytest.raises(Conflict):
            sessions.snooze(session_id, NOW + timedelta(hours=1), NOW)
