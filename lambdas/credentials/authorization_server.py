"""The protocol of an identity provider's authorization server (RFC 6749); each provider has an implementation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lambdas.credentials.clients import OAuthClient
from lambdas.errors import AmoError, NeedsConsent, Refused, Retryable

SIGN_IN_SCOPES = ("openid", "email", "profile")
UNREADABLE = "unreadable_answer"

TokenResponse = Mapping[str, Any]
"""The fields of RFC 6749, section 5.1; ``scope`` is a list."""


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """``scopes`` are asked for beside SIGN_IN_SCOPES; ``verifier`` is PKCE's, ``hint`` the address to sign in as."""

    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    scopes: tuple[str, ...] = ()
    hint: str = ""


class AuthorizationServer(Protocol):
    """The server where consents are given, and codes and refresh tokens become access tokens."""

    def authorization_url(self, request: AuthorizationRequest) -> str:
        """Returns where the browser goes."""

    def exchange_code(self, code: str, redirect_uri: str, verifier: str) -> TokenResponse:
        """Raises NeedsConsent for a code that is used, foreign, or not asked for by this verifier."""

    def refresh(self, refresh_token: str) -> TokenResponse:
        """Raises NeedsConsent where the consent is over."""


CONSENT_OVER = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
"""The last three are Microsoft's: a second factor, another scope, a sign-in, which only its owner can give."""
PASSING = frozenset({"temporarily_unavailable", "server_error"})


def without_tokens(registered: OAuthClient, code: str) -> AmoError:
    """The error of an answer without tokens, by the code it carries (RFC 6749, section 5.2)."""
    label = registered.provider.label
    if code in CONSENT_OVER:
        return NeedsConsent(f"{label} no longer accepts this consent.")
    if code in PASSING:
        return Retryable(f"{label} cannot renew this consent just now; AMO tries again.")
    return Refused(f"{label} refuses: {code.replace('_', ' ')}. Whoever runs AMO here can put that right.")
