"""Connecting the calendars of an account, choosing among them, and taking the consent away."""

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from lambdas.accounts.tokens import open_session
from lambdas.domain.accounts.user import CalendarConnection, ConnectionHealth
from lambdas.domain.kernel.source import Source
from lambdas.edges.http.requests import COOKIE
from tests.unit.edges.harness import ADA, EVE, KEYS, NOW, Answer, Harness
from tests.unit.edges.identities import ACCOUNT, FakeListing

READONLY = "https://www.googleapis.com/auth/calendar.readonly"


def connect(harness: Harness, provider: str = "google", query: str = "", user: str = ADA) -> Answer:
    """To the consent page, agreed, and back."""
    gone = harness.get(f"/calendar/auth/{provider}{query}", user)
    assert gone.status == 303, gone.text
    there = getattr(harness.identities, provider)
    kept = "; ".join(f"{m.key}={m.value}" for line in gone.cookies for m in SimpleCookie(line).values())
    answered = urlencode(there.consent(gone.headers["Location"]))
    return harness.get(f"/calendar/callback/{provider}?{answered}", user, cookie=kept)


def connections(harness: Harness, user: str = ADA) -> list[CalendarConnection]:
    return [one for one in harness.connected_calendars.of_user(user) if one.account_id]


def account_id(harness: Harness) -> str:
    (account,) = list(harness.calendar_accounts.rows.values())[:1]
    return account.account_id


@pytest.mark.parametrize(("provider", "source"), [("google", Source.GOOGLE), ("microsoft", Source.MICROSOFT)])
def test_an_account_is_connected_with_its_primary_calendar(harness: Harness, provider: str, source: Source) -> None:
    answer = connect(harness, provider)
    assert answer.headers["Location"] == f"/calendar/accounts/{account_id(harness)}?done=consented"
    (connection,) = connections(harness)
    assert (connection.source, connection.address, connection.label) == (source, "Ada@cal", "Ada")
    assert {"user_id": ADA, "replan": False} in harness.syncs.bodies


@pytest.mark.parametrize("who", ["somebody else", "another session of theirs", "nobody"])
def test_fault_119_what_one_session_began_no_other_finishes(harness: Harness, who: str) -> None:
    """Else an attacker's calendar could be put under somebody's account, or theirs be read under the attacker's."""
    gone = harness.get("/calendar/auth/google", ADA)
    flow = "; ".join(f"{m.key}={m.value}" for line in gone.cookies for m in SimpleCookie(line).values())
    elsewhere = open_session(ADA, "s-elsewhere", KEYS, NOW)
    user, cookie = {
        "somebody else": (EVE, flow),
        "another session of theirs": (None, f"{flow}; {COOKIE}={elsewhere}"),
        "nobody": (None, flow),
    }[who]
    answered = urlencode(harness.identities.google.consent(gone.headers["Location"]))
    answer = harness.get(f"/calendar/callback/google?{answered}", user, cookie=cookie)
    assert answer.status in (400, 401)
    assert (len(harness.calendar_accounts.rows), len(harness.identities.vault.kept)) == (0, 0)
    assert [connections(harness, one) for one in (ADA, EVE)] == [[], []]


def test_only_reading_is_asked_for(harness: Harness) -> None:
    google = parse_qs(urlsplit(harness.get("/calendar/auth/google").headers["Location"]).query)["scope"][0].split()
    microsoft = parse_qs(urlsplit(harness.get("/calendar/auth/microsoft").headers["Location"]).query)["scope"][
        0
    ].split()
    assert set(google) == {"openid", "email", "profile", READONLY}
    assert set(microsoft) == {"openid", "email", "profile", "offline_access", "Calendars.Read"}


def test_tokens_are_in_the_vault_and_nowhere_else(harness: Harness) -> None:
    answer = connect(harness)
    (content,) = next(iter(harness.identities.vault.kept.values()))
    stored = f"{harness.calendar_accounts.rows}{harness.users.account(ADA)}"
    shown = f"{answer.text}{answer.headers}{stored}{harness.get('/settings').text}"
    assert not [token for token in content.values() if token in shown]


