"""Recordings that are written down or were, as rows of the table ``meeting_notes``."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table
from lambdas.domain.meeting_notes.voice import RecordingName, VoiceRecording
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, found, from_row, to_row

LIFE = timedelta(days=30)
"""As long as the words themselves."""
VOICE = "voice#"


@dataclass(frozen=True)
class VoiceRecordings:
    """Keyed by ``meeting_id`` and ``item``, beside the meeting's notes: what forgets those forgets these."""

    table: Table

    def of_meeting(self, user_id: str, meeting_id: str) -> Sequence[VoiceRecording]:
        """In the order they came."""
        where = Attr("meeting_id").eq(meeting_id) & Attr("item").begins_with(VOICE)
        rows = self.table.query(where, "reading the recordings", only_if=Attr("user_id").eq(user_id))
        return sorted((from_row(VoiceRecording, row) for row in rows), key=lambda one: (one.added_at, one.recording_id))

    def find(self, name: RecordingName) -> VoiceRecording | None:
        """None once its meeting is forgotten."""
        return found(VoiceRecording, self.table.get(_key(name), "reading a recording"))

    def add(self, recording: VoiceRecording) -> None:
        """One that was added before stays as it is."""
        with suppress(Conflict):
            self._put(recording, is_there=False)

    def settle(self, recording: VoiceRecording) -> None:
        """Leaves alone what was forgotten meanwhile."""
        with suppress(Conflict):
            self._put(recording, is_there=True)

    def _put(self, recording: VoiceRecording, *, is_there: bool) -> None:
        row = {**to_row(recording), **_key(recording.name), **expiring(recording.added_at + LIFE)}
        condition = Attr("meeting_id").exists() if is_there else Attr("meeting_id").not_exists()
        self.table.put(row, "keeping a recording", condition)


def _key(name: RecordingName) -> Key:
    return {"meeting_id": name.meeting_id, "item": f"{VOICE}{name.recording_id}"}
