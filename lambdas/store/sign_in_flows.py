"""Sign-ins and consents under way: each begun by one browser, taken once (fault 118)."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table
from lambdas.domain.accounts.logins import SignInFlow
from lambdas.store.rows import expiring, found, taken, to_row


@dataclass(frozen=True)
class SignInFlows:
    """Only the hash of the state that travels through the browser is stored."""

    table: Table

    def begin(self, flow_hash: str, flow: SignInFlow) -> None:
        """Raises Conflict when the hash exists."""
        row = {**to_row(flow), "flow_hash": flow_hash, **expiring(flow.ends_at)}
        self.table.put(row, "beginning a sign-in", Attr("flow_hash").not_exists())

    def take(self, flow_hash: str, now: datetime) -> SignInFlow | None:
        """The flow, for the first who asks; None when it is unknown, taken or too old, which nobody is told apart."""
        return found(SignInFlow, taken(self.table, {"flow_hash": flow_hash}, "finishing a sign-in", now))
