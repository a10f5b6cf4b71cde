"""``./amo up --sources-fake``: stand-ins of every service figures come from, one process, connected as others are."""

import json
import time
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from cli.api_client import ApiClient
from cli.local.deployment import SOURCES_FILE
from cli.local.engine import Engine
from cli.local.stand_in_process import StandInProcess
from cli.loopback_names import request_to
from cli.stage import DeployedStage
from cli.terminal import progress
from lambdas.domain.kernel.counts import counted
from lambdas.errors import AmoError

MARK = "(stand-in)"
"""Ends the name of each: so one that is connected already is known again."""
AT_ONCE = 4
HOOK_SECONDS = 30
MAX_READ_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.5
ADDRESS = "address"
DELIVERED = "staffing.csv"
Connection = dict[str, Any]
"""What one is connected with, as ``GET /connections`` of the process has it."""
Told = dict[str, Any]
"""One source, as ``GET /api/sources`` has it."""


@dataclass(frozen=True, slots=True)
class SourceStandIns(StandInProcess):
    """Has to run before the stacks are deployed: the stage trusts no address on this machine that they do not name."""

    def start(self, engine: Engine) -> None:
        self.run(engine)

    def connect(self, stage: DeployedStage) -> None:
        """For whom the instance is for; one whose port has changed is told so. What one of them refuses is said."""
        api, base = ApiClient(stage), self.url(stage.state_dir)
        told = api.get("/sources")
        kinds = {kind["kind"]: kind for kind in told["kinds"]}
        there = {one["name"]: one for one in told["sources"] if one["owner"] == stage.user_id}
        connections = [one for one in self._connections(base) if one["kind"] in kinds]

        def connect(connection: Connection) -> None:
            name = f"{kinds[connection['kind']]['label']} {MARK}"
            try:
                _connect(stage, api, name, connection, there.get(name))
            except (AmoError, OSError) as error:
                progress(f"{name}: {error}")

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(connect, connections))
        pushed = frozenset(name for name, kind in kinds.items() if kind["is_pushed"])
        count, unread = _count_and_unread(api, pushed)
        state = f"{', '.join(unread)} not read yet" if unread else "all read"
        progress(f"Sources: {counted(count, 'stand-in')} at {base}, {state}; docs/sources.md says how to break one.")

    def _connections(self, base: str) -> list[Connection]:
        with urllib.request.urlopen(f"{base}/connections", timeout=HOOK_SECONDS) as answer:
            return list(json.loads(answer.read()))


SOURCES_FAKE = SourceStandIns(SOURCES_FILE.removesuffix(".json"), "tests.fakes.sources", 5, "/ready")


def _connect(stage: DeployedStage, api: ApiClient, name: str, connection: Connection, there: Told | None) -> None:
    values = connection["values"]
    if there is not None:
        if there["settings"].get(ADDRESS, "") != values.get(ADDRESS, ""):
            api.put(f"/sources/{quote(there['source_id'])}", {"values": values})
        return
    answer = api.post("/sources", {"kind": connection["kind"], "name": name, "for_team": False, "values": values})
    for message in connection["messages"]:
        post_to(answer["hook"], message["headers"], message["body"].encode())
    if connection["file"]:
        _deliver(stage, answer["source"]["place"], connection["file"])
        api.post(f"/sources/{quote(answer['source']['source_id'])}/refresh")


def post_to(hook: str, headers: Mapping[str, str], body: bytes) -> None:
    """As the service would, to the address the source was given."""
    request = request_to(hook, body, {"Content-Type": "application/json", **headers}, "POST")
    with urllib.request.urlopen(request, timeout=HOOK_SECONDS):
        return


def _deliver(stage: DeployedStage, place: str, content: str) -> None:
    """``place`` is a folder, ``s3://BUCKET/FOLDER/``, or the file itself."""
    parts = urlsplit(place)
    key = parts.path.lstrip("/")
    whole = f"{key}{DELIVERED}" if key.endswith("/") else key
    stage.client("s3").put_object(Bucket=parts.netloc, Key=whole, Body=content.encode(), ContentType="text/csv")


def _count_and_unread(api: ApiClient, pushed: frozenset[str]) -> tuple[int, list[str]]:
    """Returns how many are connected, and the ids of those that were not read in time; what tells by itself has."""
    until = time.monotonic() + MAX_READ_SECONDS
    while True:
        ours = [one for one in api.get("/sources")["sources"] if one["name"].endswith(MARK)]
        unread = sorted(one["source_id"] for one in ours if one["kind"] not in pushed and not one["read_at"])
        if not unread or time.monotonic() > until:
            return len(ours), unread
        time.sleep(LOOK_EVERY_SECONDS)
