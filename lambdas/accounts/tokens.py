"""The signed and secret tokens of accounts: proofs of a login session, of an address, and one-time links.

Two signed JWTs prove a login session: one says for ten minutes whose it is, the other gets the next of those for as
long as the session's row is there (login.py). Commands have both as well, the first for an hour.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from lambdas.domain.accounts.codes import CODE_DIGITS
from lambdas.domain.accounts.logins import MAX_SESSION
from lambdas.errors import SignedOut

SESSION_LIFE = timedelta(minutes=10)
COMMAND_LIFE = timedelta(hours=1)
ADDRESS_LIFE = timedelta(days=1)
LINK_LIFE = timedelta(minutes=15)
SESSION_AUDIENCE = "page"
RENEWAL_AUDIENCE = "renewal"
ADDRESS_AUDIENCE = "address"
SIGNED_OUT = "you are signed out"


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in user. ``session_id`` tells login sessions of the same user apart; it is not a secret."""

    user_id: str
    session_id: str


def new_link_token() -> str:
    return secrets.token_urlsafe(32)


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def link_hash(token: str) -> str:
    """Returns what tables store of a sign-in link, a renewal or a state: reading them opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(user_id: str, session_id: str, key: str, now: datetime, life: timedelta = SESSION_LIFE) -> str:
    claims = {"sub": user_id, "jti": session_id, "aud": SESSION_AUDIENCE, "iat": now, "exp": now + life}
    return jwt.encode(claims, key, algorithm="HS256")


def open_renewal(user_id: str, session_id: str, key: str, now: datetime) -> str:
    """Different each time; the login session's row stores its hash."""
    claims = {"sub": user_id, "jti": session_id, "aud": RENEWAL_AUDIENCE, "exp": now + MAX_SESSION}
    return jwt.encode({**claims, "nonce": secrets.token_urlsafe(16)}, key, algorithm="HS256")


def open_address(user_id: str, email: str, key: str, now: datetime) -> str:
    """Returns what a mail to ``email`` carries: whoever shows it, signed in as this user, reads that mailbox."""
    claims = {"sub": user_id, "jti": email, "aud": ADDRESS_AUDIENCE, "exp": now + ADDRESS_LIFE}
    return jwt.encode(claims, key, algorithm="HS256")


def read_address(token: str, key: str) -> tuple[str, str]:
    """User and address. Raises SignedOut for anything else, or one that is too old."""
    proof = _read(token, key, ADDRESS_AUDIENCE)
    return proof.user_id, proof.session_id


def read_session(token: str, key: str) -> Identity:
    """Raises SignedOut for anything that is not a login session of ours that is still good."""
    return _read(token, key, SESSION_AUDIENCE)


def read_renewal(token: str, key: str) -> Identity:
    """Raises SignedOut; whether the login session is still there is for its row to say."""
    return _read(token, key, RENEWAL_AUDIENCE)


def _read(token: str, key: str, audience: str) -> Identity:
    try:
        claims = jwt.decode(
            token, key, algorithms=["HS256"], audience=audience, options={"require": ["exp", "sub", "jti"]}
        )
    except (jwt.InvalidTokenError, UnicodeError, RecursionError) as error:  # its header is JSON, however deep
        raise SignedOut(SIGNED_OUT) from error
    return Identity(claims["sub"], claims["jti"])
