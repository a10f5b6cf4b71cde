"""The branches of GatherContext: ``{meeting_id, user_id, ...}`` in, ``{kind, gathered, gap}`` out."""

from collections.abc import Callable
from typing import Any

from lambdas import wiring
from lambdas.context.gather import RecordSources, Sources, gather_records
from lambdas.domain.kernel.context_kinds import RecordKind

Payload = dict[str, Any]


def _from_records(kind: RecordKind) -> Callable[[Payload, object], Payload]:
    def gather(event: Payload, _context: object) -> Payload:
        stores = RecordSources(wiring.users(), wiring.meetings(), wiring.source_records())
        gathered = gather_records(kind, event["user_id"], event["meeting_id"], stores, wiring.contexts(), wiring.now())
        return gathered.model_dump(mode="json")

    return gather


budget = _from_records(RecordKind.BUDGET)
big_rocks = _from_records(RecordKind.BIG_ROCKS)
incidents = _from_records(RecordKind.INCIDENTS)
staffing = _from_records(RecordKind.STAFFING)
decisions = _from_records(RecordKind.DECISIONS)


def history(event: Payload, _context: object) -> Payload:
    sources = Sources(
        users=wiring.users(),
        meetings=wiring.meetings(),
        conversations=wiring.conversations(),
        action_items=wiring.action_items(),
        notes=wiring.meeting_notes(),
        outcomes=wiring.outcomes(),
    )
    gathered = sources.gather_history(event["user_id"], event["meeting_id"], wiring.contexts(), wiring.now())
    return gathered.model_dump(mode="json")
