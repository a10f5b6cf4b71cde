"""The app is installed by an operator's own browser, and an account tied by its owner's: nobody else's will do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lambdas import wiring
from lambdas.accounts.tokens import Identity, link_hash, open_session
from lambdas.domain.accounts.logins import LoginSession
from lambdas.domain.notifications.messages import MessageKind
from lambdas.domain.notifications.slack import LinkOffer, SlackLink, Workspace
from lambdas.edges.http.form_tokens import form_token
from lambdas.edges.http.requests import COOKIE
from lambdas.edges.slack.account_links import LINK_LIFE
from lambdas.edges.slack.install import STATE_LIFE, slack_install
from lambdas.slack.client import SlackApi, SlackRefused
from lambdas.slack.secrets import Credentials, SlackApp
from tests.fakes.slack_requests import BOT, PERSON, SECRET, TEAM
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.unit.edges.harness import ADA, EVE, KEYS, NOW, PUBLIC, Harness

pytestmark = pytest.mark.usefixtures("tokens_read_at_one_time")

APP = SlackApp("1.2", "client-secret", SECRET, "https://slack.com/api/")


class Installer:
    """Ada, an operator, and Slack: which takes the code it gave once."""

    def __init__(self, harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
        self.harness, self.secrets = harness, FakeSlackSecrets()
        self.secrets.keep_app(APP)
        self.codes = {"code-1"}
        self.more: dict[str, Any] = {}
        harness.users.patch(ADA, {"role": "operator"})
        for user, session in ((ADA, "s1"), (ADA, "s2"), (EVE, "s1")):
            self.sign_in(user, session)
        monkeypatch.setattr(wiring, "slack_secrets", lambda: self.secrets)
        monkeypatch.setattr(SlackApi, "call", lambda _api, method, **given: getattr(self, method)(**given))

    def sign_in(self, user: str, session: str, lent_by: str = "") -> None:
        times = {"begun_at": NOW, "renewed_at": NOW}
        self.harness.login_sessions.begin(
            LoginSession(user_id=user, session_id=session, token_hash="-", lent_by=lent_by, **times)
        )

    def oauth_v2_access(self, code: str, client_secret: str, redirect_uri: str, **_: str) -> dict[str, Any]:
        assert (client_secret, redirect_uri) == (APP.client_secret, f"{PUBLIC}/slack/oauth")
        if code not in self.codes:
            raise SlackRefused("invalid_code")
        self.codes.discard(code)
        team = {"id": TEAM, "name": "Example"}
        return {
            "access_token": "xoxb-1",
            "bot_user_id": BOT,
            "team": team,
            "authed_user": {"id": PERSON},
            **self.more,
        }

    def conversations_open(self, users: str) -> dict[str, Any]:
        return {"channel": {"id": f"D-{users}"}}

    def get(self, path: str, user: str | None = ADA, session: str = "s1", **query: str) -> str:
        """Where the browser is sent."""
        cookie = f"{COOKIE}={open_session(user, session, KEYS, NOW)}" if user else ""
        event = {
            "rawPath": path,
            "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items()),
            "headers": {"cookie": cookie},
        }
        answer = slack_install(event, None)
        assert answer["statusCode"] == 302
        return str(answer["headers"]["Location"])

    def begin(self) -> str:
        """The state."""
        (state,) = parse_qs(urlsplit(self.get("/slack/install")).query)["state"]
        return state


@pytest.fixture
def installer(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> Installer:
    return Installer(harness, monkeypatch)


def test_the_way_to_slack_names_the_app_what_it_may_and_where_to_come_back(installer: Installer) -> None:
    parts = urlsplit(installer.get("/slack/install"))
    query = parse_qs(parts.query)
    assert (parts.hostname, parts.path) == ("slack.com", "/oauth/v2/authorize")
    assert query["client_id"] == ["1.2"]
    assert query["redirect_uri"] == [f"{PUBLIC}/slack/oauth"]
    assert "chat:write" in query["scope"][0].split(",")
    assert APP.client_secret not in parts.query
    assert "assistant:write" not in query["scope"][0]
    installer.secrets.keep_app(replace(APP, is_agent=True))
    (asked,) = parse_qs(urlsplit(installer.get("/slack/install")).query)["scope"]
    assert "assistant:write" in asked.split(",")


def test_coming_back_connects_the_workspace_and_ties_whoever_installed_it(installer: Installer) -> None:
    back = installer.get("/slack/oauth", code="code-1", state=installer.begin())
    assert back == f"{PUBLIC}/settings/operator?done=slack-installed#providers"
    assert installer.secrets.workspaces == {TEAM: Credentials("xoxb-1")}
    assert installer.secrets.signing == {TEAM: SECRET}
    workspace = installer.harness.slack_records.workspace(TEAM)
    assert workspace is not None
    assert workspace.bot_user_id == BOT
    link = installer.harness.slack_records.account(TEAM, PERSON)
    assert link is not None
    assert (link.user_id, link.proof) == (ADA, "installation")
    assert "AMO is installed" in installer.harness.get("/settings?done=slack-installed").text


def test_a_token_that_ends_is_kept_with_its_end_and_its_successor_s(installer: Installer) -> None:
    installer.more = {"refresh_token": "xoxe-1", "expires_in": 43_200}
    installer.get("/slack/oauth", code="code-1", state=installer.begin())
    assert installer.secrets.workspaces[TEAM] == Credentials("xoxb-1", "xoxe-1", int(NOW.timestamp()) + 43_200)


@pytest.mark.parametrize("what", ["missing", "foreign", "used", "another session", "somebody else", "old", "given up"])
def test_fault_118_a_state_that_is_not_this_session_s_own_gets_no_token(
    installer: Installer, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    state, user, session, query = installer.begin(), ADA, "s1", {"code": "code-1"}
    match what:
        case "missing":
            state = ""
        case "foreign":
            state = "x" * 43
        case "used":
            installer.get("/slack/oauth", error="access_denied", state=state)
        case "another session":
            session = "s2"
        case "somebody else":
            user = EVE
        case "old":
            monkeypatch.setattr(wiring, "now", lambda: NOW + STATE_LIFE)
        case _:
            query = {"error": "access_denied"}
    assert installer.get("/slack/oauth", user, session, state=state, **query).endswith("slack-refused#providers")
    assert installer.secrets.workspaces == {}
    assert installer.codes == {"code-1"}


def test_only_an_operator_who_is_signed_in_begins_and_only_where_there_is_an_app(installer: Installer) -> None:
    assert installer.get("/slack/install", None) == f"{PUBLIC}/"
    assert installer.get("/slack/install", EVE).endswith("slack-operator#channels")
    installer.secrets.kept_app = None
    assert installer.get("/slack/install").endswith("slack-unset#providers")


def test_a_session_that_somebody_else_s_link_began_ties_no_account_until_it_is_confirmed(installer: Installer) -> None:
    """Whoever made the link would be asked in Slack, and given the code, in its user's place."""
    installer.sign_in(ADA, "lent", f"user:{EVE}")
    assert installer.get("/slack/install", session="lent") == f"{PUBLIC}/auth/proof"
    state = installer.begin()
    installer.sign_in(ADA, "s1", f"user:{EVE}")
    assert installer.get("/slack/oauth", code="code-1", state=state) == f"{PUBLIC}/auth/proof"
    assert installer.harness.slack_records.account(TEAM, PERSON) is None
    assert installer.secrets.workspaces == {}


