"""People: who uses AMO here, as what; for operators. Nobody else finds these pages."""

from typing import TypeVar

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from lambdas import wiring
from lambdas.domain.models import Model
from lambdas.domain.users import User
from lambdas.edges import people_commands
from lambdas.edges.pages.wording import age
from lambdas.edges.people_commands import Invitation, PersonChange
from lambdas.edges.responses import page, see
from lambdas.edges.visits import Visit
from lambdas.errors import AmoError, Refused

ModelT = TypeVar("ModelT", bound=Model)

ROLES = {
    "member": "Member",
    "reviewer": "Reviewer",
    "operator": "Operator",
}


class PersonRow(Model):
    user_id: str
    name: str
    email: str
    role: str
    state: str
    is_active: bool
    is_oneself: bool


def show(visit: Visit) -> Response[str]:
    return _shown(visit)


def invite(visit: Visit) -> Response[str]:
    """The link is shown once, to be passed on; it is in no address and in no log."""
    operator = people_commands.operator_of(visit.user_id)
    typed = {name: visit.fields.get(name, "").strip() for name in ("email", "name", "role")}
    try:
        _, link = people_commands.invite(operator, _parsed(Invitation, typed))
    except AmoError as problem:
        return _shown(visit, problem=str(problem), typed=typed)
    return _shown(visit, link=link, invited=typed["email"])


def change(visit: Visit, user_id: str) -> Response[str]:
    operator = people_commands.operator_of(visit.user_id)
    wanted = {name: visit.fields[name] for name in ("role", "active") if visit.fields.get(name)}
    try:
        people_commands.change(operator, user_id, _parsed(PersonChange, wanted))
    except Refused as problem:
        return _shown(visit, problem=str(problem))
    return see("/people", "saved")


def give_link(visit: Visit, user_id: str) -> Response[str]:
    people_commands.operator_of(visit.user_id)
    link = people_commands.link_for(user_id, people_commands.INVITATION_LIFE)
    return _shown(visit, link=link, invited=wiring.users().get(user_id).email or user_id)


def _shown(visit: Visit, **special: object) -> Response[str]:
    people_commands.operator_of(visit.user_id)
    rows = [_row(user, visit) for user in people_commands.everyone()]
    content = {"problem": "", "link": "", "invited": "", "typed": {}, **special}
    return page("people.html", {"rows": rows, "roles": ROLES, **content}, visit, section="settings")


def _row(user: User, visit: Visit) -> PersonRow:
    if not user.active:
        state = "deactivated"
    elif user.last_signed_in_at:
        state = f"signed in {age(user.last_signed_in_at, visit.now)}"
    else:
        state = "invited, not here yet" if user.invited_at else "not here yet"
    return PersonRow(
        user_id=user.user_id,
        name=user.name or user.email or user.user_id,
        email=user.email,
        role=user.role,
        state=state,
        is_active=user.active,
        is_oneself=user.user_id == visit.user_id,
    )


def _parsed(model: type[ModelT], typed: dict[str, str]) -> ModelT:
    """Raises Refused, saying what is wrong."""
    try:
        return model.model_validate(typed)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        raise Refused(f"{str(first['loc'][-1]).capitalize()}: {first['msg'].removeprefix('Value error, ')}.") from None
