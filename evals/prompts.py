"""The rows that docs/evals.md has of the prompts: ``python -m evals.prompts``"""

import sys
from collections.abc import Iterator
from pathlib import Path

from evals.measured import RULES, standing
from evals.recorded import models_recorded
from evals.registry import evaluated
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.prompt_files import load_prompt

ROOT = Path(__file__).parents[1]
NEW = "-"


def prompt_files() -> list[Path]:
    return sorted((ROOT / "lambdas").glob("*/prompts/*.md"))


def row_of(path: Path, before: str = NEW) -> str:
    prompt = load_prompt(path)
    return f"| {path.relative_to(ROOT)} | {prompt.version} | {before} | {score(path, prompt.purpose)} |"


def score(path: Path, purpose: Purpose) -> str:
    """Cases passed of all, by the rules and by each model that is recorded; not of a prompt beside the feature's."""
    if evaluated(purpose).prompt != path:
        return "not measured"
    standings = [standing(purpose, model) for model in (RULES, *models_recorded())]
    told = [f"{one.model} {one.passed} of {one.cases}" for one in standings if one.passed is not None]
    return ", ".join(told) or "not measured"


def rows() -> Iterator[str]:
    yield from map(row_of, prompt_files())


if __name__ == "__main__":
    sys.stdout.write("".join(f"{row}\n" for row in rows()))
