"""Installing the app into a workspace from the page (OAuth v2), and renewing the tokens it got.

Apart from the page's function: what shows pages to people can neither read nor keep a bot token.
"""

import logging
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from lambdas import wiring
from lambdas.accounts.tokens import Identity, link_hash, new_link_token, read_session
from lambdas.accounts.wiring import logins
from lambdas.domain.accounts.account_ties import slack_tie
from lambdas.domain.notifications.slack import AGENT_SCOPE, BOT_SCOPES, InstallState, SlackLink, Workspace
from lambdas.edges.http.answer_headers import Answer, with_safe_headers
from lambdas.edges.http.deadline import in_time
from lambdas.edges.http.requests import COOKIE, Event, cookie, queries
from lambdas.errors import AmoError, Refused, SignedOut, Unconfirmed
from lambdas.slack.client import SlackApi
from lambdas.slack.secrets import SlackApp
from lambdas.slack.token_rotation import SlackRotation, credentials_of

log = logging.getLogger(__name__)

STATE_LIFE = timedelta(minutes=10)
OAUTH_PATH = "/slack/oauth"


def slack_install(event: dict[str, Any], context: Any) -> Answer:
    """``/slack/install`` leads to Slack, ``/slack/oauth`` comes back from there; both end on settings."""
    return with_safe_headers(_answered(event, context), wiring.settings().public_url)


def _answered(event: Event, context: Any) -> Answer:
    try:
        with in_time(context):
            return _followed(event)
    except SignedOut:
        return _to(f"{wiring.settings().public_url}/")
    except Unconfirmed:
        return _to(f"{wiring.settings().public_url}/auth/proof")
    except AmoError as error:  # such as an account that is no more
        log.warning("a way to Slack was refused: %s", type(error).__name__)
        return _settings("slack-refused")


def _followed(event: Event) -> Answer:
    identity = read_session(cookie(event, COOKIE), wiring.signing_keys())  # renewed on the page alone
    logins().require_own(identity, wiring.now())  # whoever installs it is tied to the account they have there
    is_back = str(event.get("rawPath", "")).endswith(OAUTH_PATH)
    return _finish(event, identity) if is_back else _begin(identity)


def rotate_slack_tokens(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    rotation = SlackRotation(wiring.slack_records(), wiring.slack_secrets())
    return {"renewed": rotation.renew_all(wiring.now())}


def _begin(identity: Identity) -> dict[str, Any]:
    app = wiring.slack_secrets().app()
    if not wiring.users().get(identity.user_id).may_operate:
        return _settings("slack-operator")
    if app is None:
        return _settings("slack-unset")
    state, expires = new_link_token(), wiring.now() + STATE_LIFE
    begun = InstallState(user_id=identity.user_id, session_id=identity.session_id, expires=expires)
    wiring.slack_records().begin_install(link_hash(state), begun)
    scopes = {*BOT_SCOPES, AGENT_SCOPE} if app.is_agent else BOT_SCOPES
    asked = {"client_id": app.client_id, "scope": ",".join(sorted(scopes)), "state": state}
    query = urlencode(asked | {"redirect_uri": _redirect_uri()})
    return _to(f"{app.api_url.removesuffix('api/')}oauth/v2/authorize?{query}")


def _finish(event: Event, identity: Identity) -> dict[str, Any]:
    """Whatever is not the end of what this very session began is refused, and no token asked for (fault 118)."""
    given = queries(event)
    begun = wiring.slack_records().end_install(link_hash(given.get("state", "")), identity.session_id, wiring.now())
    app = wiring.slack_secrets().app()
    if begun is None or begun.user_id != identity.user_id or app is None or not given.get("code"):
        log.warning("refused: an installation into Slack that user %s did not begin, or gave up", identity.user_id)
        return _settings("slack-refused")
    try:
        _install(app, given["code"], identity)
    except AmoError as error:
        log.warning("an installation into Slack failed: %s", type(error).__name__)
        return _settings("slack-refused")
    return _settings("slack-installed")


def _install(app: SlackApp, code: str, identity: Identity) -> None:
    """The signing secret last: once Slack's requests are let in, the rest is there to work on them."""
    now, secrets, records = wiring.now(), wiring.slack_secrets(), wiring.slack_records()
    given = {"client_id": app.client_id, "client_secret": app.client_secret, "redirect_uri": _redirect_uri()}
    answer = SlackApi("", app.api_url).call("oauth_v2_access", code=code, **given)
    team = answer.get("team") or {}
    if answer.get("is_enterprise_install") or not team.get("id"):
        raise Refused("AMO is installed into one workspace at a time, not into a whole organisation.")
    team_id = str(team["id"])
    secrets.keep_credentials(team_id, credentials_of(answer, now))
    known = records.workspace(team_id)  # installed once more, it is where it was among the others
    workspace = Workspace(
        team_id=team_id,
        name=str(team.get("name", team_id)),
        bot_user_id=str(answer["bot_user_id"]),
        api_url=app.api_url,
        connected_at=known.connected_at if known else now,
    )
    records.connect(workspace)
    secrets.keep_signing_secret(team_id, app.signing_secret)
    log.info("workspace %s was connected by user %s", team_id, identity.user_id)
    if installer := str((answer.get("authed_user") or {}).get("id", "")):
        _link_installer(workspace, str(answer["access_token"]), installer, identity.user_id)


def _link_installer(workspace: Workspace, token: str, slack_user_id: str, user_id: str) -> None:
    """Slack has just signed them in, in the browser that is signed in here. Nobody's account is taken away."""
    records = wiring.slack_records()
    if records.account(workspace.team_id, slack_user_id) or records.link_of(user_id):
        return
    opened = SlackApi(token, workspace.api_url).call("conversations_open", users=slack_user_id)
    link = SlackLink(
        team_id=workspace.team_id,
        slack_user_id=slack_user_id,
        user_id=user_id,
        channel_id=str(opened["channel"]["id"]),
        proof="installation",
        linked_at=wiring.now(),
    )
    tie = slack_tie(link, workspace.name)
    wiring.account_ties().tie(wiring.users().get(user_id), tie, lambda: records.link(link), link.linked_at)


def _redirect_uri() -> str:
    return f"{wiring.settings().public_url}{OAUTH_PATH}"


def _settings(done: str) -> dict[str, Any]:
    page, place = ("", "channels") if done == "slack-operator" else ("/operator", "providers")
    return _to(f"{wiring.settings().public_url}/settings{page}?done={done}#{place}")


def _to(address: str) -> dict[str, Any]:
    headers = {"Location": address, "Referrer-Policy": "no-referrer"}
    return {"statusCode": int(HTTPStatus.FOUND), "headers": headers, "body": ""}
