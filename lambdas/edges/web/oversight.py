"""The dashboard of whoever oversees: how each team stands, and the department's figures."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.figures import Dashboard, TeamStatus
from lambdas.domain.actions.types import label_of
from lambdas.domain.actions.words import RISKS, Names, sentence, whose
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals as commands
from lambdas.edges.commands.names import names_of
from lambdas.edges.commands.question_figures import question_figures
from lambdas.edges.web import trends
from lambdas.edges.web.audit import require_overseer
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page

PERIODS = (7, 30, 90)
OWN_TEAM = "own-"
LEVELS = {
    Autonomy.SUPERVISED: "Supervised",
    Autonomy.SEMI_AUTONOMOUS: "Semi-autonomous",
    Autonomy.AUTONOMOUS: "Autonomous",
}


class TeamRow(Model):
    """``emergency`` says until when somebody may approve anything in it."""

    name: str
    level: str
    actions: int
    automatic: int
    pending: int
    last_decision: str
    emergency: str


def show_dashboard(request: PageRequest) -> Response[str]:
    is_operator = require_overseer(request).role == "operator"
    asked = request.query.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
    found = commands.dashboard(request.user_id, days)
    content = _figures(found) | {"team_rows": _teams(request, found.teams)}
    content |= {"days": days, "periods": PERIODS, "questions": question_figures() if is_operator else []}
    return page("dashboard.html", content, request, section="approvals")


def team_name(team_id: str, names: Names) -> str:
    """Returns what a team is called; a person who shares none is one of their own."""
    return sentence(f"{whose(team_id.removeprefix(OWN_TEAM), names)} own") if team_id.startswith(OWN_TEAM) else team_id


def _teams(request: PageRequest, teams: tuple[TeamStatus, ...]) -> list[TeamRow]:
    owners = (team.team_id.removeprefix(OWN_TEAM) for team in teams if team.team_id.startswith(OWN_TEAM))
    names, timezone = names_of(owners, request.user_id), wiring.users().get(request.user_id).timezone
    return [
        TeamRow(
            name=team_name(team.team_id, names),
            level=LEVELS[team.level],
            actions=team.actions,
            automatic=team.automatic,
            pending=team.pending,
            last_decision=date_and_time(team.last_decided_at, timezone) if team.last_decided_at else "",
            emergency=date_and_time(team.emergency_until, timezone) if team.emergency_until else "",
        )
        for team in teams
    ]


def _figures(found: Dashboard) -> dict[str, object]:
    types = {name: label_of(name) for name in found.now.by_type}
    risks = {risk.value: label for risk, label in RISKS.items()}
    by_type, by_risk = trends.shares(found.now.by_type, types), trends.shares(found.now.by_risk, risks)
    approved, worked = trends.approval_rate(found.timeline), trends.success_rate(found.timeline)
    return {
        "tiles": trends.tiles(found.now, found.trend),
        "timeline": trends.timeline(found.timeline),
        "rates": (("approval", "Approval rate", approved), ("success", "Success rate", worked)),
        "types": by_type,
        "risks": by_risk,
        "types_say": trends.mostly(by_type),
        "risks_say": trends.mostly(by_risk),
    }
