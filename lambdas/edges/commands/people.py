"""Who may come in: recognised, invited, given a role, deactivated. For operators, and for the edge itself."""

import hashlib
from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator

from lambdas import wiring
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import ProvedIdentity
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import logins
from lambdas.edges.commands.accounts import checked_address
from lambdas.edges.http.identity import LINK_LIFE, SignedOut, link_hash, new_link_token
from lambdas.errors import Conflict, NotFound, Refused

INVITATION_LIFE = timedelta(days=3)
UNKNOWN = (
    "AMO does not know {}; ask an operator of AMO for an invitation, or sign in with the address you were invited by"
)
PROOFS = {IdentityProvider.GOOGLE: AddressProof.GOOGLE, IdentityProvider.MICROSOFT: AddressProof.MICROSOFT}

Role = Literal["member", "reviewer", "operator"]


class Invitation(Model):
    email: str = Field(min_length=3, max_length=254)
    name: str = Field(default="", max_length=120)
    role: Role = "member"

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, email: str) -> str:
        return checked_address(email)


class PersonChange(Model):
    """What is None stays."""

    role: Role | None = None
    active: bool | None = None
    email: str | None = Field(default=None, max_length=254)

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, email: str | None) -> str | None:
        return checked_address(email) if email else email


def come_in(who: ProvedIdentity) -> str:
    """The user an identity signs in as. Raises SignedOut for somebody nobody has let in."""
    users = wiring.users()
    known = users.owner_of_identity(who.provider, who.subject)
    if known:
        return known
    found = users.with_email(who.email)
    if len(found) > 1:
        raise SignedOut("more than one person has your address here; ask an operator of AMO")
    user_id = found[0].user_id if found else _admitted(who)
    users.link_identity(who.provider, who.subject, user_id)
    return user_id


def everyone() -> list[User]:
    return sorted(
        wiring.users().everyone(), key=lambda user: (not user.active, user.name or user.email or user.user_id)
    )


def invite(operator: User, invitation: Invitation) -> tuple[User, str]:
    """The new user, and a link that signs them in once. Raises Conflict where the address is somebody's."""
    _require_free(invitation.email)
    now = wiring.now()
    user = User(
        user_id=_user_id(invitation.email),
        email=invitation.email,
        email_proof=AddressProof.OPERATOR,
        name=invitation.name.strip(),
        timezone=operator.timezone,
        role=invitation.role,
        created_at=now,
        invited_at=now,
    )
    wiring.users().put(user)
    _note_role(operator, user)
    return user, link_for(user.user_id, INVITATION_LIFE)


def change(operator: User, user_id: str, wanted: PersonChange) -> User:
    """Raises NotFound; Refused where AMO would be left to a person who cannot undo it."""
    before = wiring.users().get(user_id)
    if operator.user_id == user_id and (wanted.active is False or wanted.role not in (None, "operator")):
        raise Refused("Ask another operator for that: nobody shuts themselves out.")
    changes = {name: value for name, value in wanted.model_dump().items() if value is not None}
    if wanted.email is not None:
        _require_free(wanted.email, user_id)
        changes["email_proof"] = AddressProof.OPERATOR if wanted.email else None
    user = wiring.users().patch(user_id, changes)
    if wanted.active is False:
        logins.end_all(user_id)
    if user.role != before.role:
        _note_role(operator, user)
    return user


def link_for(user_id: str, life: timedelta = LINK_LIFE) -> str:
    """The address of a page that signs its owner in once. Raises NotFound."""
    wiring.users().get(user_id)
    token = new_link_token()
    wiring.sign_in_links().create(user_id, link_hash(token), wiring.now() + life)
    return f"{wiring.settings().public_url}/auth/link?token={token}"


def operator_of(user_id: str) -> User:
    """The operator who asks. To everybody else these pages are not there: NotFound."""
    user = wiring.users().get(user_id)
    if user.role != "operator" or not user.active:
        raise NotFound("There is nothing at this address.")
    return user


def _admitted(who: ProvedIdentity) -> str:
    """A member of a domain that an operator lets in; the provider has to say that the account is the domain's."""
    domains = wiring.oauth_clients().get(who.provider).domains
    if not who.email or not who.domain or who.domain not in domains:
        raise SignedOut(UNKNOWN.format(who.shown_email or "this account"))
    user = User(
        user_id=_user_id(who.email),
        email=who.email,
        email_proof=PROOFS[who.provider],
        name=who.name,
        created_at=wiring.now(),
    )
    if _exists(user.user_id):
        raise SignedOut("this account is not active; ask an operator of AMO")
    wiring.users().put(user)
    return user.user_id


def _require_free(email: str, user_id: str = "") -> None:
    if any(user.user_id != user_id for user in wiring.users().with_email(email)):
        raise Conflict("Somebody else has this address here already.")
    if not user_id and _exists(_user_id(email)):
        raise Conflict("This person was here before; find them below and reactivate them.")


def _exists(user_id: str) -> bool:
    try:
        wiring.users().get(user_id)
    except NotFound:
        return False
    return True


def _user_id(email: str) -> str:
    """The same address is the same person: inviting twice at once makes one user."""
    return f"p{hashlib.sha256(email.encode()).hexdigest()[:16]}"


def _note_role(operator: User, user: User) -> None:
    """What somebody may decide is for the audit log; and the team has to find its reviewers."""
    entry = AuditEntry(
        team_id=user.team,
        at=wiring.now(),
        event=AuditEvent.ROLE_GIVEN,
        actor=f"user:{operator.user_id}",
        note=f"{user.user_id}: {user.role}",
    )
    wiring.autonomy_rows().add_member(user.team, user.user_id, entry)
