"""An AMO of the bench's own on the embedded engine: started, filled with meetings, and spoken to as people would.

In a quick run all benches share one engine, on which each is a person of its own.
"""

import contextlib
import io
import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from cli import calendars
from cli.api_client import ApiClient
from cli.commands.sync import sync_now
from cli.installation import ROOT
from cli.local import engine
from cli.main import main
from cli.stage import DeployedStage, find_stage
from lambdas.aws.bus import Bus
from lambdas.aws.step_functions import Workflows
from lambdas.aws.table import Table
from lambdas.domain.kernel.events import MeetingRequiresPrep
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.executions import WorkflowExecution
from lambdas.domain.preparation.lifecycle import scheduled_request
from lambdas.store.meetings import Meetings

OWNER = "you@example.com"
EVERY_SECONDS = 0.1
PORTS = (20_000, 32_000)
EXAMPLES = ROOT / "examples" / "records"
USUAL_SERVER = engine.SERVER
"""As it is before anybody puts another in its place."""
SHARED: "list[Callable[[bytes, bool], Instance]]" = []
"""Who makes somebody new on an engine that is shared: bench/shared_engine.py; usually nobody."""


@dataclass(frozen=True)
class Instance:
    """``calendar`` is the file its person's calendar is read from."""

    stage: DeployedStage
    calendar: Path
    email: str = OWNER

    @property
    def engine_dir(self) -> Path:
        """The state folder of the engine, which is not the person's where several share it."""
        assert self.stage.engine is not None
        return self.stage.engine.state_dir

    def write(self, calendar: bytes) -> None:
        """Their calendar's file from now on; who it is written for is they."""
        self.calendar.write_bytes(calendar.replace(OWNER.encode(), self.email.encode()))

    def sync(self) -> None:
        calendars.refresh_files(self.stage)
        sync_now(self.stage)

    def import_examples(self) -> None:
        for record_file in sorted(EXAMPLES.glob("*.csv")):
            self.api.upload(f"/records/{record_file.stem}/import", record_file.read_bytes(), "text/csv")

    @cached_property
    def api(self) -> ApiClient:
        return ApiClient(self.stage)

    @cached_property
    def meetings(self) -> Meetings:
        return Meetings(Table(self.stage.client("dynamodb"), f"{self.stage.prefix}-meetings"))

    @cached_property
    def bus(self) -> Bus:
        return Bus(self.stage.client("events"), self.stage.prefix)

    @cached_property
    def workflows(self) -> Workflows:
        client = self.stage.client("stepfunctions")
        machines = client.list_state_machines()["stateMachines"]
        arn = next(one["stateMachineArn"] for one in machines if one["name"] == f"{self.stage.prefix}-meeting-prep")
        return Workflows(client, arn)

    def coming(self) -> list[TrackedMeeting]:
        """Every meeting to prepare, by its start."""
        now = datetime.now(UTC)
        found = self.meetings.between(self.stage.user_id, now, now + timedelta(days=15))
        return [tracked for tracked in found if tracked.plan.prep_trigger_time]

    def ask_for(self, tracked: Sequence[TrackedMeeting], asked: str) -> None:
        """Puts MeetingRequiresPrep on the bus, as announce_due_prep does; ``asked`` makes the request its own."""
        events: list[MeetingRequiresPrep] = [
            scheduled_request(one).model_copy(update={"request_id": f"{asked}-{one.meeting.meeting_id}"})
            for one in tracked
        ]
        self.bus.publish(events)

    def wait_until(self, meeting_ids: Collection[str], reached: Collection[PrepStatus], seconds: float) -> None:
        """Asks the table, not the API, so that waiting costs the functions nothing. Raises TimeoutError."""
        wait_for(lambda: all(status in reached for status in self.statuses(meeting_ids).values()), seconds)

    def statuses(self, meeting_ids: Collection[str]) -> dict[str, PrepStatus]:
        rows = {tracked.meeting.meeting_id: tracked for tracked in self.coming()}
        return {meeting_id: rows[meeting_id].prep_status for meeting_id in meeting_ids}

    def execution(self, meeting_id: str) -> WorkflowExecution:
        arn = self.meetings.get(self.stage.user_id, meeting_id).preparation.execution_arn
        return self.workflows.history(arn)


