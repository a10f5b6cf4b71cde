"""A person's own e-mail address: it recognises them elsewhere, so it has to be proved before it counts."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.profile import Profiles, require_free
from lambdas.accounts.tokens import open_address, read_address
from lambdas.aws.email import Mailer
from lambdas.domain.accounts.address_changes import proved_address
from lambdas.domain.accounts.email_address import checked_address
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.domain.kernel.signing_keys import SigningKeys
from lambdas.errors import LinkOver, Refused, SignedOut
from lambdas.store.deliveries import Deliveries

MAILS_A_DAY = 5
TOO_MANY = "That was the fifth mail today; look for one of them, or go on tomorrow."
TOO_OLD = "It is too old, or not for you. Ask for a new one under Settings, E-mail."


@dataclass(frozen=True, slots=True)
class AddressProofs:
    profiles: Profiles
    deliveries: Deliveries
    mailer: Mailer
    public_url: str
    keys: SigningKeys

    def request(self, user_id: str, typed: str, now: datetime) -> bool:
        """Returns whether it counts at once: an operator's word is proof. To any other new address a link is mailed.

        Raises Refused, Conflict where the address is somebody's.
        """
        user = self.profiles.users.get(user_id)
        try:
            email = checked_address(typed)
        except ValueError as error:
            raise Refused(f"E-mail: {error}.") from None
        if user.may_operate:
            self._accept(user_id, email, AddressProof.OPERATOR)
            return True
        self._mail(user, email, now)
        return False

    def read(self, user_id: str, token: str) -> str:
        """Returns the address a mailed link proves. Raises LinkOver for another user's link, or one too old."""
        try:
            owner, email = read_address(token, self.keys)
        except SignedOut:
            raise LinkOver(TOO_OLD) from None
        if owner != user_id:
            raise LinkOver(TOO_OLD)
        return email

    def confirm(self, user_id: str, token: str) -> None:
        """Raises LinkOver for a link that is another user's or too old, Conflict where the address is somebody's."""
        self._accept(user_id, self.read(user_id, token), AddressProof.LINK)

    def _accept(self, user_id: str, email: str, proof: AddressProof) -> None:
        users = self.profiles.users
        require_free(users, email, user_id)
        users.patch(user_id, proved_address(email, proof))
        self.profiles.syncs.request(user_id)

    def _mail(self, user: User, email: str, now: datetime) -> None:
        if not self.deliveries.count_one(user.user_id, "address", now.date(), MAILS_A_DAY):
            raise Refused(TOO_MANY)
        token = open_address(user.user_id, email, self.keys, now)
        body = (
            "Somebody, you we hope, gave this address to AMO, which prepares meetings.",
            "",
            "Is it yours? Then open this link while you are signed in, within a day:",
            f"{self.public_url}/auth/address?token={token}",
            "",
            "If it was not you, nothing happens without this link.",
        )
        self.mailer.send([email], "Is this your address?", body, f"address-{user.user_id}")
