"""What the store of codes does."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table
from lambdas.domain.accounts.codes import MAX_TRIES
from lambdas.domain.accounts.phones import PhoneCode
from lambdas.store.phone_codes import PhoneCodes
from tests.fakes.samples import NOW

CODE = PhoneCode(phone="+4915112345678", proof="p1", expires=NOW + timedelta(minutes=10))


@pytest.fixture
def codes(table: Callable[[str], Table]) -> PhoneCodes:
    return PhoneCodes(table("users"))


def test_a_code_waits_for_its_owner(codes: PhoneCodes) -> None:
    assert codes.pending("u1", NOW) is None
    codes.put("u1", CODE)
    assert codes.pending("u1", NOW) == CODE
    assert codes.use_try("u1", NOW) == CODE
    assert codes.use_try("u2", NOW) is None


def test_it_can_be_guessed_at_a_few_times_only_and_a_new_one_begins_anew(codes: PhoneCodes) -> None:
    codes.put("u1", CODE)
    assert [codes.use_try("u1", NOW) is None for _ in range(MAX_TRIES + 1)] == [False] * MAX_TRIES + [True]
    codes.put("u1", CODE)
    assert codes.use_try("u1", NOW) == CODE


def test_fault_86_a_code_that_is_too_old_is_none_though_its_item_is_still_there(codes: PhoneCodes) -> None:
    codes.put("u1", CODE)
    assert codes.pending("u1", CODE.expires) is None
    assert codes.use_try("u1", CODE.expires) is None


def test_what_is_forgotten_confirms_nothing(codes: PhoneCodes) -> None:
    codes.put("u1", CODE)
    codes.forget("u1")
    assert codes.use_try("u1", NOW) is None
    assert codes.pending("u1", NOW) is None
    codes.put("u1", CODE)
    assert codes.use_try("u1", NOW) == CODE


def test_of_what_is_forgotten_an_end_is_left_and_no_number_though_no_row_is_deleted(codes: PhoneCodes) -> None:
    """Who confirms numbers may delete no row among the profiles."""
    codes.forget("u1")
    codes.put("u1", CODE)
    codes.forget("u1")
    (row,) = codes.table.query(Attr("user_id").eq("u1"), "looking")
    assert row == {"user_id": "u1", "item": "phone-code", "expires_at": int(CODE.expires.timestamp())}
