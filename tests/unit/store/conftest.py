"""Tables for the stores' own tests: in memory, held to the real one's contract (tests/contracts/test_table.py)."""

import pytest

from tests.fakes.table import FakeTables


@pytest.fixture
def table() -> FakeTables:
    return FakeTables()
