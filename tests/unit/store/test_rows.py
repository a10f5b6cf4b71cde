"""Models as rows, their TTL and their shards."""

from datetime import timedelta

import pytest

from lambdas.aws.expressions import encoded
from lambdas.store.rows import from_row, is_expired, shard_of, to_row
from tests.fakes.samples import NOW, a_meeting, a_tracked


def test_a_model_comes_back_and_keys_that_are_not_its_own_are_left_out() -> None:
    row = to_row(a_tracked()) | {"expires_at": 1, "attention_shard": "3"}
    assert from_row(type(a_tracked()), row) == a_tracked()


def test_instants_are_stored_as_utc_text_and_nothing_else_is_stored_for_them() -> None:
    assert to_row(a_meeting(start=NOW))["start"] == "2026-03-02T09:00:00Z"
    with pytest.raises(TypeError, match="datetime"):
        encoded({"at": NOW})


def test_a_row_expires_the_moment_its_time_has_come() -> None:
    row = {"expires_at": int(NOW.timestamp())}
    assert is_expired(row, NOW)
    assert not is_expired(row, NOW - timedelta(seconds=1))
    assert not is_expired({}, NOW)


def test_a_shard_is_the_same_in_every_process() -> None:
    assert [shard_of(f"u{number}") for number in range(6)] == ["0", "2", "0", "2", "1", "3"]
