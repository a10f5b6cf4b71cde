"""What README and docs/ tell people to type exists; what they point to is there; numbers said twice are equal."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from cli.commands.status import VERSION
from cli.main import _parser
from lambdas.edges.api.app import VERSION as API_VERSION
from tests.house.tracked import ROOT, tracked

DOCUMENTS = [
    *(path for path in tracked(".", "*.md") if path.parent == ROOT),
    *tracked("docs", "*.md"),
    *tracked("examples", "*.md"),
]
INDEX = ROOT / "docs" / "README.md"
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")


def commands() -> list[str]:
    """Every command line of ours in a code block or between backticks; placeholders stay words."""
    found: set[str] = set()
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        code = [*re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL), *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)]
        lines = [line.strip() for part in code for line in part.splitlines()]
        found |= {re.split(r"  +|\s[#>|]", line)[0] for line in lines if line.startswith("./amo")}
    return sorted(found)


@pytest.mark.parametrize("line", commands())
def test_every_command_in_the_documents_is_understood(line: str) -> None:
    """``--help`` ends the program, with success."""
    words = shlex.split(line)[1:]
    if words not in ([], ["--help"]):
        _parser().parse_args(words)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()]
    assert broken == []


def test_the_index_of_the_documents_leaves_none_out() -> None:
    listed = {(INDEX.parent / link).resolve() for link in LINK.findall(INDEX.read_text(encoding="utf-8"))}
    assert [str(path.relative_to(ROOT)) for path in DOCUMENTS if path not in listed | {INDEX}] == []


def test_every_folder_of_the_map_is_there() -> None:
    rows = [line.split("|")[1] for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([\w./]+)`", row)]
    assert named
    gone = [name for name in named if not (ROOT / name).exists() and not (ROOT / "lambdas" / name).exists()]
    assert gone == []


def test_everybody_says_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {VERSION, API_VERSION} == {project["version"]}
