"""Sessions, paths and consents as rules."""

from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.accounts.consents import TESTING_LIFE, CalendarAccount, IdentityProvider, why_it_ended
from lambdas.domain.accounts.logins import IDLE_LIFE, MAX_SESSION, LoginSession, local_path
from tests.fakes.samples import NOW

PATHS = st.text() | st.from_regex(r"\A[/\\]{1,3}[a-z:@.]*[/?#\\]{0,2}[a-z.]*\Z")


@given(PATHS)
def test_fault_120_no_text_at_all_leads_to_another_site(path: str) -> None:
    """As a browser would read it: backslashes are slashes to it, and it leaves out control characters."""
    found = local_path(path)
    read = "".join(letter for letter in found.replace("\\", "/") if letter.isprintable())
    assert urlsplit(urljoin("https://amo.example/auth", read)).netloc == "amo.example"


@pytest.mark.parametrize("path", ["/", "/meetings/m1", "/records/budget?done=saved", "/settings#calendars"])
def test_our_own_pages_are_kept(path: str) -> None:
    assert local_path(path) == path


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60)), st.timedeltas(timedelta(0), timedelta(60)))
def test_no_session_outlives_its_month_or_a_week_without_use(used: timedelta, later: timedelta) -> None:
    session = LoginSession(user_id="u", session_id="s", token_hash="h", begun_at=NOW, renewed_at=NOW + used)
    at = NOW + used + later
    assert session.is_over(at) == (later >= IDLE_LIFE or used + later >= MAX_SESSION)


def an_account(**changes: Any) -> CalendarAccount:
    values = {
        "user_id": "u",
        "account_id": "a",
        "provider": IdentityProvider.GOOGLE,
        "email": "ada@example.com",
        "consented_at": NOW,
        "obtained_at": NOW,
        "expires_at": NOW,
    }
    return CalendarAccount(**values | changes)


@pytest.mark.parametrize("name", ["ends_at", "revoked_at"])
def test_a_consent_of_seven_days_is_recognised_before_and_after_it_ends(name: str) -> None:
    assert an_account(**{name: NOW + TESTING_LIFE - timedelta(seconds=1)}).is_of_an_app_in_testing
    assert "Testing" in why_it_ended(an_account(**{name: NOW + TESTING_LIFE + timedelta(hours=2)}))


@pytest.mark.parametrize("days", [1, 6, 8, 180])
def test_a_consent_that_somebody_took_away_is_not_blamed_on_testing(days: int) -> None:
    assert not an_account(revoked_at=NOW + timedelta(days=days)).is_of_an_app_in_testing


def test_microsoft_has_no_such_trap() -> None:
    account = an_account(provider=IdentityProvider.MICROSOFT, revoked_at=NOW + TESTING_LIFE)
    assert why_it_ended(account) == (
        "Microsoft no longer lets AMO read the calendars of ada@example.com: connect it again under Settings."
    )
