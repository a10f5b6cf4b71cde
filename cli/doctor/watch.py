"""Judges how the stage is doing: stacks, alarms, whom they tell, logs, the clock, switches, watched calendars."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.doctor.facts import Facts
from cli.doctor.findings import Finding, Fix, bad, in_order, skipped, warn
from cli.doctor.variables import DEPLOY
from stacks.stage_file import STACKS

Schema = Mapping[str, Any]

MAX_AHEAD = 60.0
"""AWS turns away what is signed five minutes off, Slack what is; tokens of identity providers bear less."""
STABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_COMPLETE")


def judge(facts: Facts, schema: Schema) -> Iterator[Finding]:
    yield from _stacks(facts)
    yield from _version(facts)
    if not facts.is_unread("alarms"):
        yield from _alarms(facts, schema)
    if not facts.is_unread("subscriptions"):
        yield _told(facts)
    if not facts.is_unread("logs"):
        yield from _logs(facts, schema)
    if abs(facts.clock_ahead) > MAX_AHEAD:
        detail = f"is {facts.clock_ahead:.0f} s off AWS's; set it, or signed calls and sign-ins are turned away"
        yield bad("clock of this machine", detail)
    if facts.switched_off:
        yield warn("switches", f"{', '.join(sorted(facts.switched_off))} switched off; on again under Settings")
    yield from _watched(facts)


def _stacks(facts: Facts) -> Iterator[Finding]:
    for name in STACKS:
        stack = facts.stacks.get(name)
        about = f"stack {facts.stage.prefix}-{name}"
        if stack is None:
            if not facts.is_unread("stack", name):
                yield bad(about, f"is not there; ./amo deploy --stage {facts.stage.name}")
        elif stack.status.endswith("_IN_PROGRESS") and stack.status not in STABLE:
            yield warn(about, f"is being changed: {stack.status}")
        elif stack.status not in STABLE:
            yield bad(about, f"is {stack.status}; ./amo mend")
    data = facts.stacks.get("data")
    if data is not None and facts.stage.is_lasting and not data.is_protected:
        arguments = {"StackName": f"{facts.stage.prefix}-data", "EnableTerminationProtection": True}
        fix = Fix("cloudformation", "update_termination_protection", arguments, "the data is protected from deletion")
        yield bad("protection of the data stack", "it can be deleted; --fix protects it", fix)


def _version(facts: Facts) -> Iterator[Finding]:
    deployed = facts.deployed
    if not deployed:
        yield skipped("version", "the deployment did not note which version it is")
    elif not facts.stage.here:
        yield skipped("version", f"{deployed[:12]} is deployed; this checkout has changes that are not committed")
    elif deployed != facts.stage.here:
        yield warn("version", f"{deployed[:12]} is deployed, {facts.stage.here[:12]} is here; ./amo deploy")
    else:
        yield in_order("version", deployed[:12])


def _alarms(facts: Facts, schema: Schema) -> Iterator[Finding]:
    for name in schema["alarms"]:
        alarm = facts.alarms.get(name)
        if alarm is None:
            yield bad(f"alarm {name}", f"is not there; {DEPLOY}")
        elif not alarm.is_told:
            whole_name = f"{facts.stage.prefix}-{name}"
            fix = Fix("cloudwatch", "enable_alarm_actions", {"AlarmNames": [whole_name]}, f"{name} tells somebody")
            yield bad(f"alarm {name}", "tells nobody: its actions are switched off; --fix switches them on", fix)
    for name, alarm in sorted(facts.alarms.items()):
        if alarm.state == "ALARM":
            yield warn(f"alarm {name}", "is raised; docs/operation.md says what to look at")


def _told(facts: Facts) -> Finding:
    name, email = "whom alarms tell", facts.stage.written.alarm_email
    if facts.confirmed_subscriptions:
        return in_order(name, f"{facts.confirmed_subscriptions} confirmed")
    if facts.stage.is_embedded:
        return skipped(name, "the engine on this machine sends no e-mail")
    if facts.pending_subscriptions:
        return bad(name, "nobody yet: confirm in the message that AWS sent to alarm_email")
    if email:
        return bad(name, f"nobody: the subscription of alarm_email is gone; {DEPLOY}")
    return warn(name, "nobody; write alarm_email into the stage's file")


def _logs(facts: Facts, schema: Schema) -> Iterator[Finding]:
    days = schema["days_logged"]
    for name in schema["functions"]:
        if name not in facts.days_logged:
            yield bad(f"log of {name}", f"is not there; {DEPLOY}")
        elif facts.days_logged[name] not in days:
            group = f"/aws/lambda/{facts.stage.prefix}-{name}"
            arguments = {"logGroupName": group, "retentionInDays": days[0]}
            fix = Fix("logs", "put_retention_policy", arguments, f"the log of {name} is kept {days[0]} days")
            kept = facts.days_logged[name]
            yield warn(f"log of {name}", f"is kept {kept or 'for ever'}, not {days[0]} days; --fix sets it", fix)


def _watched(facts: Facts) -> Iterator[Finding]:
    watched = facts.watched
    if watched is None:
        return
    if watched.ended:
        of = f"{watched.ended} of {watched.calendars}"
        yield warn("watched calendars", f"{of}: the provider tells of no change any more; ./amo sync renews them")
    elif watched.calendars:
        yield in_order("watched calendars", f"{watched.calendars}, none overdue")
    else:
        yield skipped("watched calendars", "no calendar that tells of its changes is connected")
