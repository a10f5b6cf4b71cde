"""Ties a Slack workspace to AMO by hand; for the operator, with AWS credentials (``./amo slack connect``)."""

from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from lambdas import wiring
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.slack import API_URL, Workspace
from lambdas.errors import AmoError, Refused
from lambdas.slack.client import SlackApi, SlackRefused
from lambdas.slack.secrets import APP, Credentials, SlackApp

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class ConnectSlack(Model):
    """``team_id``, where given, has to be the one the token belongs to."""

    bot_token: str = Field(repr=False, pattern=r"^xox[be][.-][\x21-\x7e]{1,500}$")
    signing_secret: str = Field(repr=False, pattern=r"^[\x21-\x7e]{8,200}$")
    api_url: str = API_URL
    team_id: str = ""


class ConfigureApp(Model):
    """The app as Slack shows it under "Basic Information"; with it, people install it from the page."""

    client_id: str = Field(pattern=r"^[\x21-\x7e]{3,100}$")
    client_secret: str = Field(repr=False, pattern=r"^[\x21-\x7e]{8,200}$")
    signing_secret: str = Field(repr=False, pattern=r"^[\x21-\x7e]{8,200}$")
    api_url: str = API_URL


def connect_slack(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """With a bot token, ties its workspace; with a client id, lets people install the app from the page."""
    try:
        if "client_id" in event:
            return _configured(ConfigureApp.model_validate(event))
        return _connected(ConnectSlack.model_validate(event))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        return {"error": f"{'.'.join(map(str, first['loc']))} does not look like one of Slack's"}
    except AmoError as error:
        return {"error": str(error)}


def _connected(request: ConnectSlack) -> dict[str, Any]:
    """The signing secret last: once Slack's requests are let in, the rest is there to work on them."""
    api_url = _checked(request.api_url)
    who = _asked(SlackApi(request.bot_token, api_url))
    team_id = str(who["team_id"])
    if request.team_id and request.team_id != team_id:
        raise Refused(f"This token belongs to workspace {team_id}, not to {request.team_id}.")
    workspace = Workspace(
        team_id=team_id,
        name=str(who.get("team", team_id)),
        bot_user_id=str(who["user_id"]),
        api_url=api_url,
        connected_at=wiring.now(),
    )
    secrets = wiring.slack_secrets()
    secrets.keep_credentials(team_id, Credentials(request.bot_token))
    wiring.slack_records().connect(workspace)
    secrets.keep_signing_secret(team_id, request.signing_secret)
    return {"team_id": team_id, "team": workspace.name}


def _configured(request: ConfigureApp) -> dict[str, Any]:
    app = SlackApp(request.client_id, request.client_secret, request.signing_secret, _checked(request.api_url))
    wiring.slack_secrets().keep_app(app)
    wiring.slack_secrets().keep_signing_secret(APP, app.signing_secret)
    return {"client_id": app.client_id}


def _asked(api: SlackApi) -> dict[str, Any]:
    try:
        return api.call("auth_test")
    except SlackRefused as error:
        raise Refused(f"Slack does not accept this bot token ({error.code}); copy it again.") from error


def _checked(url: str) -> str:
    """Tokens travel there: over TLS, or not off this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Refused("Slack's API is reached over https (http on this machine only); check --api-url.")
    return url if url.endswith("/") else f"{url}/"
