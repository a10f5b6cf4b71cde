"""What the record of deliveries does."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.notifications.deliveries import Attempt, DeliveryOutcome, DeliveryRecord, record_of
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.store.deliveries import LIFE, Deliveries
from tests.fakes.samples import NOW


@pytest.fixture
def deliveries(table: Callable[[str], Table]) -> Deliveries:
    return Deliveries(table("deliveries"))


def message(message_id: str = "m1-r1-nudge", meeting_id: str = "m1") -> Message:
    return Message(
        message_id=message_id, user_id="u1", kind=MessageKind.NUDGE, title="T", meeting_id=meeting_id, created_at=NOW
    )


def record(message_id: str = "m1-r1-nudge", user_id: str = "u1", at: datetime = NOW) -> DeliveryRecord:
    attempts = (
        Attempt(channel="slack", outcome=DeliveryOutcome.FAILED, reason="invalid_auth"),
        Attempt(channel="sms", outcome=DeliveryOutcome.TOOK_IT),
    )
    return record_of(message(message_id), user_id, attempts, at)


def test_how_it_ended_comes_back_as_it_was_kept(deliveries: Deliveries) -> None:
    assert deliveries.find("u1", message(), NOW) is None
    deliveries.put(record())
    assert deliveries.find("u1", message(), NOW) == record()
    assert record().channel == "sms"


def test_a_meeting_shows_what_its_owner_was_told_oldest_first(deliveries: Deliveries) -> None:
    later = record("m1-r1-materials_ready", at=NOW + timedelta(hours=1))
    for one in (later, record(), record(user_id="u2")):
        deliveries.put(one)
    assert deliveries.of_meeting("u1", "m1", NOW) == (record(), later)
    assert deliveries.of_meeting("u1", "m2", NOW) == ()


def test_what_is_about_no_meeting_is_kept_with_the_person(deliveries: Deliveries) -> None:
    about_nothing = message("calendar-problem", "")
    deliveries.put(record_of(about_nothing, "u1", (), NOW))
    assert deliveries.find("u1", about_nothing, NOW) is not None


def test_of_two_that_would_send_one_may(deliveries: Deliveries) -> None:
    assert deliveries.claim("u1", message(), "sms", NOW)
    assert not deliveries.claim("u1", message(), "sms", NOW)
    assert deliveries.claim("u1", message(), "email", NOW)
    assert deliveries.claim("u2", message(), "sms", NOW)
    deliveries.release("u1", message(), "sms")
    assert deliveries.claim("u1", message(), "sms", NOW)


def test_a_claim_alone_is_not_an_end_and_outlives_the_record(deliveries: Deliveries) -> None:
    deliveries.claim("u1", message(), "sms", NOW)
    assert deliveries.find("u1", message(), NOW) is None
    assert deliveries.of_meeting("u1", "m1", NOW) == ()
    deliveries.put(record())
    assert not deliveries.claim("u1", message(), "sms", NOW)


def test_a_day_s_messages_are_counted_for_each_person(deliveries: Deliveries) -> None:
    day = NOW.date()
    assert [deliveries.count_one("u1", "sms", day, 2) for _ in range(3)] == [True, True, False]
    assert deliveries.count_one("u2", "sms", day, 2)
    assert deliveries.count_one("u1", "sms", day + timedelta(days=1), 2)


def test_fault_86_an_expired_record_is_not_shown_though_its_item_is_still_there(deliveries: Deliveries) -> None:
    deliveries.put(record())
    assert deliveries.find("u1", message(), NOW + LIFE) is None
    assert deliveries.of_meeting("u1", "m1", NOW + LIFE) == ()
