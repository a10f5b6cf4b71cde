import pytest

from tests.unit.materials.harness import Harness


@pytest.fixture
def harness() -> Harness:
    return Harness()
