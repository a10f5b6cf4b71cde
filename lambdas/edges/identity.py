"""Who is asking: one-time sign-in links, the session they open, and proof that a form came from our page.

A session is a signed JWT, in an HttpOnly cookie for people and in the Authorization header for commands.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from lambdas.errors import Forbidden, Refused

SESSION_LIFE = timedelta(hours=12)
LINK_LIFE = timedelta(minutes=15)
SESSION_AUDIENCE = "page"
COOKIE = "amo_session"


class SignedOut(Refused):
    """No valid session: answer 401, or show how to sign in."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in user. ``session_id`` tells sessions of the same user apart; it is not a secret."""

    user_id: str
    session_id: str


def new_link_token() -> str:
    return secrets.token_urlsafe(32)


def link_hash(token: str) -> str:
    """What the table keeps of a sign-in link: reading the table opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(user_id: str, session_id: str, key: str, now: datetime) -> str:
    claims = {"sub": user_id, "jti": session_id, "aud": SESSION_AUDIENCE, "iat": now, "exp": now + SESSION_LIFE}
    return jwt.encode(claims, key, algorithm="HS256")


def read_session(token: str, key: str) -> Identity:
    """Raises SignedOut for anything that is not a session of ours that is still good."""
    try:
        claims = jwt.decode(
            token, key, algorithms=["HS256"], audience=SESSION_AUDIENCE, options={"require": ["exp", "sub", "jti"]}
        )
    except jwt.InvalidTokenError as problem:
        raise SignedOut("you are signed out; open a new sign-in link (./amo up prints one)") from problem
    return Identity(claims["sub"], claims["jti"])


def form_token(identity: Identity, key: str) -> str:
    """A value only a page of this very session can know (fault 117).

    Different in every answer, so that what compression tells about one answer helps nobody to guess it.
    """
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_form_proof(nonce, identity, key)}"


def require_form_token(given: str, identity: Identity, key: str) -> None:
    """Raises Forbidden for a form that no page of this session made."""
    nonce, _, proof = given.partition(".")
    if not hmac.compare_digest(proof.encode(), _form_proof(nonce, identity, key).encode()):
        raise Forbidden("This form is from another session; reload the page and try again.")


def _form_proof(nonce: str, identity: Identity, key: str) -> str:
    return hmac.new(key.encode(), f"form:{identity.session_id}:{nonce}".encode(), hashlib.sha256).hexdigest()
