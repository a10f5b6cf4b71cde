"""House rules over the code that ships: small, explained where it deviates, silent about people."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdas.settings import Settings
from tests.house.tracked import ROOT, tracked

SHIPPED = [path for folder in ("cli", "lambdas", "stacks") for path in tracked(folder, "*.py")]
MAX_FILE = 300
LONG_FOR_A_REASON = {
    "stacks/functions.py": "the one table of functions, read from top to bottom",
    "lambdas/wiring.py": "the one composition root: flat, a few lines a dependency",
}
MAX_FUNCTION = 40
MAX_HANDLER = 20
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?:\[[\w-]+(?:, [\w-]+)*\]|:\s*[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?(.*)")
LOUD = {"title", "description", "location", "email", "address", "label", "text", "lines", "answers", "name", "body"}
LOUD |= {"token", "link", "url", "secret", "signature", "problem"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
OURS_NAMED = {"channel", "place", "provider", "spec"}
"""What has a name that nobody chose: channels, places in our own code."""

FILES = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@FILES
def test_no_file_and_no_function_is_long(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in LONG_FOR_A_REASON:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE
    long = {node.name: 1 + (node.end_lineno or 0) - node.lineno for node in functions(path)}
    assert {name: lines for name, lines in long.items() if lines > MAX_FUNCTION} == {}


@pytest.mark.parametrize("path", tracked("lambdas", "*/handlers.py"), ids=lambda path: path.parent.name)
def test_a_handler_parses_calls_and_serialises(path: Path) -> None:
    long = {node.name: 1 + (node.end_lineno or 0) - node.lineno for node in functions(path)}
    assert {name: lines for name, lines in long.items() if lines > MAX_HANDLER} == {}


@FILES
def test_every_suppression_says_why(path: Path) -> None:
    unexplained = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := SUPPRESSION.search(line)) and len(found[1].strip(" -#()")) < 5
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    "path", [path for path in SHIPPED if "lambdas" in path.parts], ids=lambda path: str(path.relative_to(ROOT))
)
def test_nothing_people_wrote_and_no_secret_is_logged(path: Path) -> None:
    """Arguments of log lines are ids, counts, statuses and names of our own; errors by their type only."""
    loud = [
        f"{node.lineno}: {ast.unparse(argument)}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _is_log(node)
        for argument in [*node.args[1:], *(keyword.value for keyword in node.keywords)]
        if _is_loud(argument)
    ]
    assert loud == []


def _is_log(call: ast.Call) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in LEVELS
        and isinstance(function.value, ast.Name)
        and function.value.id in ("log", "logger", "logging")
    )


def _is_loud(argument: ast.expr) -> bool:
    if isinstance(argument, ast.Name):
        return argument.id in {*LOUD, "error", "failure", "refusal", "exception"}
    if isinstance(argument, ast.Attribute):
        is_ours = isinstance(argument.value, ast.Name) and argument.value.id in OURS_NAMED
        return argument.attr in LOUD and not is_ours
    is_text_of = isinstance(argument, ast.Call) and ast.unparse(argument.func) in ("str", "repr")
    return is_text_of or isinstance(argument, ast.JoinedStr)


def test_every_setting_is_read_somewhere() -> None:
    names = {name for name, value in vars(Settings).items() if isinstance(value, property)}
    code = "\n".join(path.read_text(encoding="utf-8") for path in SHIPPED if path.name != "settings.py")
    assert {name for name in names if f"settings().{name}" not in code} == set()
