"""The vaults that people's secrets lie in: one protocol, two places, and each row says in which of them (``kept``).

Whatever cannot be opened stays closed: no vault falls back to another, or to nothing (fault 89).
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from botocore.exceptions import ClientError

from lambdas.aws.errors import translated
from lambdas.aws.secrets import write_secret
from lambdas.credentials.tokens import TokenSet
from lambdas.domain.accounts.consents import CalendarAccount, TokenPlace
from lambdas.errors import Refused

log = logging.getLogger(__name__)

Kept = Mapping[str, str]

CLOSED = "AMO may not open what this was connected with; the operator finds the reason in the log."


class TokenVault(Protocol):
    """Every method raises Refused when the lock does not yield, Retryable when AWS is busy."""

    def seal(self, user_id: str, account_id: str, content: Mapping[str, str]) -> dict[str, str]:
        """Locks ``content`` away; returns what the account's row stores of it, which is no secret."""
        ...

    def open(self, user_id: str, account_id: str, kept: Kept) -> dict[str, str]: ...

    def forget(self, user_id: str, account_id: str) -> None:
        """Safe to repeat."""
        ...


class SecretPlaces:
    """Locks away into the stage's chosen place, opens from wherever a row says. Vaults are made when first used."""

    def __init__(self, chosen: TokenPlace, made: Mapping[str, Callable[[], TokenVault]]) -> None:
        self.chosen = chosen
        self.made = made

    def seal(self, owner: str, account_id: str, content: Mapping[str, str]) -> dict[str, str]:
        return {"in": self.chosen, **self.made[self.chosen]().seal(owner, account_id, content)}

    def open(self, owner: str, account_id: str, kept: Kept) -> dict[str, str]:
        return self.made[kept["in"]]().open(owner, account_id, kept)

    def forget(self, owner: str, account_id: str, kept: Kept) -> None:
        """Safe to repeat."""
        self.made[kept["in"]]().forget(owner, account_id)


class Vaults:
    """The tokens of calendar accounts, in those places."""

    def __init__(self, chosen: TokenPlace, made: Mapping[str, Callable[[], TokenVault]]) -> None:
        self.places = SecretPlaces(chosen, made)

    @property
    def chosen(self) -> TokenPlace:
        return self.places.chosen

    def seal(self, user_id: str, account_id: str, tokens: TokenSet) -> dict[str, str]:
        return self.places.seal(user_id, account_id, tokens.sealed_form())

    def open(self, account: CalendarAccount) -> TokenSet:
        content = self._content(account)
        return TokenSet(
            access_token=content["access"],
            refresh_token=content["refresh"],
            expires_at=account.expires_at,
            ends_at=account.ends_at,
        )

    def moved(self, account: CalendarAccount) -> dict[str, str]:
        """The same tokens in the chosen place; where they were they stay until they are forgotten there."""
        return self.places.seal(account.user_id, account.account_id, self._content(account))

    def forget(self, account: CalendarAccount) -> None:
        self.places.forget(account.user_id, account.account_id, account.kept)

    def _content(self, account: CalendarAccount) -> dict[str, str]:
        return self.places.open(account.user_id, account.account_id, account.kept)


@contextmanager
def unlocking(doing: str) -> Iterator[None]:
    """``doing`` as for :func:`translated`. A lock that does not yield is told by its code alone."""
    try:
        with translated(doing):
            yield
    except ClientError as error:
        log.error("%s: %s", doing, error.response["Error"]["Code"])
        raise Refused(CLOSED) from None


class SecretsVault:
    """One secret for each account, under the stage's own key. ``kept`` names the version: a late writer's is not it."""

    def __init__(self, client: Any, prefix: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._prefix = prefix
        self._sleep = sleep

    def seal(self, user_id: str, account_id: str, content: Mapping[str, str]) -> dict[str, str]:
        name, text = self._name(user_id, account_id), json.dumps(dict(content))
        with unlocking("storing a consent"):
            version = write_secret(self._client, name, text, f"alias/{self._prefix.partition('/')[0]}", self._sleep)
        return {"version": version}

    def open(self, user_id: str, account_id: str, kept: Kept) -> dict[str, str]:
        name = self._name(user_id, account_id)
        with unlocking("opening a consent"):
            answer = self._client.get_secret_value(SecretId=name, VersionId=kept["version"])
        return dict(json.loads(answer["SecretString"]))

    def forget(self, user_id: str, account_id: str) -> None:
        with unlocking("forgetting a consent"):
            try:
                self._client.delete_secret(SecretId=self._name(user_id, account_id), ForceDeleteWithoutRecovery=True)
            except self._client.exceptions.ResourceNotFoundException:
                return

    def _name(self, user_id: str, account_id: str) -> str:
        return f"{self._prefix}/{user_id}/{account_id}"
