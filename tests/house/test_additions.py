"""CONTRIBUTING.md names exactly the files an addition takes: a dummy of each kind is added to a copy, and works."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.additions import action_kind, channel, context_kind, page, table
from tests.house.additions.addition import Addition
from tests.house.tracked import ROOT, tracked

ADDITIONS = [module.ADDITION for module in (table, page, channel, context_kind, action_kind)]
COPIED = ("lambdas", "stacks", "cli", "config", "statemachines", "web", "tests", "examples", "docs")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def listed(addition: Addition) -> set[str]:
    """The files that the numbered list of its section begins its entries with; the tests to write are left out."""
    section = GUIDE.split(f"\n### {addition.heading}\n")[1].split("\n### ")[0]
    entries = re.findall(r"^\d+\. ((?:`[^`]+`(?:, | and )?)+)", section, re.MULTILINE)
    paths = [path for entry in entries for path in re.findall(r"`([^`]+)`", entry)]
    return {path.replace("NAME", addition.name) for path in paths if not path.startswith("tests/")}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in COPIED:
        for path in tracked(folder, "*"):
            target = tmp_path / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return tmp_path


@pytest.mark.parametrize("addition", ADDITIONS, ids=lambda addition: addition.heading)
def test_what_is_added_in_the_files_the_guide_names_works(addition: Addition, copy: Path) -> None:
    assert addition.touched == listed(addition)
    addition.make_in(copy)
    run = [sys.executable, "-c", addition.proof]
    done = subprocess.run(run, cwd=copy, env={"PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
