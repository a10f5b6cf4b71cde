"""A calendar at each stand-in, on the running instance: connected by consent, then a change comes by itself."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from cli.api_client import ApiClient
from cli.commands.sync import sync_now
from cli.commands.up import NOWHERE
from cli.stage import DeployedStage, find_stage
from cli.stand_ins import GOOGLE, MICROSOFT, StandIn
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.conftest import Amo
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e of channels and calendars")]

TITLE = "QBR with Northstar Foods"


class Somebody(NamedTuple):
    """With a calendar at a stand-in: ``events`` is its path there, ``items`` and ``title`` are what it calls those."""

    stage: DeployedStage
    there: StandIn
    events: str
    items: str
    title: str

    def ask(self, method: str, path: str = "", body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.there.url(self.stage.state_dir)}{self.events}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._secret}", "Prefer": 'IdType="ImmutableId"'},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:
            return dict(json.loads(answer.read()))

    def titles(self) -> set[str]:
        return {meeting["title"] for meeting in ApiClient(self.stage).get("/meetings", days=14)}

    @property
    def _secret(self) -> str:
        return (self.stage.state_dir / f"{self.there.name}-secret").read_text()


@pytest.fixture(params=["gina", "mona"])
def somebody(amo: Amo, request: pytest.FixtureRequest) -> Iterator[Somebody]:
    """The stand-in goes with her: the next start of this instance must not connect its owner to it."""
    name = str(request.param)
    stage = find_stage(amo.state_dir, LOCAL_STAGE, name)
    if name == "gina":
        somebody = Somebody(stage, GOOGLE, "/calendar/v3/calendars/primary/events", "items", "summary")
    else:
        somebody = Somebody(stage, MICROSOFT, "/v1.0/me/events", "value", "subject")
    email = f"{name}@example.com"
    stage.invoke("provision_user", {"user_id": name, "email": email, "declined_channels": NOWHERE})
    somebody.there.start(stage, email, "UTC")
    yield somebody
    somebody.there.stop(amo.state_dir)
    somebody.there.forget(amo.state_dir)


def test_a_calendar_is_connected_by_consent_and_a_change_arrives_by_itself(somebody: Somebody) -> None:
    somebody.there.connect(somebody.stage)
    report = sync_now(somebody.stage)
    assert report["problems"] == []
    assert {"Leadership Team Meeting", "1:1 Priya / You"} <= somebody.titles()
    # What connecting itself set off may still be at it, and the later of two readings is noted once more.
    until(lambda: sync_now(somebody.stage)["writes"] == 0, seconds=30)
    event = next(item for item in somebody.ask("GET")[somebody.items] if item[somebody.title] == TITLE)
    somebody.ask("PATCH", f"/{event['id']}", {somebody.title: f"{TITLE}, moved online"})
    until(lambda: f"{TITLE}, moved online" in somebody.titles(), seconds=60)
