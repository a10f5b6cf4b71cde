"""Prompts are files beside their feature, each for a purpose that has a row; no Python holds one (M-4)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdas.config_files import load_model_catalog
from lambdas.llm.prompt_files import load_prompt
from tests.house.tracked import tracked

PROMPTS = sorted(path for path in tracked("lambdas", "*.md") if path.parent.name == "prompts")
SPEAKS_TO_A_MODEL = re.compile(
    r"\b(you are an? |act as an? |as an ai\b|(answer|respond|reply|return) (only )?(with|in|as) (valid )?json|"
    r"do not (invent|make up)|step by step)",
    re.IGNORECASE,
)
FINDS_SUCH_TEXTS = "claim_instructions.py"
"""Of lambdas/domain/llm: it knows how others try to speak to a model."""
MAKES_INSTRUCTIONS = "lambdas/llm/prompt_files.py"


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_a_prompt_loads_and_its_purpose_has_a_row(path: Path) -> None:
    prompt = load_prompt(path)
    assert prompt.purpose in load_model_catalog().purposes
    assert len(prompt.version) == 12


def test_no_prompt_stands_anywhere_else() -> None:
    assert [path for path in tracked("lambdas", "*.md") if path.parent.name != "prompts"] == []


def test_no_text_of_a_prompt_stands_in_python() -> None:
    found = [
        f"{path}: {text[:60]}"
        for path in tracked("lambdas", "*.py")
        if path.name != FINDS_SUCH_TEXTS
        for text in _texts(ast.parse(path.read_text()))
        if SPEAKS_TO_A_MODEL.search(text)
    ]
    assert found == []


def test_instructions_come_out_of_files_alone() -> None:
    makers = {str(path) for path in tracked("lambdas", "*.py") if re.search(r"\bInstructions\(", path.read_text())}
    assert {maker[maker.index("lambdas/") :] for maker in makers} == {MAKES_INSTRUCTIONS}


@pytest.mark.parametrize("text", ["You are a planner.", "Respond only with JSON", "Do not invent names."])
def test_such_a_text_would_be_found(text: str) -> None:
    assert SPEAKS_TO_A_MODEL.search(text)


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every string but docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            continue
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str):
                yield child.value
