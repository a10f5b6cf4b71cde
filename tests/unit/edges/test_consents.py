"""Connecting the calendars of an account, choosing among them, and taking the consent away."""

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from lambdas.domain.meetings import Source
from lambdas.domain.users import CalendarConnection, ConnectionHealth
from tests.unit.edges.identities import ACCOUNT, FakeListing
from tests.unit.edges.world import ADA, EVE, NOW, Answer, World

READONLY = "https://www.googleapis.com/auth/calendar.readonly"


def connect(world: World, provider: str = "google", query: str = "", user: str = ADA) -> Answer:
    """To the consent page, agreed, and back."""
    gone = world.get(f"/calendar/auth/{provider}{query}", user)
    assert gone.status == 303, gone.text
    there = getattr(world.identities, provider)
    kept = "; ".join(f"{m.key}={m.value}" for line in gone.cookies for m in SimpleCookie(line).values())
    answered = urlencode(there.consent(gone.headers["Location"]))
    return world.get(f"/calendar/callback/{provider}?{answered}", user, cookie=kept)


def connections(world: World, user: str = ADA) -> list[CalendarConnection]:
    return [one for one in world.users.account(user).connections if one.account_id]


def account_id(world: World) -> str:
    return next(iter(world.calendar_accounts.rows))[1]


@pytest.mark.parametrize(("provider", "source"), [("google", Source.GOOGLE), ("microsoft", Source.MICROSOFT)])
def test_an_account_is_connected_with_its_primary_calendar(world: World, provider: str, source: Source) -> None:
    answer = connect(world, provider)
    assert answer.headers["Location"] == f"/calendar/accounts/{account_id(world)}?done=consented"
    (connection,) = connections(world)
    assert (connection.source, connection.address, connection.label) == (source, "Ada@cal", "Ada")
    assert {"user_id": ADA, "replan": False} in world.syncs.bodies


def test_only_reading_is_asked_for(world: World) -> None:
    google = parse_qs(urlsplit(world.get("/calendar/auth/google").headers["Location"]).query)["scope"][0].split()
    microsoft = parse_qs(urlsplit(world.get("/calendar/auth/microsoft").headers["Location"]).query)["scope"][0].split()
    assert set(google) == {"openid", "email", "profile", READONLY}
    assert set(microsoft) == {"openid", "email", "profile", "offline_access", "Calendars.Read"}


def test_tokens_are_in_the_vault_and_nowhere_else(world: World) -> None:
    answer = connect(world)
    (content,) = next(iter(world.identities.vault.kept.values()))
    stored = f"{world.calendar_accounts.rows}{world.users.account(ADA)}"
    shown = f"{answer.text}{answer.headers}{stored}{world.get('/settings').text}"
    assert not [token for token in content.values() if token in shown]


def test_which_calendars_count_is_the_owner_s_choice(world: World) -> None:
    connect(world)
    page = world.get(f"/calendar/accounts/{account_id(world)}")
    assert [name in page.text for name in ("Ada", "Team", "Holidays")] == [True] * 3
    chosen = {"calendar-1": "Team@cal", "calendar-2": "Holidays@cal", "calendar-9": "somebody-else@cal"}
    assert world.post(f"/calendar/accounts/{account_id(world)}", ADA, **chosen).status == 303
    assert {one.address for one in connections(world)} == {"Team@cal", "Holidays@cal"}


def test_a_calendar_that_was_left_out_counts_again_when_it_is_ticked(world: World) -> None:
    connect(world)
    (connection,) = connections(world)
    world.users.connect(ADA, connection.model_copy(update={"counts": False}))
    world.post(f"/calendar/accounts/{account_id(world)}", ADA, **{"calendar-0": "Ada@cal"})
    assert [one.counts for one in connections(world)] == [True]


def test_what_is_over_is_said_once_and_with_the_way_back(world: World) -> None:
    connect(world)
    (connection,) = connections(world)
    problem = "Google no longer lets AMO read the calendars of ada@example.com"
    world.users.connect(ADA, connection.model_copy(update={"health": ConnectionHealth.REVOKED, "problem": problem}))
    row = world.calendar_accounts.rows[ADA, account_id(world)]
    world.calendar_accounts.rows[ADA, account_id(world)] = row.model_copy(update={"revoked_at": NOW})
    calendars = world.get("/settings").text.partition('id="you"')[0]
    assert calendars.count(problem) == 1
    assert "Reconnect" in calendars


