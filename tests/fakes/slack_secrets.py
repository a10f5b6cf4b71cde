"""Slack's secrets kept in memory; passes the same contract as the real ones (tests/contracts/test_slack_secrets.py)."""


class FakeSlackSecrets:
    """``looks`` counts how often the signing secrets were read."""

    def __init__(self) -> None:
        self.signing: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.looks = 0

    def signing_secrets(self) -> dict[str, str]:
        self.looks += 1
        return dict(self.signing)

    def keep_signing_secret(self, team_id: str, secret: str) -> None:
        self.signing[team_id] = secret

    def bot_token(self, team_id: str) -> str:
        return self.tokens.get(team_id, "")

    def keep_bot_token(self, team_id: str, token: str) -> None:
        self.tokens[team_id] = token
