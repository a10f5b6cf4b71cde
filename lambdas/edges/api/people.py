"""The people of this stage, for operators. To everybody else they are not there (404)."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field

from lambdas import wiring
from lambdas.accounts.wiring import people
from lambdas.domain.accounts.invitations import Invitation, PersonChange, Role
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.domain.kernel.model import Instant, Model
from lambdas.edges.api.app import user
from lambdas.edges.commands.views import view_of

UserId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.@-]{1,64}$")]


class PersonView(Model):
    user_id: str
    name: str
    email: str
    email_proof: AddressProof | None
    email_counts_at: Instant | None
    role: Role
    team_id: str
    department: str
    reviews_for: frozenset[str]
    active: bool
    invited_at: Instant | None
    last_signed_in_at: Instant | None


class InvitedPerson(Model):
    """A link of their own is mailed to them; ``mail_problem`` says why not. ``link`` signs them in once as well, within
    three days, and is not shown again: whoever uses it confirms who they are before they decide anything.
    """

    person: PersonView
    link: str = Field(repr=False)
    mail_problem: str


class Link(Model):
    link: str = Field(repr=False)


def list_people() -> list[PersonView]:
    service = people()
    service.require_operator(user())
    return [_person(one) for one in service.list_all()]


def invite(body: Invitation) -> InvitedPerson:
    service = people()
    invited = service.invite(service.require_operator(user()), body, wiring.now())
    return InvitedPerson(person=_person(invited.user), link=invited.link, mail_problem=invited.mail_problem)


def change_person(user_id: UserId, body: PersonChange) -> PersonView:
    """A field left out stays. Deactivating somebody signs them out everywhere; what was theirs stays. Nobody changes
    of themselves what they may decide, nor of those from whom their own role comes. Another address of somebody who is
    here is told them, and brings nobody in as them before ``email_counts_at``, or before they confirm it.
    """
    service = people()
    return _person(service.change(service.require_operator(user()), user_id, body, wiring.now()))


def give_link(user_id: UserId) -> Link:
    """For them to use: they are told of it, and confirm who they are before they decide anything."""
    service = people()
    return Link(link=service.lend_link(service.require_operator(user()), user_id, wiring.now()))


def _person(one: User) -> PersonView:
    return view_of(PersonView, one)
