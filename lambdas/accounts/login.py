"""Sessions of people and commands: begun, renewed, ended; each has a row, and without it ends within ten minutes.

What changes something looks at the row each time: a session that was ended elsewhere changes nothing any more. A
renewal that comes after its successor was given shows that one of the two was copied, and ends the session for both;
for a moment (RENEWAL_GRACE) it passes for what the browser sent beside, and lengthens nothing.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdas.accounts.messages import USER, lender_name
from lambdas.accounts.tokens import (
    SESSION_LIFE,
    SIGNED_OUT,
    Identity,
    link_hash,
    open_renewal,
    open_session,
    read_renewal,
)
from lambdas.domain.accounts.logins import CONFIRM, LoginSession
from lambdas.domain.kernel.signing_keys import SigningKeys
from lambdas.errors import SignedOut, Unconfirmed
from lambdas.store.login_sessions import LoginSessions
from lambdas.store.users import Users

log = logging.getLogger(__name__)

MAX_DEVICE = 160
CONFIRM_FIRST = f"You came in by a link that {{lender}} made. Before you decide anything, {CONFIRM}: at /auth/proof."


@dataclass(frozen=True, slots=True)
class Opened:
    """Both proofs of a session, empty where the browser keeps those it has or is given by another answer."""

    session: str = field(default="", repr=False)
    renewal: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Logins:
    sessions: LoginSessions
    users: Users
    keys: SigningKeys

    def begin(
        self,
        user_id: str,
        session_id: str,
        device: str,
        now: datetime,
        life: timedelta = SESSION_LIFE,
        lent_by: str = "",
    ) -> Opened:
        """``lent_by`` is that of the link it begins with. Raises SignedOut for somebody who was deactivated."""
        self._require_active(user_id)
        renewal = open_renewal(user_id, session_id, self.keys, now)
        self.sessions.begin(
            LoginSession(
                user_id=user_id,
                session_id=session_id,
                token_hash=link_hash(renewal),
                begun_at=now,
                renewed_at=now,
                device=device[:MAX_DEVICE],
                lent_by=lent_by,
            )
        )
        self.users.patch(user_id, {"last_signed_in_at": now})
        return Opened(open_session(user_id, session_id, self.keys, now, life), renewal)

    def renew(self, renewal: str, now: datetime, life: timedelta = SESSION_LIFE) -> tuple[Identity, Opened]:
        """Returns whose renewal this is, and the proofs that follow it, once each. Raises SignedOut."""
        identity, known = self._known(renewal, now)
        if link_hash(renewal) != known.token_hash:  # its successor is on its way to the browser
            return identity, Opened()
        following = open_renewal(identity.user_id, identity.session_id, self.keys, now)
        if not self.sessions.renew(known, link_hash(following), now):  # another request was faster
            return identity, Opened()
        session = open_session(identity.user_id, identity.session_id, self.keys, now, life)
        return identity, Opened(session, following)

    def identify(self, renewal: str, now: datetime) -> Identity:
        """Returns whose renewal this is, and leaves it as it is. Raises SignedOut."""
        return self._known(renewal, now)[0]

    def require_live(self, identity: Identity, now: datetime) -> None:
        self.live(identity, now)

    def live(self, identity: Identity, now: datetime) -> LoginSession:
        """Raises SignedOut where the session was ended."""
        session = self.sessions.get(identity.user_id, identity.session_id, now)
        if session is None:
            raise SignedOut(SIGNED_OUT)
        return session

    def lender(self, session: LoginSession) -> str:
        """Returns who made the link it began with, in words."""
        return lender_name(self.users.find(session.lent_by.removeprefix(USER)) if session.lent_by else None)

    def require_own(self, identity: Identity, now: datetime) -> None:
        """Raises Unconfirmed for a session that somebody else's link began, SignedOut for one that was ended."""
        session = self.live(identity, now)
        if not session.is_own:
            raise Unconfirmed(CONFIRM_FIRST.format(lender=self.lender(session)))

    def end(self, identity: Identity) -> None:
        self.sessions.end(identity.user_id, identity.session_id)

    def end_all(self, user_id: str, now: datetime) -> None:
        self.sessions.end_all(user_id, now)

    def _known(self, renewal: str, now: datetime) -> tuple[Identity, LoginSession]:
        identity, given = read_renewal(renewal, self.keys), link_hash(renewal)
        known = self.sessions.get(identity.user_id, identity.session_id, now)
        if known is None:
            raise SignedOut(SIGNED_OUT)
        if not known.accepts(given, now):
            log.warning(
                "a renewal of session %s of %s was used twice: it is ended", identity.session_id, identity.user_id
            )
            self.end(identity)
            raise SignedOut(SIGNED_OUT)
        self._require_active(identity.user_id)
        return identity, known

    def _require_active(self, user_id: str) -> None:
        user = self.users.find(user_id)
        if user is None or not user.active:
            raise SignedOut("this account is not active; ask an operator of AMO")