def test_which_calendars_count_is_the_owner_s_choice(harness: Harness) -> None:
    connect(harness)
    page = harness.get(f"/calendar/accounts/{account_id(harness)}")
    assert [name in page.text for name in ("Ada", "Team", "Holidays")] == [True] * 3
    chosen = {"calendar-1": "Team@cal", "calendar-2": "Holidays@cal", "calendar-9": "somebody-else@cal"}
    assert harness.post(f"/calendar/accounts/{account_id(harness)}", ADA, **chosen).status == 303
    assert {one.address for one in connections(harness)} == {"Team@cal", "Holidays@cal"}


def test_what_is_over_is_said_once_and_with_the_way_back(harness: Harness) -> None:
    connect(harness)
    (connection,) = connections(harness)
    problem = "Google no longer lets AMO read the calendars of ada@example.com"
    harness.connected_calendars.connect(
        ADA, connection.model_copy(update={"health": ConnectionHealth.REVOKED, "problem": problem})
    )
    row = harness.calendar_accounts.rows[ADA, account_id(harness)]
    harness.calendar_accounts.rows[ADA, account_id(harness)] = row.model_copy(update={"revoked_at": NOW})
    calendars = harness.get("/settings").text.partition('id="you"')[0]
    assert calendars.count(problem) == 1
    assert "Reconnect" in calendars


def test_without_the_box_for_calendars_nothing_is_kept(harness: Harness) -> None:
    harness.identities.google.granted = {"openid", "email", "profile"}
    answer = connect(harness)
    assert answer.status == 400
    assert "leave that box ticked" in answer.text
    assert not harness.calendar_accounts.rows
    assert not harness.identities.vault.kept


def test_reconnecting_begins_where_the_settings_offer_it(harness: Harness) -> None:
    connect(harness)
    row = harness.calendar_accounts.rows[ADA, account_id(harness)]
    harness.calendar_accounts.rows[ADA, account_id(harness)] = row.model_copy(update={"revoked_at": NOW})
    assert f"/calendar/auth/google?account={account_id(harness)}" in harness.get("/settings").text
    connect(harness, query=f"?account={account_id(harness)}")
    assert harness.calendar_accounts.rows[ADA, account_id(harness)].revoked_at is None


def test_disconnecting_forgets_the_consent_here_and_there(harness: Harness) -> None:
    connect(harness)
    refresh = next(iter(harness.identities.vault.kept.values()))[0]["refresh"]
    harness.post(f"/calendar/accounts/{account_id(harness)}/disconnect", ADA)
    assert not harness.calendar_accounts.rows
    assert not harness.identities.vault.kept
    assert connections(harness) == []
    assert refresh not in harness.identities.google.alive


def test_a_link_of_another_site_begins_no_consent(harness: Harness) -> None:
    assert harness.get("/calendar/auth/google", **{"sec-fetch-site": "cross-site"}).status == 403
    assert not harness.sign_in_flows.table.rows


def test_fault_116_nobody_reconnects_somebody_else_s_account(harness: Harness) -> None:
    harness.identities.consented(ADA)
    assert harness.get(f"/calendar/auth/google?account={ACCOUNT}", EVE).status == 404


def test_a_consent_whose_app_is_in_testing_says_when_it_ends_and_why(harness: Harness) -> None:
    harness.identities.google.ends_in = 604_799
    connect(harness)
    assert "Testing" in harness.get("/settings").text
    health: dict[str, Any] = harness.call("GET", "/api/health").json
    (check,) = [one for one in health["checks"] if one["name"].startswith("consent Google")]
    assert not check["ok"]
    assert "after 7 days" in check["detail"]


def test_the_provider_is_asked_with_the_consent_s_own_token(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    harness.identities.consented(ADA)
    monkeypatch.setattr(FakeListing, "tokens", ())
    harness.get(f"/calendar/accounts/{ACCOUNT}")
    assert FakeListing.tokens == ("Bearer old-access",)


def test_accounts_are_in_the_api_without_their_tokens(harness: Harness) -> None:
    harness.identities.consented(ADA)
    (account,) = harness.call("GET", "/api/accounts").json
    assert account["email"] == "ada@gmail.example"
    assert "kept" not in account
    assert harness.call("GET", "/api/accounts", None, EVE).json == []
