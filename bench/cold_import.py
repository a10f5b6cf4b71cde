"""Measures what each function imports and builds before its first answer, beside bare boto3 with the same clients."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.effort import Effort
from bench.figures import Figure, Result, middle
from bench.running import main
from cli.installation import ROOT, install_runtime
from stacks.function_spec import FunctionSpec, Grant
from stacks.functions import FUNCTIONS
from stacks.layers import Target, build_layer

CHILD = Path(__file__).with_name("cold_import_child.py")
ROUNDS = 5
QUICK_FUNCTIONS = frozenset({"page", "slack_endpoint"})
"""The two for which people wait the most."""
ACKNOWLEDGING = frozenset({"slack_endpoint", "webhooks_endpoint"})
"""Endpoints that must answer within somebody else's deadline: Slack's three seconds, a provider's push."""
PEOPLE_WAIT = frozenset({"page", "api"})
INTERACTIVE = frozenset({"accounts", "wait_for_chat_completion", "chat_timer", "handle_slack_delivery"})
LAYERS = {"base", *(layer for spec in FUNCTIONS for layer in spec.layers)}
BARS = {"acknowledging": 0.9, "page and API": 1.6, "chat and accounts": 2.0, "behind the scenes": 3.0}

METHOD = f"""Each function's handler module imported, with what the handler imports when called (of page, API and
accounts what answers Today, the list of meetings, signing in), and every adapter and AWS client its grants name built;
beside `import boto3` and the same clients. Processor time, each in a fresh process with byte code present, in turn,
{ROUNDS} rounds, medians, without the interpreter's own start. A ratio is ours divided by boto3's. Bars:
{BARS["acknowledging"]:g} for what acknowledges within a deadline, {BARS["page and API"]:g} for page and API,
{BARS["chat and accounts"]:g} for chat and accounts, {BARS["behind the scenes"]:g} for the rest."""

TABLES = {
    "users": ("users",),
    "connected_calendars": ("connected_calendars",),
    "absences": ("absences",),
    "meetings": ("meetings", "preparations"),
    "chat_sessions": ("conversations",),
    "contexts": ("contexts",),
    "material_texts": ("material_texts",),
    "meeting_notes": ("meeting_notes",),
    "records": ("records",),
    "source_accounts": ("source_accounts",),
    "action_items": ("action_items",),
    "outcomes": ("outcomes",),
    "notices": ("inbox",),
    "deliveries": ("deliveries",),
    "sign_in_links": ("sign_in_links",),
    "sign_in_flows": ("sign_in_flows",),
    "page_sessions": ("login_sessions",),
    "calendar_accounts": ("calendar_accounts",),
    "slack": ("slack_records",),
    "subscriptions": ("subscriptions",),
    "rate_limits": ("rate_limits",),
    "spend": ("spend",),
    "model_answers": ("model_answers", "model_state"),
    "pending_actions": ("pending_actions",),
    "action_looks": ("action_looks",),
    "action_audit_log": ("audit_log",),
    "autonomy": ("autonomy_rows",),
}
"""The stores lambdas/wiring.py builds over each table."""
ENDPOINTS_READ = {"webhooks_endpoint": ["watched_calendars"]}
"""The stores an endpoint reads its table with: without models."""
FIRST = {
    "page": "lambdas.edges.web.today",
    "api": "lambdas.edges.api.meetings",
    "accounts": "lambdas.edges.web.sign_in",
    **dict.fromkeys(
        ("sync_user", "sync_user_now", "sync_changed_calendar", "execute_action", "execute_approved_action"),
        "googleapiclient.discovery",
    ),
}
"""Modules imported with a request: of these, the one that comes first; and Google's client, with the first question."""
BUCKETS = {"documents": "documents", "sessions": "transcripts", "anchors": "anchors"}


@dataclass(frozen=True, slots=True)
class Needs:
    """``parts`` are what lambdas/wiring.py builds for a function, ``services`` the AWS clients inside them."""

    parts: tuple[str, ...]
    services: tuple[str, ...]


