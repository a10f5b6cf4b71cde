"""People are reached on the first of their channels that works, and never woken for nothing (NOT-1)."""

from datetime import UTC, datetime, time

import pytest

from lambdas.channels.notifier import Notifier
from lambdas.channels.web import WebChannel
from lambdas.domain.messages import Message, MessageKind
from lambdas.domain.users import QuietHours, User
from tests.fakes.channels import FakeChannel
from tests.fakes.notices import FakeNotices

DAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
PERSON = User(user_id="u1", quiet_hours=QuietHours(start=time(22), end=time(7)), created_at=DAY)
MESSAGE = Message(message_id="n1", user_id="u1", kind=MessageKind.NUDGE, title="Still time", created_at=DAY)


class Reach:
    """Two channels that ring, and the inbox behind them."""

    def __init__(self) -> None:
        self.chat, self.phone = FakeChannel("chat"), FakeChannel("phone")
        self.inbox = FakeNotices()
        self.notifier = Notifier([self.chat, self.phone, WebChannel(self.inbox)])  # type: ignore[arg-type]


def test_the_first_channel_that_works_is_the_only_one_used() -> None:
    reach = Reach()
    delivery = reach.notifier.send(PERSON, MESSAGE, DAY)
    assert (delivery.delivered, delivery.channel) == (True, "chat")
    assert not reach.phone.messages
    assert not reach.inbox.stored


def test_a_channel_that_fails_or_knows_nobody_falls_back_to_the_next() -> None:
    reach = Reach()
    reach.chat.is_down = True
    assert reach.notifier.send(PERSON, MESSAGE, DAY).channel == "phone"
    reach.phone.reaches_nobody = True
    assert reach.notifier.send(PERSON, MESSAGE, DAY).channel == "web"


def test_in_quiet_hours_nothing_rings_and_the_inbox_has_it() -> None:
    reach = Reach()
    assert reach.notifier.send(PERSON, MESSAGE, NIGHT).channel == "web"
    assert not reach.chat.messages
    assert reach.inbox.for_user("u1", NIGHT) == (MESSAGE,)


def test_a_message_sent_again_is_in_the_inbox_once() -> None:
    reach = Reach()
    reach.chat.is_down = reach.phone.is_down = True
    first, second = (reach.notifier.send(PERSON, MESSAGE, DAY) for _ in range(2))
    assert (first.reason, second.reason) == ("", "told already")
    assert first.delivered
    assert second.delivered
    assert len(reach.inbox.stored) == 1


def test_when_nothing_works_the_last_reason_is_told_and_nothing_raised() -> None:
    broken = FakeChannel("chat")
    broken.is_down = True
    delivery = Notifier([broken]).send(PERSON, MESSAGE, DAY)
    assert (delivery.delivered, delivery.channel) == (False, "")
    assert "chat" in delivery.reason
    assert not Notifier([]).send(PERSON, MESSAGE, DAY).delivered


def test_fault_81_a_message_without_an_id_to_tell_it_by_is_refused() -> None:
    with pytest.raises(ValueError, match="message_id"):
        Message(message_id="", user_id="u1", kind=MessageKind.NUDGE, title="Still time", created_at=DAY)
