"""What botocore's errors mean to us."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from lambdas.aws.errors import translated
from lambdas.aws.table import Table, TransactionContended, TransactionRefused
from lambdas.errors import AmoError, Conflict, Refused, Retryable


def error(code: str, status: int = 400, message: str = "", **more: object) -> ClientError:
    # Of what AWS answers only the part that is read: botocore's own type wants all of it.
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, "UpdateItem")


@pytest.mark.parametrize(
    ("raised", "meaning"),
    [
        (error("ConditionalCheckFailedException"), Conflict),
        (error("ProvisionedThroughputExceededException"), Retryable),
        (error("ThrottlingException"), Retryable),
        (error("SomethingNew", status=503), Retryable),
        (error("ValidationException", message="Item size has exceeded the maximum allowed size"), Refused),
        (ConnectTimeoutError(endpoint_url="https://dynamodb"), Retryable),
        (ReadTimeoutError(endpoint_url="https://dynamodb"), Retryable),
    ],
)
def test_fault_84_aws_s_errors_say_what_to_do(raised: Exception, meaning: type[Exception]) -> None:
    with pytest.raises(meaning, match="storing a meeting"), translated("storing a meeting"):
        raise raised


def test_fault_89_a_missing_grant_is_never_taken_for_something_that_passes() -> None:
    with pytest.raises(ClientError), translated("storing a meeting"):
        raise error("AccessDeniedException")


class Cancelling:
    def __init__(self, raised: ClientError) -> None:
        self._raised = raised

    def transact_write_items(self, **_: Any) -> None:
        raise self._raised


@pytest.mark.parametrize(
    ("reasons", "meaning", "positions"),
    [
        (["ConditionalCheckFailed", "None"], TransactionRefused, (0,)),
        (["None", "ConditionalCheckFailed"], TransactionRefused, (1,)),
        (["TransactionConflict", "None"], TransactionContended, None),
        (["None", "ValidationError: Item size to update has exceeded the maximum allowed size"], Refused, None),
        (["ValidationError: One or more parameter values were invalid", "None"], ClientError, None),
        (["ThrottlingError: Throughput exceeds the current capacity", "None"], Retryable, None),
        (["None", "ProvisionedThroughputExceeded"], Retryable, None),
    ],
)
def test_a_cancelled_transaction_says_which_write_was_refused(
    reasons: list[str], meaning: type[Exception], positions: tuple[int, ...] | None
) -> None:
    parted = (reason.partition(": ") for reason in reasons)
    given = [{"Code": code, **({"Message": message} if message else {})} for code, _, message in parted]
    cancelled = error("TransactionCanceledException", CancellationReasons=given)
    with pytest.raises(meaning) as raised:
        Table(Cancelling(cancelled), "t").transact([], "storing a meeting")
    assert getattr(raised.value, "positions", None) == positions
    assert isinstance(raised.value, AmoError) is (meaning is not ClientError)
    assert not isinstance(raised.value, Conflict) or meaning in (TransactionRefused, TransactionContended)


def test_a_transaction_too_large_as_a_whole_is_no_lost_race() -> None:
    raised = error("ValidationException", message="Transaction request size exceeds the maximum of 4 MB")
    with pytest.raises(Refused):
        Table(Cancelling(raised), "t").transact([], "storing a meeting")
