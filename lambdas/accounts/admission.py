"""Admits whoever an identity provider proves: somebody known, invited, or of a domain that an operator lets in."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.messages import changed_address_line
from lambdas.credentials.clients import OAuthClients
from lambdas.domain.accounts.account_ties import identity_tie
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.invitations import user_id_of
from lambdas.domain.accounts.logins import ProvedIdentity
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.errors import Conflict, SignedOut
from lambdas.notifications.account_ties import AccountTies
from lambdas.store.users import Users

UNKNOWN = (
    "AMO does not know {}; ask an operator of AMO for an invitation, or sign in with the address you were invited by"
)
PROOFS = {IdentityProvider.GOOGLE: AddressProof.GOOGLE, IdentityProvider.MICROSOFT: AddressProof.MICROSOFT}


@dataclass(frozen=True, slots=True)
class Admissions:
    users: Users
    clients: OAuthClients
    ties: AccountTies

    def admit(self, who: ProvedIdentity, now: datetime) -> str:
        """Returns the user an identity signs in as. Raises SignedOut for somebody nobody has let in."""
        if known := self.users.owner_of_identity(who.provider, who.subject):
            return known
        found = self.users.with_email(who.email)
        if len(found) > 1:
            raise SignedOut("more than one person has your address here; ask an operator of AMO")
        if found and (line := changed_address_line(found[0], now)):
            raise SignedOut(line)
        return self._link(who, found[0] if found else self._add(who, now), now)

    def _link(self, who: ProvedIdentity, user: User, now: datetime) -> str:
        """Returns whose the identity is: another sign-in at the same moment may have been faster."""
        try:
            self.ties.tie(
                user, identity_tie(who), lambda: self.users.link_identity(who.provider, who.subject, user.user_id), now
            )
        except Conflict:
            return self.users.owner_of_identity(who.provider, who.subject) or user.user_id
        return user.user_id

    def _add(self, who: ProvedIdentity, now: datetime) -> User:
        """The provider has to say that the account is the domain's."""
        domains = self.clients.get(who.provider).domains
        if not who.email or not who.domain or who.domain not in domains:
            raise SignedOut(UNKNOWN.format(who.shown_email or "this account"))
        user = User(
            user_id=user_id_of(who.email),
            email=who.email,
            email_proof=PROOFS[who.provider],
            name=who.name,
            created_at=now,
        )
        if self.users.find(user.user_id):
            raise SignedOut("this account is not active; ask an operator of AMO")
        self.users.put(user)
        return user
