"""A stand-in's sign-in: who is asked agrees at once. Codes are bound to PKCE, identities signed, renewals last."""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ACCESS_SECONDS = 3599

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class FakeIdentity:
    """``secret`` makes refresh tokens that outlive a restart; ``account`` is who is signed in there.

    ``let_in`` is told each new bearer token, and the account it opens.
    """

    let_in: Callable[[str, str], None]
    issuer: str
    account: str
    secret: str = field(repr=False)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    _key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048), repr=False
    )
    _key_name: str = field(default_factory=lambda: secrets.token_hex(4))

    def answer(self, method: str, target: str, body: bytes) -> Reply:
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query if method == "GET" else body.decode()))
        match (method, parts.path):
            case ("GET", "/.well-known/openid-configuration"):
                return _json(200, self._document())
            case ("GET", "/authorize"):
                return self._agree(asked)
            case ("GET", "/keys"):
                return _json(200, {"keys": [self._public_key()]})
            case ("POST", "/token"):
                return self._token(asked)
            case ("POST", "/revoke"):
                return _json(200, {})
        return _json(404, {"error": "not_found"})

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "revocation_endpoint": f"{self.issuer}/revoke",
        }

    def _agree(self, asked: dict[str, str]) -> Reply:
        code = secrets.token_urlsafe(24)
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked.get("state", ""), "scope": asked.get("scope", "")})
        return 302, {"Location": f"{asked.get('redirect_uri', '')}?{back}"}, b""

    def _token(self, asked: dict[str, str]) -> Reply:
        if asked.get("grant_type") == "refresh_token":
            if not hmac.compare_digest(asked.get("refresh_token", ""), self._refresh_token()):
                return _json(400, {"error": "invalid_grant"})
            return _json(200, self._access())
        begun = self._codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        names = ("redirect_uri", "client_id")
        if (
            begun is None
            or begun.get("code_challenge") != challenge
            or any(begun.get(name) != asked.get(name) for name in names)
        ):
            return _json(400, {"error": "invalid_grant"})
        tokens = {"refresh_token": self._refresh_token(), "id_token": self._id_token(begun)}
        return _json(200, {**self._access(), **tokens, "scope": begun.get("scope", "")})

    def _access(self) -> dict[str, Any]:
        bearer = secrets.token_urlsafe(24)
        self.let_in(bearer, self.account)
        return {"access_token": bearer, "token_type": "Bearer", "expires_in": ACCESS_SECONDS}

    def _refresh_token(self) -> str:
        return hmac.new(self.secret.encode(), self.account.encode(), hashlib.sha256).hexdigest()

    def _id_token(self, begun: dict[str, str]) -> str:
        now = datetime.now(UTC)
        claims = {
            "iss": self.issuer,
            "aud": begun.get("client_id", ""),
            "sub": hashlib.sha256(self.account.encode()).hexdigest()[:21],
            "email": self.account,
            "email_verified": True,
            "nonce": begun.get("nonce", ""),
            "iat": now,
            "exp": now + timedelta(hours=1),
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._key_name})

    def _public_key(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {**public, "kid": self._key_name, "alg": "RS256", "use": "sig"}


def _json(status: int, content: dict[str, Any]) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()
