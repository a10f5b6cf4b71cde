"""``./amo switches [on|off PART]``: parts of AMO, switched off and on by operators; nothing is lost."""

import argparse

from cli.session import api_of
from cli.terminal import json_result, result
from lambdas.domain.accounts.user import Switches
from lambdas.errors import Refused

MEANINGS = {
    "calendar": "no calendar is read; stored meetings are still prepared",
    "monitor": "the two-hourly sync starts nothing; ./amo sync still works",
    "workflow": "no preparation begins; those under way go on",
    "sources": "no source of figures is asked; what they said before stays, and ages",
    "model": "no model is asked; the rules do all of it",
}
"""Said of a part that is off."""


def run(options: argparse.Namespace) -> int:
    parts = ", ".join(Switches.model_fields)
    if options.verb == "list" and options.part:
        raise Refused(f"say on or off: ./amo switches off {options.part}")
    if options.verb != "list" and options.part not in Switches.model_fields:
        raise Refused(f"say which part: {parts}")
    api = api_of(options)
    if options.verb == "list":
        switches = api.get("/switches")
    else:
        switches = api.put(f"/switches/{options.part}", {"on": options.verb == "on"})
    if options.json:
        json_result(switches)
        return 0
    for part, is_on in switches.items():
        off = f"off: {MEANINGS.get(part, 'nothing of it is done')}"
        result(f"{part:<10}{'on' if is_on else off}")
    return 0
