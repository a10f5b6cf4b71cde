import pytest

from tests.fakes.stores import FakeRecords


@pytest.fixture
def store() -> FakeRecords:
    return FakeRecords()
