"""Google's authorization server: google-auth-oauthlib asks for consents and exchanges codes, google-auth renews.

Both send through ``post``, to the registered token endpoint alone: over TLS, bounded, without redirects or retries.
Neither is given an answer without tokens: google-auth would repeat some and quote others.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lambdas.credentials.authorization_server import (
    SIGN_IN_SCOPES,
    UNREADABLE,
    AuthorizationRequest,
    TokenResponse,
    without_tokens,
)
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import Post, require_tls

if TYPE_CHECKING:
    from google_auth_oauthlib.flow import Flow
    from requests import PreparedRequest, Response

# Google gives a refresh token on a consent only, so consent is asked for each time a calendar is connected.
CONSENT_EXTRAS = {"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"}
SIGN_IN_EXTRAS = {"access_type": "", "prompt": "select_account"}
"""Flow asks for offline access unless it is given another one; what is empty is left out."""
LOGS_SECRETS = "requests_oauthlib.oauth2_session"
"""The logger that is given every form and every token."""
OK = 200


@dataclass(frozen=True, slots=True)
class GoogleAuthorizationServer:
    """See AuthorizationServer. Google's libraries are imported with the first call."""

    registered: OAuthClient
    post: Post

    def authorization_url(self, request: AuthorizationRequest) -> str:
        flow = self._flow(request.redirect_uri, request.verifier, (*SIGN_IN_SCOPES, *request.scopes))
        extras = CONSENT_EXTRAS if request.scopes else SIGN_IN_EXTRAS
        asked = {"state": request.state, "nonce": request.nonce, "login_hint": request.hint, **extras}
        url: str = flow.authorization_url(**asked)[0]
        return urlsplit(url)._replace(scheme=urlsplit(self.registered.authorize_url).scheme).geturl()

    def exchange_code(self, code: str, redirect_uri: str, verifier: str) -> TokenResponse:
        """Exchanges without naming scopes: Flow fails where others than those it names are given."""
        from oauthlib.oauth2 import OAuth2Error

        try:
            return dict(self._flow(redirect_uri, verifier).fetch_token(code=code, include_client_id=True))
        except (OAuth2Error, TypeError, ValueError):
            raise without_tokens(self.registered, UNREADABLE) from None

    def refresh(self, refresh_token: str) -> TokenResponse:
        """Calls what Credentials.refresh calls, which drops when the refresh token ends."""
        from google.auth.exceptions import GoogleAuthError
        from google.oauth2.reauth import refresh_grant

        renew: Callable[..., tuple[Any, ...]] = refresh_grant
        url, secret = require_tls(self.registered.token_url), self.registered.client_secret.get_secret_value()
        try:
            return dict(renew(self._transport, url, refresh_token, self.registered.client_id, secret)[3])
        except (GoogleAuthError, OverflowError, TypeError, ValueError):
            raise without_tokens(self.registered, UNREADABLE) from None

    @property
    def _transport(self) -> "_Transport":
        return _Transport(self.registered, self.post)

    def _flow(self, redirect_uri: str, verifier: str, scopes: tuple[str, ...] | None = None) -> "Flow":
        """Builds a Flow whose session sends through ``post`` and reads no environment, proxy or .netrc."""
        from google_auth_oauthlib.flow import Flow

        logging.getLogger(LOGS_SECRETS).disabled = True
        config = {
            "client_id": self.registered.client_id,
            "client_secret": self.registered.client_secret.get_secret_value(),
            "auth_uri": _as_https(self.registered.authorize_url),
            "token_uri": _as_https(self.registered.token_url),
        }
        flow = Flow.from_client_config(
            {"web": config},
            scopes,
            redirect_uri=redirect_uri,
            code_verifier=verifier,
            autogenerate_code_verifier=False,
        )
        flow.oauth2session.trust_env = False
        flow.oauth2session.adapters.clear()
        flow.oauth2session.mount("https://", self._transport)
        return flow


@dataclass(frozen=True, slots=True)
class _GoogleAuthResponse:
    """The google.auth.transport.Response of an answer with tokens."""

    data: bytes
    status: int = OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Transport:
    """A google.auth.transport.Request and an adapter of requests; whatever the url, it posts to the token endpoint."""

    registered: OAuthClient
    post: Post

    def __call__(self, *, body: bytes, **_request: Any) -> _GoogleAuthResponse:
        return _GoogleAuthResponse(self._answer(body.decode()))

    def send(self, request: "PreparedRequest", **_options: Any) -> "Response":
        from requests import Response

        response = Response()
        response.request, response.url = request, request.url or ""
        response.status_code, response.encoding = OK, "utf-8"
        response.raw = BytesIO(self._answer(str(request.body)))
        return response

    def close(self) -> None:
        """Nothing stays open."""

    def _answer(self, form: str) -> bytes:
        """Raises NeedsConsent, Refused, Retryable for an answer without tokens."""
        status, text = self.post(self.registered.token_url, form)
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        code = answer.get("error", "") if isinstance(answer, dict) else UNREADABLE
        if code or status != OK or not _has_token(answer):
            is_code = isinstance(code, str) and re.fullmatch(r"\w{1,60}", code)
            raise without_tokens(self.registered, code if is_code else UNREADABLE)
        return text.encode()


def _has_token(answer: Mapping[str, Any]) -> bool:
    token = answer.get("access_token")
    return isinstance(token, str) and token != ""


def _as_https(url: str) -> str:
    """Returns the url as oauthlib takes it, which knows no loopback; it is not where anything is sent."""
    return urlsplit(require_tls(url))._replace(scheme="https").geturl()
