"""What every inbox does."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.errors import NotFound
from lambdas.store.inbox import LIFE, Inbox
from tests.fakes.samples import NOW


@pytest.fixture
def notices(table: Callable[[str], Table]) -> Inbox:
    return Inbox(table("notices"))


def message(message_id: str, created_at: datetime = NOW, title: str = "Leadership team") -> Message:
    return Message(
        message_id=message_id,
        user_id="u1",
        kind=MessageKind.PREP_STARTED,
        title=title,
        lines=("12 people", ""),
        actions=(Button(label="Start Prep", verb="start_prep", target="m1-r1"),),
        meeting_id="m1",
        created_at=created_at,
    )


def test_a_notice_comes_back_as_it_was_told(notices: Inbox) -> None:
    assert notices.put("u1", message("n1"))
    assert notices.for_user("u1", NOW) == (message("n1"),)


def test_the_same_message_is_told_once_and_stays_as_it_was(notices: Inbox) -> None:
    assert notices.put("u1", message("n1"))
    assert not notices.put("u1", message("n1", title="again"))
    assert [notice.title for notice in notices.for_user("u1", NOW)] == ["Leadership team"]


def test_everybody_sees_their_own_newest_first(notices: Inbox) -> None:
    for number in (2, 1, 3):
        notices.put("u1", message(f"n{number}", NOW + timedelta(hours=number)))
    notices.put("u2", message("n1"))
    assert [notice.message_id for notice in notices.for_user("u1", NOW)] == ["n3", "n2", "n1"]
    assert len(notices.for_user("u2", NOW)) == 1


def test_fault_86_an_expired_notice_is_not_shown_though_its_item_is_still_there(notices: Inbox) -> None:
    notices.put("u1", message("n1"))
    assert notices.for_user("u1", NOW + LIFE) == ()
    assert not notices.put("u1", message("n1"))


def test_a_notice_put_away_is_shown_no_more_and_told_no_second_time(notices: Inbox) -> None:
    notices.put("u1", message("n1"))
    notices.dismiss("u1", "n1", NOW)
    assert notices.for_user("u1", NOW) == ()
    assert not notices.put("u1", message("n1"))


def test_a_notice_put_away_can_be_shown_again(notices: Inbox) -> None:
    notices.put("u1", message("n1"))
    notices.dismiss("u1", "n1", NOW)
    notices.restore("u1", "n1")
    assert notices.for_user("u1", NOW) == (message("n1"),)
    with pytest.raises(NotFound):
        notices.restore("u2", "n1")


def test_fault_116_somebody_else_s_notice_cannot_be_put_away(notices: Inbox) -> None:
    notices.put("u1", message("n1"))
    for user_id, message_id in (("u2", "n1"), ("u1", "n2")):
        with pytest.raises(NotFound):
            notices.dismiss(user_id, message_id, NOW)
    assert len(notices.for_user("u1", NOW)) == 1
