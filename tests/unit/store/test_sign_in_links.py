"""What every store of sign-in links does."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.accounts.logins import SignInLink
from lambdas.errors import Conflict
from lambdas.store.sign_in_links import SignInLinks
from tests.fakes.samples import NOW

SOON = NOW + timedelta(minutes=15)
U1S = SignInLink(user_id="u1", lent_by="user:olga")


@pytest.fixture
def links(table: Callable[[str], Table]) -> SignInLinks:
    return SignInLinks(table("sign_in_links"))


def test_a_link_signs_in_the_person_it_was_made_for(links: SignInLinks) -> None:
    links.create(U1S, "hash", SOON)
    assert links.redeem("hash", NOW) == U1S


def test_a_link_works_once(links: SignInLinks) -> None:
    links.create(U1S, "hash", SOON)
    links.redeem("hash", NOW)
    assert links.redeem("hash", NOW) is None


def test_a_link_nobody_made_signs_nobody_in(links: SignInLinks) -> None:
    assert links.redeem("hash", NOW) is None


@pytest.mark.parametrize(("seconds", "link"), [(-1, U1S), (0, None), (1, None)])
def test_fault_86_a_link_whose_time_has_passed_is_refused_though_its_item_is_still_there(
    links: SignInLinks, seconds: int, link: SignInLink | None
) -> None:
    links.create(U1S, "hash", SOON)
    assert links.redeem("hash", SOON + timedelta(seconds=seconds)) == link


def test_one_link_is_never_made_for_two_people(links: SignInLinks) -> None:
    links.create(U1S, "hash", SOON)
    with pytest.raises(Conflict):
        links.create(SignInLink(user_id="u2"), "hash", SOON)
    assert links.redeem("hash", NOW) == U1S
