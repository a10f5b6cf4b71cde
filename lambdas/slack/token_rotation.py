"""Renews bot tokens that end (fault 64): each by one winner, long before its end, while the old one still works.

Slack takes a refresh token once. Whoever renews is alone with it, and its successor is stored before anything else is
done; if the process dies in between, or Slack's answer is lost, no token is left to renew with and the workspace has
to be installed again: its last token works until it ends.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.errors import AmoError
from lambdas.slack.client import SlackApi
from lambdas.slack.secrets import Credentials, SlackApp, SlackSecrets
from lambdas.store.slack_records import SlackRecords

log = logging.getLogger(__name__)

RENEWED_BEFORE = timedelta(hours=6)
"""Half of a token's twelve hours: several tries, and time for somebody to look, before it ends."""


@dataclass(frozen=True, slots=True)
class SlackRotation:
    records: SlackRecords
    secrets: SlackSecrets
    make_api: Callable[[str, str], SlackApi] = SlackApi

    def renew_all(self, now: datetime) -> int:
        """Returns how many were renewed. One workspace's trouble is not another's."""
        app = self.secrets.app()
        if app is None:
            return 0
        renewed = 0
        for workspace in self.records.workspaces():
            try:
                renewed += self._renew(workspace.team_id, app, now)
            except AmoError as error:
                log.error("the token of workspace %s was not renewed: %s", workspace.team_id, type(error).__name__)
        return renewed

    def _renew(self, team_id: str, app: SlackApp, now: datetime) -> bool:
        """Once for each token: the claim is named by its end."""
        held = self.secrets.credentials(team_id)
        if held is None or not held.refresh_token or held.expires_at - now.timestamp() > RENEWED_BEFORE.total_seconds():
            return False
        key = f"rotation-{team_id}-{held.expires_at}"
        if not self.records.claim(key, now):
            return False
        try:
            answer = self.make_api("", app.api_url).call(
                "oauth_v2_access",
                client_id=app.client_id,
                client_secret=app.client_secret,
                grant_type="refresh_token",
                refresh_token=held.refresh_token,
            )
        except AmoError:
            self.records.release(key)
            raise
        self.secrets.keep_credentials(team_id, credentials_of(answer, now))
        self.records.complete(key, now)
        return True


def credentials_of(answer: dict[str, object], now: datetime) -> Credentials:
    """Of an installation or a renewal; without rotation Slack gives neither refresh token nor end."""
    lasts = int(str(answer.get("expires_in") or 0))
    return Credentials(
        bot_token=str(answer["access_token"]),
        refresh_token=str(answer.get("refresh_token") or ""),
        expires_at=int(now.timestamp()) + lasts if lasts else 0,
    )
