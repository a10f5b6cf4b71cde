"""Judges the deployed functions against the table: settings, roles, what sets them off, and the account's limit."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.doctor.facts import Facts, FunctionFacts, MappingFacts
from cli.doctor.findings import Finding, Fix, bad, warn
from cli.doctor.variables import ALWAYS, DEPLOY

Schema = Mapping[str, Any]

LEAST_AT_ONCE = 100
"""Below it the hour's preparations wait for each other (docs/scale.md); new accounts have as few as 10."""
ALWAYS_UNRESERVED = 100
"""So many AWS keeps for the functions without a reservation."""
PARTIAL = "ReportBatchItemFailures"
WORKING = frozenset({"Active", "Inactive", "Pending"})
"""Inactive: not called for weeks, and woken by the next call. Pending: being made; it ends as Active or Failed."""


def judge(facts: Facts, schema: Schema) -> Iterator[Finding]:
    for name, wanted in schema["functions"].items():
        function = facts.functions.get(name)
        if function is not None:
            yield from _settings(name, function, wanted, facts)
            yield from _role(name, function, wanted)
        elif not facts.is_unread("function", name):
            yield bad(f"function {name}", "is not there; ./amo deploy makes it")
        if wanted["mapping"] and not facts.is_unread("mappings"):
            yield from _mapping(name, facts.mappings.get(name), wanted)
    yield from _limit(facts)


def _settings(name: str, function: FunctionFacts, wanted: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    about = f"function {name}"
    if function.state not in WORKING:
        yield bad(about, f"is {function.state}: AWS cannot run it; look at it in the console, then ./amo deploy")
    for what in ("handler", "memory", "timeout", "runtime"):
        found = getattr(function, what)
        if found != wanted[what]:
            yield bad(f"{what} of {name}", f"is {found}, not {wanted[what]}; {DEPLOY}")
    if function.architecture != facts.stage.architecture:
        yield bad(f"architecture of {name}", f"is {function.architecture}, not {facts.stage.architecture}; {DEPLOY}")
    if function.layers != set(wanted["layers"]):
        yield bad(f"layers of {name}", f"are {_list(function.layers)}, not {_list(wanted['layers'])}; {DEPLOY}")
    if not function.is_traced:
        yield warn(f"tracing of {name}", f"is off; {DEPLOY}")
    yield from _reservation(name, function.reserved, facts)


def _list(names: Any) -> str:
    return ", ".join(sorted(names)) or "none"


def _reservation(name: str, reserved: int | None, facts: Facts) -> Iterator[Finding]:
    wanted = facts.stage.written.reserved_concurrency.get(name)
    if reserved == wanted:
        return
    whole_name = f"{facts.stage.prefix}-{name}"
    about = f"concurrency of {name}"
    if wanted is None:
        fix = Fix(
            "lambda",
            "delete_function_concurrency",
            {"FunctionName": whole_name},
            f"took the reservation off {name}: it runs when it is called",
        )
        effect = "the function is switched off" if reserved == 0 else f"never more than {reserved} run at once"
        yield bad(about, f"is reserved: {effect}; --fix takes that off", fix)
    else:
        yield bad(about, f"is {'not' if reserved is None else reserved} reserved, and {wanted} in the file; {DEPLOY}")


def _role(name: str, function: FunctionFacts, wanted: Mapping[str, Any]) -> Iterator[Finding]:
    about = f"rights of {name}"
    if function.actions is None:
        yield bad(about, f"are gone: its role has no policy; {DEPLOY}")
        return
    lacking = {action for action, presence in wanted["actions"].items() if presence == ALWAYS} - function.actions
    if lacking:
        yield bad(about, f"lack {_list(lacking)}; {DEPLOY}")
    if surplus := function.actions - set(wanted["actions"]):
        yield bad(about, f"are wider than the table of functions says: {_list(surplus)}; {DEPLOY}")


def _mapping(name: str, mapping: MappingFacts | None, wanted: Mapping[str, Any]) -> Iterator[Finding]:
    about, queue = f"queue of {name}", wanted["mapping"]
    if mapping is None:
        yield bad(about, f"is read by nobody: the mapping is gone; {DEPLOY}")
        return
    if mapping.state not in ("Enabled", "Enabling", "Creating", "Updating"):
        yield bad(
            about, f"is not read: the mapping is {mapping.state.lower()}; --fix enables it", _mended(name, mapping)
        )
    if PARTIAL not in mapping.responses:
        again = "one failed message brings its whole batch again; --fix sets it"
        yield bad(f"batch failures of {name}", again, _mended(name, mapping))
    for what, found in (("batch", mapping.batch), ("at_once", mapping.at_once)):
        if found != queue[what]:
            word = "messages at a time" if what == "batch" else "at once"
            yield bad(f"{what.replace('_', ' ')} of {name}", f"is {found} {word}, not {queue[what]}; {DEPLOY}")


def _mended(name: str, mapping: MappingFacts) -> Fix:
    arguments = {"UUID": mapping.uuid, "Enabled": True, "FunctionResponseTypes": [PARTIAL]}
    return Fix("lambda", "update_event_source_mapping", arguments, f"{name} reads its queue, message by message")


def _limit(facts: Facts) -> Iterator[Finding]:
    if not facts.most_at_once:
        return
    reserved = sum(function.reserved or 0 for function in facts.functions.values())
    if facts.most_at_once < LEAST_AT_ONCE:
        detail = f"{facts.most_at_once} in this account and region; ask Service Quotas for {LEAST_AT_ONCE} or more"
        yield warn("functions at once", detail)
    elif reserved > facts.most_at_once - ALWAYS_UNRESERVED:
        detail = f"{reserved} of {facts.most_at_once} are reserved, so that the next deployment fails; reserve less"
        yield warn("functions at once", detail)
