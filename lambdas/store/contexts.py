"""The table ``contexts``: what each agent gathered for a meeting, kept with it."""

from typing import Any

from lambdas.aws.items import from_item, queried, to_item, translated
from lambdas.domain.context.notes import ContextKind, ContextNote


class Contexts:
    """Keyed by ``meeting_id`` and ``kind``: gathering again replaces."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def put(self, meeting_id: str, note: ContextNote) -> None:
        with translated("storing what was gathered"):
            self._client.put_item(TableName=self._table, Item={**to_item(note), "meeting_id": {"S": meeting_id}})

    def of_meeting(self, meeting_id: str) -> list[ContextNote]:
        """In the order of ``ContextKind``; a kind that was never gathered is not there."""
        items = queried(
            self._client,
            "reading what was gathered",
            TableName=self._table,
            KeyConditionExpression="meeting_id = :meeting_id",
            ExpressionAttributeValues={":meeting_id": {"S": meeting_id}},
            ConsistentRead=True,
        )
        notes = {note.kind: note for note in (from_item(ContextNote, item) for item in items)}
        return [notes[kind] for kind in ContextKind if kind in notes]
