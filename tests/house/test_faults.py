"""Every fault of the catalogue (faults.md) that the main job must survive is injected by a test that names it."""

import ast
import re
from collections import defaultdict

import pytest

from tests.house.tracked import ROOT, tracked

TESTS = ROOT / "tests"
NAMED = re.compile(r"faults?_(\d+(?:_(?:and_|to_)?\d+)*)")
MAIN_JOB = [*range(34, 50), *range(66, 93)]
CALENDARS = [*range(1, 34)]
CONSENTS = [13, 14, 15, 16, *range(115, 121)]
SLACK = [*range(50, 66)]
APPROVALS = [*range(93, 106), 112]


def cited() -> dict[int, list[str]]:
    """Fault -> the tests whose names cite it."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in tracked("tests", "test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = NAMED.search(node.name) if isinstance(node, ast.FunctionDef) else None
            for number in re.findall(r"\d+", name[1] if name else ""):
                found[int(number)].append(f"{path.relative_to(TESTS)}::{node.name}")
    return found


CITED = cited()


@pytest.mark.parametrize("fault", sorted({*MAIN_JOB, *CALENDARS, *CONSENTS, *SLACK, *APPROVALS}))
def test_every_fault_of_the_main_job_and_of_the_doors_has_a_test_that_names_it(fault: int) -> None:
    assert CITED[fault], f"no test's name says fault_{fault}"
