"""Judges all facts of a stage, and says in one line for each area what is in order."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.doctor import events, functions, outside, storage, variables, watch
from cli.doctor.facts import Facts, Unread
from cli.doctor.findings import Finding, bad, in_order

Schema = Mapping[str, Any]


def judge(facts: Facts, schema: Schema) -> list[Finding]:
    """An area in order is one line; all that is not in order is a line each."""
    areas: Sequence[tuple[str, str, list[Finding]]] = (
        ("functions", f"{len(schema['functions'])}, as the table says", list(functions.judge(facts, schema))),
        ("environment", "as config/schema.json says", list(variables.judge(facts, schema))),
        ("events", _counted(schema, "schedules", "rules", "queues", "routes"), list(events.judge(facts, schema))),
        ("data", _counted(schema, "tables", "buckets"), list(storage.judge(facts, schema))),
        ("watch", _counted(schema, "alarms"), list(watch.judge(facts, schema))),
    )
    found = [_unread(one) for one in facts.unread]
    for name, detail, findings in areas:
        is_well = all(one.state in ("ok", "skipped") for one in findings)
        found += [*([in_order(name, detail)] if is_well else []), *findings]
    return [*found, *outside.judge(facts)]


def _counted(schema: Schema, *kinds: str) -> str:
    return ", ".join(f"{len(schema[kind])} {kind}" for kind in kinds)


def _unread(one: Unread) -> Finding:
    """Never skipped: what could not be read may be wrong."""
    name = f"{one.kind} {one.name}".rstrip()
    return bad(name, f"could not be read ({one.reason}); it takes these credentials' right to, or another try")
