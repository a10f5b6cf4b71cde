"""Takes single grants away from functions and runs the main job without them: each must be missed.

The embedded engine enforces IAM here. The main job runs once with every grant, and must succeed; then once for each
grant of ``TAKEN`` with that grant gone from its function's role, and must fail.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import icalendar

from bench.effort import Effort
from bench.figures import Figure, Result
from bench.instance import USUAL_SERVER, coming_meetings, engine_program, instance
from bench.stored import has_schedule
from cli import calendars
from cli.api_client import ApiClient
from cli.commands.sync import sync_now
from cli.main import main as amo
from cli.stage import DeployedStage, find_stage
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.errors import AmoError

JOB_SECONDS = 60
QUICK_TAKEN = 1
POLICY = "granted"


@dataclass(frozen=True, slots=True)
class Grant:
    """One action of one function; ``on`` is a part of the resource's ARN."""

    function: str
    action: str
    on: str


TAKEN = (
    Grant("sync_user_now", "dynamodb:PutItem", "meetings"),
    Grant("announce_due_prep", "events:PutEvents", ""),
    Grant("start_prep", "states:StartExecution", ""),
    Grant("history", "dynamodb:PutItem", "contexts"),
    Grant("send_prep_notification", "dynamodb:PutItem", "notices"),
    Grant("wait_for_chat_completion", "scheduler:CreateSchedule", ""),
    Grant("generate_materials", "s3:PutObject", "documents"),
    Grant("schedule_reminder", "scheduler:CreateSchedule", ""),
    Grant("api", "dynamodb:UpdateItem", "chat_sessions"),
)


def measure(effort: Effort) -> Result:
    taken = TAKEN[: effort.of(None, QUICK_TAKEN)]
    with TemporaryDirectory() as folder, _enforcing(Path(folder), effort) as stage:
        effort.say("with every grant")
        whole = _does_the_main_job(stage, 0)
        missed = []
        for number, grant in enumerate(taken, start=1):
            effort.say(f"grant {number} of {len(taken)}")
            missed.append(_is_missed(stage, grant, number))
    return Result(
        method=(
            "The main job (calendar, sync, preparation, answers, materials, reminder) on the embedded engine with IAM "
            "enforced: once with every grant of stacks/functions.py, then once for each of some grants taken away."
        ),
        figures=[
            Figure("main job with every grant", float(whole), "done", bar=1, at_least=True),
            Figure("grants taken away", len(taken), "grants", bar=effort.of(5, None), at_least=True),
            Figure("taken grants that were missed", sum(missed), "grants", bar=len(taken), at_least=True),
        ],
    )


@contextmanager
def _enforcing(folder: Path, effort: Effort) -> Iterator[DeployedStage]:
    """An engine that enforces IAM: of its own, or the shared one, which is open again afterwards."""
    if not effort.is_quick:
        with _running(folder) as stage:
            yield stage
        return
    with instance(coming_meetings(1)) as on:
        assert on.stage.engine is not None
        with engine_program(USUAL_SERVER):  # what counts requests changes them, and then their signature is wrong
            on.stage.engine.restart_unless(enforces_iam=True)
            yield on.stage
        on.stage.engine.restart_unless(enforces_iam=False)


@contextmanager
def _running(folder: Path) -> Iterator[DeployedStage]:
    arguments = ["--state", str(folder)]
    if amo(["up", "--detach", "--enforce-iam", "--port", "4960", *arguments]) != 0:
        raise SystemExit("AMO did not start; its line above says why")
    try:
        yield find_stage(folder, "local")
    finally:
        amo(["down", *arguments])


def _is_missed(stage: DeployedStage, grant: Grant, number: int) -> bool:
    with _without(stage, grant):
        missed = not _does_the_main_job(stage, number)
    _say(f"{grant.function} without {grant.action} {grant.on}: {'missed' if missed else 'NOT MISSED'}")
    return missed


