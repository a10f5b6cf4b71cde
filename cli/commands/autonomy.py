"""``./amo autonomy``: how far AMO may act for you; shows it, and with options changes it.

The team's level is set by an operator of the team, for the others in it; or with the stage's credentials (here: the
instance's key), for everybody.
"""

import argparse
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, progress, result
from lambdas.domain.accounts.invitations import OWN_TEAM
from lambdas.errors import NotFound

OTHERS_ALONE = (
    "It holds for the others of your team; for yourself somebody else has to say it, or whoever runs the stage: "
    "./amo autonomy --team-level {level} --as-stage"
)


def run(options: argparse.Namespace) -> int:
    api = api_of(options)
    if options.share:
        api.put("/autonomy/habits", {"share_with_attendees": options.share == "on"})
    if options.proposes is not None:
        named = [name.strip() for name in options.proposes.split(",") if name.strip()]
        api.put("/autonomy/habits", {"proposes": named})
    if options.team_level:
        _set_team_level(api, options.team_level, options.as_stage)
    if options.level:
        api.put("/autonomy/level", {"level": options.level, "seen_decisions": options.seen})
    standing = api.get("/autonomy")
    if options.json:
        json_result(standing)
        return 0
    _show(standing)
    return 0


def _set_team_level(api: ApiClient, level: str, as_stage: bool) -> None:
    """As the operator of the team who is signed in; as whoever runs the stage where it is said, or they are none."""
    team_id = api.get("/autonomy")["team_id"]
    if as_stage or not _is_set_as_operator(api, team_id, level):
        api.stage.invoke("set_team_level", {"team_id": team_id, "level": level})


def _is_set_as_operator(api: ApiClient, team_id: str, level: str) -> bool:
    try:
        team = api.put(f"/autonomy/teams/{team_id}", {"level": level})
    except NotFound:
        progress("You are no operator: set with the credentials of the stage.")
        return False
    if team["for_oneself"] != level:
        progress(OTHERS_ALONE.format(level=level))
    return True


def _show(standing: dict[str, Any]) -> None:
    policy = standing["policy"]
    team = "you share no team" if standing["team_id"].startswith(OWN_TEAM) else f"team {standing['team_id']}"
    result(f"Level: {policy['level']} ({team}: {policy['team_level']} at most)")
    for score in standing["shadow_scores"]:
        agreed = f"people agreed with {score['agreed']}" if score["decisions"] else "no experience yet"
        result(f"  At {score['level']} it would have run {score['decisions']} of your decisions unasked; {agreed}.")
    for rule in standing["rules"]:
        if not rule["withdrawn_at"]:
            state = (
                f"until {rule['until']}"
                if rule["until"]
                else f"proposed: ./amo approvals accept-rule {rule['rule_id']}"
            )
            result(f"  Rule for {rule['action_type']}: {state}")