def test_a_session_that_was_ended_installs_nothing_in_the_minutes_it_is_shown_things(installer: Installer) -> None:
    state = installer.begin()
    installer.harness.login_sessions.end(ADA, "s1")
    assert installer.get("/slack/oauth", code="code-1", state=state) == f"{PUBLIC}/"
    assert installer.get("/slack/install") == f"{PUBLIC}/"
    assert installer.secrets.workspaces == {}


def test_a_whole_organisation_and_a_code_slack_does_not_know_connect_nothing(installer: Installer) -> None:
    assert installer.get("/slack/oauth", code="junk", state=installer.begin()).endswith("slack-refused#providers")
    installer.more = {"is_enterprise_install": True}
    assert installer.get("/slack/oauth", code="code-1", state=installer.begin()).endswith("slack-refused#providers")
    assert installer.harness.slack_records.workspaces() == ()


# tying an account by its link


def offer(harness: Harness, slack_user_id: str = PERSON) -> str:
    token = f"token-for-{slack_user_id}"
    made = LinkOffer(
        team_id=TEAM,
        slack_user_id=slack_user_id,
        channel_id="D1",
        name="<b>Ada L</b>",
        team="Example",
        expires=NOW + LINK_LIFE,
    )
    harness.slack_records.offer_link(link_hash(token), made)
    return token


