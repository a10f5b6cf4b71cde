"""Text messages: what is certain not to have been sent, and what nobody can tell; never a number in an error."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from lambdas.aws.sms import Texter
from lambdas.errors import Refused, Retryable, Unproven
from tests.fakes.outbound import FakeSns

PHONE = "+4915112345678"


def answered(code: str, status: int = 400) -> ClientError:
    # Of what AWS answers only the part that is read: botocore's own type wants all of it.
    answer: Any = {"Error": {"Code": code, "Message": PHONE}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Publish")


def test_one_number_gets_one_message_at_the_price_of_what_matters() -> None:
    sns = FakeSns()
    assert Texter(sns).send(PHONE, "Ready") == "id-1"
    (call,) = sns.calls
    assert (call["PhoneNumber"], call["Message"]) == (PHONE, "Ready")
    assert call["MessageAttributes"]["AWS.SNS.SMS.SMSType"]["StringValue"] == "Transactional"


@pytest.mark.parametrize(
    ("problem", "ours"),
    [
        (answered("OptedOut"), Refused),
        (answered("ThrottledException", 429), Retryable),
        (EndpointConnectionError(endpoint_url="https://sns"), Retryable),
        (ReadTimeoutError(endpoint_url="https://sns"), Unproven),
        (answered("InternalErrorException", 500), Unproven),
    ],
)
def test_whether_it_may_have_been_sent_is_told_apart(problem: Exception, ours: type[Exception]) -> None:
    sns = FakeSns()
    sns.problems = [problem]
    with pytest.raises(ours) as raised:
        Texter(sns).send(PHONE, "Ready")
    assert PHONE not in str(raised.value)
    assert len(sns.calls) == 1


@pytest.mark.parametrize(
    "number", ["", "0151 12345678", "+49 151 12345678", "arn:aws:sns:eu-central-1:1:topic", "+0123"]
)
def test_what_is_no_number_reaches_nothing(number: str) -> None:
    sns = FakeSns()
    with pytest.raises(Refused):
        Texter(sns).send(number, "Ready")
    assert sns.calls == []
