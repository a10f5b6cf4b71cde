"""Signing in and connecting a calendar on the deployed app, against emulated Google and Microsoft; revocation."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from cli.api_client import ApiClient
from cli.stage import DeployedStage, find_stage
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo, free_port
from tests.fakes.identity_emulate import CLIENT_ID, CLIENT_SECRET, DIRECTORY, Emulated, Person, emulated_identities
from tests.fakes.own_sessions import codes_sent, mails_to, next_code
from tests.fakes.patience import until

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
    assert (moved["to"], moved["failed"]) == ("table", 0)


LENA = "lena@example.com"


class LentSession(NamedTuple):
    """A browser and a command that came in by a link which an operator made for Lena, a reviewer."""

    browser: Person
    api: ApiClient
    stage: DeployedStage
    action_id: str

    def decide(self) -> int:
        """On the page; returns what it answers."""
        path = f"/approvals/{self.action_id}"
        text = self.browser.open(path)[2]
        shown = {"form_token": form_token(text), "payload_hash": self.payload_hash}
        return self.browser.open(f"{path}/decide", {**shown, "verdict": "approve", "note": "As agreed"})[0]

    @property
    def payload_hash(self) -> str:
        return str(self.api.get(f"/approvals/{self.action_id}")["payload_hash"])


@pytest.fixture(scope="module")
def lent(amo: Amo, page: str) -> LentSession:
    """``nils`` is in her team, and AMO wants to create a task for him."""
    owner = find_stage(amo.state_dir.resolve(), LOCAL_STAGE, "owner")
    nils = {"user_id": "nils", "email": "nils@example.com", "team_id": "lent"}
    owner.invoke("provision_user", nils)
    owner.invoke("provision_user", {"user_id": "lena", "email": LENA, "team_id": "lent", "role": "reviewer"})
    task = {"action_type": "create_task", "parameters": {"what": "Book the room"}, "key": "lent"}
    by = {"on_behalf_of": "nils", "requested_by": "agent:test"}
    action_id = str(owner.invoke("propose_action", task | by)["action_id"])
    link = str(amo.json("users", "link", LENA)["link"])
    browser = Person(LENA, page)
    assert browser.open("/auth/link", {"token": link.partition("token=")[2]})[0] == 200
    stage = find_stage(amo.state_dir.resolve(), LOCAL_STAGE, "lena")
    return LentSession(browser, ApiClient(stage), stage, action_id)


def test_a_link_an_operator_made_for_a_reviewer_approves_nothing(lent: LentSession) -> None:
    assert lent.decide() == 403
    word = {"decision": "approve", "payload_hash": lent.payload_hash}
    with pytest.raises(Refused, match="confirm that it is you"):
        lent.api.post(f"/approvals/{lent.action_id}", word)
    assert lent.api.get(f"/approvals/{lent.action_id}")["status"] == "pending"
    rows = lent.api.get("/audit/lent", limit=50)
    assert {row["actor"] for row in rows if row["event"] == "link_given"} == {"user:owner", "agent:operator"}


def test_the_reviewer_is_told_of_the_link(lent: LentSession) -> None:
    engine = lent.stage.engine
    assert engine is not None
    told = until(lambda: [mail for mail in mails_to(engine, LENA) if "sign-in link" in mail["subject"]])
    assert not any("token=" in mail["text"] for mail in told)


def test_with_the_code_from_her_mailbox_she_decides(amo: Amo, lent: LentSession) -> None:
    token = {"form_token": form_token(lent.browser.open("/auth/proof")[2])}
    code = next_code(lambda: codes_sent(lent.stage, LENA), lambda: lent.browser.open("/auth/proof", token))
    assert code not in lent.browser.open("/")[2]
    assert any(code in mail["subject"] for mail in amo.json("mail"))
    status, where, _ = lent.browser.open("/auth/proof/confirmation", {**token, "code": code})
    assert (status, urllib.parse.urlsplit(where).path) == (200, "/approvals")
    assert lent.decide() == 200
    assert lent.api.get(f"/approvals/{lent.action_id}")["decided_by"] == "lena"
    events = [row["event"] for row in lent.api.get("/audit/lent", limit=50)]
    assert events.index("approved") < events.index("session_proved"), "newest first"


def test_somebody_invited_finds_a_link_of_their_own_in_their_mail(amo: Amo, page: str) -> None:
    email = "ines@example.com"
    assert amo("users", "invite", email).returncode == 0
    (mail,) = [one for one in amo.json("mail") if one["to"] == [email]]
    (token,) = re.findall(r"/auth/link\?token=(\S+)", mail["text"])
    browser = Person(email, page)
    assert browser.open("/auth/link", {"token": token})[0] == 200
    assert urllib.parse.urlsplit(browser.open("/auth/proof")[1]).path == "/approvals", "nothing to confirm"
