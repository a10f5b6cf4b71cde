"""For the operator, with AWS credentials: AMO's registrations at Google and Microsoft, and where tokens are kept."""

import json
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError

from lambdas import wiring
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import get_document, require_tls
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.kernel.model import Model
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


def register_identity_provider(event: dict[str, Any], _context: object) -> dict[str, Any]:
    try:
        return _registered(RegisterClient.model_validate(event))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        return {"error": f"{'.'.join(map(str, first['loc']))}: {first['msg']}"}
    except AmoError as error:
        return {"error": str(error)}


def migrate_calendar_tokens(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Brings every account's tokens to where the stage keeps new ones. Safe to repeat; renewals meanwhile win."""
    moved = stayed = failed = 0
    for user in wiring.users().everyone():
        for account in wiring.calendar_accounts().of_user(user.user_id):
            if account.kept["in"] == wiring.token_vaults().chosen:
                stayed += 1
                continue
            try:
                is_moved = wiring.calendar_accounts().move(account, wiring.token_vaults().moved(account))
                if is_moved:
                    wiring.token_vaults().forget(account)
                moved, failed = moved + is_moved, failed + (not is_moved)
            except AmoError:
                failed += 1
    return {"to": wiring.token_vaults().chosen, "moved": moved, "already_there": stayed, "failed": failed}


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