def needs(spec: FunctionSpec) -> Needs:
    """Everything the table of functions grants it, used at once.

    The page has the calendars' layer to write a calendar file; it opens none, whose calls are counted in a table.
    """
    tables = {*spec.reads, *spec.shown, *spec.names, *spec.writes}
    buckets = {*spec.reads_buckets, *spec.writes_buckets}
    is_secretive = spec.has(Grant.SIGN) or spec.slack or spec.has(Grant.CALL_TASK_SYSTEMS) or spec.consents
    wanted = {
        "dynamodb": ENDPOINTS_READ.get(spec.name) or [part for name in sorted(tables) for part in TABLES[name]],
        "s3": [BUCKETS[name] for name in sorted(buckets)],
        "sqs": ["sqs"]
        if spec.name in ACKNOWLEDGING
        else [
            *(f"queue:{name}" for name in spec.sends),
            *(["dead_letters"] if spec.has(Grant.COUNT_DEAD_LETTERS) else []),
        ],
        "scheduler": ["schedules"] if spec.times or spec.has(Grant.CANCEL_TIMERS) else [],
        "events": ["bus"] if spec.has(Grant.PUBLISH) else [],
        "stepfunctions": ["workflows"] * bool(spec.workflow)
        + ["approval_workflows"] * bool(spec.approval)
        + ["refresh_workflows"] * bool(spec.refresh),
        "secretsmanager": ["client:secretsmanager"] if is_secretive else [],
        "sesv2": ["mailer"] if spec.has(Grant.SEND_MAIL) else [],
        "sns": ["texter"] if spec.has(Grant.SEND_TEXTS) else [],
    }
    if spec.has(Grant.PROBE_SERVICES):
        wanted |= {service: ["service_reads"] for service in ("sesv2", "sns", "transcribe")}
    opens_calendars = "calendar" in spec.layers and "rate_limits" in tables
    made = {
        "notifier": spec.has(Grant.NOTIFY),
        "slack_secrets": spec.slack,
        "calendar_watchers": opens_calendars,
    }
    parts = [part for parts in wanted.values() for part in parts]
    made |= {"calendar_providers": opens_calendars}
    parts += [part for part, is_needed in made.items() if is_needed]
    return Needs(tuple(parts), tuple(service for service, parts in wanted.items() if parts))


def category(spec: FunctionSpec) -> str:
    if spec.name in ACKNOWLEDGING:
        return "acknowledging"
    if spec.name in PEOPLE_WAIT:
        return "page and API"
    return "chat and accounts" if spec.name in INTERACTIVE else "behind the scenes"


def measure(effort: Effort) -> Result:
    python, target = install_runtime(), Target.here()
    layers = {name: build_layer(name, target) / "python" for name in LAYERS}
    specs = [spec for spec in FUNCTIONS if not effort.is_quick or spec.name in QUICK_FUNCTIONS]
    figures = []
    for number, spec in enumerate(specs, start=1):
        effort.say(f"function {number} of {len(specs)}")
        figures.append(_compared(python, spec, layers, effort.of(ROUNDS, 1)))
    return Result(METHOD, figures)


def _compared(python: Path, spec: FunctionSpec, layers: Mapping[str, Path], rounds: int) -> Figure:
    needed = needs(spec)
    # Lambda unpacks later layers over earlier ones.
    path = [str(ROOT), *(str(layers[name]) for name in (*reversed(spec.layers), "base"))]
    ours, bare = [], []
    for _ in range(rounds + 1):  # the first round writes the byte code and warms the file cache
        ours.append(_seconds(python, path, "amo", spec.handler, ",".join(needed.parts), FIRST.get(spec.name, "")))
        bare.append(_seconds(python, [], "boto3", "", ",".join(needed.services), ""))
    mine, peer = middle(ours[1:]), middle(bare[1:])
    beside = f"{mine * 1000:.0f} ms beside boto3's {peer * 1000:.0f} ms"
    return Figure(spec.name, mine / peer, "times", bar=BARS[category(spec)], beside=beside)


def _seconds(python: Path, path: list[str], *arguments: str) -> float:
    environment = {
        "PYTHONPATH": os.pathsep.join(path),
        "PATH": os.defpath,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AMO_TABLES": ",".join(TABLES),
    }
    command = [str(python), "-P", str(CHILD), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main("cold_import"))
