from collections.abc import Iterator

import pytest

from lambdas import wiring
from tests.unit.edges.slack_office import Office, OfficeSettings
from tests.unit.edges.world import World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """u1 and u2 work in Slack, and a stranger."""
    office = Office()
    with office.wired():
        monkeypatch.setattr(wiring, "slack_records", lambda: office.records_of_slack)
        monkeypatch.setattr(wiring, "slack_people", lambda: office.people)
        monkeypatch.setattr(wiring, "settings", OfficeSettings)
        yield office
