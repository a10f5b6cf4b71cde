"""Whisper on a laptop: what AMO does with the words faster-whisper hears. The package itself is not installed here."""

import sys
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from lambdas import wiring
from lambdas.domain.meeting_notes.voice import AudioFormat, VoiceRecording
from lambdas.settings import Settings
from lambdas.transcription import whisper
from lambdas.transcription.base import JobState
from tests.fakes.documents import FakeDocuments
from tests.fakes.samples import NOW

RECORDING = VoiceRecording(
    meeting_id="m1", recording_id="r1", user_id="u1", format=AudioFormat.OGG, speakers=2, added_at=NOW
)


def hears(monkeypatch: pytest.MonkeyPatch, *texts: str) -> list[Any]:
    """Installs a faster_whisper that hears this; returns what it was asked to listen to, and how."""
    asked: list[Any] = []

    class Model:
        def __init__(self, size: str, *, device: str, compute_type: str, local_files_only: bool) -> None:
            asked.append((size, device, compute_type, local_files_only))

        def transcribe(self, sound: BytesIO) -> tuple[list[Any], None]:
            asked.append(sound.read())
            return [SimpleNamespace(text=text) for text in texts], None

    package = ModuleType("faster_whisper")
    package.__dict__["WhisperModel"] = Model
    monkeypatch.setitem(sys.modules, "faster_whisper", package)
    return asked


def test_the_words_are_there_at_once_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = hears(monkeypatch, " Ana sends the deck.", "  ", " By Friday.")
    documents: Any = FakeDocuments()
    documents.put(RECORDING.audio_key, b"OggS...", "audio/ogg")
    transcriber = whisper.WhisperTranscriber(documents)
    assert transcriber.state_of(RECORDING) is JobState.FAILED
    assert transcriber.begin(RECORDING) is True
    assert asked == [("small", "cpu", "int8", True), b"OggS..."]
    assert transcriber.state_of(RECORDING) is JobState.DONE
    assert [(line.number, line.text) for line in transcriber.lines_of(RECORDING)] == [
        (1, "Ana sends the deck."),
        (2, "By Friday."),
    ]


def test_silence_is_said_to_be_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    hears(monkeypatch)
    documents: Any = FakeDocuments()
    documents.put(RECORDING.audio_key, b"OggS...", "audio/ogg")
    transcriber = whisper.WhisperTranscriber(documents)
    transcriber.begin(RECORDING)
    with pytest.raises(ValueError, match="Nothing was heard"):
        transcriber.lines_of(RECORDING)


@pytest.mark.parametrize("is_installed", [True, False])
def test_a_laptop_has_a_transcriber_where_whisper_is_installed(
    monkeypatch: pytest.MonkeyPatch, is_installed: bool
) -> None:
    monkeypatch.setattr(wiring, "settings", lambda: Settings({"AMO_TRANSCRIBER": "whisper"}))
    monkeypatch.setattr(wiring, "documents", FakeDocuments)
    monkeypatch.setattr(whisper, "is_installed", lambda: is_installed)
    assert wiring.is_voice_transcribed() is is_installed
    assert (wiring.transcriber() is not None) is is_installed
