"""Recordings by their first bytes and their names; and the words Transcribe writes as lines with speakers."""

import json

import pytest

from lambdas.domain.meeting_notes.transcription_output import lines_of_output
from lambdas.domain.meeting_notes.voice import (
    AudioFormat,
    RecordingName,
    VoiceRecording,
    audio_format,
    job_name,
    recording_of_job,
    speakers_of,
)
from tests.fakes.samples import NOW
from tests.fakes.transcribe import output

RECORDING = VoiceRecording(
    meeting_id="m1", recording_id="r1", user_id="u1", format=AudioFormat.MP3, speakers=2, added_at=NOW
)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81", AudioFormat.WEBM),
        (b"OggS\x00\x02", AudioFormat.OGG),
        (b"\x00\x00\x00\x20ftypM4A ", AudioFormat.MP4),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", AudioFormat.WAV),
        (b"ID3\x04\x00", AudioFormat.MP3),
        (b"\xff\xfb\x90\x64", AudioFormat.MP3),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
        (b"PK\x03\x04", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_recording_is_known_by_its_first_bytes_alone(start: bytes, kind: AudioFormat | None) -> None:
    assert audio_format(start) is kind


def test_a_job_leads_back_to_its_recording_and_those_of_other_stages_lead_nowhere() -> None:
    assert recording_of_job("amo.voice.", job_name("amo.voice.", RECORDING)) == RECORDING.name
    assert RECORDING.name == RecordingName(meeting_id="m1", recording_id="r1")
    for strange in ("amo-test.voice.m1.r1", "amo.voice.m1", "amo.voice..r1", "somebody-elses-job"):
        assert recording_of_job("amo.voice.", strange) is None


@pytest.mark.parametrize(("people", "voices"), [(0, 2), (5, 5), (40, 10)])
def test_as_many_voices_are_told_apart_as_were_invited_within_what_can_be_asked(people: int, voices: int) -> None:
    assert speakers_of(people) == voices


def said(content: bytes) -> list[tuple[int, str, str]]:
    return [(line.number, line.speaker, line.text) for line in lines_of_output(content)]


def test_each_sentence_of_each_voice_is_a_line_and_voices_are_counted_as_they_begin() -> None:
    content = output([("spk_3", "Hello Ben. How are you?"), ("spk_0", "Fine, and you"), ("spk_3", "Well.")])
    assert said(content) == [
        (1, "Speaker 1", "Hello Ben."),
        (2, "Speaker 1", "How are you?"),
        (3, "Speaker 2", "Fine, and you"),
        (4, "Speaker 1", "Well."),
    ]


def test_who_speaks_is_found_by_time_where_words_do_not_say_it() -> None:
    """The form before words had labels of their own (diarization-output-batch in the guide)."""
    words = [("4.87", "I've"), ("5.02", "waited"), ("8.49", "Sorry")]
    spans = {"spk_0": ["4.87", "5.02"], "spk_1": ["8.49"]}
    segments = [
        {"start_time": times[0], "end_time": "9.0", "speaker_label": label,
         "items": [{"start_time": time, "end_time": "9.0", "speaker_label": label} for time in times]}
        for label, times in spans.items()
    ]  # fmt: skip
    items = [
        {"id": place, "type": "pronunciation", "start_time": time, "alternatives": [{"content": word}]}
        for place, (time, word) in enumerate(words)
    ]
    labels = {"channel_label": "ch_0", "speakers": 2, "segments": segments}
    content = json.dumps({"jobName": "j", "results": {"speaker_labels": labels, "items": items}}).encode()
    assert said(content) == [(1, "Speaker 1", "I've waited"), (2, "Speaker 2", "Sorry")]


def test_what_is_said_is_text_on_one_line_and_never_longer_than_a_line() -> None:
    hostile = "\u202eevil\n" + "x" * 30
    lines = lines_of_output(output([("", f"{hostile} " * 200)]))
    assert all("\u202e" not in line.text and len(line.text) <= 2000 for line in lines)
    assert len(lines) > 1
    assert {line.speaker for line in lines} == {""}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (output([]), "Nothing was heard"),
        (output([("spk_0", "[ministack mock transcript] deterministic placeholder speech")]), "needs a transcriber"),
        (b"{}", "could not be read"),
        (b"not json", "could not be read"),
    ],
)
def test_what_nobody_said_is_never_notes(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        lines_of_output(content)
