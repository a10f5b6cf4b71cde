"""Small changes of modules, as cosmic-ray makes them, in its own environment.

``small_changes.py ROOT HOW_MANY MODULE...``, where ``HOW_MANY`` is a number or "all", prints a line of JSON for each:
the module with the change in it, and what tells the change from any other however the file around it moves: its
function, and the changed lines before and after. Two operators join cosmic-ray's own: what a lock does is often a call
whose answer nobody reads, or an error raised, and what it asks is whether something is among what is known.
"""

import difflib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

COMPARISONS = (
    ("Eq", "NotEq"),
    ("NotEq", "Eq"),
    ("Lt", "LtE"),
    ("LtE", "Lt"),
    ("Gt", "GtE"),
    ("GtE", "Gt"),
    ("Is", "IsNot"),
    ("IsNot", "Is"),
)
"""Each to its opposite or its neighbour; what the others turn it into, these would give away too."""
CORE = (
    *(f"ReplaceComparisonOperator_{one}_{other}" for one, other in COMPARISONS),
    "ReplaceUnaryOperator_Delete_Not",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ExceptionReplacer",
    "NumberReplacer",
    "ZeroIterationForLoop",
)
IN_FUNCTIONS_ALONE = ("NumberReplacer", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue")
"""Elsewhere such a value is a setting or a field's default, no rule."""


class LeaveOut(Operator):  # type: ignore[misc]  # cosmic-ray is not installed where types are checked
    """``require_live(identity)`` or ``raise Forbidden(...)`` -> ``pass``; what is logged is left alone."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        is_statement = node.parent is not None and node.parent.type == "simple_stmt"
        is_call = node.type in ("atom_expr", "power") and not node.get_code().strip().startswith("log.")
        is_raise = node.type == "raise_stmt" or (node.type == "keyword" and node.value == "raise")
        if is_statement and (is_call or is_raise):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, _index: int) -> Any:
        left: Any = parso.parse("pass").children[0]
        left.get_first_leaf().prefix = node.get_first_leaf().prefix
        return left

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class TurnMembership(LeaveOut):
    """``x in known`` -> ``x not in known``, and back; cosmic-ray leaves these two alone."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        if node.parent is not None and node.parent.type == "comparison" and node.get_code().split() in TURNED:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, _index: int) -> Any:
        words = "in" if node.get_code().split() == ["not", "in"] else "not in"
        made = parso.parse(f"x {words} y").children[0]
        return next(part for part in ast_nodes(made) if part.get_code().split() == words.split())


TURNED = (["in"], ["not", "in"])
OPERATORS: tuple[tuple[str, Operator], ...] = (
    *((name, get_operator(f"core/{name}")()) for name in CORE),
    ("LeaveOut", LeaveOut()),
    ("TurnMembership", TurnMembership()),
)


@dataclass(frozen=True)
class Spot:
    """An operator's ``occurrence`` in a module, and where that is: its function, its line, its place in that line."""

    module: str
    operator: tuple[str, Operator]
    occurrence: int
    where: str
    line: str
    in_line: int

    @property
    def place(self) -> str:
        """Decides whether it is in a sample: the same ones each time, however the rest of the code changes."""
        told = (self.module, self.operator[0], self.where, self.line, str(self.in_line))
        return sha256("\n".join(told).encode()).hexdigest()


def main() -> None:
    root, how_many, *modules = sys.argv[1:]
    sources = {module: (Path(root) / module).read_text(encoding="utf-8") for module in modules}
    spots = sorted(
        (spot for module, source in sources.items() for spot in _spots(module, source)), key=lambda s: s.place
    )
    seen = set(sources.values())
    for spot in spots if how_many == "all" else spots[: int(how_many)]:
        changed = mutate_code(sources[spot.module], spot.operator[1], spot.occurrence)
        if changed not in seen and _is_python(changed):
            seen.add(changed)
            before, after = _changed_lines(sources[spot.module], changed)
            told = {"module": spot.module, "where": spot.where, "before": before, "after": after, "source": changed}
            sys.stdout.write(f"{json.dumps(told)}\n")
            sys.stdout.flush()


def _spots(module: str, source: str) -> Iterator[Spot]:
    nodes, lines = list(ast_nodes(get_ast(source))), source.splitlines()
    for operator in OPERATORS:
        positions = [(node, start) for node in nodes for start, _ in operator[1].mutation_positions(node)]
        in_line: Counter[int] = Counter()
        for occurrence, (node, (row, _)) in enumerate(positions):
            in_line[row] += 1
            if operator[0] not in IN_FUNCTIONS_ALONE or _is_in_function(node):
                where = ASTQuery(node).get_definition_name() or ""
                yield Spot(module, operator, occurrence, where, lines[row - 1].strip(), in_line[row])


def _is_python(source: str) -> bool:
    """An assignment within a condition cannot simply be negated."""
    try:
        compile(source, "changed", "exec")
    except SyntaxError:
        return False
    return True


def _is_in_function(node: Any) -> bool:
    while node is not None and node.type not in ("funcdef", "classdef"):
        node = node.parent
    return node is not None and node.type == "funcdef"


def _changed_lines(source: str, changed: str) -> tuple[str, str]:
    lines = [line for line in difflib.ndiff(source.splitlines(), changed.splitlines()) if line[:2] in ("- ", "+ ")]
    sides = (" / ".join(line[2:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    before, after = sides
    return before, after


if __name__ == "__main__":
    main()
