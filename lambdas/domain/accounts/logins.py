"""Signing in: what is remembered while somebody is at the identity provider, and what a login session is."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pydantic import Field

from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.kernel.model import Instant, Model

FLOW_LIFE = timedelta(minutes=10)
IDLE_LIFE = timedelta(days=7)
"""A login session nobody uses ends after this long ..."""
MAX_SESSION = timedelta(days=30)
"""... and every login session after this."""
RENEWAL_GRACE = timedelta(seconds=60)
"""Requests that a browser sent beside the one that renewed still carry the token before: they are on their way for
seconds, a copy of it comes at any time. So long it says who they are, and gives nothing."""
CONFIRM = "confirm that it is you"
"""What somebody is told whose session is not their own yet; commands know that line by it."""
MAX_PATH = 500
NO_PAGES = ("/auth/", "/calendar/", "/api/", "/static/", "/hooks/", "/slack/")


class ProvedIdentity(Model):
    """``subject`` never changes and names one account; ``email`` is empty unless the provider vouches for it.

    ``shown_email`` is only for showing. ``domain``: whose the account is, where the provider says so.
    """

    provider: IdentityProvider
    subject: str
    email: str = ""
    shown_email: str = ""
    name: str = ""
    domain: str = ""


class SignInFlow(Model):
    """``browser_hash`` names the browser that began it. With ``user_id`` and ``session_id`` a signed-in user connects
    calendars, without them somebody signs in. ``account_id``: the account a consent is asked for again.
    """

    provider: IdentityProvider
    browser_hash: str = Field(repr=False)
    nonce: str = Field(repr=False)
    verifier: str = Field(repr=False)
    ends_at: Instant
    next_path: str = "/"
    user_id: str = ""
    session_id: str = ""
    account_id: str = ""


class SignInLink(Model):
    """Whom a one-time link signs in. ``lent_by``: who made it, where that was somebody else (see LoginSession)."""

    user_id: str
    lent_by: str = ""


class LoginSession(Model):
    """One browser's login session. Only hashes of its renewal tokens are stored: the current and the previous one."""

    user_id: str
    session_id: str
    token_hash: str = Field(repr=False)
    previous_hash: str = Field(default="", repr=False)
    begun_at: Instant
    renewed_at: Instant
    device: str = ""
    """The browser's own name for itself, cut short."""
    lent_by: str = ""
    """Who made the link it began with, where that was somebody else: ``user:ID``, or ``agent:operator``."""
    proved_at: Instant | None = None
    """The time its user showed, on a channel of their own, that it is theirs all the same."""

    def accepts(self, token_hash: str, now: datetime) -> bool:
        """Returns whether a renewal may be used: the one given last, or for a moment still the one before it."""
        if token_hash == self.token_hash:
            return True
        return token_hash == self.previous_hash and now - self.renewed_at < RENEWAL_GRACE

    @property
    def is_own(self) -> bool:
        """Returns whether what is decided in it counts as its user's word."""
        return not self.lent_by or self.proved_at is not None

    @property
    def ends_at(self) -> datetime:
        return min(self.renewed_at + IDLE_LIFE, self.begun_at + MAX_SESSION)

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at


def local_path(path: str) -> str:
    """``path`` where it is one of our own pages, else the first page (fault 120)."""
    is_plain = path.isprintable() and "\\" not in path and len(path) <= MAX_PATH
    is_ours = is_plain and path.startswith("/") and not path.startswith("//") and not urlsplit(path).netloc
    return path if is_ours and not path.startswith(NO_PAGES) else "/"
