from collections.abc import Iterator
from functools import partial

import pytest

from lambdas import wiring
from tests.unit.edges.harness import Harness
from tests.unit.edges.slack_office import Office, OfficeSettings


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    return Harness(monkeypatch)


@pytest.fixture
def furnished(harness: Harness) -> Harness:
    """There is something in every place."""
    return harness.furnish()


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """u1 and u2 work in Slack, and a stranger."""
    office = Office()
    with office.wired(), monkeypatch.context() as patched:  # undone before the app is
        patched.setattr(wiring, "slack_people", lambda: office.people)
        patched.setattr(wiring, "meeting_notes", lambda: office.meeting_notes)
        patched.setattr(wiring, "settings", OfficeSettings)
        patched.setattr(wiring, "model_parts", lambda: office.model.parts)
        for name in ("pending_actions", "autonomy_rows", "audit_log"):
            patched.setattr(wiring, name, partial(getattr, office.pending, name))
        yield office
