"""The signed and secret tokens of accounts: proofs of a login session, of an address, and one-time links.

Two signed JWTs prove a login session: one says for ten minutes whose it is, the other gets the next of those for as
long as the session's row is there (login.py). Commands have both as well, the first for an hour.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from lambdas.credentials.signed_claims import read_claims, sign_claims
from lambdas.domain.accounts.codes import CODE_DIGITS
from lambdas.domain.accounts.logins import MAX_SESSION
from lambdas.domain.kernel.signing_keys import SigningKeys
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


def open_session(
    user_id: str, session_id: str, keys: SigningKeys, now: datetime, life: timedelta = SESSION_LIFE
) -> str:
    claims = {"sub": user_id, "jti": session_id, "aud": SESSION_AUDIENCE, "iat": now, "exp": now + life}
    return sign_claims(claims, keys)


def open_renewal(user_id: str, session_id: str, keys: SigningKeys, now: datetime) -> str:
    """Different each time; the login session's row stores its hash."""
    claims = {"sub": user_id, "jti": session_id, "aud": RENEWAL_AUDIENCE, "exp": now + MAX_SESSION}
    return sign_claims({**claims, "nonce": secrets.token_urlsafe(16)}, keys)


def open_address(user_id: str, email: str, keys: SigningKeys, now: datetime) -> str:
    """Returns what a mail to ``email`` carries: whoever shows it, signed in as this user, reads that mailbox."""
    claims = {"sub": user_id, "jti": email, "aud": ADDRESS_AUDIENCE, "exp": now + ADDRESS_LIFE}
    return sign_claims(claims, keys)


def read_address(token: str, keys: SigningKeys) -> tuple[str, str]:
    """User and address. Raises SignedOut for anything else, or one that is too old."""
    proof = _read(token, keys, ADDRESS_AUDIENCE)
    return proof.user_id, proof.session_id


def read_session(token: str, keys: SigningKeys) -> Identity:
    """Raises SignedOut for anything that is not a login session of ours that is still good."""
    return _read(token, keys, SESSION_AUDIENCE)


def read_renewal(token: str, keys: SigningKeys) -> Identity:
    """Raises SignedOut; whether the login session is still there is for its row to say."""
    return _read(token, keys, RENEWAL_AUDIENCE)


def _read(token: str, keys: SigningKeys, audience: str) -> Identity:
    try:
        claims = read_claims(token, keys, audience, ("exp", "sub", "jti"))
    except (jwt.InvalidTokenError, UnicodeError, RecursionError) as error:  # its claims are JSON, however deep
        raise SignedOut(SIGNED_OUT) from error
    return Identity(claims["sub"], claims["jti"])
