"""``./amo autonomy``: how far AMO may act for you; shows it, and with options changes it.

The team's level is set with the stage's credentials (here: the instance's key), not by a signed-in user.
"""

import argparse
from typing import Any

from cli.session import api_of
from cli.terminal import json_result, result


def run(options: argparse.Namespace) -> int:
    api = api_of(options)
    if options.share:
        api.put("/autonomy/habits", {"share_with_attendees": options.share == "on"})
    if options.team_level:
        team = {"team_id": api.get("/autonomy")["team_id"], "level": options.team_level}
        api.stage.invoke("set_team_level", team)
    if options.level:
        api.put("/autonomy/level", {"level": options.level, "seen_decisions": options.seen})
    standing = api.get("/autonomy")
    if options.json:
        json_result(standing)
        return 0
    _show(standing)
    return 0


def _show(standing: dict[str, Any]) -> None:
    policy = standing["policy"]
    result(f"Level: {policy['level']} (team {standing['team_id']}: {policy['team_level']} at most)")
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
