"""Sign-in links: each signs its owner in once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdas.accounts.tokens import LINK_LIFE, link_hash, new_link_token
from lambdas.domain.accounts.logins import SignInLink
from lambdas.errors import SignedOut
from lambdas.store.sign_in_links import SignInLinks
from lambdas.store.users import Users

LINK_USED = "This link is over. Ask AMO in Slack for a new one (/amo sign-in), or sign in"


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """The address of a page that signs its owner in. The token is returned, never stored."""

    token: str = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OneTimeLinks:
    links: SignInLinks
    users: Users
    public_url: str

    def issue(self, user_id: str, now: datetime, life: timedelta = LINK_LIFE, lent_by: str = "") -> IssuedLink:
        """``lent_by``: who made it for this user, where that was somebody else (lent_links.py). Raises NotFound."""
        self.users.get(user_id)
        token = new_link_token()
        self.links.create(SignInLink(user_id=user_id, lent_by=lent_by), link_hash(token), now + life)
        return IssuedLink(token, f"{self.public_url}/auth/link?token={token}")

    def redeem(self, token: str, now: datetime) -> SignInLink:
        """Returns a link that has not been used yet. Raises SignedOut."""
        link = self.links.redeem(link_hash(token), now)
        if link is None:
            raise SignedOut(LINK_USED)
        return link
