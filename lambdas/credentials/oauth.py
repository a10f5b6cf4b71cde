"""OAuth 2.0 at Google and Microsoft: the consent page's address, a code for tokens, a renewal, a withdrawal.

Each provider's authorization server is a module of its own; docs/decisions says which library speaks to which.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from lambdas.credentials.authorization_server import AuthorizationRequest, AuthorizationServer, TokenResponse
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.google_oauth import GoogleAuthorizationServer
from lambdas.credentials.http import Post, post_form
from lambdas.credentials.microsoft_oauth import MicrosoftAuthorizationServer
from lambdas.credentials.tokens import TokenSet
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.errors import NeedsConsent, Refused

SERVERS: dict[IdentityProvider, Callable[[OAuthClient, Post], AuthorizationServer]] = {
    IdentityProvider.GOOGLE: GoogleAuthorizationServer,
    IdentityProvider.MICROSOFT: MicrosoftAuthorizationServer,
}
VERIFIER_BYTES = 48
"""64 characters; PKCE allows 43 to 128."""
USUAL_SECONDS = 3600
NOT_SIGNED_IN = "The sign-in was not finished; begin again."


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The result of exchanging a code: who says it (``id_token``), which scopes were really given, and the tokens."""

    id_token: str
    scopes: frozenset[str]
    tokens: TokenSet | None

    def may(self, scope: str) -> bool:
        """Providers write a scope with or without the resource it belongs to."""
        return any(given == scope or given.endswith(f"/{scope}") for given in self.scopes)


@dataclass(frozen=True, slots=True)
class OAuth:
    """``clients`` gives AMO's registration at a provider, or raises Refused."""

    clients: Callable[[IdentityProvider], OAuthClient]
    now: Callable[[], datetime]
    post: Post = post_form

    def new_verifier(self) -> str:
        return secrets.token_urlsafe(VERIFIER_BYTES)

    def consent_url(
        self,
        provider: IdentityProvider,
        redirect_uri: str,
        *,
        state: str,
        nonce: str,
        verifier: str,
        scopes: tuple[str, ...] = (),
        hint: str = "",
    ) -> str:
        """Returns where the browser goes. Without ``scopes`` it only says who somebody is (incremental consent)."""
        asked = AuthorizationRequest(redirect_uri, state, nonce, verifier, scopes, hint)
        return self._server(provider).authorization_url(asked)

    def exchange(self, provider: IdentityProvider, code: str, redirect_uri: str, verifier: str) -> Exchanged:
        """Raises Refused for a code that is used, foreign, or not asked for by this verifier (fault 118)."""
        try:
            answer = self._server(provider).exchange_code(code, redirect_uri, verifier)
        except NeedsConsent:
            raise Refused(NOT_SIGNED_IN) from None
        return Exchanged(
            id_token=str(answer.get("id_token", "")),
            scopes=frozenset(answer.get("scope", ())),
            tokens=self._tokens(answer, "") if answer.get("refresh_token") else None,
        )

    def renew(self, provider: IdentityProvider, tokens: TokenSet) -> TokenSet:
        """Raises NeedsConsent for ``invalid_grant`` (fault 14). An answer without refresh token keeps it (fault 16)."""
        kept = tokens.refresh_token.get_secret_value()
        renewed = self._tokens(self._server(provider).refresh(kept), kept)
        return renewed if renewed.ends_at else renewed.model_copy(update={"ends_at": tokens.ends_at})

    def withdraw(self, provider: IdentityProvider, tokens: TokenSet) -> None:
        """Tells the provider that AMO needs the consent no more. Microsoft has no way to: its user's page does it."""
        registered = self.clients(provider)
        if registered.revoke_url:
            self.post(registered.revoke_url, urlencode({"token": tokens.refresh_token.get_secret_value()}))

    def _server(self, provider: IdentityProvider) -> AuthorizationServer:
        return SERVERS[provider](self.clients(provider), self.post)

    def _tokens(self, answer: TokenResponse, kept: str) -> TokenSet:
        now = self.now()
        ends_in = answer.get("refresh_token_expires_in")
        return TokenSet(
            access_token=answer["access_token"],
            refresh_token=answer.get("refresh_token") or kept,
            expires_at=now + timedelta(seconds=int(answer.get("expires_in") or USUAL_SECONDS)),
            ends_at=now + timedelta(seconds=int(ends_in)) if ends_in else None,
        )
