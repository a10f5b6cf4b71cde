"""The branches of GatherContext: ``{meeting_id, user_id, ...}`` in, ``{kind, gathered, gap}`` out."""

from typing import Any

from lambdas import wiring
from lambdas.context.gather import Sources, gather_records
from lambdas.domain.kernel.context_kinds import RecordKind

Payload = dict[str, Any]


def budget(event: Payload, _context: object) -> Payload:
    return _from_records(RecordKind.BUDGET, event)


def big_rocks(event: Payload, _context: object) -> Payload:
    return _from_records(RecordKind.BIG_ROCKS, event)


def incidents(event: Payload, _context: object) -> Payload:
    return _from_records(RecordKind.INCIDENTS, event)


def staffing(event: Payload, _context: object) -> Payload:
    return _from_records(RecordKind.STAFFING, event)


def decisions(event: Payload, _context: object) -> Payload:
    return _from_records(RecordKind.DECISIONS, event)


def history(event: Payload, _context: object) -> Payload:
    sources = Sources(wiring.users(), wiring.meetings(), wiring.conversations(), wiring.action_items())
    gathered = sources.gather_history(event["user_id"], event["meeting_id"], wiring.contexts(), wiring.now())
    return gathered.model_dump(mode="json")


def _from_records(kind: RecordKind, event: Payload) -> Payload:
    gathered = gather_records(
        kind,
        event["user_id"],
        event["meeting_id"],
        wiring.users(),
        wiring.records(),
        wiring.contexts(),
        wiring.now(),
    )
    return gathered.model_dump(mode="json")
