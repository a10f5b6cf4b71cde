"""Signing in by a link, and confirming that a session which somebody else's link began is one's own."""

from datetime import datetime

from pydantic import Field

from lambdas import wiring
from lambdas.accounts.login import Opened
from lambdas.accounts.session_proofs import SessionState
from lambdas.accounts.tokens import COMMAND_LIFE
from lambdas.accounts.wiring import logins, one_time_links, session_proofs
from lambdas.domain.kernel.model import Instant, Model
from lambdas.edges.api.app import caller_identity
from lambdas.errors import Conflict

RENEWED_BESIDE = "Another command has just gone on with this session: use what that one was given."


class SignIn(Model):
    """``token`` of a one-time link, or the ``renewal`` that came with the session before."""

    token: str = Field(default="", max_length=100, repr=False)
    renewal: str = Field(default="", max_length=1000, repr=False)


class OpenedSession(Model):
    """``session`` is good until ``expires_at``; ``renewal`` gets the next one, once, and is replaced with it."""

    session: str = Field(repr=False)
    renewal: str = Field(repr=False)
    expires_at: Instant


class SessionCode(Model):
    code: str = Field(max_length=20, repr=False)


def sign_in(body: SignIn) -> OpenedSession:
    """For commands: a session that is renewed and ended like any other, its proof being good for an hour."""
    now = wiring.now()
    opened = _renewed(body.renewal, now) if body.renewal else _begun(body.token, now)
    return OpenedSession(session=opened.session, renewal=opened.renewal, expires_at=now + COMMAND_LIFE)


def _begun(token: str, now: datetime) -> Opened:
    link = one_time_links().redeem(token, now)
    return logins().begin(link.user_id, wiring.new_id(), "A command", now, COMMAND_LIFE, link.lent_by)


def _renewed(renewal: str, now: datetime) -> Opened:
    """Raises Conflict where another command was faster, SignedOut where the session was ended."""
    _, opened = logins().renew(renewal, now, COMMAND_LIFE)
    if not opened.session:
        raise Conflict(RENEWED_BESIDE)
    return opened


def get_session_state() -> SessionState:
    """Returns whether this session counts as its user's own; if not, who made the link it began with."""
    return session_proofs().state(caller_identity(), wiring.now())


def send_code() -> SessionState:
    """To the first of the user's own channels that works; it is good for ten minutes."""
    return session_proofs().send_code(caller_identity(), wiring.now())


def confirm_session(body: SessionCode) -> SessionState:
    return session_proofs().confirm(caller_identity(), body.code, wiring.now())