def wait_for(is_done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done within {seconds:.0f} s")
        time.sleep(EVERY_SECONDS)


@contextmanager
def instance(
    calendar: bytes, server: Path = USUAL_SERVER, options: Sequence[str] = (), *, for_owner: bool = False
) -> Iterator[Instance]:
    """Up with the calendar and the example records; down and gone afterwards. ``server`` is the engine's program,
    ``options`` are more of ``./amo up``. Where an engine is shared it is that one, for somebody new, or for its owner.
    """
    if SHARED:
        yield SHARED[-1](calendar, for_owner)
        return
    with started(calendar, server, options) as running:
        running.import_examples()
        yield running


@contextmanager
def started(calendar: bytes, server: Path, options: Sequence[str]) -> Iterator[Instance]:
    with tempfile.TemporaryDirectory() as folder, engine_program(server):
        state_dir, file = Path(folder) / "instance", Path(folder) / "calendar.ics"
        file.write_bytes(calendar)
        try:
            given = ("--email", OWNER, "--calendar", str(file), *options)
            amo(state_dir, "up", "--detach", "--port", str(free_port()), *given)
            yield Instance(find_stage(state_dir, "local"), file)
        finally:
            amo(state_dir, "down")


@contextmanager
def as_the_function(on: Instance, function: str) -> Iterator[None]:
    """Sets the deployed function's environment, with the engine for AWS: its code runs in this process."""
    assert on.stage.engine is not None
    name = f"{on.stage.prefix}-{function}"
    configuration = on.stage.client("lambda").get_function_configuration(FunctionName=name)
    before = dict(os.environ)
    os.environ.update(configuration["Environment"]["Variables"])
    os.environ.update(on.stage.engine.aws_environment())
    _forget_what_is_built()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        _forget_what_is_built()


def _forget_what_is_built() -> None:
    """Clients and settings of another function, or of an engine that is down, are none of this one's."""
    import boto3

    boto3.DEFAULT_SESSION = None
    for name, module in list(sys.modules.items()):
        if name.startswith("lambdas."):
            for part in list(vars(module).values()):
                if callable(forget := getattr(part, "cache_clear", None)):
                    forget()


@contextmanager
def engine_program(server: Path) -> Iterator[None]:
    usual, engine.SERVER = engine.SERVER, server
    try:
        yield
    finally:
        engine.SERVER = usual


def amo(state_dir: Path, command: str, *arguments: str) -> str:
    """``./amo COMMAND`` for that instance; what it printed. Raises RuntimeError when it does not work."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([command, "--state", str(state_dir), *arguments])
    if code:
        raise RuntimeError(f"./amo {command} failed: {err.getvalue()[-2000:]}")
    return out.getvalue()


def coming_meetings(count: int, room_for: int = 0, owner: str = OWNER) -> bytes:
    """Half-hour reviews with five people, from four days ahead on: none is due yet by itself.

    They stand as far apart as ``room_for`` of them would, so that more can follow without moving these.
    """
    first = (datetime.now(UTC) + timedelta(days=4)).replace(hour=0, minute=0, second=0, microsecond=0)
    apart = timedelta(days=9) / max(count, room_for)
    blocks = [_review(number, first + number * apart, owner) for number in range(count)]
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//AMO bench//EN", *blocks, "END:VCALENDAR", "")
    ).encode()


def _review(number: int, start: datetime, owner: str) -> str:
    people = [f"ATTENDEE;CN=Person {person};PARTSTAT=ACCEPTED:mailto:p{person}@example.com" for person in range(4)]
    return "\r\n".join(
        (
            "BEGIN:VEVENT",
            f"UID:review-{number}@example.com",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(minutes=30):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Roadmap check-in {number}",
            f"ATTENDEE;CN=You;PARTSTAT=ACCEPTED:mailto:{owner}",
            *people,
            "END:VEVENT",
        )
    )


def free_port() -> int:
    """A port whose successor is free too: the page takes the first, the engine the second.

    Below those that systems give to clients: one of them, asking while the engine is down, could take its place.
    """
    while True:
        port = random.randrange(*PORTS)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def chat(api: ApiClient, meeting_id: str, answers: Sequence[str]) -> list[float]:
    """Answers, then finishes; the seconds each turn took."""
    prompt = dict(api.get(f"/meetings/{meeting_id}/session")["prompt"])
    turns = []
    for move, text in [*(("answer", answer) for answer in answers), ("finish", "")]:
        if prompt["status"] != "open":
            break
        body: dict[str, Any] = {"move": move, "text": text, "version": prompt["version"]}
        began = time.perf_counter()
        prompt = api.post(f"/sessions/{prompt['session_id']}/moves", body)
        turns.append(time.perf_counter() - began)
    return turns
