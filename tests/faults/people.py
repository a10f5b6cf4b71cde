"""What people do to a calendar and to AMO while faults happen, and what they were told is done."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.conversation.snooze import Snooze
from lambdas.domain.meetings.meeting import Meeting
from lambdas.edges.commands import meetings as commands
from lambdas.errors import AmoError
from tests.fakes.faults import Killed
from tests.fakes.samples import NOW, a_meeting
from tests.fakes.whole_app import USER, WholeApp
from tests.faults.ledger import Ledger

FIRST_HOURS = {"m1": 3.0, "m2": 25.0, "m3": 40.0}
"""When the meetings begin, in hours from the beginning: one is due at once, one soon, one later."""


class People:
    """``shown`` is what the calendar holds now. A pick stands for a meeting, or for one of the open conversations."""

    def __init__(self, app: WholeApp, ledger: Ledger) -> None:
        self._app = app
        self._ledger = ledger
        self._texts = 0
        self._revisions = 0
        self.shown = {key: a_meeting(key, start=NOW + timedelta(hours=hours)) for key, hours in FIRST_HOURS.items()}
        self._show()

    # in AMO

    def move_on(self, pick: int, verbs: Sequence[Verb]) -> None:
        for verb in verbs:
            if session := self._conversation(pick):
                self._says(session, verb)

    def snooze(self, pick: int, until: Snooze) -> None:
        if session := self._conversation(pick):
            with suppress(AmoError, Killed):
                commands.snooze(USER, session.session_id, until.value)

    def ask_for_a_preparation(self, pick: int) -> None:
        key = self._key(pick)
        self._ledger.wants(key)
        with suppress(AmoError, Killed):
            commands.request_prep(USER, key)

    def decline(self, pick: int) -> None:
        key = self._key(pick)
        with suppress(AmoError, Killed):
            commands.decline(USER, key)
            self._ledger.declines(key)

    def reconsider(self, pick: int) -> None:
        key = self._key(pick)
        self._ledger.wants(key)
        with suppress(AmoError, Killed):
            commands.reconsider(USER, key)

    def correct(self, pick: int, meeting_type: str) -> None:
        key = self._key(pick)
        try:
            commands.correct_type(USER, key, meeting_type)
        except (AmoError, Killed):
            self._ledger.corrected.get(key, set()).add(meeting_type)
        else:
            self._ledger.corrected[key] = {meeting_type}

    # in the calendar

    def move(self, pick: int, hours: float) -> None:
        if meeting := self.shown.get(self._key(pick)):
            start = meeting.start + timedelta(hours=hours)
            self.edit(pick, start=start, end=start + meeting.duration)

    def cancel_or_restore(self, pick: int) -> None:
        key = self._key(pick)
        if key in self.shown:
            del self.shown[key]
        else:
            start = self._app.now + timedelta(hours=FIRST_HOURS[key])
            self.shown[key] = a_meeting(key, start=start, sequence=self._next_revision())
        self._show()

    def edit(self, pick: int, **changes: object) -> None:
        key = self._key(pick)
        if meeting := self.shown.get(key):
            self.shown[key] = meeting.model_copy(update={**changes, "sequence": self._next_revision()})
            self._show()

    def _says(self, session: Conversation, verb: Verb) -> None:
        self._texts += 1
        text = f"answer {self._texts}"
        note = self._ledger.acknowledged
        try:
            commands.converse(USER, session.session_id, verb, text, session.version, "web")
        except (AmoError, Killed):
            note = self._ledger.tried
        if verb in (Verb.ANSWER, Verb.FINISH):  # finishing takes along what stands in the box
            note(session.session_id, session.position, text)

    def _conversation(self, pick: int) -> Conversation | None:
        found = [s for s in self._app.conversations.stored.values() if s.status is ConversationStatus.OPEN]
        return found[pick % len(found)] if found else None

    def _next_revision(self) -> int:
        self._revisions += 1
        return self._revisions

    def _key(self, pick: int) -> str:
        return sorted(FIRST_HOURS)[pick % len(FIRST_HOURS)]

    def _show(self) -> None:
        meetings: list[Meeting] = list(self.shown.values())
        self._app.show(meetings)
