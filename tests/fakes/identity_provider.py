"""Google or Microsoft as seen by AMO: codes bound to PKCE, signed id_tokens, renewals, withdrawn consents.

Strict where the real ones are: a code works once, with its verifier, its redirect address and its client.
"""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from lambdas.credentials.clients import OAuthClient
from lambdas.domain.accounts.consents import IdentityProvider

CLIENT_ID, CLIENT_SECRET = "amo-client", "very-secret-indeed"
DIRECTORY = "3f2a0000-0000-4000-8000-000000000001"


@cache
def signing_key(name: str) -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeIdentityProvider:
    """``person`` holds the claims of who is signed in there; ``granted`` the scopes that person leaves ticked."""

    def __init__(self, provider: IdentityProvider = IdentityProvider.GOOGLE, **person: Any) -> None:
        self.provider = provider
        self.issuer = f"https://{provider.value}.example"
        self.person: dict[str, Any] = {"sub": "g-1", "email": "ada@example.com", "email_verified": True} | person
        self.granted: set[str] | None = None
        self.codes: dict[str, dict[str, str]] = {}
        self.alive: set[str] = set()
        self.rotates = provider is IdentityProvider.MICROSOFT
        self.gives_refresh_token = True
        self.ends_in: int | None = None
        self.requests: list[dict[str, str]] = []
        self.failures: list[tuple[int, str]] = []
        self.claims: dict[str, Any] = {}
        self.signed_by = provider.value
        self._made = 0

    @property
    def registered(self) -> OAuthClient:
        return OAuthClient(
            provider=self.provider,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            issuer=self.issuer,
            authorize_url=f"{self.issuer}/authorize",
            token_url=f"{self.issuer}/token",
            keys_url=f"{self.issuer}/keys",
            revoke_url=f"{self.issuer}/revoke",
            api_url=f"{self.issuer}/api",
            directory=DIRECTORY if self.provider is IdentityProvider.MICROSOFT else "",
        )

    def consent(self, url: str) -> dict[str, str]:
        """The person agrees on the consent page: what comes back to AMO's callback."""
        assert url.startswith(f"{self.issuer}/authorize?")
        asked = dict(parse_qsl(urlsplit(url).query))
        assert asked["code_challenge_method"] == "S256"
        code = self._new("code")
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def post(self, url: str, body: str) -> tuple[int, str]:
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        self.requests.append({"url": url, **fields})
        if self.failures:
            return self.failures.pop(0)
        if url.endswith("/revoke"):
            self.alive.discard(fields["token"])
            return 200, "{}"
        if (fields["client_id"], fields["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return 401, '{"error": "invalid_client"}'
        return self._exchange(fields) if fields["grant_type"] == "authorization_code" else self._renew(fields)

    def keys(self, _url: str) -> Any:
        public = signing_key(self.provider.value).public_key()
        return SimpleNamespace(get_signing_key_from_jwt=lambda _token: SimpleNamespace(key=public))

    def _exchange(self, fields: dict[str, str]) -> tuple[int, str]:
        asked = self.codes.pop(fields["code"], None)
        digest = sha256(fields.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != challenge or asked["redirect_uri"] != fields["redirect_uri"]:
            return 400, '{"error": "invalid_grant"}'
        scopes = set(asked["scope"].split()) if self.granted is None else self.granted
        answer = {**self._tokens(self._new("refresh")), "id_token": self._id_token(asked["nonce"])}
        return 200, json.dumps(answer | {"scope": " ".join(sorted(scopes))})

    def _renew(self, fields: dict[str, str]) -> tuple[int, str]:
        if fields["refresh_token"] not in self.alive:
            return 400, '{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}'
        if not self.rotates:
            return 200, json.dumps(self._tokens(""))
        self.alive.discard(fields["refresh_token"])
        return 200, json.dumps(self._tokens(self._new("refresh")))

    def _tokens(self, refresh_token: str) -> dict[str, Any]:
        answer: dict[str, Any] = {"access_token": self._new("access"), "token_type": "Bearer", "expires_in": 3599}
        if refresh_token and self.gives_refresh_token:
            self.alive.add(refresh_token)
            answer["refresh_token"] = refresh_token
        if self.ends_in:
            answer["refresh_token_expires_in"] = self.ends_in
        return answer

    def _id_token(self, nonce: str) -> str:
        now = datetime.now(UTC)
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + timedelta(hours=1), "nonce": nonce}
        if self.provider is IdentityProvider.MICROSOFT:
            claims["tid"] = DIRECTORY
        return jwt.encode({**claims, **self.person, **self.claims}, signing_key(self.signed_by), algorithm="RS256")

    def _new(self, kind: str) -> str:
        self._made += 1
        return f"{self.provider.value}-{kind}-{self._made}-of-somebody"
