"""What was recorded is written down once, told of, and deleted; whatever dies on the way (POST-1)."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from lambdas.domain.meeting_notes.texts import NoteSource
from lambdas.domain.meeting_notes.voice import MAX_SOUND, RecordingName, VoiceState
from lambdas.errors import NotFound, Refused, Retryable
from lambdas.meeting_notes.recordings import Recordings
from lambdas.meeting_notes.transcriptions import Transcriptions, TranscriptionStart
from lambdas.store.transcription_timer import TranscriptionTimer
from lambdas.store.voice_recordings import VoiceRecordings
from lambdas.transcription.amazon import AmazonTranscriber
from tests.fakes.channels import FakeNotifier
from tests.fakes.faults import Fault, Fragile, Gate, Killed
from tests.fakes.queues import FakeQueue
from tests.fakes.schedules import FakeSchedules
from tests.fakes.transcribe import FakeTranscribe
from tests.unit.meeting_notes.harness import NotesHarness

SOUND = b"\x1a\x45\xdf\xa3 a minute of talk"
SAID = (("spk_0", "Ana sends the deck by Friday."), ("spk_1", "Good."))


class VoiceHarness(NotesHarness):
    """A stage with Amazon Transcribe; ``queue`` and ``done`` are what stands before the two functions."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: Any = FakeQueue()
        self.done: Any = FakeQueue()
        self.told: Any = FakeNotifier()
        self.schedules: Any = FakeSchedules()
        self.recordings: Any = VoiceRecordings(self.notes.table)
        self.client: Any = FakeTranscribe(self.documents)
        self.has_transcriber = True

    @property
    def transcriber(self) -> AmazonTranscriber | None:
        found = AmazonTranscriber(self.client, self.documents, "amo-documents-1", "arn:key", "amo.voice.")
        return found if self.has_transcriber else None

    def record(self, sound: bytes = SOUND, user_id: str = "u1") -> VoiceState:
        service = Recordings(self.meetings, self.recordings, self.documents, self.queue, self.has_transcriber)
        return service.add(user_id, "m1", sound, self.now).state

    def begins(self) -> None:
        for body in self.queue.bodies:
            timer = TranscriptionTimer(self.schedules, "arn:transcripts")
            service = TranscriptionStart(self.recordings, self.transcriber, self.done, timer)
            service.begin(RecordingName.model_validate(body), self.now)

    def takes(self) -> None:
        """As EventBridge says it."""
        for row in list(self.recordings.of_meeting("u1", "m1")):
            self.take(row.name)

    def take(self, name: RecordingName) -> None:
        fakes: Any = (self.recordings, self.documents, self.meetings, self.users, self.texts, self.reviews, self.told)
        parts = (*fakes, self.transcriber)
        Transcriptions(*parts).take(name, self.now)

    @property
    def messages(self) -> list[str]:
        return [message.title for message in self.told.told]

    @property
    def states(self) -> list[VoiceState]:
        return [one.state for one in self.recordings.of_meeting("u1", "m1")]


@pytest.fixture
def voice() -> VoiceHarness:
    return VoiceHarness()


def test_what_is_recorded_becomes_notes_with_speakers_and_the_sound_is_gone(voice: VoiceHarness) -> None:
    voice.record()
    assert [key for key in voice.documents.stored if "/voice/" in key], "until it is written down"
    voice.begins()
    voice.client.finish(*SAID)
    voice.takes()
    (header,) = voice.notes.texts_of("u1", "m1")
    assert header.source is NoteSource.VOICE
    text = voice.texts.lines_of(header)
    assert text is not None
    assert [(line.speaker, line.text) for line in text.lines] == [
        ("Speaker 1", "Ana sends the deck by Friday."),
        ("Speaker 2", "Good."),
    ]
    assert list(voice.documents.stored) == [header.key], "neither the sound nor what Transcribe wrote is kept"
    (message,) = voice.told.told
    assert message.title.startswith("Your recording of Weekly sync is written down: ")
    assert message.actions[0].target == "m1"


def test_what_there_is_to_confirm_is_counted_and_one_tap_away(voice: VoiceHarness) -> None:
    voice.type(said="")
    voice.record()
    voice.begins()
    voice.client.finish(*SAID)
    voice.takes()
    (message,) = voice.told.told
    waiting = len(voice.reviews.sheet("u1", "m1").open)
    counted = f"{waiting} thing{'' if waiting == 1 else 's'} to confirm" if waiting else "no next step was found in it"
    assert message.title == f"Your recording of Weekly sync is written down: {counted}"
    assert message.actions[0].verb == ("review_notes" if waiting else "open_meeting")


def test_the_same_recording_twice_is_one(voice: VoiceHarness) -> None:
    voice.record()
    voice.record()
    voice.begins()
    assert len(voice.client.jobs) == 1
    voice.client.finish(*SAID)
    voice.takes()
    assert voice.record() is VoiceState.WRITTEN
    assert not [key for key in voice.documents.stored if "/voice/" in key]
    assert len(voice.messages) == 1


def test_an_event_before_the_job_has_ended_takes_nothing(voice: VoiceHarness) -> None:
    """Whoever may put events on the account's bus could say so: the job itself is asked."""
    voice.record()
    voice.begins()
    voice.takes()
    assert voice.states == [VoiceState.WAITING]
    assert voice.messages == []


