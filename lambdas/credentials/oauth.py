"""OAuth 2.0 at Google and Microsoft: the consent page's address, a code for tokens, a renewal, a withdrawal.

oauthlib speaks the protocol (PKCE, forms, error answers) and opens no connection; ``post`` does. It is imported with
the first call. docs/decisions says why not google-auth-oauthlib and msal.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import Post, post_form, require_tls
from lambdas.credentials.tokens import TokenSet
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.errors import NeedsConsent, Refused

VERIFIER_LENGTH = 64
USUAL_SECONDS = 3600
SIGN_IN_SCOPES = ("openid", "email", "profile")
# Google gives a refresh token on a consent only, so consent is asked for each time a calendar is connected.
CONSENT_EXTRAS = {
    IdentityProvider.GOOGLE: {"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"},
    IdentityProvider.MICROSOFT: {"prompt": "select_account"},
}
SIGN_IN_EXTRAS = {"prompt": "select_account"}
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
        return str(_protocol("").create_code_verifier(VERIFIER_LENGTH))

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
        registered = self.clients(provider)
        challenge = _protocol("").create_code_challenge(verifier, "S256")
        query = {
            "response_type": "code",
            "client_id": registered.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join((*SIGN_IN_SCOPES, *scopes)),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **(CONSENT_EXTRAS[provider] if scopes else SIGN_IN_EXTRAS),
            **({"login_hint": hint} if hint else {}),
        }
        return f"{require_tls(registered.authorize_url)}?{urlencode(query)}"

    def exchange(self, provider: IdentityProvider, code: str, redirect_uri: str, verifier: str) -> Exchanged:
        """Raises Refused for a code that is used, foreign, or not asked for by this verifier (fault 118)."""
        registered = self.clients(provider)
        body = _protocol(registered.client_id).prepare_request_body(
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=verifier,
            client_secret=registered.client_secret.get_secret_value(),
        )
        try:
            answer = self._answer(registered, body)
        except NeedsConsent:
            raise Refused(NOT_SIGNED_IN) from None
        return Exchanged(
            id_token=str(answer.get("id_token", "")),
            scopes=frozenset(answer.get("scope", ())),
            tokens=self._tokens(answer, "") if answer.get("refresh_token") else None,
        )

    def renew(self, provider: IdentityProvider, tokens: TokenSet) -> TokenSet:
        """Raises NeedsConsent for ``invalid_grant`` (fault 14). An answer without refresh token keeps it (fault 16)."""
        registered = self.clients(provider)
        kept = tokens.refresh_token.get_secret_value()
        body = _protocol(registered.client_id).prepare_refresh_body(
            refresh_token=kept,
            client_id=registered.client_id,
            client_secret=registered.client_secret.get_secret_value(),
        )
        renewed = self._tokens(self._answer(registered, body), kept)
        return renewed if renewed.ends_at else renewed.model_copy(update={"ends_at": tokens.ends_at})

    def withdraw(self, provider: IdentityProvider, tokens: TokenSet) -> None:
        """Tells the provider that AMO needs the consent no more. Microsoft has no way to: its user's page does it."""
        registered = self.clients(provider)
        if registered.revoke_url:
            self.post(registered.revoke_url, urlencode({"token": tokens.refresh_token.get_secret_value()}))

    def _answer(self, registered: OAuthClient, body: str) -> dict[str, Any]:
        from oauthlib.oauth2 import InvalidGrantError, OAuth2Error

        _, text = self.post(registered.token_url, body)
        try:
            if not isinstance(json.loads(text), dict):
                raise ValueError("no object")
            answer = dict(_protocol(registered.client_id).parse_request_body_response(text))
            if not isinstance(answer["access_token"], str) or not answer["access_token"]:
                raise ValueError("no token")
            return answer
        except InvalidGrantError:
            raise NeedsConsent(f"{registered.provider.label} no longer accepts this consent.") from None
        except (OAuth2Error, ValueError) as error:
            code = getattr(error, "error", "unreadable_answer")
            raise Refused(f"{registered.provider.label} refuses: {code}; docs/sign-in.md says what to do.") from None

    def _tokens(self, answer: dict[str, Any], kept: str) -> TokenSet:
        now = self.now()
        ends_in = answer.get("refresh_token_expires_in")
        return TokenSet(
            access_token=answer["access_token"],
            refresh_token=answer.get("refresh_token") or kept,
            expires_at=now + timedelta(seconds=int(answer.get("expires_in") or USUAL_SECONDS)),
            ends_at=now + timedelta(seconds=int(ends_in)) if ends_in else None,
        )


def _protocol(client_id: str) -> Any:
    from oauthlib.oauth2 import WebApplicationClient

    return WebApplicationClient(client_id)
