"""The house's one direction: edges -> features -> adapters -> domain, features never import each other."""

import ast
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, tracked

LAMBDAS = ROOT / "lambdas"
FEATURES = {"agents", "approvals", "calendar_monitor", "chat", "classification", "delivery"}
FEATURES |= {"materials", "prep", "records"}
ADAPTERS = {"batches", "bus", "calendars", "channels", "credentials", "dead_letters", "metrics", "outbound"}
ADAPTERS |= {"queues", "resumption", "scheduling", "store", "workflows"}
BASE = {"errors", "settings"}
ENVIRONMENT_READERS = {"os.environ", "os.getenv"}


def imported_parts(path: Path) -> set[str]:
    """The first folder or module below ``lambdas`` of everything a file imports from us."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} if node.module != "lambdas" else {f"lambdas.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("lambdas.")}


def allowed(part: str, is_handler: bool) -> set[str]:
    if part == "domain":
        return {"domain"}
    if part in ADAPTERS:
        return {"domain", *BASE, *ADAPTERS}
    if part in FEATURES:
        return {part, "domain", *ADAPTERS, *BASE, *({"wiring"} if is_handler else set())}
    if part == "edges":
        return {"edges", "wiring", "domain", *FEATURES, *ADAPTERS, *BASE}
    return {"domain", "wiring", *ADAPTERS, *BASE}


@pytest.mark.parametrize("path", tracked("lambdas", "*.py"), ids=lambda p: str(p.relative_to(LAMBDAS)))
def test_imports_point_one_way(path: Path) -> None:
    part = path.relative_to(LAMBDAS).parts[0].removesuffix(".py")
    assert imported_parts(path) <= allowed(part, path.name == "handlers.py")


def test_only_wiring_reads_the_environment() -> None:
    readers = {
        path.relative_to(LAMBDAS).as_posix()
        for path in tracked("lambdas", "*.py")
        if any(reader in path.read_text() for reader in ENVIRONMENT_READERS)
    }
    assert readers == {"wiring.py"}
