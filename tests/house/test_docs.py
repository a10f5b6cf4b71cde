"""What README and docs/ tell people to type exists; what they point to is there; numbers said twice are equal."""

import re
import shlex
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from cli.commands.status import VERSION
from cli.main import _parser
from lambdas.edges.api.app import VERSION as API_VERSION
from stacks.functions import FUNCTIONS
from stacks.tables import TABLES
from tests.house.test_directions import FLOORS
from tests.house.tracked import ROOT, tracked

DOCUMENTS = [
    *(path for path in tracked(".", "*.md") if path.parent == ROOT),
    *tracked("docs", "*.md"),
    *tracked("examples", "*.md"),
]
INDEX = ROOT / "docs" / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
NAMED = re.compile(r"`([\w.]+/[\w./]*)`")
"""A file or a folder between backticks, from the root or from lambdas/."""
STEP = re.compile(r"`([\w./]+\.(?:py|json|j2))`|([:;])")
"""A file that a walk opens, or a mark that leads back to one."""
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


def place_of(name: str) -> Path | None:
    return next((place for folder in (ROOT, ROOT / "lambdas") if (place := folder / name).exists()), None)


def walks() -> dict[str, list[str]]:
    """The stays of each walk of the architecture, by its number; what is said beside its list is no part of it."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"^### ", ARCHITECTURE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if heading := re.match(r"(\d)\. ", part):
            listed = "\n".join(line for line in part.splitlines() if line.startswith(("- ", "  ")))
            found[heading[1]] = stays(listed)
    return found


def stays(listed: str) -> list[str]:
    """A bare name is the file of that name visited last; where none was, it stays bare and leads nowhere.

    A colon makes the file before it the one that every semicolon after it leads back to.
    """
    visited: list[str] = []
    asking = ""
    for name, mark in STEP.findall(listed):
        if mark == ":":
            asking = visited[-1]
        elif mark:
            visited.append(asking)
        else:
            earlier = (file for file in reversed(visited) if Path(file).name == name)
            visited.append(name if "/" in name else next(earlier, name))
    return visited


def figures(visited: list[str]) -> tuple[int, int, int, int]:
    """Files, stays, returns, climbs."""
    files = len(set(visited))
    heights = [height for height in map(height_of, visited) if height is not None]
    climbs = sum(below < above for below, above in pairwise(heights))
    return files, len(visited), len(visited) - files, climbs


def height_of(file: str) -> int | None:
    """None for what is on no floor: a state machine."""
    floors = enumerate(reversed(FLOORS.values()))
    return next((height for height, rooms in floors if file.partition("/")[0] in rooms), None)


def test_every_path_of_the_architecture_is_there() -> None:
    named = NAMED.findall(ARCHITECTURE.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if place_of(name) is None] == []


def test_every_walk_goes_from_file_to_file() -> None:
    assert sorted(walks()) == ["0", "1", "2", "3", "4", "5"]
    assert [stay for walk in walks().values() for stay in walk if "/" not in stay or place_of(stay) is None] == []


def test_the_walks_are_as_long_as_their_table_says() -> None:
    text, found = ARCHITECTURE.read_text(encoding="utf-8"), walks()
    rows = re.findall(r"^\| (\d(?:\+\d)?) \|((?: \d+ \|){4})", text, re.MULTILINE)
    said = {numbers: tuple(map(int, re.findall(r"\d+", row))) for numbers, row in rows}
    counted = {numbers: figures([stay for number in numbers.split("+") for stay in found[number]]) for numbers in said}
    assert found.keys() <= said.keys()
    assert said == counted


def test_operators_read_what_each_table_holds_and_for_how_long() -> None:
    said = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8").partition("## What is kept")[2]
    kept = {name for row in re.findall(r"^\| .* \|$", said, re.MULTILINE) for name in re.findall(r"table `(\w+)`", row)}
    assert kept == {table.name for table in TABLES}


def test_every_function_that_acts_for_anybody_is_named_to_whoever_deploys() -> None:
    said = (
        (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8").partition("These functions are for operators")[2]
    )
    named = re.findall(r"`amo-(\w+)`", said.partition("\n\n")[0])
    assert [one.name for one in FUNCTIONS if ".operator." in one.handler and one.name not in named] == []


def test_everybody_says_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {VERSION, API_VERSION} == {project["version"]}
