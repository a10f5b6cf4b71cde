"""Each link signs its owner in once."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from lambdas.accounts.one_time_links import LINK_USED, OneTimeLinks
from lambdas.accounts.tokens import LINK_LIFE
from lambdas.domain.accounts.logins import SignInLink
from lambdas.errors import NotFound, SignedOut
from tests.fakes.samples import NOW
from tests.fakes.stores import FakeSignInLinks, FakeUsers


@pytest.fixture
def links(users: FakeUsers) -> OneTimeLinks:
    return OneTimeLinks(FakeSignInLinks(), users, "https://amo.example")


def test_a_link_leads_to_the_page_that_signs_its_owner_in(links: OneTimeLinks) -> None:
    issued = links.issue("ada", NOW)
    address = urlsplit(issued.url)
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://amo.example/auth/link"
    assert links.redeem(parse_qs(address.query)["token"][0], NOW) == SignInLink(user_id="ada")


def test_a_link_that_is_used_or_too_old_or_unknown_says_how_to_get_another(links: OneTimeLinks) -> None:
    used, old, lasting = (links.issue("ada", NOW, life).token for life in (LINK_LIFE, LINK_LIFE, timedelta(days=3)))
    links.redeem(used, NOW)
    for token in (used, old, "", "guessed"):
        with pytest.raises(SignedOut) as refused:
            links.redeem(token, NOW + LINK_LIFE)
        assert str(refused.value) == LINK_USED
    assert links.redeem(lasting, NOW + LINK_LIFE).user_id == "ada"


def test_a_new_link_leaves_the_one_before_good(links: OneTimeLinks) -> None:
    first, second = links.issue("ada", NOW), links.issue("ada", NOW)
    assert [links.redeem(link.token, NOW).user_id for link in (second, first)] == ["ada", "ada"]


def test_there_is_no_link_for_somebody_unknown(links: OneTimeLinks) -> None:
    with pytest.raises(NotFound):
        links.issue("nobody", NOW)


def test_what_is_stored_opens_nothing_and_what_is_logged_names_no_token(users: FakeUsers) -> None:
    sign_in_links = FakeSignInLinks()
    issued = OneTimeLinks(sign_in_links, users, "").issue("ada", NOW)
    assert issued.token not in f"{issued}{sign_in_links.table.rows}"


def test_a_link_says_who_made_it_for_somebody_else(links: OneTimeLinks) -> None:
    link = links.issue("ada", NOW, lent_by="user:olga")
    assert links.redeem(link.token, NOW) == SignInLink(user_id="ada", lent_by="user:olga")
