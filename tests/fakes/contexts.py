"""Context notes kept in memory; passes the same contract as the real table (tests/contracts/test_contexts.py)."""

from lambdas.domain.context.notes import ContextKind, ContextNote


class FakeContexts:
    def __init__(self) -> None:
        self.stored: dict[tuple[str, ContextKind], ContextNote] = {}

    def put(self, meeting_id: str, note: ContextNote) -> None:
        self.stored[meeting_id, note.kind] = note

    def of_meeting(self, meeting_id: str) -> list[ContextNote]:
        return [self.stored[meeting_id, kind] for kind in ContextKind if (meeting_id, kind) in self.stored]
