"""Finds what a function's code may do to each table: the types that mypy infers say whose method a call is of.

From the handler on every function and method that is named is followed. A method that is asked of a protocol or a base
class counts for every class that is made in the code so followed. An approximation from above: what is found may never
happen, what is not found cannot.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mypy import build, nodes, types
from mypy.find_sources import create_source_list
from mypy.fscache import FileSystemCache
from mypy.options import Options

from lambdas.store.personal_rows import DELETED, IMPORTED, READ, SCANNED
from tests.stacks.needs import DESCRIBED, OURS, ROOT

TABLE = "lambdas.aws.table.Table"
VERBS = {
    "get": "get",
    "query": "query",
    "newest": "query",
    "put": "put",
    "put_write": "put",
    "put_all": "batch",
    "update": "update",
    "update_write": "update",
    "delete": "delete",
    "delete_write": "delete",
    "scan": "scan",
}
"""The methods of a table that make a request, and the verb each takes; ``transact`` sends what the others made."""

OVER_MANY = {
    "lambdas.store.personal_rows.PersonalRows": READ,
    "lambdas.store.personal_rows.PersonalScans": SCANNED,
    "lambdas.store.personal_rows.PersonalImports": IMPORTED,
    "lambdas.store.personal_rows.PersonalDeletions": DELETED,
}
"""Classes that do the same to each of several tables."""
REFERENCES = frozenset({"node", "info", "type", "unanalyzed_type", "analyzed", "original_def", "expanded", "variable"})
"""The attributes of mypy's nodes that lead elsewhere."""

CALL_BACK = frozenset({"strands"})
"""Libraries that call what classes of ours add to theirs."""
COUNTED = "lambdas.meeting_erasure.held."
FORGETS = "lambdas.meeting_erasure.erase.Erasures._erase"
"""What is held of a meeting is listed with how each part goes; whoever only counts the parts calls none of that."""

Verbs = dict[str, set[str]]
"""By table."""


@dataclass(frozen=True)
class Code:
    """``values`` are what a module's own names were given; ``tables`` the table that wiring builds a class over."""

    trees: dict[str, nodes.MypyFile]
    inferred: dict[nodes.Expression, types.Type]
    functions: dict[str, nodes.Node]
    values: dict[str, nodes.Node]
    classes: dict[str, nodes.TypeInfo]
    tables: dict[str, str]


@dataclass(frozen=True)
class Facts:
    """What one definition names. ``asked``: class and attribute; ``handed``: those that ``partial`` takes, to be called
    by somebody else; ``done``: table and verb.
    """

    named: frozenset[str]
    asked: frozenset[tuple[str, str]]
    handed: frozenset[tuple[str, str]]
    modules: frozenset[str]
    done: frozenset[tuple[str, str]]


@dataclass
class Reach:
    """Everything a handler may come to."""

    open: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    asked: set[tuple[str, str]] = field(default_factory=set)
    verbs: Verbs = field(default_factory=lambda: defaultdict(set))

    def add(self, *names: str) -> None:
        fresh = set(names) - self.seen
        self.seen |= fresh
        self.open += fresh

    def add_module(self, name: str) -> None:
        """Everything in it may be called."""
        tree = code().trees.get(name)
        self.add(*(f"{name}.{defined}" for defined in (tree.names if tree else ())))


@cache
def verbs_of(handler: str) -> Verbs:
    """What the code of a function may do, by table."""
    reach = Reach()
    module, entry = handler.rsplit(".", 1)
    if entry == "handler":
        reach.add_module(module)
    else:
        reach.add(handler)
    while reach.open:
        while reach.open:
            _follow(reach.open.pop(), reach)
        _dispatch(reach)
    return dict(reach.verbs)


