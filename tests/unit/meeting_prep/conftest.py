import pytest

from tests.unit.meeting_prep.harness import Harness


@pytest.fixture
def harness() -> Harness:
    return Harness()


@pytest.fixture
def asked(harness: Harness) -> Harness:
    """Its preparation was asked for and runs."""
    harness.asks()
    return harness
