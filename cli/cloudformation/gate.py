"""The gate before a change set: what holds data is replaced or removed only when its own name was given."""

from collections.abc import Collection, Mapping, Sequence

from cli.cloudformation.change_set import Change
from lambdas.errors import Refused


def refused_in(changes: Sequence[Change], allowed: Collection[str]) -> list[Change]:
    """Also what may be replaced: CloudFormation decides that only when it runs, and then nobody is asked."""
    return [change for change in changes if change.loses_data and change.logical_id not in allowed]


def refuse_loss(by_stack: Mapping[str, Sequence[Change]], allowed: Collection[str]) -> None:
    """Raises Refused with every refused change by its name."""
    refused = [(stack, change) for stack, changes in by_stack.items() for change in refused_in(changes, allowed)]
    if refused:
        told = "; ".join(f"{stack} would {_verb(change)} {_named(change)}" for stack, change in refused)
        options = " ".join(f"--replace {change.logical_id}" for _, change in refused)
        raise Refused(f"{told}: that holds data. Nothing was changed; if you mean it, add {options}")


def refuse_unknown(by_stack: Mapping[str, Sequence[Change]], allowed: Collection[str]) -> None:
    """Raises Refused where a name was given that no change has: it is mistyped, or was meant for another day."""
    lost = {change.logical_id for changes in by_stack.values() for change in changes if change.loses_data}
    if unknown := sorted(set(allowed) - lost):
        raise Refused(f"nothing that holds data and is called {', '.join(unknown)} would be replaced or removed here")


def _named(change: Change) -> str:
    return f"{change.logical_id} ({change.name})" if change.name else change.logical_id


def _verb(change: Change) -> str:
    return "remove" if change.action == "remove" else "replace"