def _follow(name: str, reach: Reach) -> None:
    if name in code().classes:
        reach.made.add(name)
        reach.add(*(f"{name}.{part}" for part in ("__init__", "__post_init__", "__call__", *_called_back(name))))
    facts = _facts(name)
    is_counted = name.startswith(COUNTED) and FORGETS not in reach.seen
    asked = facts.asked - facts.handed if is_counted else facts.asked
    reach.add(*facts.named)
    reach.asked |= asked
    for owner, attribute in asked:
        reach.add(*_definitions(owner, attribute))
    for module in facts.modules:
        reach.add_module(module)
    for table, verb in facts.done:
        reach.verbs[table].add(verb)


def _called_back(name: str) -> tuple[str, ...]:
    """The methods of a class that extends one of a library's, which the library calls."""
    of_ours = code().classes[name]
    is_extension = any(base.fullname.split(".")[0] in CALL_BACK for base in of_ours.mro)
    return tuple(of_ours.names) if is_extension else ()


def _dispatch(reach: Reach) -> None:
    """Adds the methods of classes made meanwhile that stand behind a protocol or a base class."""
    for owner, attribute in reach.asked:
        for made in reach.made:
            if _may_be(made, owner):
                reach.add(*_definitions(made, attribute))


@cache
def _may_be(made: str, asked: str) -> bool:
    known = code().classes
    if asked not in known or known[asked] in known[made].mro:
        return asked in known
    return known[asked].is_protocol and all(known[made].get(name) for name in known[asked].protocol_members)


@cache
def _definitions(owner: str, attribute: str) -> tuple[str, ...]:
    found = code().classes.get(owner)
    for base in found.mro if found else ():
        if attribute in base.names:
            return (f"{base.fullname}.{attribute}",)
    return ()


@cache
def _facts(name: str) -> Facts:
    found = (code().functions.get(name), code().values.get(name))
    parts = [part for definition in found if definition is not None for part in _nodes(definition)]
    names = [part.fullname for part in parts if isinstance(part, nodes.RefExpr)]
    attributes = [asked for part in parts for asked in _asked(part)]
    partials = [part for part in parts if isinstance(part, nodes.CallExpr) and _is_partial(part)]
    texts = (part.value for part in parts if isinstance(part, nodes.StrExpr))
    owner = name.rpartition(".")[0]
    tables = OVER_MANY.get(owner) or tuple(filter(None, [code().tables.get(owner)]))
    verbs = {VERBS[method] for owner, method in attributes if owner == TABLE and method in VERBS}
    verbs |= {verb for called in names for verb in _verbs_given_a_table(called)}
    return Facts(
        named=frozenset(each for each in names if each.startswith("lambdas.") and not _is_described(each, name)),
        asked=frozenset(each for each in attributes if each[0].startswith("lambdas.")),
        handed=frozenset(asked for part in partials for asked in _asked(part.args[0])),
        modules=frozenset(filter(OURS.fullmatch, texts)),
        done=frozenset((table, verb) for table in tables for verb in verbs),
    )


def _asked(part: nodes.Node) -> list[tuple[str, str]]:
    if not isinstance(part, nodes.MemberExpr):
        return []
    return [(owner.fullname, part.name) for owner in _instances(code().inferred.get(part.expr))]


def _is_partial(call: nodes.CallExpr) -> bool:
    return isinstance(call.callee, nodes.RefExpr) and call.callee.fullname == "functools.partial"


def _is_described(name: str, inside: str) -> bool:
    return name in DESCRIBED and not inside.startswith(name.rpartition(".")[0])


def _nodes(node: nodes.Node) -> Iterator[nodes.Node]:
    """The node and all it is written of; not what its names refer to."""
    yield node
    kind: Any = type(node)
    for name in _parts(kind):
        yield from _nodes_in(getattr(node, name, None))


@cache
def _parts(of: type[Any]) -> frozenset[str]:
    return frozenset(getattr(of, "__mypyc_attrs__", ())) - REFERENCES


def _nodes_in(value: Any) -> Iterator[nodes.Node]:
    if isinstance(value, nodes.Node) and not isinstance(value, nodes.TypeInfo | nodes.MypyFile):
        yield from _nodes(value)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _nodes_in(item)


