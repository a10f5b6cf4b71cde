"""Every calendar of the shared data, synced by the deployed functions: no crash, no hang (faults 34 to 45)."""

from pathlib import Path
from typing import Any

import pytest

from cli import calendars
from cli.commands.sync import sync_now
from cli.stage import DeployedStage, find_stage
from tests.e2e.conftest import ROOT, Amo

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e of channels and calendars")]

FOLDER = ROOT.parent / "shared" / "data" / "ics"
FILES = sorted(FOLDER.glob("*.ics"))


def sync_of(amo: Amo, file: Path, number: int, tmp_path: Path) -> dict[str, Any]:
    """The report of a first sync of ``file``, connected as the calendar of a user of its own."""
    running = find_stage(amo.state_dir, "local")
    stage = DeployedStage("local", tmp_path, f"reader-{number}", running.page_url, running.engine)
    stage.invoke("provision_user", {"user_id": stage.user_id, "timezone": "Europe/Berlin"})
    calendars.connect_file(stage, file)
    return sync_now(stage)


@pytest.mark.skipif(not FILES, reason="the shared calendars are not here")
@pytest.mark.parametrize(("number", "file"), list(enumerate(FILES)), ids=lambda value: getattr(value, "name", ""))
def test_a_real_calendar_is_synced_with_its_refusals_counted(amo: Amo, number: int, file: Path, tmp_path: Path) -> None:
    report = sync_of(amo, file, number, tmp_path)
    assert report["users"] == 1
    assert report["fetched"] == report["created"]
    assert all(entry["reason"] for entry in report["refused"])
    assert report["seconds"] < 30
