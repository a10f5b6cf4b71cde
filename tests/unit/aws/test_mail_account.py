"""SES's sandbox and an address that is not confirmed: known beforehand, said in one line, no mail tried in vain."""

import logging
from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import Stubber

from lambdas.aws.email import Mailer
from lambdas.aws.mail_account import SECONDS_KNOWN, MailAccount
from lambdas.errors import Refused

SENDER = "amo@mail.example.com"


class Ses:
    """SES's own description of its answers; ``proved`` are the identities it has confirmed."""

    def __init__(self, *proved: str, in_sandbox: bool = False, is_stopped: bool = False) -> None:
        self.client = get_session().create_client(
            "sesv2", region_name="eu-central-1", aws_access_key_id="k", aws_secret_access_key="s"
        )
        self.proved, self.account = (
            set(proved),
            {
                "ProductionAccessEnabled": not in_sandbox,
                "SendingEnabled": not is_stopped,
            },
        )
        self.asked: list[str] = []
        self.sent: list[dict[str, Any]] = []
        self.seconds = 0.0
        self.stub = Stubber(self.client)
        self.stub.activate()
        self.client.meta.events.register("provide-client-params.sesv2", self._prepare)

    def mailer(self, mail_set: str = "") -> Mailer:
        return Mailer(self.client, SENDER, mail_set, MailAccount(self.client, SENDER, lambda: self.seconds))

    def _prepare(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.asked.append(params.get("EmailIdentity", model.name))
        if model.name == "GetAccount":
            self.stub.add_response("get_account", self.account)
        elif model.name == "SendEmail":
            self.sent.append(params)
            self.stub.add_response("send_email", {"MessageId": "m1"})
        elif params["EmailIdentity"] in self.proved:
            self.stub.add_response("get_email_identity", {"VerifiedForSendingStatus": True})
        else:
            self.stub.add_client_error("get_email_identity", "NotFoundException", http_status_code=404)


def send(mailer: Mailer, *to: str) -> tuple[str, ...]:
    return mailer.send(to, "Agenda", ("One",), "a1")


def test_in_the_sandbox_a_mail_to_an_address_nobody_confirmed_is_not_tried(caplog: pytest.LogCaptureFixture) -> None:
    ses = Ses(SENDER, "ada@example.org", in_sandbox=True)
    mailer = ses.mailer()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            with pytest.raises(Refused, match=r"sandbox.*production access"):
                send(mailer, "ada@example.org", "bob@example.org")
    assert ses.sent == []
    assert len(caplog.records) == 1
    assert "bob" not in caplog.text


def test_in_the_sandbox_what_is_confirmed_is_written_to_an_address_or_a_whole_domain() -> None:
    ses = Ses("example.com", "ada@example.org", "example.net", in_sandbox=True)
    assert send(ses.mailer(), "ada@example.org", "eve@team.example.net") == ("m1",)


def test_amo_never_sends_as_an_address_that_is_not_confirmed() -> None:
    ses = Ses("ada@example.org")
    with pytest.raises(Refused, match="not confirmed at SES yet"):
        send(ses.mailer(), "ada@example.org")
    assert ses.sent == []


def test_an_account_that_aws_stopped_says_so() -> None:
    with pytest.raises(Refused, match="AWS has stopped"):
        send(Ses(SENDER, is_stopped=True).mailer(), "ada@example.org")


def test_outside_the_sandbox_nobody_is_asked_about_and_answers_are_remembered_for_ten_minutes() -> None:
    ses = Ses(SENDER)
    mailer = ses.mailer()
    for _ in range(3):
        send(mailer, "bob@example.org")
    assert ses.asked == ["GetAccount", SENDER, *["SendEmail"] * 3]
    ses.seconds = SECONDS_KNOWN
    send(mailer, "bob@example.org")
    assert ses.asked[5:] == ["GetAccount", SENDER, "SendEmail"]


def test_a_mail_carries_the_stage_s_configuration_set() -> None:
    ses = Ses(SENDER)
    send(ses.mailer("amo-demo"), "bob@example.org")
    assert ses.sent[0]["ConfigurationSetName"] == "amo-demo"


def test_where_ses_cannot_be_asked_it_decides_itself() -> None:
    ses = Ses(SENDER)
    ses.client.meta.events.unregister("provide-client-params.sesv2", ses._prepare)
    ses.stub.add_client_error("get_account", "AccessDeniedException", http_status_code=403)
    ses.stub.add_response("send_email", {"MessageId": "m2"})
    assert send(ses.mailer(), "bob@example.org") == ("m2",)
