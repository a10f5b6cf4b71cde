"""What docs/requirements.md and docs/faults.md list, and where tracked files cite it."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.tracked import ROOT, tracked

REQUIREMENTS = ROOT / "docs" / "requirements.md"
FAULTS = ROOT / "docs" / "faults.md"
NO_PROSE = ("tests/data/", "web/licences/", "LICENSE")
"""Other people's words."""

_REQUIREMENT_ENTRY = re.compile(r"^- \*\*([A-Z]{2,8}-\d+)\*\* (.+(?:\n  .+)*)", re.MULTILINE)
_FAULT_ENTRY = re.compile(r"^\| (\d+) \| (.+) \|$", re.MULTILINE)
_TEST_FILE = re.compile(r"`(tests/[\w/]+\.py)`")
_FAULTS_SAID = re.compile(r"\b[Ff]aults?[\s#]+(\d{1,3}(?!\d)(?:(?:,|,? and| to)[\s#]+\d{1,3}(?!\d))*)")
_FAULTS_NAMED = re.compile(r"faults?_(\d+(?:_(?:and_|to_)?\d+)*)")
_RANGE_OF_IDS = re.compile(r"\b([A-Z]{2,8})-(\d+)(?:\.\.| to \1-)(\d+)")


@cache
def requirements() -> dict[str, str]:
    """Id -> what its entry says."""
    return _entries(_REQUIREMENT_ENTRY, REQUIREMENTS)


@cache
def faults() -> dict[int, str]:
    """Number -> what its entry says."""
    return {int(number): said for number, said in _entries(_FAULT_ENTRY, FAULTS).items()}


def files_named(entry: str) -> list[str]:
    """The test files an entry names."""
    return _TEST_FILE.findall(entry)


def cited_requirements() -> dict[str, set[str]]:
    """Id -> the files that cite it, of every id whose prefix has an entry."""
    prefixes = "|".join(sorted({known.partition("-")[0] for known in requirements()}))
    one = re.compile(rf"\b(?:{prefixes})-\d+\b")
    found: dict[str, set[str]] = defaultdict(set)
    for name, text in _texts(but=REQUIREMENTS):
        ranges = (match.groups() for match in _RANGE_OF_IDS.finditer(text))
        within = (f"{prefix}-{n}" for prefix, first, last in ranges for n in range(int(first), int(last) + 1))
        for cited in {*one.findall(text), *(each for each in within if one.fullmatch(each))}:
            found[cited].add(name)
    return found


def cited_faults() -> dict[int, set[str]]:
    """Number -> the files that cite it, in words or in the name of a test."""
    found: dict[int, set[str]] = defaultdict(set)
    for name, text in _texts(but=FAULTS):
        said = (number for match in _FAULTS_SAID.finditer(text) for number in _numbers(match[1]))
        named = (int(number) for match in _FAULTS_NAMED.finditer(text) for number in re.findall(r"\d+", match[1]))
        for number in {*said, *named}:
            found[number].add(name)
    return found


def faults_in_names() -> dict[int, set[str]]:
    """Number -> the tests whose names cite it."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in tracked("tests", "test_*.py"):
        text = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text)) if _FAULTS_NAMED.search(text) else ()
        for test in (node.name for node in nodes if isinstance(node, ast.FunctionDef)):
            for name in _FAULTS_NAMED.finditer(test):
                for number in re.findall(r"\d+", name[1]):
                    found[int(number)].add(f"{path.relative_to(ROOT)}::{test}")
    return found


def prose(holding: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What people wrote for people: documents, and the comments and docstrings of modules, ``holding`` such words.

    Most modules hold none, comments or not, and are not taken apart.
    """
    for name, text in _texts():
        if name.endswith(".md"):
            yield name, text
        elif name.endswith(".py") and holding.search(text):
            yield name, "\n".join(_said_in(text))


def _said_in(module: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(module).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(module)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def _texts(but: Path | None = None) -> Iterator[tuple[str, str]]:
    """The project's own text files, by their path from the root."""
    for path in tracked(".", "*"):
        name = path.relative_to(ROOT).as_posix()
        if path != but and not name.startswith(NO_PROSE):
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture, a font


def _entries(pattern: re.Pattern[str], document: Path) -> dict[str, str]:
    found = pattern.findall(document.read_text(encoding="utf-8"))
    assert len(found) == len(dict(found)), f"{document.name} has two entries of one number"
    return dict(found)


def _numbers(said: str) -> Iterator[int]:
    """``66 to 73, 76 and 80`` -> every one of them."""
    words = re.findall(r"\d+|to", said)
    for place, word in enumerate(words):
        if word == "to":
            yield from range(int(words[place - 1]), int(words[place + 1]))
        else:
            yield int(word)
