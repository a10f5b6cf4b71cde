"""Changes of a stage's facts, as operators and consoles make them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cli.doctor.facts import Facts
from cli.doctor.findings import State

Change = Callable[[Facts], Facts]


@dataclass(frozen=True, slots=True)
class Mistake:
    """``found``: the name of the finding, and a word of its line."""

    what: str
    change: Change
    found: tuple[str, str]
    state: State = "bad"
    is_mended: bool = False
    """By ``--fix``."""


def changed(kind: str, name: str, **changes: Any) -> Change:
    def change(facts: Facts) -> Facts:
        known: Any = getattr(facts, kind)
        new: Any = {kind: {**known, name: replace(known[name], **changes)}}
        return replace(facts, **new)

    return change


def without(kind: str, name: str) -> Change:
    def change(facts: Facts) -> Facts:
        known = getattr(facts, kind)
        left = {one: of for one, of in known.items() if one != name} if isinstance(known, Mapping) else known - {name}
        new: Any = {kind: left}
        return replace(facts, **new)

    return change


def key_with(**changes: Any) -> Change:
    return lambda facts: replace(facts, key=replace(facts.key, **changes) if facts.key else None)


def mail_with(**changes: Any) -> Change:
    return lambda facts: replace(facts, mail=replace(facts.mail, **changes) if facts.mail else None)


def facts_with(**changes: Any) -> Change:
    return lambda facts: replace(facts, **changes)


def variable(function: str, name: str, value: str | None) -> Change:
    def change(facts: Facts) -> Facts:
        known = facts.functions[function]
        variables = {one: of for one, of in known.variables.items() if one != name}
        changed = replace(known, variables=variables if value is None else {**variables, name: value})
        return replace(facts, functions={**facts.functions, function: changed})

    return change


def moved(url: str) -> Change:
    """The stage was deployed so: its file and its functions say the same."""

    def change(facts: Facts) -> Facts:
        written = facts.stage.written.model_copy(update={"public_url": url})
        functions = {
            name: replace(
                one,
                variables={
                    variable: url if variable == "AMO_PUBLIC_URL" else value
                    for variable, value in one.variables.items()
                },
            )
            for name, one in facts.functions.items()
        }
        return replace(facts, stage=replace(facts.stage, written=written, page_url=url), functions=functions)

    return change


def written(**changes: Any) -> Change:
    def change(facts: Facts) -> Facts:
        written = facts.stage.written.model_copy(update=changes)
        return replace(facts, stage=replace(facts.stage, written=written))

    return change


def reserved(function: str, invocations: int) -> Change:
    """As the stage's file says too."""

    def change(facts: Facts) -> Facts:
        return changed("functions", function, reserved=invocations)(
            written(reserved_concurrency={function: invocations})(facts)
        )

    return change


def role(function: str, more: frozenset[str] = frozenset(), less: frozenset[str] = frozenset()) -> Change:
    def change(facts: Facts) -> Facts:
        known = facts.functions[function]
        changed = replace(known, actions=((known.actions or frozenset()) | more) - less)
        return replace(facts, functions={**facts.functions, function: changed})

    return change
