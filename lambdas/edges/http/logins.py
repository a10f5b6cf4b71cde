"""Logins over HTTP: who sends a request, by its cookies or its Authorization header, and the cookies that go out."""

from datetime import timedelta

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from lambdas import wiring
from lambdas.accounts.tokens import SESSION_LIFE, Identity, read_session
from lambdas.accounts.wiring import logins
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import FLOW_LIFE, MAX_SESSION
from lambdas.edges.http.requests import COOKIE, Event, bearer, cookie
from lambdas.errors import NotFound, SignedOut

RENEWAL_COOKIE = "amo_renewal"
FLOW_COOKIE = "amo_flow"
"""Names the browser that is at an identity provider's page just now."""
NO_LIFE = timedelta(0)


def signed_in(event: Event) -> tuple[Identity, tuple[Cookie, ...]]:
    """Returns who opens a page, and the cookies that go out. A command opens links by its header. Raises SignedOut."""
    if bearer(event):
        return caller(event), ()
    try:
        return read_session(cookie(event, COOKIE), wiring.signing_keys()), ()
    except SignedOut:
        identity, opened = logins().renew(cookie(event, RENEWAL_COOKIE), wiring.now())
        return identity, session_cookies(opened.session, opened.renewal)


def caller(event: Event) -> Identity:
    """Returns who calls the API: a command by its header, which has to have its row, or a script of the page."""
    if token := bearer(event):
        identity = read_session(token, wiring.signing_keys())
        require_live(identity)
        return identity
    try:
        return read_session(cookie(event, COOKIE), wiring.signing_keys())
    except SignedOut:  # the answer takes no cookies along: the page gets the next one
        return logins().identify(cookie(event, RENEWAL_COOKIE), wiring.now())


def require_live(identity: Identity) -> None:
    """Raises SignedOut where the session was ended."""
    logins().require_live(identity, wiring.now())


def require_own(identity: Identity) -> None:
    """Raises Unconfirmed where somebody else's link began the session: the row says so, never the token alone."""
    logins().require_own(identity, wiring.now())


def provider_named(name: str) -> IdentityProvider:
    """Raises NotFound for a name that is no provider's."""
    try:
        return IdentityProvider(name)
    except ValueError:
        raise NotFound("There is nothing at this address.") from None


def session_cookies(session: str, renewal: str) -> tuple[Cookie, ...]:
    """Each is empty where the browser keeps the one it has."""
    given = ((COOKIE, session, SESSION_LIFE), (RENEWAL_COOKIE, renewal, MAX_SESSION))
    return tuple(_hidden(name, value, life) for name, value, life in given if value)


def ended_session_cookies() -> tuple[Cookie, ...]:
    """Returns what takes the browser's away."""
    return _hidden(COOKIE, "", NO_LIFE), _hidden(RENEWAL_COOKIE, "", NO_LIFE)


def flow_cookie(browser: str) -> Cookie:
    return _hidden(FLOW_COOKIE, browser, FLOW_LIFE)


def ended_flow_cookie() -> Cookie:
    return _hidden(FLOW_COOKIE, "", NO_LIFE)


def _hidden(name: str, value: str, life: timedelta) -> Cookie:
    """Out of reach of scripts, and not sent with what other sites post."""
    is_https, seconds = wiring.settings().public_url.startswith("https:"), int(life.total_seconds())
    return Cookie(name, value, path="/", secure=is_https, http_only=True, max_age=seconds, same_site=SameSite.LAX_MODE)
