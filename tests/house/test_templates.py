"""A template asks only for what some view, model or collection has: a renamed field fails here, not on a page."""

import ast
from collections.abc import Iterator
from datetime import datetime

import jinja2
from jinja2 import nodes
from pydantic import BaseModel

from tests.house.tracked import ROOT, tracked

BUILT_IN = {name for kind in (str, dict, list, tuple, datetime, BaseModel) for name in dir(kind)}
OF_LOOPS = {"first", "last", "index", "index0", "length", "previtem", "nextitem"}


def defined() -> Iterator[str]:
    """Every field, property and method of a class of ours."""
    for path in tracked("lambdas", "*.py"):
        classes = (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ClassDef))
        for part in (part for found in classes for part in found.body):
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                yield part.target.id
            elif isinstance(part, ast.Assign):
                yield from (target.id for target in part.targets if isinstance(target, ast.Name))
            elif isinstance(part, ast.FunctionDef):
                yield part.name


def test_a_template_asks_for_nothing_that_nobody_has() -> None:
    environment, known = jinja2.Environment(autoescape=True), {*defined(), *BUILT_IN, *OF_LOOPS}
    templates = [*tracked("web", "*.html"), *tracked("lambdas", "*.j2")]
    asked = {
        f"{path.relative_to(ROOT)}:{found.lineno}: {found.attr}"
        for path in templates
        for found in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.Getattr)
        if found.attr not in known
    }
    assert len(templates) > 20
    assert asked == set()
