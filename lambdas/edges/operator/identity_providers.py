"""For the operator, with AWS credentials: AMO's registrations at Google and Microsoft, and where tokens are kept."""

import json
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError

from lambdas import wiring
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import get_document, require_tls
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.kernel.model import Model
from lambdas.edges.operator.answers import answer
from lambdas.edges.operator.user_turns import take_turns
from lambdas.errors import AmoError, Refused

ISSUERS = {
    IdentityProvider.GOOGLE: "https://accounts.google.com",
    IdentityProvider.MICROSOFT: "https://login.microsoftonline.com/{directory}/v2.0",
}
APIS = {
    IdentityProvider.GOOGLE: "https://www.googleapis.com/calendar/v3",
    IdentityProvider.MICROSOFT: "https://graph.microsoft.com",
}
SEVERAL_DIRECTORIES = "common"
STEPS = {"already_there": 0, "moved": 20, "failed": 100}
"""Beside the look at its user: tokens are opened, sealed and forgotten at AWS, which may be busy."""
CODE = Field(pattern=r"^[\x21-\x7e]{4,400}$")


class RegisterClient(Model):
    """``issuer`` and ``api_url`` are the provider's own unless given: a stand-in's, for trying."""

    provider: IdentityProvider
    client_id: str = CODE
    client_secret: SecretStr
    directory: str = Field(default="", pattern=r"^[A-Za-z0-9.-]{0,100}$")
    domains: tuple[str, ...] = ()
    issuer: str = ""
    api_url: str = ""


class MigrateTokens(Model):
    """Nothing, or the answer of the call before. ``after``: the last user whose turn it was; the rest counts accounts
    in all calls.
    """

    after: str = Field(default="", max_length=64)
    to: str = ""
    moved: int = Field(default=0, ge=0)
    already_there: int = Field(default=0, ge=0)
    failed: int = Field(default=0, ge=0)
    is_done: bool = False


def register_identity_provider(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_registered, RegisterClient, event)


def migrate_calendar_tokens(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Brings every account's tokens to where the stage keeps new ones. Safe to repeat; renewals meanwhile win.

    A call takes a part of the users and answers what the next one is called with, until it says ``is_done``.
    """
    return answer(_migrated, MigrateTokens, event)


def _migrated(request: MigrateTokens) -> dict[str, Any]:
    counts = Counter(moved=request.moved, already_there=request.already_there, failed=request.failed)

    def turn(user_id: str) -> int:
        found = Counter(_outcomes(user_id))
        counts.update(found)
        return sum(STEPS[outcome] * number for outcome, number in found.items())

    after = take_turns(request.after, turn)
    return {"after": after, "to": wiring.token_vaults().chosen, **counts, "is_done": not after}


def _outcomes(user_id: str) -> list[str]:
    try:
        return [_brought(account) for account in wiring.calendar_accounts().of_user(user_id)]
    except ValidationError:  # somebody's row cannot be read: everybody else's turn comes all the same
        return ["failed"]


def _brought(account: CalendarAccount) -> str:
    """Returns what became of its tokens, as the answer counts it."""
    vaults = wiring.token_vaults()
    if account.kept["in"] == vaults.chosen:
        return "already_there"
    try:
        if not wiring.calendar_accounts().move(account, vaults.moved(account)):
            return "failed"
        vaults.forget(account)
    except AmoError:
        return "failed"
    return "moved"


def _registered(request: RegisterClient) -> dict[str, Any]:
    """The provider's own document says where its pages are; asking for it also shows that the address is right."""
    directory = request.directory or SEVERAL_DIRECTORIES
    issuer = require_tls(request.issuer or ISSUERS[request.provider].format(directory=directory)).rstrip("/")
    found = _discovered(issuer)
    client = OAuthClient(
        provider=request.provider,
        client_id=request.client_id,
        client_secret=request.client_secret,
        issuer=found["issuer"],
        authorize_url=require_tls(found["authorization_endpoint"]),
        token_url=require_tls(found["token_endpoint"]),
        keys_url=require_tls(found["jwks_uri"]),
        revoke_url=found.get("revocation_endpoint", ""),
        api_url=require_tls(request.api_url or APIS[request.provider]),
        domains=tuple(domain.lower().lstrip("@") for domain in request.domains),
        directory=directory if request.provider is IdentityProvider.MICROSOFT else "",
    )
    wiring.oauth_clients().keep(client)
    wiring.users().register_provider(request.provider)
    base = wiring.settings().public_url
    name = request.provider.value
    return {
        "provider": name,
        "issuer": client.issuer,
        "redirect_uris": [f"{base}/auth/callback/{name}", f"{base}/calendar/callback/{name}"],
        "vouches_for_addresses": client.vouches_for_addresses,
    }


def _discovered(issuer: str) -> dict[str, str]:
    """Raises Refused for what is no discovery document of that host."""
    status, text = get_document(f"{issuer}/.well-known/openid-configuration")
    try:
        document = {name: value for name, value in dict(json.loads(text)).items() if isinstance(value, str)}
        is_its_own = urlsplit(document["issuer"]).netloc == urlsplit(issuer).netloc
        missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(document)
    except (ValueError, TypeError, KeyError):
        is_its_own, missing, document = False, set(), {}
    if status != 200 or not is_its_own or missing:
        raise Refused(f"{issuer} does not describe an identity provider; check --tenant or --issuer.")
    return document