def test_without_the_box_for_calendars_nothing_is_kept(world: World) -> None:
    world.identities.google.granted = {"openid", "email", "profile"}
    answer = connect(world)
    assert answer.status == 400
    assert "leave that box ticked" in answer.text
    assert not world.calendar_accounts.rows
    assert not world.identities.vault.kept


def test_without_a_lasting_consent_nothing_is_kept(world: World) -> None:
    world.identities.google.gives_refresh_token = False
    assert connect(world).status == 400
    assert not world.calendar_accounts.rows


def test_reconnecting_brings_back_what_was_chosen(world: World) -> None:
    connect(world)
    (connection,) = connections(world)
    over = {"health": ConnectionHealth.REVOKED, "problem": "over"}
    world.users.connect(ADA, connection.model_copy(update=over))
    row = world.calendar_accounts.rows[ADA, account_id(world)]
    world.calendar_accounts.rows[ADA, account_id(world)] = row.model_copy(update={"revoked_at": NOW})
    assert f"/calendar/auth/google?account={account_id(world)}" in world.get("/settings").text
    connect(world, query=f"?account={account_id(world)}")
    (after,) = connections(world)
    assert (after.health, after.problem) == (ConnectionHealth.OK, "")
    assert world.calendar_accounts.rows[ADA, account_id(world)].revoked_at is None


def test_disconnecting_forgets_the_consent_here_and_there(world: World) -> None:
    connect(world)
    refresh = next(iter(world.identities.vault.kept.values()))[0]["refresh"]
    world.post(f"/calendar/accounts/{account_id(world)}/disconnect", ADA)
    assert not world.calendar_accounts.rows
    assert not world.identities.vault.kept
    assert connections(world) == []
    assert refresh not in world.identities.google.alive


def test_disconnecting_works_while_the_provider_is_down(world: World) -> None:
    world.identities.consented(ADA)
    world.identities.google.failures = [(503, "")]
    assert world.post(f"/calendar/accounts/{ACCOUNT}/disconnect", ADA).status == 303
    assert not world.calendar_accounts.rows


def test_two_people_may_connect_the_same_account_each_for_themselves(world: World) -> None:
    connect(world)
    connect(world, user=EVE)
    world.post(f"/calendar/accounts/{account_id(world)}/disconnect", ADA)
    assert len(connections(world, EVE)) == 1
    assert next(iter(world.calendar_accounts.rows))[0] == EVE


def test_a_link_of_another_site_begins_no_consent(world: World) -> None:
    assert world.get("/calendar/auth/google", **{"sec-fetch-site": "cross-site"}).status == 403
    assert not world.sign_in_flows.rows


def test_fault_116_nobody_reconnects_somebody_else_s_account(world: World) -> None:
    world.identities.consented(ADA)
    assert world.get(f"/calendar/auth/google?account={ACCOUNT}", EVE).status == 404


def test_a_consent_whose_app_is_in_testing_says_when_it_ends_and_why(world: World) -> None:
    world.identities.google.ends_in = 604_799
    connect(world)
    assert "Testing" in world.get("/settings").text
    health: dict[str, Any] = world.call("GET", "/api/health").json
    (check,) = [one for one in health["checks"] if one["name"].startswith("consent Google")]
    assert not check["ok"]
    assert "after 7 days" in check["detail"]


def test_the_provider_is_asked_with_the_consent_s_own_token(world: World) -> None:
    world.identities.consented(ADA)
    FakeListing.tokens = ()
    world.get(f"/calendar/accounts/{ACCOUNT}")
    assert FakeListing.tokens == ("Bearer old-access",)


def test_accounts_are_in_the_api_without_their_tokens(world: World) -> None:
    world.identities.consented(ADA)
    (account,) = world.call("GET", "/api/accounts").json
    assert account["email"] == "ada@gmail.example"
    assert "kept" not in account
    assert world.call("GET", "/api/accounts", None, EVE).json == []
