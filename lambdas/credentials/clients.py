"""AMO's own registration at each identity provider: an operator sets it, Secrets Manager stores it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field, SecretStr

from lambdas.aws.secrets import write_secret
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.kernel.model import Model
from lambdas.errors import Refused

HELD = timedelta(seconds=50)
"""A registration is believed in for this long: a changed one counts within a minute, one read serves many requests."""
ANY_DIRECTORY = frozenset({"common", "organizations", "consumers"})
"""Microsoft's names for more than one directory."""


class OAuthClient(Model):
    """Addresses come from the provider's discovery document. ``api_url``: where its calendars are read.

    ``domains``: whoever the provider proves to belong to one of these may come in without an invitation.
    ``directory``: Microsoft's tenant; addresses in another one's tokens prove nothing.
    """

    provider: IdentityProvider
    client_id: str
    client_secret: SecretStr
    issuer: str
    authorize_url: str
    token_url: str
    keys_url: str
    revoke_url: str = ""
    api_url: str
    domains: tuple[str, ...] = Field(default=())
    directory: str = ""

    @property
    def vouches_for_addresses(self) -> bool:
        """Google says of each address whether it is proved. Microsoft does not: only one's own directory counts."""
        return self.provider is IdentityProvider.GOOGLE or self.directory not in {"", *ANY_DIRECTORY}

    def stored_form(self) -> str:
        return json.dumps({**self.model_dump(mode="json"), "client_secret": self.client_secret.get_secret_value()})


class OAuthClients:
    """``client`` is asked for when a secret is: every minute at most, while somebody needs one."""

    def __init__(self, client: Callable[[], Any], prefix: str, now: Callable[[], datetime]) -> None:
        self._client_of = client
        self._prefix = prefix
        self._now = now
        self._read: dict[IdentityProvider, tuple[OAuthClient, datetime]] = {}

    def get(self, provider: IdentityProvider) -> OAuthClient:
        """Raises Refused where the operator has set none."""
        held, until = self._read.get(provider, (None, self._now()))
        if held is None or until <= self._now():
            held = self._fetch(provider)
            self._hold(held)
        return held

    def keep(self, registered: OAuthClient) -> None:
        secrets, name, text = self._client_of(), self._name(registered.provider), registered.stored_form()
        write_secret(secrets, name, text, f"alias/{self._prefix.partition('/')[0]}")
        self._hold(registered)

    def _fetch(self, provider: IdentityProvider) -> OAuthClient:
        secrets = self._client_of()
        try:
            answer = secrets.get_secret_value(SecretId=self._name(provider))
        except secrets.exceptions.ResourceNotFoundException:
            raise Refused(f"{provider.label} is not set up here; whoever runs AMO can do that.") from None
        return OAuthClient.model_validate_json(answer["SecretString"])

    def _hold(self, registered: OAuthClient) -> None:
        self._read[registered.provider] = (registered, self._now() + HELD)

    def _name(self, provider: IdentityProvider) -> str:
        return f"{self._prefix}/{provider.value}"
