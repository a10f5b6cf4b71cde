"""A service account's key, and the token it is exchanged for (RFC 7523): signed here, sent to Google alone."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from lambdas.credentials.http import Post, post_form
from lambdas.errors import NeedsConsent, Refused, Retryable

GOOGLE = "https://sheets.googleapis.com"
TOKEN_ENDPOINT = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = timedelta(hours=1)
"""Google takes no assertion that lasts longer."""
EARLY = timedelta(minutes=5)
"""A token is not used in its last minutes: a reading goes on with it for some."""
MAX_KEY = 20_000

NOT_A_KEY = "This is not the JSON file of a service account's key: in Google Cloud, under Keys, add one of type JSON."
CLIENT_FILE = "This is the file of an OAuth client; what is needed is the JSON key of a service account."
NOT_GOOGLES = "This key file names a token address that is not Google's: download it anew."
UNUSABLE = "The private key in this file cannot be used: make a new key for the service account."
REFUSED_KEY = "Google does not take this key ({}): make a new key for the service account, and connect it again."
NO_TOKEN = "Google gave no token that AMO can read; AMO tries again."  # noqa: S105 - a line for people

_EMAIL = re.compile(r"[A-Za-z0-9._-]{1,80}@[A-Za-z0-9.-]{3,120}")
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_TOKEN = re.compile(r"[!-~]{1,4096}")
_CODE = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class ServiceAccountKey:
    email: str
    key_id: str
    private_key: str = field(repr=False)

    @classmethod
    def of(cls, text: str, address: str) -> "ServiceAccountKey":
        """Raises Refused, quoting nothing of it, for whatever is no such key, or would be sent elsewhere."""
        content = _object(text)
        if {"web", "installed"} & content.keys():
            raise Refused(CLIENT_FILE)
        email, key_id, private_key = (content.get(name) for name in ("client_email", "private_key_id", "private_key"))
        is_named = isinstance(email, str) and _EMAIL.fullmatch(email)
        is_keyed = isinstance(key_id, str) and _KEY_ID.fullmatch(key_id) and isinstance(private_key, str)
        if content.get("type") != "service_account" or not is_named or not is_keyed:
            raise Refused(NOT_A_KEY)
        if content.get("token_uri") not in (TOKEN_ENDPOINT, token_endpoint(address)):
            raise Refused(NOT_GOOGLES)
        return cls(str(email), str(key_id), str(private_key))

    def assertion(self, now: datetime) -> str:
        """Raises Refused where the private key is none for RS256."""
        import jwt
        from cryptography.exceptions import UnsupportedAlgorithm

        claims = {
            "iss": self.email,
            "scope": SCOPE,
            "aud": TOKEN_ENDPOINT,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
        }
        try:
            return jwt.encode(claims, self.private_key, algorithm="RS256", headers={"kid": self.key_id})
        except (jwt.PyJWTError, UnsupportedAlgorithm, ValueError, TypeError):  # theirs may quote the key
            raise Refused(UNUSABLE) from None


@dataclass(frozen=True, slots=True)
class GoogleTokens:
    """Tokens live in this instance alone, and not quite as long as Google says."""

    post: Post = post_form
    _known: dict[tuple[str, str, str], tuple[str, datetime]] = field(default_factory=dict, repr=False)

    def token(self, key: ServiceAccountKey, address: str, now: datetime) -> tuple[str, bool]:
        """The token, and whether it is a fresh one. Raises NeedsConsent where Google takes the key no longer."""
        name = (address, key.email, key.key_id)
        token, until = self._known.get(name, ("", now))
        if token and now < until:
            return token, False
        self._known[name] = self._asked(key, address, now)
        return self._known[name][0], True

    def forget(self, key: ServiceAccountKey, address: str) -> None:
        self._known.pop((address, key.email, key.key_id), None)

    def _asked(self, key: ServiceAccountKey, address: str, now: datetime) -> tuple[str, datetime]:
        form = urlencode({"grant_type": GRANT, "assertion": key.assertion(now)})
        status, text = self.post(token_endpoint(address), form)
        content = _answer(text)
        if 400 <= status < 500:
            code = content.get("error")
            is_code = isinstance(code, str) and _CODE.fullmatch(code)
            raise NeedsConsent(REFUSED_KEY.format(str(code).replace("_", " ") if is_code else f"HTTP {status}"))
        token, seconds = content.get("access_token"), content.get("expires_in")
        is_token = isinstance(token, str) and _TOKEN.fullmatch(token)
        if status != 200 or not is_token or not isinstance(seconds, int) or not 0 < seconds <= 86_400:
            raise Retryable(NO_TOKEN)
        return str(token), now + timedelta(seconds=seconds) - EARLY


def token_endpoint(address: str) -> str:
    """Google's own for Google's own address; a stand-in's, which an operator trusts, has its own beneath it."""
    return TOKEN_ENDPOINT if address.rstrip("/") == GOOGLE else f"{address.rstrip('/')}/token"


def _object(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text) if len(text) <= MAX_KEY else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Refused(NOT_A_KEY)
    return content


def _answer(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
