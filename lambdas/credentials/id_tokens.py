"""Proves who somebody is, as Google or Microsoft sign it: the signature by the published keys, then every claim."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import jwt

from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import UNREACHED, require_tls
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import ProvedIdentity
from lambdas.domain.accounts.profile import MAX_NAME
from lambdas.errors import Refused, Retryable

LEEWAY = timedelta(seconds=60)
REQUIRED = ["exp", "iat", "iss", "aud", "sub", "nonce"]
KEYS_SECONDS = 6
DOMAIN_VERIFIED, GUEST = "xms_edov", "1"
NOT_PROVED = "This sign-in could not be proved; begin again."


class Keys(Protocol):
    def get_signing_key_from_jwt(self, token: str) -> Any: ...


def published_keys(url: str) -> Keys:
    return jwt.PyJWKClient(require_tls(url), timeout=KEYS_SECONDS, cache_keys=True)


@dataclass(frozen=True, slots=True)
class IdTokens:
    """``clients`` as in OAuth. Keys are cached for the execution environment's life, asked for anew when unknown."""

    clients: Callable[[IdentityProvider], OAuthClient]
    keys: Callable[[str], Keys] = published_keys
    _known: dict[str, Keys] = field(default_factory=dict)

    def identity(self, provider: IdentityProvider, id_token: str, nonce: str) -> ProvedIdentity:
        """Raises Refused for whatever this provider did not sign, for us, for this very sign-in (faults 118, 119);
        Retryable where its keys cannot be had now.
        """
        registered = self.clients(provider)
        try:
            key = self._keys(registered.keys_url).get_signing_key_from_jwt(id_token)
            claims = jwt.decode(
                id_token,
                key.key,
                algorithms=["RS256"],
                audience=registered.client_id,
                leeway=LEEWAY,
                options={"require": REQUIRED},
            )
        except jwt.PyJWKClientConnectionError:
            raise Retryable(UNREACHED) from None
        except jwt.PyJWTError:
            raise Refused(NOT_PROVED) from None
        if claims["iss"] != _issuer(registered, claims):
            raise Refused(NOT_PROVED)
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise Refused(NOT_PROVED)
        return _identity(registered, claims)

    def _keys(self, url: str) -> Keys:
        return self._known.setdefault(url, self.keys(url))


def _issuer(registered: OAuthClient, claims: dict[str, Any]) -> str:
    """Microsoft's registration for several directories names the issuer with a gap for the directory."""
    return registered.issuer.replace("{tenantid}", str(claims.get("tid", "")))


def _identity(registered: OAuthClient, claims: dict[str, Any]) -> ProvedIdentity:
    shown = str(claims.get("email") or claims.get("preferred_username") or "").strip().lower()
    return ProvedIdentity(
        provider=registered.provider,
        subject=str(claims["sub"]),
        email=shown if _is_proved(registered, claims) else "",
        shown_email=shown,
        name=str(claims.get("name", ""))[:MAX_NAME],
        domain=_domain(registered, claims, shown),
    )


def _is_proved(registered: OAuthClient, claims: dict[str, Any]) -> bool:
    """Anybody may write any address into a directory of their own: Microsoft's claim alone proves nothing.

    Nor does it of a guest in one's own directory, whom any of its people may invite, unless Microsoft says that the
    domain of this very address was verified (the optional claim ``xms_edov``); where it says the contrary, of nobody.
    """
    if registered.provider is IdentityProvider.GOOGLE:
        return claims.get("email_verified") is True
    if not registered.vouches_for_addresses or claims.get("tid", registered.directory) != registered.directory:
        return False
    if DOMAIN_VERIFIED in claims or _is_guest(claims):
        return bool(claims.get("email")) and str(claims.get(DOMAIN_VERIFIED)).lower() in ("true", "1")
    return True


def _is_guest(claims: dict[str, Any]) -> bool:
    """``idp`` is there where another than the directory itself signed them in, ``acct`` where it was asked for."""
    return claims.get("idp", claims["iss"]) != claims["iss"] or str(claims.get("acct")) == GUEST


def _domain(registered: OAuthClient, claims: dict[str, Any], shown: str) -> str:
    """Google names the Workspace an account belongs to; a directory's accounts belong to the directory."""
    if registered.provider is IdentityProvider.GOOGLE:
        return str(claims.get("hd", "")).lower()
    return shown.partition("@")[2] if _is_proved(registered, claims) else ""
