"""Microsoft's authorization server, with oauthlib: it speaks the protocol and opens no connection; ``post`` does."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lambdas.credentials.authorization_server import (
    SIGN_IN_SCOPES,
    UNREADABLE,
    AuthorizationRequest,
    TokenResponse,
    without_tokens,
)
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.http import Post, require_tls


@dataclass(frozen=True, slots=True)
class MicrosoftAuthorizationServer:
    """See AuthorizationServer. oauthlib is imported with the first call."""

    registered: OAuthClient
    post: Post

    def authorization_url(self, request: AuthorizationRequest) -> str:
        query = {
            "response_type": "code",
            "client_id": self.registered.client_id,
            "redirect_uri": request.redirect_uri,
            "scope": " ".join((*SIGN_IN_SCOPES, *request.scopes)),
            "state": request.state,
            "nonce": request.nonce,
            "code_challenge": self._protocol().create_code_challenge(request.verifier, "S256"),
            "code_challenge_method": "S256",
            "prompt": "select_account",
            **({"login_hint": request.hint} if request.hint else {}),
        }
        return f"{require_tls(self.registered.authorize_url)}?{urlencode(query)}"

    def exchange_code(self, code: str, redirect_uri: str, verifier: str) -> TokenResponse:
        body = self._protocol().prepare_request_body(
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=verifier,
            client_secret=self.registered.client_secret.get_secret_value(),
        )
        return self._token_response(body)

    def refresh(self, refresh_token: str) -> TokenResponse:
        body = self._protocol().prepare_refresh_body(
            refresh_token=refresh_token,
            client_id=self.registered.client_id,
            client_secret=self.registered.client_secret.get_secret_value(),
        )
        return self._token_response(body)

    def _token_response(self, body: str) -> TokenResponse:
        from oauthlib.oauth2 import OAuth2Error

        _, text = self.post(self.registered.token_url, body)
        try:
            if not isinstance(json.loads(text), dict):
                raise ValueError("no object")
            answer = dict(self._protocol().parse_request_body_response(text))
            if not isinstance(answer["access_token"], str) or not answer["access_token"]:
                raise ValueError("no token")
            return answer
        except (OAuth2Error, ValueError) as error:
            raise without_tokens(self.registered, getattr(error, "error", UNREADABLE)) from None

    def _protocol(self) -> Any:
        from oauthlib.oauth2 import WebApplicationClient

        return WebApplicationClient(self.registered.client_id)
