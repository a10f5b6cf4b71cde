"""Every fault that docs/faults.md lists is injected by a test that names it, or by one that its entry names."""

import pytest

from tests.house.citations import faults, faults_in_names, files_named

NAMED = faults_in_names()


@pytest.mark.parametrize(("fault", "entry"), faults().items(), ids=[str(fault) for fault in faults()])
def test_every_fault_has_a_test(fault: int, entry: str) -> None:
    assert NAMED[fault] or files_named(entry), f"no test's name says fault_{fault}"
