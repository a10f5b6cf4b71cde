"""Judges what sets things off: schedules, rules, routes, workflows and queues."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.doctor.facts import Facts, QueueFacts, RuleFacts, ScheduleFacts
from cli.doctor.findings import Finding, Fix, bad, warn
from cli.doctor.variables import DEPLOY

Schema = Mapping[str, Any]

FAILED = "-failed"
UNDELIVERED = "undelivered"


def judge(facts: Facts, schema: Schema) -> Iterator[Finding]:
    for name, wanted in schema["schedules"].items():
        if not facts.is_unread("schedule", name):
            yield from _schedule(name, facts.schedules.get(name), wanted)
    for name in schema["rules"]:
        if not facts.is_unread("rule", name):
            yield from _rule(name, facts.rules.get(name), facts.stage.prefix)
    for name, wanted in schema["queues"].items():
        if not facts.is_unread("queue", name):
            yield from _queue(name, facts.queues.get(name), wanted, facts)
    if not facts.is_unread("routes"):
        for route in sorted(set(schema["routes"]) - facts.routes):
            yield bad(f"route {route}", f"leads nowhere; {DEPLOY}")
    if not facts.is_unread("state_machines"):
        for name in sorted(set(schema["state_machines"]) - facts.state_machines):
            yield bad(f"workflow {name}", f"is not there; {DEPLOY}")


def _schedule(name: str, schedule: ScheduleFacts | None, wanted: Mapping[str, Any]) -> Iterator[Finding]:
    about = f"schedule of {name}"
    if schedule is None:
        yield bad(about, f"is not there: the function never runs; {DEPLOY}")
        return
    if schedule.state != "ENABLED":
        fix = Fix("scheduler", "update_schedule", {**schedule.definition, "State": "ENABLED"}, f"{name} runs again")
        yield bad(about, "is switched off; --fix switches it on", fix)
    if schedule.expression != wanted["expression"]:
        yield bad(about, f"is {schedule.expression}, not {wanted['expression']}; {DEPLOY}")
    if not schedule.has_dead_letters:
        yield bad(about, f"loses what cannot be handed over: it has no dead-letter queue; {DEPLOY}")


def _rule(name: str, rule: RuleFacts | None, prefix: str) -> Iterator[Finding]:
    about = f"rule {name}"
    if rule is None:
        yield bad(about, f"is not there: its events arrive nowhere; {DEPLOY}")
        return
    if rule.state != "ENABLED":
        arguments = {"Name": f"{prefix}-{name}", "EventBusName": rule.bus}
        fix = Fix("events", "enable_rule", arguments, f"events for {name} arrive again")
        yield bad(about, "is disabled: its events arrive nowhere; --fix enables it", fix)
    if name not in rule.targets:
        yield bad(about, f"does not lead to its queue; {DEPLOY}")


def _queue(name: str, queue: QueueFacts | None, wanted: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    about = f"queue {name}"
    if queue is None:
        yield bad(about, f"is not there; {DEPLOY}")
        return
    if wanted["tries"] is not None:
        yield from _redrive(name, queue, wanted, facts)
    for what, word in (("visibility", "hides a message for"), ("kept", "keeps messages for")):
        found = getattr(queue, what)
        if found != wanted[what]:
            yield bad(about, f"{word} {found} s, not {wanted[what]} s; {DEPLOY}")
    if not queue.is_encrypted:
        attributes = {"QueueUrl": queue.url, "Attributes": {"SqsManagedSseEnabled": "true"}}
        fix = Fix("sqs", "set_queue_attributes", attributes, f"{name} is encrypted")
        yield bad(about, "is not encrypted; --fix encrypts it", fix)
    if (name.endswith(FAILED) or name == UNDELIVERED) and queue.holds:
        waiting = f"holds {queue.holds} message(s) that were given up on; ./amo dead-letters show {name}"
        yield warn(f"dead letters of {name.removesuffix(FAILED)}", waiting)


def _redrive(name: str, queue: QueueFacts, wanted: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    if queue.dead_letters == f"{name}{FAILED}" and queue.tries == wanted["tries"]:
        return
    about = f"dead letters of {name}"
    twin = facts.queues.get(f"{name}{FAILED}")
    fix = None
    if twin is not None:
        policy = f'{{"deadLetterTargetArn": "{twin.arn}", "maxReceiveCount": "{wanted["tries"]}"}}'
        attributes = {"QueueUrl": queue.url, "Attributes": {"RedrivePolicy": policy}}
        fix = Fix("sqs", "set_queue_attributes", attributes, f"{name} gives up to {name}{FAILED}")
    if queue.dead_letters != f"{name}{FAILED}":
        yield bad(about, f"do not go to {name}{FAILED}: a failing message is lost in the end; --fix sets it", fix)
    else:
        yield bad(about, f"go there after {queue.tries} tries, not {wanted['tries']}; --fix sets it", fix)
