"""One person is given all that is held of them, forgotten, and taken in again, on the engine with IAM enforced."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.stage import find_stage
from stacks.stage_file import LOCAL_STAGE
from stacks.tables import TABLES
from tests.e2e.conftest import Amo, newcomer

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

ID, ADDRESS = "nora-forgotten", "nora.forgotten@example.com"
STAYS = {"action_audit_log"}


def test_given_forgotten_and_taken_in_again(amo: Amo, tmp_path: Path) -> None:
    """While some of their meetings are being prepared."""
    newcomer(amo, ID, ADDRESS, tmp_path)
    before, receipt = tmp_path / "before.json", tmp_path / "receipt.json"
    assert amo("data", "export", ADDRESS, str(before)).returncode == 0
    exported = json.loads(before.read_text())
    assert {"profile", "calendars", "meetings"} <= {name for name, rows in exported["sections"].items() if rows}
    assert _places(amo).keys() > STAYS

    done = amo("data", "forget", ADDRESS, str(receipt), "--yes")
    assert done.returncode == 0, done.stderr
    told = json.loads(receipt.read_text())
    assert told["deleted"]["meetings"] >= len(exported["sections"]["meetings"])
    assert set(_places(amo)) <= set(told["kept"])
    assert set(_places(amo, ADDRESS)) == set()
    assert amo("data", "export", ID, str(tmp_path / "none.json")).returncode == 1

    find_stage(amo.state_dir, LOCAL_STAGE, ID).invoke("provision_user", {"user_id": ID, "email": ADDRESS})
    taken = amo.json("data", "import", ID, str(before))
    assert taken["sections"]["profile"]["taken"] > 0
    assert amo("data", "forget", ID, str(tmp_path / "second.json"), "--yes").returncode == 0


def test_tables_come_back_under_new_names(amo: Amo) -> None:
    stage = find_stage(amo.state_dir, LOCAL_STAGE)
    client = stage.client("dynamodb")
    recoverable = {"PointInTimeRecoveryEnabled": True}  # the engine's CloudFormation does not turn it on
    client.update_continuous_backups(TableName=f"{stage.prefix}-records", PointInTimeRecoverySpecification=recoverable)
    (table,) = amo.json("restore", "--table", "records", "--yes")["tables"]
    try:
        expiry = client.describe_time_to_live(TableName=table["restored"])["TimeToLiveDescription"]
        assert (expiry["TimeToLiveStatus"], expiry["AttributeName"]) == ("ENABLED", "expires_at")
        back = amo.json("restore", "--copy-back", table["restored"], "--yes")
        assert back["missing"] == 0
    finally:
        client.delete_table(TableName=table["restored"])


def _places(amo: Amo, word: str = ID) -> dict[str, list[Any]]:
    """Every table and bucket of the instance in which the word stands, read whole."""
    stage = find_stage(amo.state_dir, LOCAL_STAGE)
    database, objects = stage.client("dynamodb"), stage.client("s3")
    found: dict[str, list[Any]] = {}
    for spec in TABLES:
        pages = database.get_paginator("scan").paginate(TableName=f"{stage.prefix}-{spec.name}")
        found[spec.name] = [row for page in pages for row in page["Items"] if word in json.dumps(row, default=str)]
    for name in ("documents", "sessions", "anchors"):
        pages = objects.get_paginator("list_object_versions").paginate(Bucket=stage.bucket(name))
        found[name] = [one["Key"] for page in pages for one in page.get("Versions", ()) if word in one["Key"]]
    return {name: rows for name, rows in found.items() if rows}
