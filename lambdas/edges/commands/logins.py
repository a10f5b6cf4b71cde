"""Sessions of people and commands: begun, renewed, ended; each has a row, and without it ends within ten minutes.

What changes something looks at the row each time: a session that was ended elsewhere changes nothing any more. Of two
renewals by the same cookie the later one shows that it was copied, and ends the session for both.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from lambdas import wiring
from lambdas.domain.accounts.logins import MAX_SESSION, LoginSession
from lambdas.edges.http.identity import (
    COOKIE,
    RENEWAL_COOKIE,
    SESSION_LIFE,
    SIGNED_OUT,
    Identity,
    SignedOut,
    link_hash,
    open_renewal,
    open_session,
    read_renewal,
    read_session,
)
from lambdas.edges.http.requests import Event, bearer, cookie, headers
from lambdas.errors import NotFound

log = logging.getLogger(__name__)

MAX_DEVICE = 160
LINK_USED = "this sign-in link has been used or is too old; ask for a new one, or run ./amo up"


@dataclass(frozen=True, slots=True)
class Opened:
    """Both proofs of a session. ``renewal`` is empty where the browser keeps the one it has."""

    session: str
    renewal: str = ""

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        kept = (hidden_cookie(RENEWAL_COOKIE, self.renewal, MAX_SESSION),) if self.renewal else ()
        return (hidden_cookie(COOKIE, self.session, SESSION_LIFE), *kept)


def begin(user_id: str, device: str, life: timedelta = SESSION_LIFE) -> Opened:
    """Raises SignedOut for somebody who was deactivated."""
    now, key, session_id = wiring.now(), wiring.signing_key(), wiring.new_id()
    _require_active(user_id)
    renewal = open_renewal(user_id, session_id, key, now)
    wiring.login_sessions().begin(
        LoginSession(
            user_id=user_id,
            session_id=session_id,
            token_hash=link_hash(renewal),
            begun_at=now,
            renewed_at=now,
            device=device[:MAX_DEVICE],
        )
    )
    wiring.users().patch(user_id, {"last_signed_in_at": now})
    return Opened(open_session(user_id, session_id, key, now, life), renewal)


def redeem_link(token: str) -> str:
    """The owner of a sign-in link that has not been used yet. Raises SignedOut."""
    user_id = wiring.sign_in_links().redeem(link_hash(token), wiring.now())
    if user_id is None:
        raise SignedOut(LINK_USED)
    return user_id


def signed_in(event: Event) -> tuple[Identity, tuple[Cookie, ...]]:
    """Who opens a page, and the cookies that go out with it. A command opens links by its header. Raises SignedOut."""
    if bearer(event):
        return caller(event), ()
    try:
        return read_session(cookie(event, COOKIE), wiring.signing_key()), ()
    except SignedOut:
        identity, opened = _renewed(cookie(event, RENEWAL_COOKIE))
        return identity, opened.cookies


def caller(event: Event) -> Identity:
    """Who calls the API: a command by its header, which has to have its row, or a script of the page."""
    if token := bearer(event):
        identity = read_session(token, wiring.signing_key())
        require_live(identity)
        return identity
    try:
        return read_session(cookie(event, COOKIE), wiring.signing_key())
    except SignedOut:  # the answer takes no cookies along: the page gets the next one
        return _known(cookie(event, RENEWAL_COOKIE))[0]


def require_live(identity: Identity) -> None:
    """Raises SignedOut where the session was ended."""
    if wiring.login_sessions().get(identity.user_id, identity.session_id, wiring.now()) is None:
        raise SignedOut(SIGNED_OUT)


def end(identity: Identity) -> tuple[Cookie, ...]:
    """The cookies that take the browser's away."""
    wiring.login_sessions().end(identity.user_id, identity.session_id)
    gone = timedelta(0)
    return hidden_cookie(COOKIE, "", gone), hidden_cookie(RENEWAL_COOKIE, "", gone)


def end_all(user_id: str) -> None:
    wiring.login_sessions().end_all(user_id, wiring.now())


def device_of(event: Event) -> str:
    return headers(event).get("user-agent", "")


def hidden_cookie(name: str, value: str, life: timedelta) -> Cookie:
    """Out of reach of scripts, and not sent with what other sites post."""
    is_https, seconds = wiring.settings().public_url.startswith("https:"), int(life.total_seconds())
    return Cookie(name, value, path="/", secure=is_https, http_only=True, max_age=seconds, same_site=SameSite.LAX_MODE)


def _renewed(token: str) -> tuple[Identity, Opened]:
    now, key = wiring.now(), wiring.signing_key()
    identity, known = _known(token)
    session = open_session(identity.user_id, identity.session_id, key, now)
    if link_hash(token) == known.previous_hash:  # its successor is on its way to the browser, or was lost
        return identity, Opened(session)
    following = open_renewal(identity.user_id, identity.session_id, key, now)
    is_first = wiring.login_sessions().renew(known, link_hash(following), now)
    return identity, Opened(session, following if is_first else "")


def _known(token: str) -> tuple[Identity, LoginSession]:
    """Whose renewal this is, and the session's row. Raises SignedOut."""
    identity, given = read_renewal(token, wiring.signing_key()), link_hash(token)
    known = wiring.login_sessions().get(identity.user_id, identity.session_id, wiring.now())
    if known is None:
        raise SignedOut(SIGNED_OUT)
    if given not in (known.token_hash, known.previous_hash):
        log.warning("a renewal of session %s of %s was used twice: it is ended", identity.session_id, identity.user_id)
        wiring.login_sessions().end(identity.user_id, identity.session_id)
        raise SignedOut(SIGNED_OUT)
    _require_active(identity.user_id)
    return identity, known


def _require_active(user_id: str) -> None:
    try:
        is_active = wiring.users().get(user_id).active
    except NotFound:
        is_active = False
    if not is_active:
        raise SignedOut("this account is not active; ask an operator of AMO")
