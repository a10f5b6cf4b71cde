import pytest

from tests.unit.chat.harness import Harness


@pytest.fixture
def harness() -> Harness:
    return Harness()


@pytest.fixture
def asked(harness: Harness) -> Harness:
    """The conversation is open."""
    harness.asks()
    return harness
