"""Names say what docs/glossary.md says: retired words name nothing, a limit begins with MAX, a class is one thing."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.tracked import ROOT, tracked

SHIPPED = [path for folder in ("lambdas", "stacks", "cli") for path in tracked(folder, "*.py")]
RETIRED = {"door", "doors", "telling", "tellings", "obstacle", "jotting", "jottings", "visitor", "happening"}
RETIRED |= {"happenings", "glass", "utils", "helpers", "manager", "misc", "longest", "largest", "maker"}
NOUNS = {"meeting", "staffing", "wiring"}
STORED = {"break_glass", "BREAK_GLASS", "break_glass_minutes", "jotting_id", "GLASS_BROKEN"}
"""Names of stored fields, events and settings: what has been written must stay readable."""


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in SHIPPED)


def defined(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


@cache
def names() -> tuple[tuple[Path, frozenset[str]], ...]:
    """What each module defines."""
    return tuple((path, frozenset(defined(tree))) for path, tree in trees())


def words_of(name: str) -> set[str]:
    return set(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))


def test_retired_words_name_nothing() -> None:
    named = ((path, name) for path, found in names() for name in {*found, path.stem} - STORED)
    assert [f"{path.relative_to(ROOT)}: {name}" for path, name in named if words_of(name) & RETIRED] == []


def test_a_limit_begins_with_max() -> None:
    limits = re.compile(r"_?(MOST|LONGEST|LARGEST)_\w+|_?\w+_(MOST|LONGEST|LARGEST)|_?(MOST|LONGEST|LARGEST)")
    assert {name for _, found in names() for name in found if limits.fullmatch(name)} == set()


def test_a_class_name_stands_for_one_thing() -> None:
    ours = (tree for path, tree in trees() if path.is_relative_to(ROOT / "lambdas"))
    names = Counter(node.name for tree in ours for node in tree.body if isinstance(node, ast.ClassDef))
    assert {name for name, count in names.items() if count > 1 and not name.startswith("_")} == set()


def test_modules_are_named_for_a_thing_or_an_act() -> None:
    """A gerund is neither."""
    words = {path.stem.rpartition("_")[2] for path in tracked("lambdas", "*.py")}
    assert {word for word in words if word.endswith("ing")} - NOUNS == set()


def test_a_docstring_begins_with_a_subject_or_a_verb() -> None:
    relative = re.compile(r"(What|Whoever|Where|Whether|How|Who|When|Which)\b")
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    docstrings = (
        (path, ast.get_docstring(node) or "")
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, documented)
    )
    assert [f"{path.relative_to(ROOT)}: {text}" for path, text in docstrings if relative.match(text)] == []
