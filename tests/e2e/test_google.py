"""A Google calendar of somebody on the running instance: connected by consent, then a change arrives by itself."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from cli import google_stand_in
from cli.api_client import ApiClient
from cli.commands.sync import sync_now
from cli.commands.up import NOWHERE
from cli.stage import LOCAL_STAGE, DeployedStage, find_stage
from tests.e2e.conftest import Amo
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e of channels and calendars")]

EMAIL = "gina@example.com"


@pytest.fixture
def gina(amo: Amo) -> Iterator[DeployedStage]:
    """The stand-in goes with her: the next start of this instance must not connect its owner to it."""
    stage = find_stage(amo.state_dir, LOCAL_STAGE, "gina")
    stage.invoke("provision_user", {"user_id": "gina", "email": EMAIL, "declined_channels": NOWHERE})
    google_stand_in.start(stage, EMAIL, "UTC")
    yield stage
    google_stand_in.stop(amo.state_dir)
    for name in ("google-fake.json", "google-fake-secret"):
        (amo.state_dir / name).unlink()


def google(stage: DeployedStage, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{google_stand_in.url(stage.state_dir)}/calendar/v3/calendars/primary/events{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {(stage.state_dir / 'google-fake-secret').read_text()}"},
        method=method,
    )
    with urllib.request.urlopen(request) as answer:
        return dict(json.loads(answer.read()))


def titles(stage: DeployedStage) -> set[str]:
    return {meeting["title"] for meeting in ApiClient(stage).get("/meetings", days=14)}


def test_a_calendar_is_connected_by_consent_and_a_change_arrives_by_itself(gina: DeployedStage) -> None:
    google_stand_in.connect(gina)
    report = sync_now(gina)
    assert report["problems"] == []
    assert {"Leadership Team Meeting", "1:1 Priya / You"} <= titles(gina)
    assert sync_now(gina)["writes"] == 0
    event = next(item for item in google(gina, "GET", "")["items"] if item["summary"] == "QBR with Northstar Foods")
    google(gina, "PATCH", f"/{event['id']}", {"summary": "QBR with Northstar Foods, moved online"})
    until(lambda: "QBR with Northstar Foods, moved online" in titles(gina), seconds=60)
