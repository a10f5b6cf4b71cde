"""Notes handed in on a meeting's page: taken in, read again line by line, and never lost over a bad file."""

import re
from datetime import timedelta

import pytest

from lambdas.accounts.tokens import Identity
from lambdas.edges.http.form_tokens import form_token
from tests.unit.edges.harness import ADA, EVE, KEYS, PLANNED, PUBLIC, READY, Answer, Harness

PAGE = f"/meetings/{READY}"
HAND_IN = f"{PAGE}/notes/texts"


@pytest.fixture
def ended(harness: Harness) -> Harness:
    harness.furnish("Budget")
    harness.end()
    harness.meeting_notes.delete(READY)
    return harness


def upload(harness: Harness, name: str, content: bytes, text: str = "") -> Answer:
    """As a browser sends a form with a file."""
    token = form_token(Identity(ADA, f"s-{ADA}"), KEYS)
    parts = [_part('name="form_token"', token.encode()), _part('name="text"', text.encode())]
    body = b"".join([*parts, _part(f'name="file"; filename="{name}"', content), b"--b--\r\n"])
    headers = {"content-type": "multipart/form-data; boundary=b", "origin": PUBLIC}
    return harness.send("POST", HAND_IN, body, ADA, headers)


def _part(named: str, content: bytes) -> bytes:
    return f"--b\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode() + content + b"\r\n"


def test_a_file_leads_straight_to_what_it_says_and_each_line_has_its_number(ended: Harness) -> None:
    done = upload(ended, "C:\\notes\\Weekly <b>.MD", b"# Budget\n\nWe met.\n")
    assert done.headers["Location"] == f"{PAGE}/review?done=handed-in"
    (text,) = ended.meeting_notes.texts_of(ADA, READY)
    assert text.name.endswith(".md")
    assert "notes\\" not in text.name
    shown = ended.get(f"{PAGE}/notes/{text.text_id}").text
    assert re.search(r'<li id="L(\d)" value="\1">We met.</li>', shown)
    assert f"{PAGE}/notes/{text.text_id}" in ended.get(PAGE).text, "what was handed in is listed"


def test_what_is_pasted_is_listed_beside_a_file(ended: Harness) -> None:
    upload(ended, "a.txt", b"One", text="Two\nThree")
    assert {text.name for text in ended.meeting_notes.texts_of(ADA, READY)} == {"a.txt", "Pasted notes.txt"}
    assert "<b>Pasted notes</b>" in ended.get(f"{PAGE}/review").text


@pytest.mark.parametrize(
    ("content", "says"), [(b" \n", "empty"), (b"x" * (2 * 1024 * 1024 + 1), "2 MB")], ids=["empty", "long"]
)
def test_a_bad_file_is_said_in_a_line_and_what_was_pasted_stays_in_the_box(
    ended: Harness, content: bytes, says: str
) -> None:
    refused = upload(ended, "a.txt", content, text="Ana sends the deck")
    assert refused.status == 200
    assert says in refused.text.split('class="problem"')[1].split("</p>")[0]
    assert "Ana sends the deck</textarea>" in refused.text
    assert ended.meeting_notes.texts_of(ADA, READY) == []


def test_nothing_at_all_is_asked_for(ended: Harness) -> None:
    assert "Paste your notes, or choose a file" in ended.post(HAND_IN, text=" ").text


def test_lines_that_are_no_longer_kept_leave_those_that_were_quoted(ended: Harness) -> None:
    upload(ended, "a.txt", b"One")
    (text,) = ended.meeting_notes.texts_of(ADA, READY)
    ended.documents.delete(text.key)
    assert "no longer kept" in ended.get(f"{PAGE}/notes/{text.text_id}").text


def test_notes_are_handed_in_and_read_by_the_meeting_s_owner_alone(ended: Harness) -> None:
    upload(ended, "a.txt", b"One")
    (text,) = ended.meeting_notes.texts_of(ADA, READY)
    assert ended.get(f"{PAGE}/notes/{text.text_id}", EVE).status == 404
    assert ended.get(f"/meetings/{PLANNED}/notes/{text.text_id}").status == 404
    assert ended.post(HAND_IN, EVE, text="Mine").status == 404


def test_before_a_meeting_there_is_nothing_to_hand_in(harness: Harness) -> None:
    harness.furnish("Budget")
    assert HAND_IN not in harness.get(PAGE).text
    harness.end(ago=timedelta(minutes=-10))
    assert HAND_IN in harness.get(PAGE).text
