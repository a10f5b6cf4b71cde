"""``./amo up --calendar google-fake``, or ``microsoft-fake``: this machine's own, connected as others are."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cli.api_client import ApiClient
from cli.local.stand_in_process import StandInProcess
from cli.stage import DeployedStage
from cli.terminal import progress

OWNER = "you@example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn(StandInProcess):
    """``api`` is the path of its calendars, as at the real ``provider``."""

    provider: str
    api: str

    def start(self, stage: DeployedStage, email: str, timezone: str) -> None:
        """Runs it, unless it runs, next to the engine's ports. Raises Retryable when it does not come up."""
        assert stage.engine is not None
        secret = stage.state_dir / f"{self.name}-secret"
        if not secret.exists():
            with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
        self.run(stage.engine, (str(secret), email or OWNER, timezone))

    def connect(self, stage: DeployedStage) -> None:
        """Registers AMO there and agrees to its reading the calendar, through the endpoints a browser would take."""
        base = self.url(stage.state_dir)
        self.connect_at(stage, base)
        whose, told = self.provider.capitalize(), f"docs/{self.provider}.md says how to change its events"
        progress(f"Connected to a {whose} of this machine's own at {base} ({told}).")

    def connect_at(self, stage: DeployedStage, base: str) -> str:
        """Returns the address of the page that the browser is brought to at last."""
        registered = {
            "provider": self.provider,
            "client_id": "amo-on-this-machine",
            "client_secret": secrets.token_urlsafe(24),
            "issuer": base,
            "api_url": f"{base}{self.api}",
        }
        stage.invoke("register_identity_provider", registered)
        api = ApiClient(stage)
        consent, cookies = api.follow(f"{stage.page_url}/calendar/auth/{self.provider}")
        back, _ = api.follow(consent)
        there, _ = api.follow(back, cookies)
        return there

    def forget(self, state_dir: Path) -> None:
        """The next ./amo up knows nothing of it."""
        StandInProcess.forget(self, state_dir)
        (state_dir / f"{self.name}-secret").unlink(missing_ok=True)


GOOGLE = StandIn("google-fake", "cli.local.google_fake", 1, "/keys", provider="google", api="/calendar/v3")
MICROSOFT = StandIn("microsoft-fake", "cli.local.microsoft_fake", 2, "/keys", provider="microsoft", api="")
STAND_INS = {one.name: one for one in (GOOGLE, MICROSOFT)}
