"""Whatever dies between any two steps: doing it again brings it to the same end, and nothing is there twice."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from lambdas.aws.table import Row
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.meeting_notes.notes import Decided, Promised
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.errors import Retryable
from lambdas.meeting_notes.ended import EndedMeetings
from lambdas.store.ended_timer import EndedMeeting, EndedTimer
from tests.fakes.channels import FakeNotifier
from tests.fakes.faults import Fault, Fragile, Gate, Killed
from tests.fakes.samples import NOW
from tests.fakes.schedules import FakeSchedules
from tests.fakes.stores import FakeMaterialTexts, FakeOutcomes
from tests.unit.meeting_notes.harness import OPEN, NotesHarness

MANIFEST = MaterialsManifest(plan_key="p", agenda_key="a", questions_key="q", notes_key="n", generated_at=NOW)


class Followed(NotesHarness):
    """Everything that follows a meeting, behind a gate."""

    STORES = ("meetings", "users", "notes", "items", "records", "documents", "texts_of_materials", "outcomes", "told")

    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()
        self.texts_of_materials, self.outcomes, self.told = FakeMaterialTexts(), FakeOutcomes(), FakeNotifier()
        self.records.put_all("u1", [OPEN])
        ready = Preparation(status=PrepStatus.READY, run=1, materials=MANIFEST)
        self.meetings.rows["m1"] = self.meetings.rows["m1"].model_copy(update={"preparation": ready})
        wants = ("Two hires", "A date")
        self.texts_of_materials.put(
            MaterialText(user_id="u1", meeting_id="m1", title="R", start=NOW, wants=wants, written_at=NOW)
        )
        self.type(Decided(key="d1", what="Two days", ref=OPEN.ref), promised=[Promised(key="a1", what="Send the deck")])
        self.answers = self.kept_as_found()
        for name in self.STORES:
            setattr(self, name, Fragile(getattr(self, name), self.gate, name))

    def hands_in(self) -> None:
        self.hand_in("Ana sends the deck.")

    def confirms(self) -> None:
        self.confirm(self.answers, version=0)

    def rings(self) -> None:
        schedules: Any = FakeSchedules()
        timer = EndedTimer(schedules, "arn:ended")
        parts: Any = (self.meetings, self.users, self.texts_of_materials, self.notes, self.outcomes, self.told, timer)
        EndedMeetings(*parts).fire(EndedMeeting(user_id="u1", meeting_id="m1"), self.now)

    def everything(self) -> tuple[list[Row], list[str], set[str]]:
        """All that is stored and said, whatever the way there."""
        tables = (self.notes, self.items, self.records, self.outcomes)
        rows = [row for store in tables for row in store.table.rows.values()]
        return rows, sorted(self.documents.stored), {message.message_id for message in self.told.told}


@pytest.mark.parametrize("fault", [Fault.KILLED_BEFORE, Fault.KILLED_AFTER, Fault.LOST, Fault.THROTTLED])
@pytest.mark.parametrize("act", [Followed.hands_in, Followed.confirms, Followed.rings])
def test_done_again_it_is_as_if_nothing_had_happened(act: Callable[[Followed], None], fault: Fault) -> None:
    undisturbed = Followed()
    act(undisturbed)
    for place in count(1):
        disturbed = Followed()
        disturbed.gate.begin({place: fault})
        try:
            act(disturbed)
        except (Killed, Retryable):
            disturbed.gate.begin({})
            act(disturbed)
        assert disturbed.everything() == undisturbed.everything(), (place, disturbed.gate.happened)
        if not disturbed.gate.happened:
            assert place > 1
            return
