"""One-time sign-in links: only a link's hash is stored, and it opens the page once."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table
from lambdas.domain.accounts.logins import SignInLink
from lambdas.store.rows import expiring, found, taken, to_row


@dataclass(frozen=True)
class SignInLinks:
    table: Table

    def create(self, link: SignInLink, link_hash: str, expires: datetime) -> None:
        """Raises Conflict when the hash exists: a link is never given to two people."""
        row = {"link_hash": link_hash, **to_row(link), **expiring(expires)}
        self.table.put(row, "making a sign-in link", Attr("link_hash").not_exists())

    def redeem(self, link_hash: str, now: datetime) -> SignInLink | None:
        """None when it is unknown, used or expired, which nobody is told apart."""
        return found(SignInLink, taken(self.table, {"link_hash": link_hash}, "using a sign-in link", now))
