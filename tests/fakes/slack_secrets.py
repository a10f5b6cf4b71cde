"""Slack's secrets kept in memory; passes the same contract as the real ones (tests/contracts/test_slack_secrets.py)."""

from lambdas.slack.secrets import Credentials, SlackApp


class FakeSlackSecrets:
    """``looks`` counts how often the signing secrets were read; ``tokens`` are the bot tokens by workspace."""

    def __init__(self) -> None:
        self.signing: dict[str, str] = {}
        self.workspaces: dict[str, Credentials] = {}
        self.kept_app: SlackApp | None = None
        self.app_token = ""
        self.looks = 0

    @property
    def tokens(self) -> dict[str, str]:
        return {team_id: credentials.bot_token for team_id, credentials in self.workspaces.items()}

    def socket_token(self) -> str:
        return self.app_token

    def keep_socket_token(self, token: str) -> None:
        self.app_token = token

    def signing_secrets(self) -> dict[str, str]:
        self.looks += 1
        return dict(self.signing)

    def keep_signing_secret(self, team_id: str, secret: str) -> None:
        self.signing[team_id] = secret

    def credentials(self, team_id: str) -> Credentials | None:
        return self.workspaces.get(team_id)

    def keep_credentials(self, team_id: str, credentials: Credentials) -> None:
        self.workspaces[team_id] = credentials

    def app(self) -> SlackApp | None:
        return self.kept_app

    def keep_app(self, app: SlackApp) -> None:
        self.kept_app = app
