"""Items in and out, and what botocore's errors mean to us."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from lambdas.aws.items import attribute, from_item, is_expired, plain, shard_of, to_item, translated
from lambdas.errors import Conflict, Refused, Retryable
from tests.fakes.samples import NOW, a_meeting, a_tracked

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.text()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=12,
)


@given(JSON)
def test_every_json_value_comes_back_as_it_was(value: object) -> None:
    assert plain(attribute(value)) == value


def test_a_model_comes_back_and_keys_that_are_not_its_own_are_left_out() -> None:
    item = to_item(a_tracked()) | {"expires_at": {"N": "1"}, "attention_shard": {"S": "3"}}
    assert from_item(type(a_tracked()), item) == a_tracked()


def test_instants_are_stored_as_utc_text() -> None:
    assert to_item(a_meeting(start=NOW))["start"] == {"S": "2026-03-02T09:00:00Z"}


def test_what_is_no_json_is_a_programming_error() -> None:
    with pytest.raises(TypeError, match="datetime"):
        attribute(NOW)


def test_an_item_expires_the_moment_its_time_has_come() -> None:
    item = {"expires_at": {"N": str(int(NOW.timestamp()))}}
    assert is_expired(item, NOW)
    assert not is_expired(item, NOW - timedelta(seconds=1))
    assert not is_expired({}, NOW)


def test_a_shard_is_the_same_in_every_process() -> None:
    assert [shard_of(f"u{number}") for number in range(6)] == ["0", "2", "0", "2", "1", "3"]


def error(code: str, status: int = 400, message: str = "", **more: object) -> ClientError:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, "UpdateItem")


@pytest.mark.parametrize(
    ("raised", "meaning"),
    [
        (error("ConditionalCheckFailedException"), Conflict),
        (error("ProvisionedThroughputExceededException"), Retryable),
        (error("ThrottlingException"), Retryable),
        (error("SomethingNew", status=503), Retryable),
        (error("ValidationException", message="Item size has exceeded the maximum allowed size"), Refused),
        (error("TransactionCanceledException", CancellationReasons=[{"Code": "ConditionalCheckFailed"}]), Conflict),
        (error("TransactionCanceledException", CancellationReasons=[{"Code": "TransactionConflict"}]), Retryable),
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
