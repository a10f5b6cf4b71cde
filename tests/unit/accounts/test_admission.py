"""Who an identity provider proves comes in when they are known, invited, or of a domain an operator lets in."""

from collections.abc import Callable

import pytest

from lambdas.accounts.admission import Admissions
from lambdas.aws.conditions import Condition
from lambdas.aws.table import Row
from lambdas.domain.accounts.address_changes import OBJECTION, given_address
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import ProvedIdentity
from lambdas.domain.accounts.user import AddressProof
from lambdas.errors import Retryable, SignedOut
from lambdas.notifications.account_ties import AccountTies
from tests.fakes.channels import FakeNotifier
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.samples import NOW, a_user
from tests.fakes.stores import FakeAuditLog, FakeUsers

GOOGLE, MICROSOFT = IdentityProvider.GOOGLE, IdentityProvider.MICROSOFT
ADA = ProvedIdentity(provider=GOOGLE, subject="g-1", email="ada@example.com", shown_email="ada@example.com")
GRACE = ADA.model_copy(update={"subject": "g-2", "email": "grace@allowed.example", "domain": "allowed.example"})


class Clients:
    """Lets in whoever is of allowed.example."""

    def get(self, provider: IdentityProvider) -> object:
        return FakeIdentityProvider(provider).registered.model_copy(update={"domains": ("allowed.example",)})


@pytest.fixture
def log() -> FakeAuditLog:
    return FakeAuditLog()


@pytest.fixture
def notifier() -> FakeNotifier:
    return FakeNotifier()


@pytest.fixture
def admissions(users: FakeUsers, log: FakeAuditLog, notifier: FakeNotifier) -> Admissions:
    return Admissions(users, Clients(), AccountTies(log, notifier))  # type: ignore[arg-type] # as those in Secrets Manager


def test_somebody_invited_is_known_by_the_account_from_then_on_whatever_its_address(admissions: Admissions) -> None:
    assert admissions.admit(ADA, NOW) == "ada"
    assert admissions.admit(ADA.model_copy(update={"email": "ada@elsewhere.example"}), NOW) == "ada"


def test_one_person_may_sign_in_with_several_accounts(admissions: Admissions) -> None:
    others = (ADA.model_copy(update={"subject": "g-9"}), ADA.model_copy(update={"provider": MICROSOFT}))
    assert {admissions.admit(who, NOW) for who in (ADA, *others)} == {"ada"}


@pytest.mark.parametrize(("provider", "proof"), [(GOOGLE, AddressProof.GOOGLE), (MICROSOFT, AddressProof.MICROSOFT)])
def test_somebody_of_an_allowed_domain_becomes_a_member_vouched_for_by_the_provider(
    admissions: Admissions, users: FakeUsers, provider: IdentityProvider, proof: AddressProof
) -> None:
    user_id = admissions.admit(GRACE.model_copy(update={"provider": provider, "name": "Grace"}), NOW)
    grace = users.get(user_id)
    assert (grace.role, grace.proved_email, grace.email_proof) == ("member", "grace@allowed.example", proof)
    assert (grace.name, grace.created_at, grace.invited_at) == ("Grace", NOW, None)


@pytest.mark.parametrize(
    "change",
    [
        {"email": "eva@foreign.example", "domain": "foreign.example"},
        {"domain": "sub.allowed.example"},
        {"domain": ""},
        {"email": ""},
    ],
    ids=["a foreign domain", "a part of it", "an address that only looks so", "an address nobody vouches for"],
)
def test_a_stranger_stays_outside_and_is_told_whom_to_ask(
    admissions: Admissions, users: FakeUsers, change: dict[str, str]
) -> None:
    with pytest.raises(SignedOut, match=r"does not know ada@example\.com; ask an operator of AMO for an invitation"):
        admissions.admit(GRACE.model_copy(update=change), NOW)
    assert users.writes == 0


def test_an_address_the_provider_does_not_vouch_for_recognises_nobody(admissions: Admissions) -> None:
    with pytest.raises(SignedOut, match="does not know this account"):
        admissions.admit(ADA.model_copy(update={"email": "", "shown_email": ""}), NOW)


def test_an_address_that_somebody_only_typed_is_not_theirs(admissions: Admissions, users: FakeUsers) -> None:
    users.patch("ada", {"email_proof": None})
    with pytest.raises(SignedOut, match="does not know"):
        admissions.admit(ADA, NOW)


def test_an_address_two_people_have_signs_in_neither(admissions: Admissions, users: FakeUsers) -> None:
    users.put(a_user("ada-again", email="ada@example.com"))
    with pytest.raises(SignedOut, match="more than one person has your address"):
        admissions.admit(ADA, NOW)


def test_somebody_deactivated_does_not_come_back_by_their_domain(admissions: Admissions, users: FakeUsers) -> None:
    user_id = admissions.admit(GRACE, NOW)
    users.patch(user_id, {"active": False})
    with pytest.raises(SignedOut, match="not active; ask an operator"):
        admissions.admit(GRACE.model_copy(update={"subject": "another account"}), NOW)
    assert not users.get(user_id).active


def test_two_first_sign_ins_at_once_both_come_in(admissions: Admissions, users: FakeUsers) -> None:
    table_put: Callable[[Row, str, Condition | None], None] = users.table.put

    def after_the_other(row: Row, doing: str, condition: Condition | None = None) -> None:
        if row["item"] == "identity":
            table_put(row, doing, None)
        table_put(row, doing, condition)

    object.__setattr__(users.table, "put", after_the_other)
    assert admissions.admit(ADA, NOW) == "ada"


@pytest.mark.parametrize("provider", [GOOGLE, MICROSOFT])
def test_an_address_that_an_operator_changed_makes_no_account_theirs_for_a_week(
    admissions: Admissions, users: FakeUsers, log: FakeAuditLog, provider: IdentityProvider
) -> None:
    """Whoever changed it to their own would sign in as them for good, and decide."""
    users.patch("ada", given_address(users.get("ada"), "mallory@example.com", NOW))
    mallory = ADA.model_copy(update={"provider": provider, "email": "mallory@example.com", "subject": "m"})
    with pytest.raises(SignedOut, match=r"nobody in before Mon 9 Mar; come in as you did before and confirm it under"):
        admissions.admit(mallory, NOW)
    assert users.owner_of_identity(provider, "m") is None
    assert not log.table.rows
    assert admissions.admit(mallory, NOW + OBJECTION) == "ada"


def test_an_account_that_becomes_somebody_s_is_on_the_log_and_told_them_once(
    admissions: Admissions, log: FakeAuditLog, notifier: FakeNotifier
) -> None:
    for _ in range(2):
        admissions.admit(ADA, NOW)
    (row,) = log.rows("own-ada")
    assert (row["event"], row["actor"]) == ("account_tied", "user:ada")
    assert row["note"] == "ada: Google account, by its address"
    (told,) = notifier.sent
    assert (told.user_id, told.title) == ("ada", "A Google account is yours in AMO now, by its address")
    assert "g-1" not in f"{row}{told.lines}{told.title}"


def test_an_account_that_cannot_be_written_down_becomes_nobody_s(
    admissions: Admissions, users: FakeUsers, log: FakeAuditLog, notifier: FakeNotifier
) -> None:
    def is_down() -> None:
        raise Retryable("AWS was too busy")

    log.__dict__["before_write"] = is_down
    with pytest.raises(Retryable):
        admissions.admit(ADA, NOW)
    assert (users.owner_of_identity(GOOGLE, "g-1"), notifier.sent) == (None, [])
