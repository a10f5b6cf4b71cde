"""``./amo up --sources-fake``: each stand-in is connected once, told its own way, and the stage trusts it alone."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cli import source_stand_ins
from cli.cdk import Cdk
from cli.local import deployment
from cli.local.engine import Engine
from cli.source_stand_ins import CONNECTED_FILE, SOURCES_FAKE
from cli.stage import DeployedStage
from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import Refused
from tests.fakes.sources.base import SourceReply, SourceRequest
from tests.fakes.sources.every_source import ConnectableSources
from tests.unit.cli.sources_api import KINDS, a_source, connected

CSV = "role,department\nStaff engineer,Payments\n"
PLACE = {"bucket": "amo-sessions-1", "key": "sources/owner/hr_files.csv"}
Pushed = list[tuple[str, dict[str, str], bytes]]
SIGNED = {"X-Signature": "of the body"}


class JiraStandIn:
    settings: Mapping[str, str] = {"projects": "PAY"}
    secret: Mapping[str, str] = {"token": "of the stand-in"}

    def reply(self, _request: SourceRequest) -> SourceReply:
        return SourceReply(200, {})


class PushedStandIn:
    def story(self) -> list[tuple[dict[str, str], bytes]]:
        return [(SIGNED, b'{"alert": "caf\xc3\xa9"}'), (SIGNED, b"{}")]


class FilesStandIn:
    csv = CSV.encode()


class CostsStandIn:
    """Knows one external id, as the trust policy of a role does."""

    settings: Mapping[str, str] = {"account_number": "123456789012", "external_id": "nobody's"}

    def reply(self, _request: SourceRequest) -> SourceReply:
        return SourceReply(200, {})


class InstanceApi:
    """Keeps what is connected, as the API would; ``refused`` is a kind that does not answer."""

    def __init__(self) -> None:
        self.sources: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.refused = ""

    def get(self, _path: str) -> Any:
        return {"kinds": KINDS, "sources": self.sources}

    def post(self, path: str, body: Any = None) -> Any:
        self.asked.append(("POST", path, body))
        if path != "/sources":
            return {}
        if body["kind"] == self.refused:
            raise Refused("Jira could not be reached.")
        kind = body["kind"]
        changes: dict[str, Any] = {"settings": {"external_id": "made-by-amo"} if kind == "aws_costs" else {}}
        changes |= {"place": PLACE if kind == "hr_files" else None, "next_at": None if kind == "opsgenie" else "soon"}
        self.sources.append(a_source(kind, name=body["name"], **changes))
        return connected(self.sources[-1], "http://127.0.0.1:4600/hooks/sources/t")

    def put(self, path: str, body: Any) -> Any:
        self.asked.append(("PUT", path, body))
        return connected(self.sources[0])


class Bucket:
    def __init__(self) -> None:
        self.put: list[dict[str, Any]] = []

    def put_object(self, **given: Any) -> None:
        self.put.append(given)


@pytest.fixture
def fakes() -> Iterator[ConnectableSources]:
    every: dict[SourceKind, Any] = {
        SourceKind.JIRA: JiraStandIn(),
        SourceKind.OPSGENIE: PushedStandIn(),
        SourceKind.HR_FILES: FilesStandIn(),
        SourceKind.AWS_COSTS: CostsStandIn(),
    }
    server = ConnectableSources(every).start()
    yield server
    server.stop()


@pytest.fixture
def stage(tmp_path: Path, fakes: ConnectableSources, monkeypatch: pytest.MonkeyPatch) -> DeployedStage:
    (tmp_path / "sources-fake.json").write_text(json.dumps({"pid": 1, "url": fakes.base}))
    monkeypatch.setattr(source_stand_ins, "MAX_READ_SECONDS", -1.0)
    return DeployedStage("local", tmp_path, "owner", "http://127.0.0.1:4600")


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> InstanceApi:
    api = InstanceApi()
    monkeypatch.setattr(source_stand_ins, "ApiClient", lambda _stage: api)
    return api


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> Pushed:
    """What is told to the stage; what is told to the stand-ins arrives there."""
    sent: Pushed = []

    def post_to(address: str, headers: dict[str, str], body: bytes) -> None:
        if "/hooks/" in address:
            sent.append((address, headers, body))
        else:
            post(address, headers, body)

    post = source_stand_ins.post_to
    monkeypatch.setattr(source_stand_ins, "post_to", post_to)
    return sent


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    bucket = Bucket()
    monkeypatch.setattr(DeployedStage, "client", lambda _stage, service: {"s3": bucket}[service])
    return bucket


def test_each_is_connected_as_its_own_and_told_its_own_way(
    stage: DeployedStage,
    fakes: ConnectableSources,
    api: InstanceApi,
    pushed: Pushed,
    bucket: Bucket,
    capsys: pytest.CaptureFixture[str],
) -> None:
    SOURCES_FAKE.connect(stage)
    made = {body["kind"]: body for _, path, body in api.asked if path == "/sources"}
    values = {"projects": "PAY", "token": "of the stand-in", "address": fakes.address("jira")}
    assert made["jira"] == {"kind": "jira", "name": "Jira (stand-in)", "for_team": False, "values": values}
    assert made["opsgenie"]["values"] == made["hr_files"]["values"] == {}
    assert [(headers["X-Signature"], body) for _, headers, body in pushed] == [
        (SIGNED["X-Signature"], '{"alert": "café"}'.encode()),
        (SIGNED["X-Signature"], b"{}"),
    ]
    (delivered,) = bucket.put
    assert {"bucket": delivered["Bucket"], "key": delivered["Key"]} == PLACE
    assert delivered["Body"] == CSV.encode()
    assert made["aws_costs"]["values"] == {"account_number": "123456789012", "address": fakes.address("aws_costs")}
    assert fakes.every[SourceKind.AWS_COSTS].settings["external_id"] == "made-by-amo"
    refreshed = {path for _, path, _ in api.asked if path.endswith("/refresh")}
    assert refreshed == {"/sources/hr_files/refresh", "/sources/aws_costs/refresh"}
    assert f"Sources: 4 stand-ins at {fakes.base}, all read; docs/sources.md" in capsys.readouterr().err


def test_what_is_connected_already_stays_unless_its_port_or_its_key_has_changed(
    stage: DeployedStage, fakes: ConnectableSources, api: InstanceApi, pushed: Pushed, bucket: Bucket
) -> None:
    SOURCES_FAKE.connect(stage)
    asked, told = len(api.asked), len(pushed)
    SOURCES_FAKE.connect(stage)
    assert (len(api.asked), len(pushed), len(bucket.put)) == (asked, told, 1)
    fakes.every[SourceKind.JIRA].secret = {"token": "made anew with the process"}
    fakes.every[SourceKind.AWS_COSTS].settings = CostsStandIn.settings
    SOURCES_FAKE.connect(stage)
    ((method, path, body),) = api.asked[asked:]
    assert (method, path, body["values"]["token"]) == ("PUT", "/sources/jira", "made anew with the process")
    assert fakes.every[SourceKind.AWS_COSTS].settings["external_id"] == "made-by-amo", "a new process trusts it again"
    SOURCES_FAKE.connect(stage)
    assert len(api.asked) == asked + 1


def test_one_that_refuses_is_said_and_keeps_no_other_away(
    stage: DeployedStage, api: InstanceApi, pushed: Pushed, bucket: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    api.refused = "jira"
    SOURCES_FAKE.connect(stage)
    said = capsys.readouterr().err
    assert "Jira (stand-in): Jira could not be reached." in said
    assert "Sources: 3 stand-ins" in said
    assert {one["kind"] for one in api.sources} == {"opsgenie", "hr_files", "aws_costs"}
    assert (len(pushed), len(bucket.put)) == (2, 1)


def test_what_was_not_read_in_time_is_named(
    stage: DeployedStage, api: InstanceApi, pushed: Pushed, bucket: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    SOURCES_FAKE.connect(stage)
    for one in api.sources:
        one["read_at"] = None
    SOURCES_FAKE.connect(stage)
    assert "aws_costs, hr_files, jira not read yet" in capsys.readouterr().err
    assert (len(pushed), len(bucket.put)) == (2, 1)


def test_the_stage_is_deployed_anew_to_trust_where_they_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setattr(Engine, "aws_environment", lambda _engine: {})
    monkeypatch.setattr(Cdk, "__init__", lambda _cdk, _variables, context, *_others: given.append(context))
    engine = Engine(tmp_path, 4600)
    before = deployment._fingerprint(engine)
    deployment._cdk(engine)
    (tmp_path / deployment.SOURCES_FILE).write_text(json.dumps({"pid": 1, "url": "http://127.0.0.1:4606"}))
    deployment._cdk(engine)
    assert [context.get("trusted_source_origins") for context in given] == [None, "127.0.0.1:4606"]
    assert deployment._fingerprint(engine) != before


def test_it_is_remembered_once_it_is_connected(tmp_path: Path) -> None:
    assert not SOURCES_FAKE.is_wanted(tmp_path, [])
    assert SOURCES_FAKE.is_wanted(tmp_path, [SOURCES_FAKE.name])
    (tmp_path / deployment.SOURCES_FILE).write_text("{}")
    assert not SOURCES_FAKE.is_wanted(tmp_path, []), "they run, and nobody is connected to them"
    (tmp_path / CONNECTED_FILE).write_text("{}")
    assert SOURCES_FAKE.is_wanted(tmp_path, [])
    SOURCES_FAKE.forget(tmp_path)
    assert list(tmp_path.iterdir()) == []
