"""``./amo up --sources-fake``: stand-ins of every service figures come from, one process, connected as others are."""

import hashlib
import json
import time
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cli.api_client import ApiClient
from cli.local.deployment import SOURCES_FILE
from cli.local.engine import Engine, read_json
from cli.local.stand_in_process import StandInProcess
from cli.loopback_names import request_to
from cli.stage import DeployedStage
from cli.terminal import progress
from lambdas.domain.kernel.counts import counted
from lambdas.errors import AmoError

MARK = "(stand-in)"
"""Ends the name of each: so one that is connected already is known again."""
CONNECTED_FILE = "sources-connected"
"""What each was connected with last, hashed."""
AT_ONCE = 4
ANSWER_SECONDS = 30
MAX_READ_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.5
EXTERNAL_ID = "external_id"
Connection = dict[str, Any]
"""What one is connected with, as ``GET /connections`` of the process has it."""
Told = dict[str, Any]
"""One source, as ``GET /api/sources`` has it."""


@dataclass(frozen=True, slots=True)
class SourceStandIns(StandInProcess):
    """Has to run before the stacks are deployed: the stage trusts no address on this machine that they do not name."""

    def start(self, engine: Engine) -> None:
        self.run(engine)

    def is_wanted(self, state_dir: Path, given: Iterable[str]) -> bool:
        """Asked for now, or connected once: what was connected to them would fail without them."""
        return self.name in given or _known_file(state_dir).exists()

    def forget(self, state_dir: Path) -> None:
        """The next ./amo up knows nothing of them."""
        StandInProcess.forget(self, state_dir)
        self.leave(state_dir)

    def leave(self, state_dir: Path) -> None:
        """They run on, and the next ./amo up connects none of them."""
        _known_file(state_dir).unlink(missing_ok=True)

    def connect(self, stage: DeployedStage) -> None:
        """For whom the instance is for; one whose port or key has changed is told so. A refusal of one is said."""
        api, base = ApiClient(stage), self.url(stage.state_dir)
        told = api.get("/sources")
        labels = {kind["kind"]: kind["label"] for kind in told["kinds"]}
        there = {one["name"]: one for one in told["sources"] if one["owner"] == "you"}
        known = read_json(_known_file(stage.state_dir))
        connections = [one for one in self._connections(base) if one["kind"] in labels]

        def connect(connection: Connection) -> tuple[str, str]:
            kind = connection["kind"]
            name = f"{labels[kind]} {MARK}"
            try:
                _bring_to(stage, base, WantedSource(name, connection, there.get(name), str(known.get(kind, ""))))
            except (AmoError, OSError) as error:
                progress(f"{name}: {error}")
                return kind, ""
            return kind, _digest(connection)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = dict(pool.map(connect, connections))
        _known_file(stage.state_dir).write_text(json.dumps(done))
        count, unread = _count_and_unread(api)
        state = f"{', '.join(unread)} not read yet" if unread else "all read"
        progress(f"Sources: {counted(count, 'stand-in')} at {base}, {state}; docs/sources.md says how to break one.")

    def _connections(self, base: str) -> list[Connection]:
        with urllib.request.urlopen(f"{base}/connections", timeout=ANSWER_SECONDS) as answer:
            return list(json.loads(answer.read()))


SOURCES_FAKE = SourceStandIns(SOURCES_FILE.removesuffix(".json"), "tests.fakes.sources", 5, "/ready")


@dataclass(frozen=True, slots=True)
class WantedSource:
    """One stand-in. ``there`` is the source that it is connected as, ``known`` what it was connected with, hashed."""

    name: str
    connection: Connection
    there: Told | None
    known: str


def _bring_to(stage: DeployedStage, base: str, wanted: WantedSource) -> None:
    """Connects it, or again with what has changed: a port, a key that is made anew with each process."""
    api, values = ApiClient(stage), wanted.connection["values"]
    if wanted.there is None:
        request = {"kind": wanted.connection["kind"], "name": wanted.name, "for_team": False, "values": values}
        answer = api.post("/sources", request)
        source = answer["source"]
        for message in wanted.connection["messages"]:
            post_to(answer["hook"], message["headers"], message["body"].encode())
    elif wanted.known != _digest(wanted.connection):
        source = api.put(f"/sources/{quote(wanted.there['source_id'])}", {"values": values})["source"]
    else:
        source = wanted.there
    _finish(stage, base, source, wanted)


def _finish(stage: DeployedStage, base: str, source: Told, wanted: WantedSource) -> None:
    """Does what a person does at the service: has the role trust AMO, and the file written. Then it can be read."""
    external_id, is_new = source["settings"].get(EXTERNAL_ID), wanted.there is None
    if external_id:
        trust = {"kind": source["kind"], EXTERNAL_ID: external_id}
        post_to(f"{base}/trust", {}, json.dumps(trust).encode())
    if is_new and source["place"]:
        place, content = source["place"], wanted.connection["file"].encode()
        stage.client("s3").put_object(Bucket=place["bucket"], Key=place["key"], Body=content, ContentType="text/csv")
    if is_new and (external_id or source["place"]):
        ApiClient(stage).post(f"/sources/{quote(source['source_id'])}/refresh")


def post_to(address: str, headers: Mapping[str, str], body: bytes) -> None:
    request = request_to(address, body, {"Content-Type": "application/json", **headers}, "POST")
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
        return


def _count_and_unread(api: ApiClient) -> tuple[int, list[str]]:
    """Returns how many are connected, and the ids of those that were not read in time; what only tells has no time."""
    until = time.monotonic() + MAX_READ_SECONDS
    while True:
        ours = [one for one in api.get("/sources")["sources"] if one["name"].endswith(MARK)]
        unread = sorted(one["source_id"] for one in ours if one["next_at"] and not one["read_at"])
        if not unread or time.monotonic() > until:
            return len(ours), unread
        time.sleep(LOOK_EVERY_SECONDS)


def _known_file(state_dir: Path) -> Path:
    return state_dir / CONNECTED_FILE


def _digest(connection: Connection) -> str:
    return hashlib.sha256(json.dumps(connection["values"], sort_keys=True).encode()).hexdigest()
