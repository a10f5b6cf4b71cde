"""What every store of connected accounts does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.aws.table import Table
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.errors import NotFound
from lambdas.store.calendar_accounts import CalendarAccounts

NOW = datetime(2026, 3, 2, 9, 0, 0, 250_000, tzinfo=UTC)
SOON = NOW + timedelta(seconds=40)


def an_account(**changes: Any) -> CalendarAccount:
    values = {
        "user_id": "ada",
        "account_id": "a1",
        "provider": IdentityProvider.GOOGLE,
        "email": "ada@example.com",
        "consented_at": NOW,
        "obtained_at": NOW,
        "expires_at": NOW + timedelta(hours=1),
        "kept": {"in": "secrets", "version": "v1"},
    }
    return CalendarAccount(**values | changes)


@pytest.fixture
def accounts(table: Callable[[str], Table]) -> CalendarAccounts:
    return CalendarAccounts(table("calendar_accounts"))


def test_an_account_is_its_owner_s_only(accounts: CalendarAccounts) -> None:
    accounts.put(an_account())
    assert accounts.get("ada", "a1") == an_account()
    assert accounts.of_user("ada") == (an_account(),)
    assert accounts.of_user("eve") == ()
    with pytest.raises(NotFound):
        accounts.get("eve", "a1")


def test_fault_15_the_newer_tokens_stay_whoever_writes_last(accounts: CalendarAccounts) -> None:
    newer = an_account(obtained_at=NOW + timedelta(milliseconds=5), kept={"in": "secrets", "version": "v3"})
    accounts.put(an_account())
    assert accounts.put(newer)
    assert not accounts.put(an_account(obtained_at=NOW + timedelta(milliseconds=1)))
    assert accounts.get("ada", "a1") == newer


def test_of_all_who_want_to_renew_one_may_until_its_time_is_over(accounts: CalendarAccounts) -> None:
    accounts.put(an_account())
    assert accounts.claim_renewal(an_account(), SOON, NOW)
    assert not accounts.claim_renewal(an_account(), SOON, NOW + timedelta(seconds=30))
    assert accounts.claim_renewal(an_account(), SOON + timedelta(minutes=1), SOON + timedelta(seconds=1))


def test_a_renewal_given_up_is_free_at_once(accounts: CalendarAccounts) -> None:
    accounts.put(an_account())
    accounts.claim_renewal(an_account(), SOON, NOW)
    accounts.give_up_renewal(an_account())
    assert accounts.claim_renewal(an_account(), SOON, NOW)


def test_a_consent_ends_once_and_never_one_that_was_given_since(accounts: CalendarAccounts) -> None:
    accounts.put(an_account())
    assert accounts.end(an_account(), NOW)
    assert not accounts.end(an_account(), NOW)
    assert accounts.get("ada", "a1").revoked_at == NOW
    again = an_account(obtained_at=NOW + timedelta(days=1))
    accounts.put(again)
    assert not accounts.end(an_account(), NOW)
    assert accounts.get("ada", "a1") == again


def test_tokens_renewed_meanwhile_are_not_moved(accounts: CalendarAccounts) -> None:
    accounts.put(an_account())
    assert accounts.move(an_account(), {"in": "table"})
    assert accounts.get("ada", "a1").kept == {"in": "table"}
    accounts.put(an_account(obtained_at=NOW + timedelta(seconds=1)))
    assert not accounts.move(an_account(), {"in": "table"})


def test_a_renewal_brings_no_disconnected_account_back(accounts: CalendarAccounts) -> None:
    later = an_account(obtained_at=NOW + timedelta(seconds=1))
    accounts.put(an_account())
    assert accounts.renew(later)
    assert not accounts.renew(an_account())
    accounts.delete("ada", "a1")
    assert not accounts.renew(an_account(obtained_at=NOW + timedelta(seconds=2)))
    assert accounts.of_user("ada") == ()


def test_a_deleted_account_is_gone(accounts: CalendarAccounts) -> None:
    accounts.put(an_account())
    accounts.delete("ada", "a1")
    accounts.delete("ada", "a1")
    assert accounts.of_user("ada") == ()
