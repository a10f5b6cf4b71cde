"""One person of the stage, for operators: their role, team and department, and whom they review for."""

from collections.abc import Collection

from aws_lambda_powertools.event_handler import Response

from lambdas.accounts.wiring import people
from lambdas.domain.accounts.invitations import PersonChange
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.model import Model
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.people import ROLES, parsed
from lambdas.edges.web.responses import page, see
from lambdas.errors import Conflict, NotFound, Refused

REVIEWS = "reviews-"


class ReviewChoice(Model):
    user_id: str
    name: str
    is_chosen: bool


def show(request: PageRequest, user_id: str) -> Response[str]:
    return _shown(request, user_id)


def save(request: PageRequest, user_id: str) -> Response[str]:
    service = people()
    operator = service.require_operator(request.user_id)
    typed: dict[str, object] = {
        name: request.fields[name].strip() for name in ("role", "team_id", "department") if name in request.fields
    }
    typed["reviews_for"] = sorted(name.removeprefix(REVIEWS) for name in request.fields if name.startswith(REVIEWS))
    try:
        service.change(operator, user_id, parsed(PersonChange, typed), request.now)
    except (Refused, Conflict) as error:
        return _shown(request, user_id, str(error))
    return see("/people", "saved")


def _shown(request: PageRequest, user_id: str, problem: str = "") -> Response[str]:
    service = people()
    service.require_operator(request.user_id)
    everybody = service.list_all()
    person = next((user for user in everybody if user.user_id == user_id), None)
    if person is None:
        raise NotFound("There is nothing at this address.")
    typed = {name.removeprefix(REVIEWS) for name in request.fields if name.startswith(REVIEWS)}
    ticked = typed if problem else person.reviews_for
    content = {
        "person": person,
        "roles": ROLES,
        "teams": sorted({user.team_id for user in everybody if user.team_id}),
        "departments": sorted({user.department for user in everybody if user.department}),
        "choices": [_choice(user, ticked) for user in everybody if user.user_id != user_id and _is_shown(user, person)],
        "is_oneself": user_id == request.user_id,
        "problem": problem,
        "typed": request.fields,
    }
    return page("person_rights.html", content, request, section="settings")


def _choice(user: User, ticked: Collection[str]) -> ReviewChoice:
    return ReviewChoice(user_id=user.user_id, name=user.shown_name, is_chosen=user.user_id in ticked)


def _is_shown(user: User, person: User) -> bool:
    return user.active or user.user_id in person.reviews_for
