"""The table of sign-ins under way as a dictionary; the same behaviour as store/sign_in_flows.py."""

from datetime import datetime

from lambdas.domain.accounts.logins import SignInFlow
from lambdas.errors import Conflict


class FakeSignInFlows:
    def __init__(self) -> None:
        self.rows: dict[str, SignInFlow] = {}

    def begin(self, flow_hash: str, flow: SignInFlow) -> None:
        if flow_hash in self.rows:
            raise Conflict("It exists.")
        self.rows[flow_hash] = flow

    def take(self, flow_hash: str, now: datetime) -> SignInFlow | None:
        known = self.rows.get(flow_hash)
        return self.rows.pop(flow_hash) if known and known.ends_at > now else None
