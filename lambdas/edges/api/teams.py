"""The teams of this stage, for operators: who is in each, and how far AMO may act there.

To everybody but operators the teams are not there (404).
"""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path

from lambdas import wiring
from lambdas.approvals.teams import TeamChange, TeamView
from lambdas.approvals.wiring import teams
from lambdas.edges.api.app import user

TeamId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.@-]{1,80}$")]


def list_teams() -> list[TeamView]:
    """Somebody without a team is one of their own; of these your own alone is listed."""
    return teams().list_all(user())


def get_team(team_id: TeamId) -> TeamView:
    return teams().view(user(), team_id)


def change_team(team_id: TeamId, body: TeamChange) -> TeamView:
    """Changes what is sent, for an operator of the team; nothing they say lets AMO do more for themselves, or for those
    from whom they have their role.
    """
    return teams().change(user(), team_id, body, wiring.now())
