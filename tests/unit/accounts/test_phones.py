"""A phone is somebody's once the code sent to it came back (NOT-1)."""

import re
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from lambdas.accounts.phones import WRONG_CODE, Phones
from lambdas.aws.sms import Texter
from lambdas.domain.accounts.codes import CODE_LIFE, MAX_TRIES
from lambdas.errors import Refused
from tests.fakes.outbound import FakeSns
from tests.fakes.samples import NOW
from tests.fakes.signing_keys import FakeSigningKeys
from tests.fakes.stores import FakeDeliveries, FakePhoneCodes, FakeUsers

PHONE, OTHER = "+4915112345678", "+15551234567"
A_DAY = 3


@pytest.fixture
def sns() -> FakeSns:
    return FakeSns()


@pytest.fixture
def phones(users: FakeUsers, sns: FakeSns) -> Phones:
    return Phones(users, FakePhoneCodes(), FakeDeliveries(), Texter(sns), A_DAY, FakeSigningKeys("k" * 40))


def last_code(sns: FakeSns) -> str:
    (code,) = re.findall(r"AMO: ([0-9]{6}) confirms", sns.calls[-1]["Message"])
    return str(code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def refuses(phones: Phones, user_id: str, code: str) -> bool:
    with pytest.raises(Refused) as refused:
        phones.confirm(user_id, code, NOW)
    return str(refused.value) == WRONG_CODE and phones.users.get(user_id).phone == ""


@pytest.mark.parametrize("typed", ["{}", " {} ", "AMO: {}"])
def test_the_code_that_was_sent_makes_the_number_its_owner_s(phones: Phones, sns: FakeSns, typed: str) -> None:
    phones.send_code("ada", "+49 (151) 1234-5678", NOW)
    assert phones.users.get("ada").phone == ""
    late = NOW + CODE_LIFE - timedelta(seconds=1)
    assert phones.confirm("ada", typed.format(last_code(sns)), late).phone == sns.calls[0]["PhoneNumber"] == PHONE


def test_a_code_confirms_once(phones: Phones, sns: FakeSns) -> None:
    phones.send_code("ada", PHONE, NOW)
    phones.confirm("ada", last_code(sns), NOW)
    phones.forget("ada")
    assert refuses(phones, "ada", last_code(sns))


def test_a_code_is_of_no_use_to_anybody_else(phones: Phones, sns: FakeSns) -> None:
    phones.send_code("ada", PHONE, NOW)
    code = last_code(sns)
    assert refuses(phones, "eve", code)
    phones.send_code("eve", OTHER, NOW)
    while last_code(sns) == code:
        phones.send_code("eve", OTHER, NOW)
    assert refuses(phones, "eve", code)


def test_a_wrong_code_may_be_a_slip_and_the_right_one_still_confirms(phones: Phones, sns: FakeSns) -> None:
    phones.send_code("ada", PHONE, NOW)
    assert all(refuses(phones, "ada", code) for code in ["", *[wrong(last_code(sns))] * (MAX_TRIES - 2)])
    assert phones.confirm("ada", last_code(sns), NOW).phone == PHONE


def test_a_code_guessed_at_too_often_confirms_nothing_until_a_new_one_is_sent(phones: Phones, sns: FakeSns) -> None:
    phones.send_code("ada", PHONE, NOW)
    code = last_code(sns)
    assert all(refuses(phones, "ada", guess) for guess in [*[wrong(code)] * MAX_TRIES, code])
    phones.send_code("ada", PHONE, NOW)
    assert phones.confirm("ada", last_code(sns), NOW).phone == PHONE


def test_a_code_that_is_too_old_confirms_nothing(phones: Phones, sns: FakeSns) -> None:
    phones.send_code("ada", PHONE, NOW)
    with pytest.raises(Refused, match="have a new one sent"):
        phones.confirm("ada", last_code(sns), NOW + CODE_LIFE)


def test_only_the_last_number_asked_for_is_confirmed(phones: Phones, sns: FakeSns) -> None:
    phones.send_code("ada", PHONE, NOW)
    phones.send_code("ada", OTHER, NOW)
    assert phones.confirm("ada", last_code(sns), NOW).phone == OTHER


def test_what_is_no_number_is_refused_with_how_to_write_one_and_costs_no_code(phones: Phones, sns: FakeSns) -> None:
    for _ in range(A_DAY + 1):
        with pytest.raises(Refused, match=r"as \+49 151 12345678"):
            phones.send_code("ada", "0151 12345678", NOW)
    phones.send_code("ada", PHONE, NOW)
    assert len(sns.calls) == 1


def test_after_a_day_s_codes_there_are_more_tomorrow_and_for_others(phones: Phones, sns: FakeSns) -> None:
    for _ in range(A_DAY):
        phones.send_code("ada", PHONE, NOW)
    with pytest.raises(Refused, match="3 codes were sent today; try again tomorrow"):
        phones.send_code("ada", PHONE, NOW)
    phones.send_code("eve", PHONE, NOW)
    phones.send_code("ada", PHONE, NOW + timedelta(days=1))
    assert len(sns.calls) == A_DAY + 2


def test_a_number_that_does_not_want_messages_is_said(phones: Phones, sns: FakeSns) -> None:
    sns.problems = [ClientError({"Error": {"Code": "OptedOut"}}, "Publish")]
    with pytest.raises(Refused, match="was not sent"):
        phones.send_code("ada", PHONE, NOW)


def test_a_forgotten_number_is_gone_and_so_is_a_code_on_its_way(phones: Phones, sns: FakeSns) -> None:
    phones.send_code("ada", PHONE, NOW)
    phones.confirm("ada", last_code(sns), NOW)
    phones.send_code("ada", OTHER, NOW)
    assert phones.forget("ada").phone == ""
    assert refuses(phones, "ada", last_code(sns))
