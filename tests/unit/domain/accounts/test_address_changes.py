"""An address that an operator changed brings nobody in as its user before there was time to object."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.accounts.address_changes import OBJECTION, given_address, proved_address
from lambdas.domain.accounts.user import AddressProof, User
from tests.fakes.samples import NOW, a_user

NOBODY_YET = a_user("ada", email="", email_proof=None)


def after(before: User, email: str, **how: Any) -> User:
    return before.model_copy(update=given_address(before, email, NOW, **how))


@pytest.mark.parametrize(
    "before",
    [
        a_user("ada"),
        NOBODY_YET.model_copy(update={"last_signed_in_at": NOW}),
        a_user("ada", email_proof=None, last_signed_in_at=NOW),
        after(a_user("ada"), ""),
    ],
    ids=["with an address", "signed in", "with one nobody vouched for", "whose address was taken away before"],
)
def test_of_somebody_who_is_here_it_counts_after_seven_days(before: User) -> None:
    changed = after(before, "ada@home.example")
    assert (changed.proved_email, changed.recognising_email(NOW)) == ("ada@home.example", "")
    assert changed.recognising_email(NOW + OBJECTION - timedelta(seconds=1)) == ""
    assert changed.recognising_email(NOW + OBJECTION) == "ada@home.example"


def test_of_somebody_nobody_could_come_in_as_it_counts_at_once() -> None:
    assert after(NOBODY_YET, "ada@home.example").recognising_email(NOW) == "ada@home.example"


def test_said_once_more_it_neither_ends_the_days_nor_begins_them_again() -> None:
    changed = after(a_user("ada"), "ada@home.example")
    assert given_address(changed, "ada@home.example", NOW + timedelta(days=3)) == {}
    assert given_address(a_user("ada", email_proof=AddressProof.LINK), "ada@example.com", NOW) == {}


def test_another_one_begins_the_days_again() -> None:
    changed = after(a_user("ada"), "ada@home.example")
    later = changed.model_copy(update=given_address(changed, "ada@else.example", NOW + timedelta(days=6)))
    assert later.recognising_email(NOW + OBJECTION) == ""


def test_what_its_owner_says_in_a_session_of_their_own_counts_at_once() -> None:
    changed = after(a_user("ada"), "ada@home.example")
    for proof in (proved_address("ada@home.example", AddressProof.LINK), {}):
        now_own = changed.model_copy(update=proof or given_address(changed, "ada@else.example", NOW, is_own=True))
        assert now_own.recognising_email(NOW) == now_own.email
