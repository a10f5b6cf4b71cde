"""lambdas/requirements: complete without pip looking for dependencies, of the versions tested here, nothing more."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from stacks.layers import REQUIREMENTS, ROOT

LAYERS = [path.stem for path in sorted(REQUIREMENTS.glob("*.txt"))]
USED_WITHOUT_IMPORT = {"tzdata": "zoneinfo reads it where the system has no time zones, as Lambda has none"}


def listed(layer: str) -> Iterator[tuple[str, str]]:
    for name, version in re.findall(r"^([\w-]+)==(\S+)$", (REQUIREMENTS / f"{layer}.txt").read_text(), re.MULTILINE):
        yield canonicalize_name(name), version


def needed_by(package: str) -> Iterator[Requirement]:
    for requirement in map(Requirement, metadata.requires(package) or ()):
        if not requirement.marker or requirement.marker.evaluate({"python_version": "3.13", "extra": ""}):
            yield requirement


@cache
def imported() -> frozenset[str]:
    """Packages that lambdas/ imports itself, also inside functions; what is imported for types alone is not."""
    found = {name for path in (ROOT / "lambdas").rglob("*.py") for name in modules(ast.parse(path.read_text()))}
    ours = {"lambdas", *sys.stdlib_module_names}
    packages = metadata.packages_distributions()
    return frozenset(canonicalize_name(holder) for name in found - ours for holder in owners(name, packages))


def owners(module: str, packages: Mapping[str, list[str]]) -> list[str]:
    """``google`` is a folder that many packages share: whoever has the rest of the module's name.

    Another package may bring a stand-in for a module, as python-multipart does for multipart: the module is its own's.
    """
    top = module.split(".")[0]
    holders = sorted(set(packages.get(top, [top])))
    if len(holders) == 1 or top in holders:
        return [top] if top in holders else holders
    path = module.replace(".", "/")
    return [name for name in holders if any(str(file).startswith(f"{path}/") for file in metadata.files(name) or ())]


def modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (top_of(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield top_of(node.module)
        yield from modules(node)


def top_of(module: str) -> str:
    """Two parts of ``google.auth``, which is one package's part of a shared folder; one of any other."""
    return ".".join(module.split(".")[: 2 if module.startswith("google.") else 1])


def test_each_package_that_lambdas_import_is_pinned() -> None:
    pinned = {name for layer in LAYERS for name, _ in listed(layer)}
    assert imported() - pinned == set()


def test_the_check_sees_what_is_imported_where_it_is_used() -> None:
    """urllib3 is imported inside functions, google.auth out of a folder of many packages."""
    assert {"botocore", "urllib3", "google-auth", "pyyaml", "pydantic"} <= imported()


def test_nothing_is_pinned_that_nothing_needs() -> None:
    needed = {*imported(), *USED_WITHOUT_IMPORT}
    waiting = list(needed)
    while waiting:
        for requirement in needed_by(waiting.pop()):
            name = canonicalize_name(requirement.name)
            if name not in needed:
                needed.add(name)
                waiting.append(name)
    assert {name for layer in LAYERS for name, _ in listed(layer)} - needed == set()


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_and_the_base_hold_all_that_its_packages_require(layer: str) -> None:
    """Layers are installed with --no-deps: a dependency that is not listed would be missing on AWS."""
    held = dict(listed("base")) | dict(listed(layer))
    for name in dict(listed(layer)):
        for requirement in needed_by(name):
            assert requirement.specifier.contains(held[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_tested_here_is_what_is_deployed(layer: str) -> None:
    assert {name: metadata.version(name) for name, _ in listed(layer)} == dict(listed(layer))


def test_a_package_is_pinned_to_one_version() -> None:
    """Of two layers the later wins, file by file: two versions of a package would be mixed."""
    pins = {(name, version) for layer in LAYERS for name, version in listed(layer)}
    assert len({name for name, _ in pins}) == len(pins)
