"""The rules of the reader's team, and the teams there are: a part of the Autonomy page, for operators."""

from collections.abc import Mapping

from lambdas.approvals.teams import TeamChange, TeamView
from lambdas.approvals.wiring import teams
from lambdas.domain.actions.autonomy import Autonomy, Handling
from lambdas.domain.actions.types import DETAILS, label_of
from lambdas.domain.kernel.model import Model
from lambdas.edges.web.page_request import PageRequest
from lambdas.errors import Refused

TYPE = "type-"
AS_LEVEL = ""
HANDLINGS = {AS_LEVEL: "As the level says", "run": "Without asking", "ask": "Asks", "refuse": "Never"}
UNREADABLE = "The form could not be read; reload the page and try again."


class TypeChoice(Model):
    name: str
    label: str
    handling: str


class TeamSection(Model):
    """``own`` is the reader's own team."""

    own: TeamView
    types: tuple[TypeChoice, ...]
    teams: tuple[TeamView, ...]


def team_section(user_id: str) -> TeamSection:
    """Raises NotFound for all but operators."""
    found = teams().list_all(user_id)
    own = next(team for team in found if team.may_change)
    names = sorted(DETAILS, key=label_of)
    types = (TypeChoice(name=name, label=label_of(name), handling=own.types.get(name, AS_LEVEL)) for name in names)
    return TeamSection(own=own, types=tuple(types), teams=tuple(found))


def change_own_team(request: PageRequest) -> None:
    """Raises NotFound for all but operators; Refused, saying why."""
    own = team_section(request.user_id).own
    teams().change(request.user_id, own.team_id, _change(request.fields), request.now)


def _change(fields: Mapping[str, str]) -> TeamChange:
    """Raises Refused for what our own form does not send."""
    chosen = {name.removeprefix(TYPE): value for name, value in fields.items() if name.startswith(TYPE)}
    try:
        types = {name: Handling(value) if value else None for name, value in chosen.items()}
        said: dict[str, object] = {"types": types}
        if "level" in fields:
            said["level"] = Autonomy(fields["level"]) if fields["level"] else None
        return TeamChange.model_validate(said)
    except ValueError as error:
        raise Refused(UNREADABLE) from error
