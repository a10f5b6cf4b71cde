"""E-mails: what is certain not to have been sent, and what nobody can tell (fault 100)."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from lambdas.aws.email import Mailer
from lambdas.errors import Refused, Retryable, Unproven


class Ses:
    """Answers, or raises what it is given, call by call."""

    def __init__(self, *problems: Exception | None) -> None:
        self.problems = list(problems)
        self.calls: list[dict[str, Any]] = []

    def send_email(self, **call: Any) -> dict[str, str]:
        self.calls.append(call)
        problem = self.problems.pop(0) if self.problems else None
        if problem:
            raise problem
        return {"MessageId": f"id-{len(self.calls)}"}


def answered(code: str, status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "SendEmail")


def send(ses: Ses, *to: str, sender: str = "amo@example.com") -> tuple[str, ...]:
    return Mailer(ses, sender).send(to or ("ada@example.com",), "Agenda", ("One", "Two"), "a1")


def test_one_message_goes_to_all_as_plain_text_and_carries_the_action() -> None:
    ses = Ses()
    assert send(ses, "ada@example.com", "bob@example.com") == ("id-1",)
    (call,) = ses.calls
    assert call["Destination"] == {"ToAddresses": ["ada@example.com", "bob@example.com"]}
    assert call["Content"]["Simple"]["Body"] == {"Text": {"Data": "One\nTwo", "Charset": "UTF-8"}}
    assert call["EmailTags"] == [{"Name": "amo_action", "Value": "a1"}]


def test_more_than_fifty_get_several_messages() -> None:
    ses = Ses()
    assert len(send(ses, *(f"p{number}@example.com" for number in range(120)))) == 3
    assert [len(call["Destination"]["ToAddresses"]) for call in ses.calls] == [50, 50, 20]


@pytest.mark.parametrize(
    ("problem", "ours"),
    [
        (answered("MessageRejected"), Refused),
        (answered("TooManyRequestsException", 429), Retryable),
        (EndpointConnectionError(endpoint_url="https://ses"), Retryable),
        (ReadTimeoutError(endpoint_url="https://ses"), Unproven),
        (answered("InternalServiceErrorException", 500), Unproven),
    ],
)
def test_each_failure_says_whether_it_may_be_tried_again(problem: Exception, ours: type[Exception]) -> None:
    ses = Ses(problem)
    with pytest.raises(ours):
        send(ses)
    assert len(ses.calls) == 1


def test_what_fails_after_some_were_sent_is_never_called_unsent() -> None:
    ses = Ses(None, answered("TooManyRequestsException", 429))
    with pytest.raises(Unproven, match="1 of 2 messages were sent"):
        send(ses, *(f"p{number}@example.com" for number in range(60)))


@pytest.mark.parametrize("address", ["nobody", "a@b,c@d", "a@b\nBcc: eve@evil.example", "<a@b>", ""])
def test_what_is_no_address_reaches_no_header(address: str) -> None:
    ses = Ses()
    with pytest.raises(Refused):
        send(ses, address)
    assert ses.calls == []


def test_a_stage_without_a_sender_says_so() -> None:
    with pytest.raises(Refused, match="no address here"):
        send(Ses(), sender="")
