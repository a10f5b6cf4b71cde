"""Ties a Slack workspace to AMO by hand; for the operator, with AWS credentials (``./amo slack connect``)."""

import re
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator

from lambdas import wiring
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.slack import API_URL, Workspace
from lambdas.errors import AmoError, Refused, Retryable
from lambdas.slack.client import Answer, SlackApi, SlackRefused
from lambdas.slack.secrets import APP, Credentials, SlackApp

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
API_PATH = "/api/"
NO_CODE = "amo-asks-whether-you-know-this-app"
"""No code Slack ever gave: it says so only to an app whose id and secret are right."""
SLACK_CODE = re.compile(r"[a-z0-9_]{1,60}")
TOKENS = ("xox", "xapp-")
LOOKS_WRONG = {
    "bot_token": "--bot-token is the Bot User OAuth Token: it begins with xoxb-, under OAuth & Permissions.",
    "signing_secret": "--signing-secret is no token, but the Signing Secret under Basic Information, App Credentials.",
    "client_id": "--client-id is the Client ID under Basic Information, App Credentials; it looks like 123.456.",
    "client_secret": "--client-secret is no token, but the Client Secret under Basic Information, App Credentials.",
}
WRONG_APP = {
    "invalid_client_id": "Slack does not know this --client-id; copy it again from Basic Information.",
    "bad_client_secret": "Slack does not take this --client-secret; copy it again from Basic Information.",
}


class _FromBasicInformation(Model):
    signing_secret: str = Field(repr=False, pattern=r"^[\x21-\x7e]{8,200}$")
    api_url: str = API_URL

    @field_validator("signing_secret", "client_secret", check_fields=False)
    @classmethod
    def _is_no_token(cls, value: str) -> str:
        """Tokens stand on the same pages, and are pasted here instead."""
        if value.startswith(TOKENS):
            raise ValueError("a token")
        return value


class ConnectSlack(_FromBasicInformation):
    """``team_id``, where given, has to be the one the token belongs to."""

    bot_token: str = Field(repr=False, pattern=r"^xox[be][.-][\x21-\x7e]{1,500}$")
    team_id: str = ""


class ConfigureApp(_FromBasicInformation):
    """The app as Slack shows it under "Basic Information"; with it, people install it from the page."""

    client_id: str = Field(pattern=r"^[\x21-\x7e]{3,100}$")
    client_secret: str = Field(repr=False, pattern=r"^[\x21-\x7e]{8,200}$")
    is_agent: bool = False


def connect_slack(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """With a bot token, ties its workspace; with a client id, lets people install the app from the page."""
    try:
        if "client_id" in event:
            return _configured(ConfigureApp.model_validate(event))
        return _connected(ConnectSlack.model_validate(event))
    except ValidationError as error:
        name = ".".join(map(str, error.errors(include_input=False)[0]["loc"]))
        return {"error": LOOKS_WRONG.get(name, f"{name} does not look like one of Slack's")}
    except AmoError as error:
        return {"error": str(error)}


def _connected(request: ConnectSlack) -> dict[str, Any]:
    """The signing secret last: once Slack's requests are let in, the rest is there to work on them."""
    api_url = _checked(request.api_url)
    who = _asked(SlackApi(request.bot_token, api_url), api_url)
    team_id = str(who["team_id"])
    if request.team_id and request.team_id != team_id:
        raise Refused(f"This token belongs to workspace {team_id}, not to {request.team_id}.")
    known = wiring.slack_records().workspace(team_id)  # connected once more, it is where it was among the others
    workspace = Workspace(
        team_id=team_id,
        name=str(who.get("team", team_id)),
        bot_user_id=str(who["user_id"]),
        api_url=api_url,
        connected_at=known.connected_at if known else wiring.now(),
    )
    secrets = wiring.slack_secrets()
    secrets.keep_credentials(team_id, Credentials(request.bot_token))
    wiring.slack_records().connect(workspace)
    secrets.keep_signing_secret(team_id, request.signing_secret)
    return {"team_id": team_id, "team": workspace.name}


def _configured(request: ConfigureApp) -> dict[str, Any]:
    api_url = _checked(request.api_url)
    app = SlackApp(request.client_id, request.client_secret, request.signing_secret, api_url, request.is_agent)
    _require_known(app)
    wiring.slack_secrets().keep_app(app)
    wiring.slack_secrets().keep_signing_secret(APP, app.signing_secret)
    return {"client_id": app.client_id}


def _asked(api: SlackApi, api_url: str) -> Answer:
    """Returns whose token it is."""
    try:
        who = _call(api, api_url, "auth_test")
    except SlackRefused as error:
        raise Refused(f"Slack does not accept this bot token ({error.code}); copy it again.") from error
    if not {"team_id", "user_id"} <= who.keys():
        raise Refused(_not_slack(api_url))
    return who


def _require_known(app: SlackApp) -> None:
    """Raises Refused for an app Slack does not know; what else it says of a code that is none is no objection."""
    given = {"client_id": app.client_id, "client_secret": app.client_secret, "code": NO_CODE}
    try:
        _call(SlackApi("", app.api_url), app.api_url, "oauth_v2_access", **given)
    except SlackRefused as error:
        if error.code in WRONG_APP:
            raise Refused(WRONG_APP[error.code]) from error


def _call(api: SlackApi, api_url: str, method: str, **arguments: str) -> Answer:
    """Raises SlackRefused for what Slack says, Refused where it is not Slack that answers."""
    try:
        return api.call(method, **arguments)
    except SlackRefused as error:
        if not SLACK_CODE.fullmatch(error.code) or error.code == "unknown_error":
            raise Refused(_not_slack(api_url)) from None  # the original holds the page that answered
        raise
    except Retryable as error:
        if api_url == API_URL:
            raise Refused("Slack does not answer at this moment; try again.") from error
        raise Refused(f"Nothing answers as Slack's Web API at {api_url}; is it running? Check --api-url.") from error
    except (ValueError, AttributeError):  # neither text nor an object: the SDK cannot read it
        raise Refused(_not_slack(api_url)) from None


def _not_slack(api_url: str) -> str:
    return f"What answers at {api_url} is not Slack's Web API; check --api-url (Slack's own is {API_URL})."


def _checked(url: str) -> str:
    """Tokens travel there: over TLS, or not off this machine."""
    try:
        parts = urlsplit(url)
        is_address = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, is_address = urlsplit(""), False
    if not is_address or parts.query or parts.fragment or parts.username:
        raise Refused(f"--api-url is no address; Slack's own is {API_URL}, and is taken where none is given.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Refused("Slack's API is reached over https (http on this machine only); check --api-url.")
    path = f"{parts.path.rstrip('/')}/"
    if not path.endswith(API_PATH):
        origin = f"{parts.scheme}://{parts.netloc}"
        raise Refused(f"--api-url ends in {API_PATH}, as {API_URL} does; did you mean {origin}{path.rstrip('/')}/api/?")
    return f"{parts.scheme}://{parts.netloc}{path}"
