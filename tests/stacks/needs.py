"""What a function's code asks for, read from the code: calls of ``wiring`` and imports of packages.

From the handler on, every name of ours that is used is followed to where it is defined; importing a module runs its
imports too, so those count as well.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
WIRED = re.compile(r"wiring\.(?:settings\(\)\.\w+(?:\('\w+'\))?|queue\('\w+'\)|\w+)")
OURS = re.compile(r"lambdas(?:\.\w+)+")
"""A module named by its address, to be imported later: everything in it may be called."""
STORED = re.compile(r"_store\('(\w+)'")
"""A store that wiring imports when it builds it."""
DESCRIBED = {"lambdas.edges.api.people_api.OPERATIONS", "lambdas.edges.api.sources_api.OPERATIONS"}
"""What one function's document describes and another serves: reached from its own module alone."""
NAMED = ("wiring.settings().", "wiring.queue(")


@dataclass
class Needs:
    """``wirings`` are expressions such as ``wiring.queue('reminders')``; ``packages`` are modules that are not ours."""

    wirings: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    visited: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Module:
    """``imports`` maps a name to the module it comes from and its name there, "" for a module itself."""

    name: str
    definitions: dict[str, ast.AST]
    imports: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Used:
    """What one definition names: of other modules, of its own, and modules all of which may be called."""

    elsewhere: set[tuple[str, str]]
    here: set[str]
    modules: set[str]
    wirings: frozenset[str]


@cache
def needs_of(handler: str) -> Needs:
    """An entry called ``handler`` routes to every function of its module."""
    needs = Needs()
    name, entry = handler.rsplit(".", 1)
    if entry == "handler":
        _visit_all(name, needs)
    else:
        _visit(name, entry, needs)
    return needs


def _visit_all(module_name: str, needs: Needs) -> None:
    for definition in _module(module_name).definitions:
        _visit(module_name, definition, needs)


def _visit(module_name: str, name: str, needs: Needs) -> None:
    if (module_name, name) in needs.visited:
        return
    needs.visited.add((module_name, name))
    module = _module(module_name)
    _import(module, needs)
    if name in module.imports:
        _reach(*module.imports[name], needs)
    elif name in module.definitions:
        _follow(module_name, name, needs)


def _follow(module_name: str, definition: str, needs: Needs) -> None:
    used = _used(module_name, definition)
    needs.wirings |= used.wirings
    for target, name in used.elsewhere:
        _reach(target, name, needs)
    for name in used.here:
        _visit(module_name, name, needs)
    for name in used.modules:
        _visit_all(name, needs)


@cache
def _used(module_name: str, definition: str) -> Used:
    module = _module(module_name)
    node = module.definitions[definition]
    nested = dict(_imports(node))
    known = {**module.imports, **nested}
    elsewhere, here, modules = {(target, "") for target, _ in nested.values()}, set(), set()
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            target, name = known.get(part.value.id, ("", ""))
            if target and not name:
                elsewhere.add((target, part.attr))
        elif isinstance(part, ast.Name) and part.id in known:
            elsewhere.add(known[part.id])
        elif isinstance(part, ast.Name) and part.id in module.definitions:
            here.add(part.id)
        elif isinstance(part, ast.Call) and (store := STORED.match(ast.unparse(part))):
            modules.add(f"lambdas.store.{store[1]}")
        elif isinstance(part, ast.Constant) and OURS.fullmatch(str(part.value)):
            modules.add(str(part.value))
    return Used(elsewhere, here, modules, _wirings(node))


def _reach(module_name: str, name: str, needs: Needs) -> None:
    if f"{module_name}.{name}" in DESCRIBED:
        _import(_module(module_name), needs)
    elif module_name.startswith("lambdas"):
        _visit(module_name, name, needs)
    else:
        needs.packages.add(module_name)


def _import(module: Module, needs: Needs) -> None:
    """What importing the module imports in turn; wiring imports what it builds only when it builds it."""
    if (module.name, "import") in needs.visited:
        return
    needs.visited.add((module.name, "import"))
    for target, _ in module.imports.values():
        if not target.startswith("lambdas"):
            needs.packages.add(target)
        else:
            _import(_module(target), needs)


def _wirings(node: ast.AST) -> frozenset[str]:
    """A setting and a queue with their name, everything else as a call without arguments."""
    found = WIRED.findall(ast.unparse(node))
    return frozenset(one if one.startswith(NAMED) else f"{one}()" for one in found)


@cache
def _module(name: str) -> Module:
    path = _path(name)
    body = ast.parse(path.read_text()).body if path else []
    top = ast.Module([node for node in body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    others = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom | ast.If)]
    return Module(name, {_defined(node): node for node in others}, dict(_imports(top)))


def _defined(node: ast.stmt) -> str:
    """The name a statement gives something, or one that nothing else has."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
    return f"line {node.lineno}"


def _imports(tree: ast.AST) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = [(alias.asname or alias.name.split(".")[0], (alias.name, "")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found = [(alias.asname or alias.name, _origin(str(node.module), alias.name)) for alias in node.names]
        else:
            continue
        yield from (item for item in found if item[1][0].split(".")[0] not in sys.stdlib_module_names)


def _origin(module: str, name: str) -> tuple[str, str]:
    return (f"{module}.{name}", "") if _path(f"{module}.{name}") else (module, name)


@cache
def _path(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.exists()), None)