@contextmanager
def _without(stage: DeployedStage, grant: Grant) -> Iterator[None]:
    iam, name = stage.client("iam"), f"{stage.prefix}-{grant.function}"
    role = stage.client("lambda").get_function_configuration(FunctionName=name)["Role"].rpartition("/")[2]
    policy = iam.get_role_policy(RoleName=role, PolicyName=POLICY)["PolicyDocument"]
    document = json.loads(policy) if isinstance(policy, str) else policy
    iam.put_role_policy(RoleName=role, PolicyName=POLICY, PolicyDocument=json.dumps(_reduced(document, grant)))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=POLICY, PolicyDocument=json.dumps(document))


def _reduced(document: dict[str, Any], grant: Grant) -> dict[str, Any]:
    """The policy without the grant. Raises ValueError when it was not in there: the try would prove nothing."""
    statements, found = [], False
    for statement in document["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        if grant.action in actions and grant.on in json.dumps(statement["Resource"]):
            found, actions = True, [action for action in actions if action != grant.action]
        if actions:
            statements.append({**statement, "Action": actions})
    if not found:
        raise ValueError(f"{grant.function} is not granted {grant.action} {grant.on}")
    return {**document, "Statement": statements}


def _does_the_main_job(stage: DeployedStage, number: int) -> bool:
    """Says whether a fresh user's meeting gets its six contexts, its message, its materials and its reminder."""
    user = DeployedStage(stage.name, stage.state_dir / f"user-{number}", f"user-{number}", stage.page_url, stage.engine)
    user.state_dir.mkdir(exist_ok=True)
    deadline = time.monotonic() + JOB_SECONDS
    try:
        return _job(user, ApiClient(user), deadline)
    except AmoError as error:
        _say(f"{user.user_id}: {error}")
        return False


def _job(user: DeployedStage, api: ApiClient, deadline: float) -> bool:
    user.invoke("provision_user", {"user_id": user.user_id})
    calendars.connect_file(user, _calendar(user.state_dir / "calendar.ics"))
    sync_now(user)
    meeting_id = api.get("/meetings")[0]["meeting_id"]
    prompt = _awaited(lambda: api.get(f"/meetings/{meeting_id}/session")["prompt"], deadline)
    if prompt is None or len(api.get(f"/meetings/{meeting_id}/contexts")) < len(ContextKind):
        return False
    finish = {"move": "finish", "version": prompt["version"]}
    api.post(f"/sessions/{prompt['session_id']}/moves", finish)
    trace = _awaited(lambda: _ended(api, meeting_id), deadline)
    is_told = bool(_awaited(lambda: _is_told(api), deadline))  # in line, after what it tells of
    is_reminded = has_schedule(user, f"reminder-{meeting_id}")
    is_clean = trace is not None and not any(state["error"] for state in trace["states"])
    if not (is_clean and is_told and is_reminded):
        _say(f"{user.user_id}: clean {is_clean}, told {is_told}, reminded {is_reminded}")
    return is_clean and is_told and is_reminded


def _is_told(api: ApiClient) -> bool | None:
    """None while it is not yet."""
    kinds = {notice["kind"] for notice in api.get("/notices")}
    return True if kinds >= {"prep_started", "materials_ready"} else None


def _ended(api: ApiClient, meeting_id: str) -> dict[str, Any] | None:
    """The trace of an execution that is over; an error that a retry or a catch made good shows in it."""
    trace: dict[str, Any] = api.get(f"/meetings/{meeting_id}/trace")
    return None if trace["status"] == "RUNNING" else trace


def _awaited(look: Any, deadline: float) -> Any:
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.5)
    return None


def _calendar(path: Path) -> Path:
    """One meeting of three people tomorrow: due for preparation at once."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=20)
    event = icalendar.Event()
    event.add("uid", "least-privilege@bench.amo.invalid")
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=45))
    event.add("summary", "Roadmap check-in")
    for name in ("ada", "ben", "cleo"):
        event.add("attendee", f"mailto:{name}@example.com")
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    path.write_bytes(calendar.to_ical())
    return path


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
