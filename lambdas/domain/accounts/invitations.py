"""An operator's invitation of a person, and changes of role, team, address or access."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from lambdas.domain.accounts.email_address import MAX_EMAIL, checked_address
from lambdas.domain.accounts.profile import MAX_NAME
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line

Role = Literal["member", "reviewer", "operator"]
ROLES: tuple[Role, ...] = ("member", "reviewer", "operator")
"""From the one that may decide least."""
MAX_DEPARTMENT = 80
MAX_REVIEWS_FOR = 20
OWN_TEAM = "own-"
UserId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.@-]{1,64}$")]


def checked_team(team_id: str) -> str:
    """Returns the name of a team, empty for none. Raises ValueError for one that is somebody's own."""
    if team_id.startswith(OWN_TEAM):
        raise ValueError("a name that begins with own- is of somebody who has no team; choose another")
    return team_id


TeamName = Annotated[str, Field(pattern=r"^([A-Za-z0-9_.@-]{1,64})?$"), AfterValidator(checked_team)]
Department = Annotated[
    str, Field(max_length=MAX_DEPARTMENT), AfterValidator(lambda name: one_line(name, MAX_DEPARTMENT))
]
Address = Annotated[str, Field(max_length=MAX_EMAIL), AfterValidator(checked_address)]
AddressOrNone = Annotated[
    str, Field(max_length=MAX_EMAIL), AfterValidator(lambda typed: typed and checked_address(typed))
]
ReviewsFor = Annotated[frozenset[UserId], Field(max_length=MAX_REVIEWS_FOR)]


class Invitation(Model):
    """``reviews_for``: the users, by id, whose actions they decide on, whatever their role."""

    email: Address
    name: str = Field(default="", max_length=MAX_NAME)
    role: Role = "member"
    team_id: TeamName = ""
    department: Department = ""
    reviews_for: ReviewsFor = frozenset()


class PersonChange(Model):
    """A field left out, or null, stays as it is; an empty address, team, department or list takes it away.

    ``reviews_for``: the users, by id, whose actions they decide on, whatever their role.
    """

    role: Role | None = None
    active: bool | None = None
    email: AddressOrNone | None = None
    team_id: TeamName | None = None
    department: Department | None = None
    reviews_for: ReviewsFor | None = None

    @property
    def given(self) -> dict[str, object]:
        return {name: value for name, value in self if value is not None}


def user_id_of(email: str) -> str:
    """The same address is the same person: inviting twice at once makes one user."""
    return f"p{digest(email)[:16]}"
