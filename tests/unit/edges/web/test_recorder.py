"""What was recorded is handed in on a meeting's page: by its script in place, or as a file in a form."""

from datetime import timedelta

import pytest

from lambdas import wiring
from lambdas.accounts.tokens import Identity
from lambdas.domain.meeting_notes.voice import VoiceState
from lambdas.edges.http.form_tokens import form_token
from lambdas.edges.web.responses import SECURITY_HEADERS
from tests.unit.edges.harness import ADA, KEYS, NOW, PUBLIC, READY, Answer, Harness

PAGE = f"/meetings/{READY}"
SOUND = b"\x1a\x45\xdf\xa3 a minute of talk"


@pytest.fixture
def ended(harness: Harness) -> Harness:
    harness.furnish("Budget")
    harness.end()
    return harness


def hand_in(harness: Harness, sound: bytes, **fields: str) -> Answer:
    token = form_token(Identity(ADA, f"s-{ADA}"), KEYS)
    parts = [_part(f'name="{name}"', value.encode()) for name, value in {"form_token": token, **fields}.items()]
    body = b"".join([*parts, _part('name="sound"; filename="r"', sound), b"--b--\r\n"])
    headers = {"content-type": "multipart/form-data; boundary=b", "origin": PUBLIC}
    return harness.send("POST", f"{PAGE}/recordings", body, ADA, headers)


def _part(named: str, content: bytes) -> bytes:
    return f"--b\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode() + content + b"\r\n"


def test_a_recording_waits_to_be_written_down_and_the_page_says_so(ended: Harness) -> None:
    assert hand_in(ended, SOUND).headers["Location"] == f"{PAGE}?tab=notes&done=recorded#notes"
    (recording,) = ended.voice_recordings.of_meeting(ADA, READY)
    assert ended.documents.get(recording.audio_key) == SOUND
    assert ended.syncs.bodies == [recording.name.model_dump()]
    assert f"Recording of {NOW:%H:%M}: being written down." in ended.get(PAGE).text


def test_the_script_stays_on_the_page_and_is_told_in_words(ended: Harness) -> None:
    assert "AMO tells you when it is written down" in hand_in(ended, SOUND, in_place="yes").json["said"]
    refused = hand_in(ended, b"PK\x03\x04", in_place="yes")
    assert refused.status == 400
    assert "no recording" in refused.json["problem"]
    (recording,) = ended.voice_recordings.of_meeting(ADA, READY)
    ended.voice_recordings.settle(recording.settled(VoiceState.WRITTEN))
    assert "among your notes" in hand_in(ended, SOUND, in_place="yes").json["said"]


def test_without_a_script_what_is_wrong_is_said_beside_the_recorder(ended: Harness) -> None:
    refused = hand_in(ended, b"PK\x03\x04")
    assert refused.status == 200
    recorder = refused.text.split('id="recorder"')[1]
    assert "no recording AMO can read" in recorder.split('class="problem"')[1].split("</p>")[0]


def test_consent_comes_first_and_the_microphone_is_allowed_on_that_page_alone(ended: Harness) -> None:
    page = ended.get(PAGE)
    recorder = page.text.split('id="recorder"')[1]
    assert recorder.index("Everybody in the room should know.") < recorder.index("data-record>")
    assert "recorder.js" in page.text
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    for path in ("/", f"{PAGE}/review", "/settings"):
        assert "microphone=()" in ended.get(path).headers["Permissions-Policy"]
        assert "recorder.js" not in ended.get(path).text
    assert "microphone=()" in SECURITY_HEADERS["Permissions-Policy"]


def test_before_the_meeting_there_is_nothing_to_record(ended: Harness) -> None:
    ended.end(ago=-timedelta(hours=5))
    page = ended.get(PAGE)
    assert 'id="recorder"' not in page.text
    assert "microphone=()" in page.headers["Permissions-Policy"]


def test_a_stage_without_a_transcriber_says_so_and_takes_none(ended: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "is_voice_transcribed", lambda: False)
    page = ended.get(PAGE)
    assert "Voice needs a transcriber: type or paste instead." in page.text
    assert "recorder.js" not in page.text
    assert "microphone=()" in page.headers["Permissions-Policy"]
    assert "needs a transcriber" in hand_in(ended, SOUND, in_place="yes").json["problem"]
    assert ended.documents.stored.keys().isdisjoint({"voice"})