def _instances(of: types.Type | None) -> Iterator[nodes.TypeInfo]:
    proper = types.get_proper_type(of)
    if isinstance(proper, types.Instance):
        yield proper.type
    elif isinstance(proper, types.UnionType):
        for item in proper.items:
            yield from _instances(item)
    elif isinstance(proper, types.CallableType) and proper.is_type_obj():
        yield proper.type_object()
    elif isinstance(proper, types.TypeVarType):
        yield from _instances(proper.upper_bound)
    elif isinstance(proper, types.TypeType):
        yield from _instances(proper.item)


@cache
def _verbs_given_a_table(name: str) -> frozenset[str]:
    """A function that is handed a table does to it what its own lines say: ``taken(self.table, ...)``."""
    found = code().functions.get(name)
    if not isinstance(found, nodes.FuncDef) or found.info:
        return frozenset()
    asked = (part for part in _nodes(found) if isinstance(part, nodes.MemberExpr) and part.name in VERBS)
    return frozenset(VERBS[part.name] for part in asked if _is_table(code().inferred.get(part.expr)))


def _is_table(of: types.Type | None) -> bool:
    return any(owner.fullname == TABLE for owner in _instances(of))


@cache
def code() -> Code:
    """Our packages, read and typed once; takes half a minute."""
    options = Options()
    options.export_types = options.preserve_asts = options.explicit_package_bases = True
    options.incremental, options.cache_dir, options.follow_imports = False, "/dev/null", "silent"
    options.ignore_missing_imports, options.mypy_path = True, [str(ROOT)]
    options.python_version, options.python_executable = sys.version_info[:2], sys.executable
    sources = create_source_list([str(ROOT / "lambdas")], options, FileSystemCache())
    built = build.build(sources, options)
    trees = {name: tree for name, tree in built.files.items() if name.startswith("lambdas")}
    found = Code(trees, built.types, {}, {}, {}, {})
    for name, tree in trees.items():
        _list_names(name, tree.names, found)
        _list_values(name, tree, found)
    _list_tables(trees["lambdas.wiring"], found)
    return found


def _list_names(prefix: str, names: nodes.SymbolTable, into: Code) -> None:
    for name, symbol in names.items():
        node, full = symbol.node, f"{prefix}.{name}"
        if node is None or node.fullname != full:
            continue
        if isinstance(node, nodes.TypeInfo):
            into.classes[full] = node
            _list_names(full, node.names, into)
            functions = nodes.FuncDef | nodes.OverloadedFuncDef | nodes.Decorator | nodes.ClassDef
            into.values[full] = nodes.Block([each for each in node.defn.defs.body if not isinstance(each, functions)])
        elif isinstance(node, nodes.FuncDef | nodes.OverloadedFuncDef | nodes.Decorator):
            into.functions[full] = node


def _list_values(prefix: str, tree: nodes.MypyFile, into: Code) -> None:
    for statement in tree.defs:
        if isinstance(statement, nodes.AssignmentStmt):
            for target in statement.lvalues:
                if isinstance(target, nodes.NameExpr):
                    into.values[f"{prefix}.{target.name}"] = statement.rvalue


def _list_tables(wiring: nodes.MypyFile, into: Code) -> None:
    """Finds ``_store("module", "Class", over="table")`` and ``Class(table("name"), ...)``."""
    for node in _nodes(nodes.Block(wiring.defs)):
        if isinstance(node, nodes.CallExpr) and isinstance(node.callee, nodes.NameExpr):
            for class_name, table in _tables_in(node, node.callee.name):
                into.tables.update({full: table for full in into.classes if full.endswith(f".{class_name}")})


def _tables_in(call: nodes.CallExpr, called: str) -> Iterator[tuple[str, str]]:
    if called == "_store":
        module, class_name, *over = _said(call)
        yield class_name, over[0] if over else module
    for argument in call.args:
        if isinstance(argument, nodes.CallExpr) and getattr(argument.callee, "name", "") == "table":
            yield from ((called, name) for name in _said(argument))


def _said(call: nodes.CallExpr) -> list[str]:
    return [argument.value for argument in call.args if isinstance(argument, nodes.StrExpr)]
