"""Sources on the engine: read by the functions' own rights, a meeting prepared from them, each broken in its way.

The stand-ins are those of ``./amo up --sources-fake``; the others of this instance have no source.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.api_client import ApiClient
from cli.commands.up import NOWHERE
from cli.source_stand_ins import SOURCES_FAKE
from cli.stage import DeployedStage, find_stage
from lambdas.domain.sources.kinds import SPECS, SourceKind
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo, meeting_titled, newcomer
from tests.e2e.log_scan import LogScan, lines_in, log_groups
from tests.fakes.own_sessions import confirmed
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

USER = "nora"
KINDS = ("budget", "big_rocks", "incidents", "staffing", "decisions")
FAULTS = {
    "aws_costs": "500",
    "pagerduty": "429",
    "servicenow": "html",
    "jira": "401",
    "jira_data_center": "half",
    "github": "401",
    "google_sheets": "html",
}


@pytest.fixture(scope="module")
def stage(amo: Amo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedStage]:
    """Somebody with a calendar, every source, and no record of her own."""
    stage, email = find_stage(amo.state_dir.resolve(), LOCAL_STAGE, USER), f"{USER}@example.com"
    stage.invoke("provision_user", {"user_id": USER, "email": email, "declined_channels": NOWHERE})
    confirmed(stage, email)
    assert stage.engine is not None
    SOURCES_FAKE.start(stage.engine)  # another test may have had the instance down meanwhile
    SOURCES_FAKE.connect(stage)
    newcomer(amo, USER, email, tmp_path_factory.mktemp("calendar"))  # what is found there is prepared at once
    yield stage
    for one in ApiClient(stage).get("/sources")["sources"]:
        ApiClient(stage).delete(f"/sources/{one['source_id']}")
    SOURCES_FAKE.leave(stage.state_dir)


@pytest.fixture(scope="module")
def secrets(stage: DeployedStage) -> list[str]:
    """What each stand-in was connected with that nobody may read in a log."""
    names = {kind.value: {field.name for field in spec.secrets} for kind, spec in SPECS.items()}
    with urllib.request.urlopen(f"{SOURCES_FAKE.url(stage.state_dir)}/connections") as answer:
        given = json.loads(answer.read())
    values = [(one["kind"], name, value) for one in given for name, value in one["values"].items()]
    return [value for kind, name, value in values if name in names[kind]]


def break_each(stage: DeployedStage, faults: dict[str, str]) -> None:
    for kind, fault in faults.items():
        body = json.dumps({"kind": kind, "fault": fault, "seconds": 600}).encode()
        urllib.request.urlopen(f"{SOURCES_FAKE.url(stage.state_dir)}/faults", data=body).close()


def brief_of(amo: Amo, title: str, folder: Path) -> str:
    """Prepared once more where it was prepared before, from what is on record now."""
    meeting_id = str(meeting_titled(amo, title, "--user", USER)["meeting_id"])
    begun = amo("prep", meeting_id, "--user", USER)
    assert begun.returncode == 0 or "being prepared already" in begun.stderr
    until(lambda: meeting_titled(amo, title, "--user", USER)["prep_status"], lambda status: status != "ready")
    answers = folder / "answers.txt"
    answers.write_text("Agree what happens about the money and the late initiatives\n\n\n")
    chat = amo("chat", meeting_id, "--user", USER, "--answers", str(answers))
    assert chat.returncode == 0, chat.stderr
    until(lambda: meeting_titled(amo, title, "--user", USER)["prep_status"], lambda status: status == "ready")
    amo.json("materials", meeting_id, "--user", USER, "--out", str(folder / meeting_id))
    return (folder / str(meeting_id) / "brief.html").read_text()


def test_each_is_connected_and_read_with_nothing_refused(amo: Amo, stage: DeployedStage) -> None:
    told = amo.json("sources", "--user", USER)
    assert {one["kind"] for one in told} == {kind.value for kind in SourceKind}
    assert {one["source_id"]: (one["status"], one["refused"]) for one in told} == {
        one["source_id"]: ("ok", 0) for one in told
    }
    assert all(one["rows"] for one in told)


def test_a_meeting_is_prepared_from_figures_nobody_imported(amo: Amo, stage: DeployedStage, tmp_path: Path) -> None:
    api = ApiClient(stage)
    records = [record for kind in KINDS for record in api.get(f"/records/{kind}")]
    assert len(records) > 30
    assert all(record.get("origin") for record in records)
    brief = brief_of(amo, "Leadership", tmp_path)
    assert ", from " in brief
    assert ", read " in brief
    assert sum(f"from {SPECS[SourceKind(kind)].label}" in brief for kind in FAULTS) >= 3
    assert "could not be read" not in brief


def test_what_one_corrects_holds_in_ones_own_name(stage: DeployedStage) -> None:
    api = ApiClient(stage)
    rock = next(record for record in api.get("/records/big_rocks") if record["origin"]["source_id"] == "jira")
    values = {name: value for name, value in rock.items() if name != "origin"} | {"progress": 3}
    api.post("/records/big_rocks", {"values": values})
    again = next(record for record in api.get("/records/big_rocks") if record["record_id"] == rock["record_id"])
    assert (again["progress"], again["origin"]["corrected"]) == (3, ["progress"])


@pytest.mark.parametrize(("token", "status"), [("nobody-has-this", 404), ("", 404)])
def test_an_address_nobody_has_is_no_door(stage: DeployedStage, token: str, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{stage.page_url}/hooks/sources/{token}", data=b"{}")
    assert refused.value.code == status


def test_each_broken_in_its_way_the_brief_still_comes_and_says_so(
    amo: Amo, stage: DeployedStage, tmp_path: Path
) -> None:
    break_each(stage, FAULTS)
    for source_id in FAULTS:
        assert amo("sources", "refresh", source_id, "--user", USER).returncode == 1
    told = {one["source_id"]: one["status"] for one in amo.json("sources", "--user", USER)}
    assert [told[kind] for kind in ("jira", "github")] == ["reconnect"] * 2
    assert told["pagerduty"] == "throttled"
    assert {told[kind] for kind in ("aws_costs", "servicenow", "jira_data_center", "google_sheets")} == {"unreachable"}
    brief = brief_of(amo, "Leadership", tmp_path)
    for kind in FAULTS:
        assert f"news of {SPECS[SourceKind(kind)].label} (stand-in) (could not be read since" in brief
    notices = [message["title"] for message in ApiClient(stage).get("/notices")]
    assert sum("Jira (stand-in) cannot be read" in title for title in notices) == 1
    break_each(stage, dict.fromkeys(FAULTS, "none"))
    for source_id in ("jira", "google_sheets"):
        assert amo("sources", "refresh", source_id, "--user", USER).returncode == 0


def test_disconnected_with_its_records_kept_they_are_ones_own(amo: Amo, stage: DeployedStage) -> None:
    api = ApiClient(stage)
    before = [one for one in api.get("/records/incidents") if one.get("origin", {}).get("source_id") == "pagerduty"]
    assert amo("sources", "disconnect", "pagerduty", "--keep-records", "--user", USER).returncode == 0
    after = [one for one in api.get("/records/incidents") if "origin" not in one]
    assert {one["record_id"] for one in before} == {one["record_id"] for one in after}


def test_no_secret_of_theirs_is_in_any_log(stage: DeployedStage, secrets: list[str]) -> None:
    """After everything above: each was asked, refused, and broken."""
    scan = LogScan(dict.fromkeys([part for secret in secrets for part in secret.split()], "what a source was given"))
    assert len(secrets) >= 8
    logs = [(log.name, list(lines_in(log))) for log in stage.state_dir.glob("*.log")]
    leaks = [leak for log, lines in (*logs, *log_groups(stage)) for leak in scan.leaks(log, lines)]
    assert [leak for leak in leaks if leak.kind == "what a source was given"] == []
