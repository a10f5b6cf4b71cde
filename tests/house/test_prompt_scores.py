"""A changed prompt says what it did: docs/evals.md has each prompt with its hash and the score it was measured at."""

import re

from evals.prompts import prompt_files
from lambdas.llm.prompt_files import load_prompt
from tests.house.tracked import ROOT

ROW = re.compile(r"^\| (?P<path>lambdas/\S+\.md) \| (?P<version>\w+) \| .+ \| .+ \|$", re.MULTILINE)


def test_every_prompt_has_its_score_beside_its_hash() -> None:
    told = {row["path"]: row["version"] for row in ROW.finditer((ROOT / "docs" / "evals.md").read_text("utf-8"))}
    known = {str(path.relative_to(ROOT)): load_prompt(path).version for path in prompt_files()}
    assert told == known, "docs/evals.md: write the rows that `python -m evals.prompts` prints"
