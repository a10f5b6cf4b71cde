"""Forgetting a meeting on the page and by the API: asked once, told what goes, then the receipt."""

import json

from lambdas.meeting_erasure.handlers import erase_meeting
from tests.unit.edges.harness import ADA, EVE, READY, WAITING, Harness

TITLE = "Cloud budget"
PAGE = f"/meetings/{READY}/forget"


def delete_asked(harness: Harness) -> None:
    """Does what the function does with every event that asks for it."""
    for event in harness.bus.published:
        body = json.dumps({"detail-type": event.name, "detail": event.model_dump(mode="json")})
        record = {"messageId": "1", "body": body, "receiptHandle": "h", "attributes": {"ApproximateReceiveCount": "1"}}
        assert erase_meeting({"Records": [record]}, None) == {"batchItemFailures": []}


def test_what_goes_and_what_stays_is_said_before_anything_does(harness: Harness) -> None:
    harness.furnish(TITLE)
    text = harness.get(PAGE).text
    assert "This cannot be undone" in text
    assert "conversation with your answers" in text
    assert "One line in the audit log" in text
    assert f'href="{PAGE}"' in harness.get(f"/meetings/{READY}").text
    assert harness.meetings.rows[READY].preparation.erased is None


def test_the_receipt_says_when_and_the_meeting_is_not_prepared_any_more(harness: Harness) -> None:
    harness.furnish(TITLE)
    said = [line for line in ("conversation with your answers", "document") if line in harness.get(PAGE).text]
    for _ in range(2):
        answer = harness.post(PAGE)
        assert (answer.status, answer.headers["Location"]) == (303, PAGE)
    assert "Look again in a moment" in harness.get(PAGE).text
    delete_asked(harness)
    receipt = harness.get(PAGE).text
    assert "AMO deleted what it held" in receipt
    assert all(line in receipt for line in said)
    assert "Forgotten" in harness.get(f"/meetings/{READY}").text


def test_nobody_is_asked_how_it_went_after_it_was_forgotten(harness: Harness) -> None:
    harness.furnish(TITLE)
    harness.end(READY)
    assert "What did you want out of it?" in harness.get(f"/meetings/{READY}").text
    harness.post(PAGE)
    delete_asked(harness)
    text = harness.get(f"/meetings/{READY}").text
    assert [asks for asks in ("How did it go?", "What did you want out of it?") if asks in text] == []


def test_the_api_answers_with_the_receipt_and_the_same_one_again(harness: Harness) -> None:
    harness.furnish(TITLE)
    address = f"/api/meetings/{WAITING}/forget"
    receipts = [harness.call("GET", address).json, harness.call("POST", address).json]
    delete_asked(harness)
    receipts += [harness.call(method, address).json for method in ("GET", "POST")]
    assert len({json.dumps(receipt["lines"]) for receipt in receipts}) == 1
    assert [bool(receipt["erased_at"]) for receipt in receipts] == [False, True, True, True]
    assert [bool(receipt["left"]) for receipt in receipts] == [False, True, False, False]
    assert receipts[0]["deleted"]["conversations"] == 1
    assert TITLE not in json.dumps(receipts)
    assert harness.call("POST", f"/api/meetings/{READY}/forget", user=EVE).status == 404


def test_a_meeting_is_forgotten_by_its_owner_alone(harness: Harness) -> None:
    harness.furnish(TITLE)
    assert harness.get(PAGE, EVE).status == 404
    assert harness.post(PAGE, EVE).status == 404
    assert harness.get(PAGE, ADA).status == 200
