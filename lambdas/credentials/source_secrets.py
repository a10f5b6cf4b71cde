"""The secrets that sources are asked with, in the stage's chosen place, as calendars' tokens are (fault 89)."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.credentials.vaults import SecretPlaces
from lambdas.domain.sources.account import SourceAccount

PURPOSE = "source-secrets"
"""Of an envelope's key: tokens of calendars open by another."""


@dataclass(frozen=True, slots=True)
class SourceSecrets:
    places: SecretPlaces

    def seal(self, owner: str, source_id: str, secret: Mapping[str, str]) -> dict[str, str]:
        """Returns what the account's row stores of it, which is no secret; nothing where there is none to seal."""
        return self.places.seal(_named(owner), source_id, secret) if secret else {}

    def open(self, account: SourceAccount) -> Mapping[str, str]:
        """By field; empty where the source takes none. Raises Refused where the lock does not yield."""
        return self.places.open(_named(account.owner), account.source_id, account.kept) if account.kept else {}

    def forget(self, account: SourceAccount) -> None:
        """Safe to repeat."""
        if account.kept:
            self.places.forget(_named(account.owner), account.source_id, account.kept)


def _named(owner: str) -> str:
    """Returns the owner as a secret's name may have it; no user's id has this sign."""
    return owner.replace("#", "=")
