"""People: who uses AMO here, as what; for operators. Nobody else finds these pages."""

from collections.abc import Mapping
from typing import TypeVar

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from lambdas import wiring
from lambdas.accounts.wiring import people
from lambdas.domain.accounts.invitations import Invitation, PersonChange
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.model import Model
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import age
from lambdas.errors import AmoError, Conflict, Refused

ModelT = TypeVar("ModelT", bound=Model)

LABELS = {
    "email": "E-mail",
    "name": "Name",
    "role": "Role",
    "team_id": "Team",
    "department": "Department",
    "reviews_for": "Reviews for",
}
ONE_WORD = "write one word of at most 64 letters, digits or any of . _ @ -"
MAILED = "A link of their own is on its way to that address."
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
    team: str
    reviews_for: str
    state: str
    is_active: bool
    is_oneself: bool


def show(request: PageRequest) -> Response[str]:
    return _shown(request)


def invite(request: PageRequest) -> Response[str]:
    """The link is shown once, to be passed on; it is in no address and in no log."""
    service = people()
    operator = service.require_operator(request.user_id)
    typed = {name: request.fields.get(name, "").strip() for name in ("email", "name", "role", "team_id", "department")}
    reviewed = request.fields.get("reviews_for", "")
    try:
        invitation = parsed(Invitation, {**typed, "reviews_for": [reviewed] if reviewed else []})
        invited = service.invite(operator, invitation, request.now)
    except AmoError as error:
        return _shown(request, problem=str(error), typed={**typed, "reviews_for": reviewed})
    return _shown(request, link=invited.link, invited=typed["email"], mail=invited.mail_problem or MAILED)


def change(request: PageRequest, user_id: str) -> Response[str]:
    service = people()
    operator = service.require_operator(request.user_id)
    wanted = {name: request.fields[name] for name in ("role", "active") if request.fields.get(name)}
    try:
        service.change(operator, user_id, parsed(PersonChange, wanted), request.now)
    except (Refused, Conflict) as error:
        return _shown(request, problem=str(error))
    return see("/people", "saved")


def give_link(request: PageRequest, user_id: str) -> Response[str]:
    service = people()
    link = service.lend_link(service.require_operator(request.user_id), user_id, request.now)
    return _shown(request, link=link, invited=wiring.users().get(user_id).email or user_id)


def _shown(request: PageRequest, **special: object) -> Response[str]:
    service = people()
    service.require_operator(request.user_id)
    everybody = service.list_all()
    names = {user.user_id: user.shown_name for user in everybody}
    rows = [_row(user, names, request) for user in everybody]
    content = {"problem": "", "link": "", "invited": "", "mail": "", "typed": {}, **special}
    content["is_on_this_computer"] = wiring.settings().is_on_this_computer
    return page("people.html", {"rows": rows, "roles": ROLES, **content}, request, section="settings")


def _row(user: User, names: Mapping[str, str], request: PageRequest) -> PersonRow:
    if not user.active:
        state = "deactivated"
    elif user.last_signed_in_at:
        state = f"signed in {age(user.last_signed_in_at, request.now)}"
    else:
        state = "invited, not here yet" if user.invited_at else "not here yet"
    if user.email_counts_at and request.now < user.email_counts_at:
        state = f"{state}, address counts from {day_name(user.email_counts_at.date())}"
    return PersonRow(
        user_id=user.user_id,
        name=user.own_name or user.email or user.user_id,
        email=user.email,
        role=user.role,
        team=user.team_id,
        reviews_for=", ".join(sorted(names.get(other, "somebody who is not here") for other in user.reviews_for)),
        state=state,
        is_active=user.active,
        is_oneself=user.user_id == request.user_id,
    )


def parsed(model: type[ModelT], typed: Mapping[str, object]) -> ModelT:
    """Raises Refused, saying what is wrong."""
    try:
        return model.model_validate(typed)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        said = ONE_WORD if first["type"] == "string_pattern_mismatch" else first["msg"].removeprefix("Value error, ")
        raise Refused(f"{LABELS.get(str(first['loc'][0]), 'The form')}: {said}.") from None
