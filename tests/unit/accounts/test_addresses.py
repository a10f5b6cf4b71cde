"""An address counts once a link mailed to it was opened, or an operator vouches for it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.accounts.addresses import MAILS_A_DAY, TOO_OLD, AddressProofs
from lambdas.accounts.profile import Profiles
from lambdas.accounts.sync_requests import SyncRequests
from lambdas.accounts.tokens import ADDRESS_LIFE, open_address, open_renewal, open_session
from lambdas.aws.email import Mailer
from lambdas.domain.accounts.address_changes import given_address
from lambdas.domain.accounts.user import AddressProof
from lambdas.errors import Conflict, Refused
from tests.fakes.outbound import FakeSes
from tests.fakes.queues import FakeQueue
from tests.fakes.signing_keys import FakeSigningKeys
from tests.fakes.stores import FakeDeliveries, FakeUsers

KEYS = FakeSigningKeys("k" * 40)
NOW = datetime.now(UTC).replace(microsecond=0)
"""Links are signed with real times."""
HOME = "ada@home.example"


@pytest.fixture
def ses() -> FakeSes:
    return FakeSes()


@pytest.fixture
def proofs(users: FakeUsers, syncs: SyncRequests, ses: FakeSes) -> AddressProofs:
    mailer = Mailer(ses, "amo@amo.example")
    return AddressProofs(Profiles(users, syncs), FakeDeliveries(), mailer, "https://amo.example", KEYS)


def mailed_token(ses: FakeSes) -> str:
    text = ses.calls[-1]["Content"]["Simple"]["Body"]["Text"]["Data"]
    (token,) = re.findall(r"https://amo\.example/auth/address\?token=(\S+)", text)
    return str(token)


def test_the_link_mailed_to_an_address_makes_it_one_s_own(
    proofs: AddressProofs, users: FakeUsers, ses: FakeSes, queue: FakeQueue
) -> None:
    assert not proofs.request("ada", " Ada@Home.example ", NOW)
    assert ses.calls[0]["Destination"] == {"ToAddresses": [HOME]}
    token = mailed_token(ses)
    assert proofs.read("ada", token) == HOME
    assert (users.writes, queue.bodies) == (0, [])
    proofs.confirm("ada", token)
    assert (users.get("ada").email, users.get("ada").email_proof) == (HOME, AddressProof.LINK)
    assert queue.bodies == [{"user_id": "ada", "replan": False}]


def test_a_link_opened_twice_confirms_the_same(proofs: AddressProofs, users: FakeUsers, ses: FakeSes) -> None:
    proofs.request("ada", HOME, NOW)
    for _ in range(2):
        proofs.confirm("ada", mailed_token(ses))
    assert users.get("ada").proved_email == HOME


@pytest.mark.parametrize(
    "token",
    [
        open_address("eve", HOME, KEYS, NOW),
        open_address("ada", HOME, KEYS, NOW - ADDRESS_LIFE),
        open_address("ada", HOME, FakeSigningKeys("x" * 40), NOW),
        open_session("ada", HOME, KEYS, NOW),
        open_renewal("ada", HOME, KEYS, NOW),
        "",
    ],
    ids=["of somebody else", "too old", "of another key", "a session", "a renewal", "none"],
)
def test_what_is_no_good_link_for_this_user_confirms_nothing_and_says_what_to_do(
    proofs: AddressProofs, users: FakeUsers, token: str
) -> None:
    with pytest.raises(Refused) as refused:
        proofs.confirm("ada", token)
    assert str(refused.value) == TOO_OLD
    assert users.writes == 0


def test_an_address_that_became_somebody_s_meanwhile_is_not_given_away(proofs: AddressProofs, users: FakeUsers) -> None:
    users.patch("eve", {"email": HOME})
    with pytest.raises(Conflict, match="Somebody else has this address"):
        proofs.confirm("ada", open_address("ada", HOME, KEYS, NOW))
    assert users.get("ada").email == "ada@example.com"


@pytest.mark.parametrize("typed", ["", "ada", "@home.example", "ada@", "a da@home.example", f"a@{'b' * 250}.example"])
@pytest.mark.parametrize("user_id", ["ada", "olga"])
def test_what_is_no_address_is_refused_and_nothing_mailed(
    proofs: AddressProofs, users: FakeUsers, ses: FakeSes, user_id: str, typed: str
) -> None:
    with pytest.raises(Refused, match=r"E-mail: that is no e-mail address\."):
        proofs.request(user_id, typed, NOW)
    assert (users.writes, ses.calls) == (0, [])


def test_nobody_is_mailed_at_will_and_tomorrow_is_another_day(proofs: AddressProofs, ses: FakeSes) -> None:
    for number in range(MAILS_A_DAY):
        proofs.request("ada", f"victim{number}@example.org", NOW)
    with pytest.raises(Refused, match="go on tomorrow"):
        proofs.request("ada", HOME, NOW)
    proofs.request("ada", HOME, NOW + timedelta(days=1))
    assert len(ses.calls) == MAILS_A_DAY + 1


@pytest.mark.parametrize("before", [{}, {"email": "olga@example.org", "email_proof": None}])
def test_an_operator_s_word_is_proof(
    proofs: AddressProofs, users: FakeUsers, ses: FakeSes, before: dict[str, str | None]
) -> None:
    """Also of an address they had before anybody vouched for it."""
    users.patch("olga", before)
    assert proofs.request("olga", "Olga@example.org", NOW)
    assert (users.get("olga").email, users.get("olga").email_proof) == ("olga@example.org", AddressProof.OPERATOR)
    assert ses.calls == []


def test_an_operator_s_word_takes_nobody_s_address(proofs: AddressProofs, users: FakeUsers) -> None:
    with pytest.raises(Conflict):
        proofs.request("olga", "ada@example.com", NOW)
    assert [user.user_id for user in users.with_email("ada@example.com")] == ["ada"]


def test_an_address_an_operator_changed_is_confirmed_by_its_mailbox_from_a_session_of_one_s_own(
    proofs: AddressProofs, users: FakeUsers, ses: FakeSes
) -> None:
    users.patch("ada", given_address(users.get("ada"), HOME, NOW))
    assert not proofs.request("ada", HOME, NOW)
    assert users.get("ada").recognising_email(NOW) == ""
    proofs.confirm("ada", mailed_token(ses))
    assert (users.get("ada").recognising_email(NOW), users.get("ada").email_proof) == (HOME, AddressProof.LINK)


def test_an_operator_whose_address_another_changed_says_at_once_what_it_is(
    proofs: AddressProofs, users: FakeUsers, syncs: SyncRequests
) -> None:
    for say in (
        lambda: proofs.request("olga", "olga@home.example", NOW),
        lambda: Profiles(users, syncs).save("olga", {"email": "olga@else.example"}),
    ):
        users.patch("olga", given_address(users.get("olga"), f"otto-{users.writes}@example.com", NOW))
        say()
        assert users.get("olga").recognising_email(NOW) == users.get("olga").email
