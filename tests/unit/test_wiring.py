"""What lambdas/wiring.py builds by name is what its annotation tells the type checker."""

import pytest

from lambdas import wiring
from stacks.tables import TABLES
from tests.fakes.table import FakeTables

ANNOTATED = wiring.__annotations__.items()


@pytest.mark.parametrize(("name", "annotation"), ANNOTATED, ids=wiring.__annotations__)
def test_a_store_is_what_its_annotation_says(name: str, annotation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = FakeTables()
    monkeypatch.setattr(wiring, "table", tables)
    built = getattr(wiring, name).__wrapped__()
    assert f"Callable[[], {type(built).__name__}]" == annotation
    assert tables.keys() <= {table.name for table in TABLES}
