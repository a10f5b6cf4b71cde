"""The house's directions: edges -> features -> adapters -> domain, no circle, one place for clock and ids."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, tracked

FLOORS = {
    "edges": {"edges"},
    "features": {
        "accounts",
        "action_items",
        "approvals",
        "calendar_monitor",
        "chat",
        "connectivity",
        "context",
        "coordinator",
        "daily_brief",
        "deployments",
        "materials",
        "meeting_erasure",
        "meeting_notes",
        "meeting_prep",
        "message_delivery",
        "outcomes",
        "personal_data",
        "records",
        "source_readings",
    },
    "adapters": {
        "aws",
        "calendars",
        "credentials",
        "llm",
        "notifications",
        "outbound",
        "record_tables",
        "slack",
        "sources",
        "store",
        "task_systems",
        "transcription",
    },
    "domain": {"domain"},
}
BELOW = {
    "edges": {"edges", "features", "adapters", "domain"},
    "features": {"adapters", "domain"},
    "adapters": {"adapters", "domain"},
    "domain": {"domain"},
    "wiring": {"features", "adapters", "domain"},
    "settings": {"domain"},
    "config_files": {"domain"},
    "yaml_files": {"domain"},
    "errors": set(),
}
BASE = {"errors", "settings", "config_files", "yaml_files"}
ONLY_WIRING = ("os.environ", "os.getenv", "datetime.now", "datetime.utcnow", "date.today", "time.time(", "uuid")
"""The environment, the wall clock and ids: read in one place, passed in everywhere else."""

PATHS = tracked("lambdas", "*.py")
FILES = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT / "lambdas").as_posix())


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


MODULES = {module_of(path) for path in PATHS}


def package_of(module: str) -> str:
    """``lambdas.store.meetings`` -> ``lambdas.store``; what lies directly in lambdas/ stands for itself."""
    return module.rpartition(".")[0] if module.count(".") > 1 else module


def floor_of(module: str) -> str:
    room = module.split(".")[1]
    return next((floor for floor, rooms in FLOORS.items() if room in rooms), room)


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Every module of ours that a file imports, also inside functions and for types alone."""
    return frozenset(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "lambdas":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "lambdas")


@FILES
def test_imports_point_one_way(path: Path) -> None:
    module = module_of(path)
    room, floor = module.split(".")[1], floor_of(module)
    strange = {
        name
        for name in imports_of(path)
        if not (name.split(".")[1] == room or floor_of(name) in BELOW[floor] or _is_base(name, path))
    }
    assert strange == set()


def _is_base(name: str, path: Path) -> bool:
    """Errors and settings are for all but the domain; wiring for edges and for the handlers and wiring of features."""
    target, floor = name.split(".")[1], floor_of(module_of(path))
    if target == "wiring":
        return floor == "edges" or (floor == "features" and path.name in ("handlers.py", "wiring.py"))
    return target in BASE and floor != "domain"


def test_every_room_stands_on_a_floor() -> None:
    rooms = {path.relative_to(ROOT / "lambdas").parts[0] for path in PATHS if len(path.relative_to(ROOT).parts) > 2}
    assert rooms == set().union(*FLOORS.values()) & rooms
    flat = [path.name for path in PATHS if path.parent in (ROOT / "lambdas/domain", ROOT / "lambdas/edges")]
    assert set(flat) == {"__init__.py"}


def test_packages_import_each_other_in_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in PATHS:
        package = package_of(module_of(path))
        graph.setdefault(package, set()).update({package_of(name) for name in imports_of(path)} - {package})
    assert _circle(graph) == []


def _circle(graph: dict[str, set[str]]) -> list[str]:
    """The packages that remain when those that import nothing any more are taken away again and again."""
    left = {package: set(targets) for package, targets in graph.items()}
    while ends := {package for package, targets in left.items() if not targets & left.keys()}:
        left = {package: targets for package, targets in left.items() if package not in ends}
    return sorted(left)


@pytest.mark.parametrize("reading", ONLY_WIRING)
def test_only_wiring_reads_the_environment_the_clock_and_ids(reading: str) -> None:
    readers = {module_of(path) for path in PATHS if reading in path.read_text(encoding="utf-8")}
    assert readers <= {"lambdas.wiring"}
