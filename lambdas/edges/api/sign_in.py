"""Signing in by a link, and confirming that a session which somebody else's link began is one's own."""

from pydantic import Field

from lambdas import wiring
from lambdas.accounts.session_proofs import SessionState
from lambdas.accounts.tokens import COMMAND_LIFE
from lambdas.accounts.wiring import logins, one_time_links, session_proofs
from lambdas.domain.kernel.model import Instant, Model
from lambdas.edges.api.app import caller_identity


class SignIn(Model):
    token: str = Field(max_length=100)


class OpenedSession(Model):
    session: str
    expires_at: Instant


class SessionCode(Model):
    code: str = Field(max_length=20, repr=False)


def sign_in(body: SignIn) -> OpenedSession:
    """For commands: an hour's session, which is ended like any other."""
    now, link = wiring.now(), one_time_links().redeem(body.token, wiring.now())
    opened = logins().begin(link.user_id, wiring.new_id(), "A command", now, COMMAND_LIFE, link.lent_by)
    return OpenedSession(session=opened.session, expires_at=now + COMMAND_LIFE)


def get_session_state() -> SessionState:
    """Returns whether this session counts as its user's own; if not, who made the link it began with."""
    return session_proofs().state(caller_identity(), wiring.now())


def send_code() -> SessionState:
    """To the first of the user's own channels that works; it is good for ten minutes."""
    return session_proofs().send_code(caller_identity(), wiring.now())


def confirm_session(body: SessionCode) -> SessionState:
    return session_proofs().confirm(caller_identity(), body.code, wiring.now())
