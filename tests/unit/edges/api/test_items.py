"""Over the API: a person's action items, and those of others that they owe."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.meeting_notes.candidates import Quote
from lambdas.domain.meetings.meeting import Attendee
from lambdas.edges.commands.items import MAX_MEETINGS
from lambdas.store.action_items import MAX_SHARED
from tests.fakes.samples import a_meeting, a_tracked, a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

MEETING = "m" + "7" * 20
CONTRACT = {"item_id", "what", "owner", "due", "status", "meeting_id", "asked_times", "origin"}
QUOTE = Quote(text_id="t1", number=4, text="Bo: I send the draft")


def an_item(item_id: str, **changes: Any) -> ActionItem:
    told = {"item_id": item_id, "user_id": ADA, "what": f"Do {item_id}", "created_at": NOW, "quotes": (QUOTE,)}
    return ActionItem.model_validate(told | changes)


@pytest.fixture
def listed(harness: Harness) -> Harness:
    """Ada has two items; one of them is late, and Eve's to do."""
    attendees = (Attendee(email="eve@example.com", name="Eve"),)
    meeting = a_meeting(MEETING, user_id=ADA, title="Offsite", start=NOW - timedelta(days=9), attendees=attendees)
    harness.add(a_tracked(meeting))
    harness.users.put(a_user(ADA, name="Ada Byron", created_at=NOW))
    harness.users.put(a_user(EVE, email="eve@example.com", created_at=NOW))
    due = (NOW - timedelta(days=2)).date()
    harness.action_items.put(an_item("i1", created_at=NOW - timedelta(days=1)))
    shared = an_item("i2", owner="Eve", owner_email="eve@example.com", due=due, meeting_id=MEETING, shared_at=NOW)
    harness.action_items.put(shared)
    return harness


def ids(harness: Harness, query: str = "", user: str = ADA) -> list[str]:
    return [item["item_id"] for item in harness.call("GET", f"/api/items{query}", user=user).json]


def test_each_item_says_what_the_contract_names_and_where_it_is_from(listed: Harness) -> None:
    one, other = listed.call("GET", "/api/items").json
    assert set(one) >= CONTRACT
    assert (one["item_id"], one["is_late"]) == ("i1", False)
    assert (other["item_id"], other["is_late"], other["asked_times"]) == ("i2", True, 0)
    assert other["origin"] == {"meeting_id": MEETING, "title": "Offsite", "lines": [QUOTE.text]}


def test_what_somebody_owes_is_on_their_list_without_the_notes_it_is_from(listed: Harness) -> None:
    (item,) = listed.call("GET", "/api/items", user=EVE).json
    assert (item["item_id"], item["owed_to"]) == ("i2", "Ada Byron")
    assert item["origin"] == {"meeting_id": MEETING, "title": "Offsite", "lines": []}
    assert listed.call("POST", "/api/items/i2/done", user=EVE).json["status"] == "done"
    assert ids(listed) == ["i1"]


def test_a_list_is_whole_though_the_account_it_is_owed_to_is_gone(listed: Harness) -> None:
    gone = an_item("i9", user_id="gone", owner="Eve", owner_email="eve@example.com", shared_at=NOW)
    listed.action_items.put(gone)
    owed = {item["item_id"]: item["owed_to"] for item in listed.call("GET", "/api/items", user=EVE).json}
    assert owed == {"i2": "Ada Byron", "i9": ""}


def test_a_long_list_reads_a_bounded_number_of_meetings(listed: Harness) -> None:
    for number in range(MAX_MEETINGS + 1):
        listed.action_items.put(an_item(f"x{number}", meeting_id=f"{number:021d}", created_at=NOW - timedelta(days=30)))
    items = listed.call("GET", "/api/items").json
    assert len(items) == MAX_MEETINGS + 3
    assert next(item for item in items if item["item_id"] == "i2")["origin"]["title"] == ""


def test_what_nobody_sent_them_is_not_there_for_others(listed: Harness) -> None:
    for act in ("done", "drop", "reopen"):
        assert listed.call("POST", f"/api/items/i1/{act}", user=EVE).status == 404
    assert listed.call("POST", "/api/items/i1/due", {"due": None}, user=EVE).status == 404
    assert ids(listed) == ["i1", "i2"]


def test_an_item_is_closed_reopened_and_given_another_day(listed: Harness) -> None:
    assert listed.call("POST", "/api/items/i1/drop").json["status"] == "dropped"
    assert ids(listed) == ["i2"]
    assert ids(listed, "?all=true") == ["i1", "i2"]
    assert listed.call("POST", "/api/items/i1/reopen").json["status"] == "open"
    assert listed.call("POST", "/api/items/i1/due", {"due": "2031-12-04"}).json["due"] == "2031-12-04"
    assert listed.call("POST", "/api/items/i1/due", {"due": None}).json["due"] is None


@pytest.mark.parametrize("body", [{}, {"due": "tomorrow"}, {"due": "2031-13-01"}])
def test_a_day_that_is_none_is_refused(listed: Harness, body: dict[str, str]) -> None:
    answer = listed.call("POST", "/api/items/i1/due", body)
    assert answer.status == 422
    assert "due" in answer.json["message"]


def test_however_much_somebody_did_for_others_what_they_owe_now_can_be_closed(listed: Harness) -> None:
    told = {"owner_email": "eve@example.com", "shared_at": NOW, "due": (NOW - timedelta(days=90)).date()}
    for number in range(MAX_SHARED):
        listed.action_items.put(an_item(f"done-{number}", status="done", **told))
    assert ids(listed, user=EVE) == ["i2"]
    assert listed.call("POST", "/api/items/i2/done", user=EVE).json["status"] == "done"
    assert listed.call("POST", "/api/items/i2/reopen", user=EVE).json["status"] == "open"