def test_an_account_is_tied_when_its_owner_signed_in_says_so(harness: Harness) -> None:
    token = offer(harness)
    shown = harness.get(f"/slack/connect?token={token}").text
    assert "&lt;b&gt;Ada L&lt;/b&gt;" in shown
    assert harness.slack_records.account(TEAM, PERSON) is None  # a scanner that opens links ties nothing
    assert _accept(harness, token) == 303
    link = harness.slack_records.account(TEAM, PERSON)
    assert link is not None
    assert (link.user_id, link.proof) == (ADA, "signed link")
    assert _accept(harness, token) == 410


def _accept(harness: Harness, token: str, user: str = ADA) -> int:
    right = form_token(Identity(user, f"s-{user}"), KEYS)
    body = f"form_token={right}&token={token}".encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": PUBLIC}
    return harness.send("POST", "/slack/connect", body, user, headers).status


def test_a_link_is_no_use_without_signing_in_without_its_form_or_once_it_is_old(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = offer(harness)
    assert harness.get(f"/slack/connect?token={token}", None).status == 401
    assert harness.get("/slack/connect?token=guess").status == 410
    assert harness.post("/slack/connect", token="wrong").status == 403
    monkeypatch.setattr(wiring, "now", lambda: NOW + LINK_LIFE)
    assert _accept(harness, token) == 410
    assert harness.slack_records.account(TEAM, PERSON) is None


def test_fault_57_an_account_that_is_somebody_s_is_not_taken_from_them(harness: Harness) -> None:
    owner = SlackLink(team_id=TEAM, slack_user_id=PERSON, user_id=EVE, channel_id="D1", proof="email", linked_at=NOW)
    harness.slack_records.link(owner)
    assert _accept(harness, offer(harness)) == 400
    assert harness.slack_records.account(TEAM, PERSON) == owner


def test_tying_another_account_lets_the_first_one_go(harness: Harness) -> None:
    for account in (PERSON, "U0OTHER01"):
        assert _accept(harness, offer(harness, account)) == 303
    assert harness.slack_records.account(TEAM, PERSON) is None
    link = harness.slack_records.link_of(ADA)
    assert link is not None
    assert link.slack_user_id == "U0OTHER01"


def test_each_way_to_tie_an_account_is_on_the_log_and_told_to_whose_it_is(
    installer: Installer,
) -> None:
    harness = installer.harness
    installer.get("/slack/oauth", code="code-1", state=installer.begin())
    assert _accept(harness, offer(harness, "U0EVE"), EVE) == 303
    rows = [row for team in (f"own-{ADA}", f"own-{EVE}") for row in harness.approvals.audit_log.chain(team)]
    assert [(row["event"], row["note"]) for row in rows] == [
        ("account_tied", f"{ADA}: Slack account of Example, by installing the app"),
        ("account_tied", f"{EVE}: Slack account of Example, by a link opened while signed in"),
    ]
    assert [(one.user_id, one.kind) for one in harness.approvals.notifier.sent] == [
        (ADA, MessageKind.ACCOUNT_CHANGED),
        (EVE, MessageKind.ACCOUNT_CHANGED),
    ]


def test_a_workspace_that_is_installed_once_more_stays_where_it_was_among_the_others(installer: Installer) -> None:
    before = Workspace(team_id=TEAM, name="Old", bot_user_id=BOT, connected_at=NOW - timedelta(days=9))
    installer.harness.slack_records.connect(before)
    installer.get("/slack/oauth", code="code-1", state=installer.begin())
    (workspace,) = installer.harness.slack_records.workspaces()
    assert (workspace.name, workspace.connected_at) == ("Example", before.connected_at)
