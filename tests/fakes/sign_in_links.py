"""Sign-in links kept in memory; passes the same contract as the real table (tests/contracts/test_sign_in_links.py)."""

from datetime import datetime

from lambdas.errors import Conflict


class FakeSignInLinks:
    def __init__(self) -> None:
        self.stored: dict[str, tuple[str, datetime]] = {}

    def create(self, user_id: str, link_hash: str, expires: datetime) -> None:
        if link_hash in self.stored:
            raise Conflict("Somebody else was faster while making a sign-in link; look again.")
        self.stored[link_hash] = (user_id, expires)

    def redeem(self, link_hash: str, now: datetime) -> str | None:
        user_id, expires = self.stored.get(link_hash, ("", now))
        if expires <= now:
            return None
        del self.stored[link_hash]
        return user_id
