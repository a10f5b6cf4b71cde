"""Over the API: notes are handed in, confirmed on the sheet they come to, and what was wanted is said to be reached."""

from datetime import timedelta

import pytest

from lambdas.domain.meeting_notes.notes import MeetingNotes, Promised, SectionNotes
from lambdas.domain.outcomes.outcome import Outcome, want_key
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

MEETING = "m" + "7" * 20
NOTES = f"/api/meetings/{MEETING}/notes"
REVIEW = f"/api/meetings/{MEETING}/review"
OUTCOMES = f"/api/meetings/{MEETING}/outcomes"
WANT = "Agree on the venue"


@pytest.fixture
def ended(harness: Harness) -> Harness:
    """A meeting of Ada's that is over; she promised something in the notes she wrote on the page."""
    start = NOW - timedelta(hours=2)
    harness.add(a_tracked(a_meeting(MEETING, user_id=ADA, title="Offsite", start=start)))
    promised = Promised(key="p1", what="Send the draft", owner="Bo")
    section = SectionNotes(key="s1", title="Opening", promised=(promised,))
    harness.meeting_notes.save(
        MeetingNotes(meeting_id=MEETING, user_id=ADA, version=1, sections=(section,), saved_at=NOW)
    )
    return harness


def test_notes_are_handed_in_as_text_or_as_a_file_and_once_is_enough(ended: Harness) -> None:
    first = ended.call("POST", NOTES, {"text": "It rained.\nWe talked.", "name": "Walk"}).json
    assert (first["text"]["name"], first["text"]["source"], first["text"]["count"]) == ("Walk.txt", "api", 2)
    assert first["open"]["item"] >= 1
    plain = {"content-type": "application/octet-stream", "origin": ended.public_url}
    again = ended.ask("POST", f"{NOTES}?name=walk.md&source=terminal", b"It rained.\nWe talked.", ADA, plain).json
    assert again["text"]["text_id"] == first["text"]["text_id"]
    assert [text["name"] for text in ended.call("GET", REVIEW).json["texts"]] == ["Walk.txt"]


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 7}, ["x"], "x"])
def test_what_is_no_notes_is_refused_in_one_line(ended: Harness, body: object) -> None:
    answer = ended.call("POST", NOTES, body)
    assert answer.status == 400
    assert '{"text": "..."}' in answer.json["message"]


def test_nothing_is_an_item_before_it_is_confirmed_and_confirming_twice_makes_one(ended: Harness) -> None:
    sheet = ended.call("GET", REVIEW).json
    (found,) = sheet["open"]
    assert ended.call("GET", "/api/items").json == []
    answers = [
        {"found": found["candidate_id"], "what": found["what"], "owner": "Bo", "due": "2031-02-03"},
        {"kind": "question", "what": "Who pays?"},
    ]
    body = {"version": sheet["version"], "answers": answers}
    kept = ended.call("POST", REVIEW, body).json
    assert [one["verdict"] for one in kept["reviewed"]] == ["kept", "kept"]
    assert ended.call("POST", REVIEW, body).json == kept
    (item,) = ended.call("GET", "/api/items").json
    assert (item["what"], item["owner"], item["due"]) == ("Send the draft", "Bo", "2031-02-03")
    assert item["origin"] == {"meeting_id": MEETING, "title": "Offsite", "lines": ["Send the draft"]}


def test_an_answer_to_an_older_sheet_is_a_conflict_and_changes_nothing(ended: Harness) -> None:
    assert ended.call("POST", REVIEW, {"version": 0, "answers": [{"what": "One"}]}).status == 200
    late = ended.call("POST", REVIEW, {"version": 0, "answers": [{"what": "Two"}]})
    assert late.status == 409
    assert [item["what"] for item in ended.call("GET", "/api/items").json] == ["One"]


def test_that_there_is_nothing_to_note_can_be_said(ended: Harness) -> None:
    assert ended.call("POST", f"{REVIEW}/nothing").json["is_empty"] is True


def test_what_was_wanted_is_answered_and_answered_otherwise(ended: Harness) -> None:
    start = ended.meetings.get(ADA, MEETING).meeting.start
    ended.outcomes.add(Outcome(user_id=ADA, meeting_id=MEETING, want_key=want_key(WANT), want=WANT, start=start))
    assert [(one["want"], one["reached"]) for one in ended.call("GET", OUTCOMES).json] == [(WANT, None)]
    for reached in ("partly", "yes"):
        said = ended.call("POST", OUTCOMES, {"want_key": want_key(WANT), "reached": reached}).json
        assert [one["reached"] for one in said] == [reached]
    assert ended.call("POST", OUTCOMES, {"want_key": "else", "reached": "no"}).status == 404


def test_what_nobody_was_asked_before_can_be_said_afterwards(ended: Harness) -> None:
    (said,) = ended.call("POST", OUTCOMES, {"want": WANT, "reached": "partly"}).json
    assert (said["want"], said["reached"]) == (WANT, "partly")
    assert ended.call("POST", OUTCOMES, {"want": WANT}).json == [said], "said again, it stays as it is"
    assert ended.call("POST", OUTCOMES, {"reached": "yes"}).status == 422
    assert len(ended.call("POST", OUTCOMES, {"want": "A date"}).json) == 2
    assert len(ended.call("POST", OUTCOMES, {"want": "A budget"}).json) == 3
    assert ended.call("POST", OUTCOMES, {"want": "A fourth"}).status == 400


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", NOTES, {"text": "It rained."}),
        ("GET", REVIEW, None),
        ("POST", REVIEW, {"version": 0, "answers": []}),
        ("POST", f"{REVIEW}/nothing", None),
        ("GET", OUTCOMES, None),
        ("POST", OUTCOMES, {"want_key": want_key(WANT), "reached": "no"}),
    ],
)
def test_to_anybody_else_the_meeting_is_not_there(ended: Harness, method: str, path: str, body: object) -> None:
    assert ended.call(method, path, body, user=EVE).status == 404