def test_an_event_that_got_lost_is_made_up_for_by_a_timer(voice: VoiceHarness) -> None:
    """AWS sends events of Transcribe as best it can, and promises nothing."""
    voice.record()
    voice.begins()
    voice.client.finish(*SAID)
    voice.now += timedelta(minutes=31)
    for rung in voice.schedules.fire_due(voice.now):
        assert rung.queue_arn == "arn:transcripts"
        voice.take(RecordingName.model_validate(rung.body))
    assert voice.states == [VoiceState.WRITTEN]


def test_begun_again_once_it_is_done_it_is_taken(voice: VoiceHarness) -> None:
    voice.record()
    voice.begins()
    voice.client.finish(*SAID)
    voice.begins()
    assert [RecordingName.model_validate(body) for body in voice.done.bodies] == [
        one.name for one in voice.recordings.of_meeting("u1", "m1")
    ]


def test_what_could_not_be_written_down_is_said_and_the_sound_is_deleted(voice: VoiceHarness) -> None:
    voice.record()
    voice.begins()
    voice.client.fail()
    voice.takes()
    assert voice.messages == ["Your recording of Weekly sync is not written down"]
    assert voice.documents.stored == {}
    with pytest.raises(Refused, match="record it again"):
        voice.record()


def test_what_the_embedded_engine_makes_up_is_never_notes(voice: VoiceHarness) -> None:
    voice.record()
    voice.begins()
    voice.client.finish(("spk_0", "[ministack mock transcript] deterministic placeholder speech"))
    voice.takes()
    (message,) = voice.told.told
    assert "Voice needs a transcriber: type or paste instead." in message.lines
    assert voice.notes.texts_of("u1", "m1") == []
    assert voice.documents.stored == {}


def test_a_stage_without_a_transcriber_says_so_at_once_and_keeps_nothing(voice: VoiceHarness) -> None:
    voice.has_transcriber = False
    with pytest.raises(Refused, match=r"Voice needs a transcriber: type or paste instead\."):
        voice.record()
    assert voice.documents.stored == {}


@pytest.mark.parametrize(
    ("sound", "reason"),
    [(b"PK\x03\x04", "no recording"), (b"", "no recording"), (SOUND + b"x" * MAX_SOUND, "3.6 MB")],
    ids=["archive", "empty", "long"],
)
def test_what_is_no_recording_is_refused_in_a_line(voice: VoiceHarness, sound: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        voice.record(sound)
    assert voice.states == []


def test_somebody_elses_meeting_and_one_that_has_not_begun_take_none(voice: VoiceHarness) -> None:
    with pytest.raises(NotFound):
        voice.record(user_id="u2")
    voice.now -= timedelta(days=1)
    with pytest.raises(Refused, match="not begun"):
        voice.record()


def test_a_few_wait_at_once_and_one_that_hangs_is_not_waited_for_for_ever(voice: VoiceHarness) -> None:
    for number in range(3):
        voice.record(SOUND + bytes([number]))
    with pytest.raises(Refused, match="wait for one"):
        voice.record()
    voice.now += timedelta(hours=3)
    assert voice.record() is VoiceState.WAITING


def test_a_meeting_that_was_forgotten_meanwhile_stays_forgotten(voice: VoiceHarness) -> None:
    voice.record()
    voice.begins()
    (row,) = voice.recordings.of_meeting("u1", "m1")
    voice.client.finish(*SAID)
    voice.notes.delete("m1")
    voice.documents.delete(row.audio_key)
    voice.take(row.name)
    assert voice.documents.stored == {}, "what Transcribe wrote meanwhile goes too"
    assert voice.notes.table.rows == {}
    assert voice.messages == []


class Disturbed(VoiceHarness):
    """Every step from the sound to the message passes a gate."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()
        for name in ("meetings", "users", "notes", "documents", "queue", "done", "told", "recordings", "schedules"):
            setattr(self, name, Fragile(getattr(self, name), self.gate, name))

    def act(self) -> None:
        """All of it, each part as often as its queue hands it out: here once."""
        self.record()
        self.begins()
        if all(state == "IN_PROGRESS" for state in self.client.states.values()):
            self.client.finish(*SAID)
        self.takes()

    def everything(self) -> tuple[Any, ...]:
        told = {message.message_id: message.title for message in self.told.told}
        return sorted(map(str, self.notes.table.rows.items())), sorted(self.documents.stored), told


@pytest.mark.parametrize("fault", [Fault.KILLED_BEFORE, Fault.KILLED_AFTER, Fault.LOST, Fault.THROTTLED])
def test_killed_between_any_two_steps_and_done_again_it_is_the_same_end(fault: Fault) -> None:
    undisturbed = Disturbed()
    undisturbed.act()
    for place in count(1):
        disturbed = Disturbed()
        disturbed.gate.begin({place: fault})
        try:
            disturbed.act()
        except (Killed, Retryable):
            disturbed.gate.begin({})
            disturbed.act()
        assert disturbed.everything() == undisturbed.everything(), (place, disturbed.gate.happened)
        if not disturbed.gate.happened:
            assert place > 10
            return
