"""Mail that came back: AMO writes there no more, and tells its person elsewhere, once."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.message_delivery.returned_mail import ReturnedMails
from lambdas.notifications.email import EmailChannel
from lambdas.notifications.notifier import Notifier
from tests.fakes.approval_harness import FakeMailer
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_user
from tests.fakes.stores import FakeDeliveries, FakeInbox, FakeUsers

ADDRESS = "ada@example.com"


class Office:
    def __init__(self) -> None:
        self.ada = a_user("ada", email=ADDRESS)
        self.deliveries, self.inbox, self.mailer, self.now = FakeDeliveries(), FakeInbox(), FakeMailer(), NOW
        notifier = Notifier(self.inbox, self.deliveries, FakeQueue())  # type: ignore[arg-type]
        self.returned = ReturnedMails(self.deliveries, FakeUsers(self.ada, a_user("bob")), notifier)

    def hears(self, kind: str, *addresses: str, bounce: str = "Permanent") -> None:
        people = [{"emailAddress": address} for address in addresses]
        detail: dict[str, Any] = {"eventType": kind, "mail": {"tags": {"ses:configuration-set": ["amo"]}}}
        if kind == "Bounce":
            detail["bounce"] = {"bounceType": bounce, "bounceSubType": "General", "bouncedRecipients": people}
        else:
            detail["complaint"] = {"complainedRecipients": people, "complaintFeedbackType": "abuse"}
        self.returned.note({"detail-type": f"Email {kind}", "detail": detail}, self.now)

    def mails(self) -> tuple[bool, str]:
        channel = EmailChannel(self.mailer, self.deliveries, "https://amo.example", lambda: self.now)  # type: ignore[arg-type]
        told = Message(
            message_id=f"t{len(self.mailer.sent)}",
            user_id="ada",
            kind=MessageKind.STATUS,
            title="A message",
            created_at=self.now,
        )
        result = channel.deliver(self.ada, told)
        return result.delivered, result.reason

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(user_id, message.title) for (user_id, _), message in self.inbox.stored.items()]


@pytest.mark.parametrize(("kind", "said"), [("Bounce", "no such mailbox"), ("Complaint", "unwanted")])
def test_nobody_writes_there_any_more_and_its_person_hears_of_it_once(kind: str, said: str) -> None:
    office = Office()
    assert office.mails() == (True, "")
    for _ in range(2):
        office.hears(kind, ADDRESS.upper())
    is_sent, reason = office.mails()
    assert not is_sent
    assert said in reason
    assert office.told == [("ada", "AMO's e-mail does not reach you")]


def test_after_five_weeks_it_is_tried_again() -> None:
    office = Office()
    office.hears("Bounce", ADDRESS)
    office.now += timedelta(days=36)
    assert office.mails()[0]


def test_a_mailbox_that_was_full_is_written_to_again() -> None:
    office = Office()
    office.hears("Bounce", ADDRESS, bounce="Transient")
    assert office.mails()[0]
    assert office.told == []


def test_an_attendee_who_is_no_user_is_kept_as_a_hash_alone() -> None:
    office = Office()
    office.hears("Bounce", "eve@elsewhere.example")
    assert office.told == []
    assert "eve" not in str(office.deliveries.table.rows)
