"""What a mail to a user of AMO says: its subject once."""

import pytest

from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.notifications.email import EmailChannel
from tests.fakes.approval_harness import FakeMailer
from tests.fakes.samples import NOW, a_user
from tests.fakes.stores import FakeDeliveries


@pytest.mark.parametrize(("lines", "begins"), [(("Changed by Olga.",), "Changed by Olga."), ((), "Answer and read on")])
def test_a_mail_does_not_begin_with_its_subject(lines: tuple[str, ...], begins: str) -> None:
    mailer = FakeMailer()
    channel = EmailChannel(mailer, FakeDeliveries(), "https://amo.example", lambda: NOW)  # type: ignore[arg-type]
    told = Message(
        message_id="t1",
        user_id="u1",
        kind=MessageKind.TEAM_CHANGED,
        title="You are now a reviewer",
        lines=lines,
        created_at=NOW,
    )
    assert channel.deliver(a_user("u1", email="u1@example.com"), told).delivered
    ((_, _, subject, body),) = mailer.sent
    assert subject == "You are now a reviewer"
    assert subject not in "\n".join(body)
    assert body[0].startswith(begins)
