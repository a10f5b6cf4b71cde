"""Signing in and connecting a calendar on the deployed app, against emulated Google and Microsoft; revocation."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Amo, free_port
from tests.fakes.identity_emulate import CLIENT_ID, CLIENT_SECRET, DIRECTORY, Emulated, Person, emulated_identities

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

GRACE, MALLORY = "grace@example.com", "mallory@example.net"


@pytest.fixture(scope="module")
def page(amo: Amo) -> str:
    return str(amo.json("status")["page"]).rstrip("/")


@pytest.fixture(scope="module")
def identities(amo: Amo, page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    folder = tmp_path_factory.mktemp("identities")
    given = ("connect-client", "--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET)
    with emulated_identities(folder, free_port(), page, GRACE, MALLORY) as there:
        calendars = ("--api-url", f"{there.google}/calendar/v3")
        google = amo("google", *given, "--issuer", there.google, *calendars)
        microsoft = amo("microsoft", *given, "--issuer", there.microsoft, "--tenant", DIRECTORY)
        for done in (google, microsoft):
            assert done.returncode == 0, done.stderr
            assert CLIENT_SECRET not in done.stdout + done.stderr
        assert f"{page}/auth/callback/google" in google.stdout
        invited = amo("users", "invite", GRACE, "--role", "reviewer")
        assert invited.returncode == 0, invited.stderr
        yield there


def form_token(text: str) -> str:
    return str(re.findall(r'name="form_token" value="([^"]+)"', text)[0])


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_somebody_invited_signs_in(identities: Emulated, page: str, provider: str) -> None:
    grace = Person(GRACE, page)
    status, where, text = grace.agrees_at(f"/auth/{provider}?next=/settings")
    assert (status, where) == (200, f"{page}/settings"), text
    assert GRACE in text
    assert grace.open("/people")[0] == 404


def test_somebody_nobody_invited_stays_outside(identities: Emulated, page: str) -> None:
    mallory = Person(MALLORY, page)
    status, _, text = mallory.agrees_at("/auth/google")
    assert status == 401
    assert "ask an operator" in text
    assert mallory.open("/settings")[0] == 401


def test_a_calendar_is_connected_read_lost_and_connected_again(identities: Emulated, amo: Amo, page: str) -> None:
    grace = Person(GRACE, page)
    grace.agrees_at("/auth/google")
    status, where, text = grace.agrees_at("/calendar/auth/google")
    assert status == 200, text
    assert f"{page}/calendar/accounts/" in where
    assert "Which calendars count?" in text
    user_id = next(one["user_id"] for one in amo.json("users") if one["email"] == GRACE)
    assert amo("sync", "--user", user_id).returncode == 0
    account = urllib.parse.urlsplit(where).path
    status, _, text = grace.open(f"{account}/disconnect", {"form_token": form_token(text)})
    assert status == 200
    assert "AMO has forgotten the consent" in text
    assert account not in text


def test_signed_out_everywhere_is_signed_out(identities: Emulated, page: str) -> None:
    here, there = Person(GRACE, page), Person(GRACE, page)
    for browser in (here, there):
        browser.agrees_at("/auth/google")
    _, _, settings = there.open("/settings")
    here.open("/auth/sign-out-everywhere", {"form_token": form_token(here.open("/settings")[2])})
    assert here.open("/settings")[0] == 401
    assert there.open("/settings/sync", {"form_token": form_token(settings)})[0] == 401


def test_somebody_deactivated_is_out(identities: Emulated, amo: Amo, page: str) -> None:
    grace = Person(GRACE, page)
    _, _, text = grace.agrees_at("/auth/google?next=/settings")
    assert amo("users", "deactivate", GRACE).returncode == 0
    assert grace.open("/settings/sync", {"form_token": form_token(text)})[0] == 401
    assert Person(GRACE, page).agrees_at("/auth/google")[0] == 401
    assert amo("users", "reactivate", GRACE).returncode == 0


def test_nothing_that_was_connected_shows_a_secret(identities: Emulated, amo: Amo) -> None:
    done = amo("doctor", "--json")
    assert CLIENT_SECRET not in done.stdout + done.stderr
    assert {check["name"] for check in json.loads(done.stdout)["checks"]} >= {"api", "configuration"}


def test_tokens_have_nowhere_to_move_when_they_are_where_they_belong(identities: Emulated, amo: Amo) -> None:
    moved = amo.json("tokens", "migrate")
    assert (moved["to"], moved["failed"]) == ("secrets", 0)
