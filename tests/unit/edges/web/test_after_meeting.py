"""A meeting's page when it is over, and the card on Today that asks how it went."""

from datetime import date, timedelta

import pytest

from lambdas.domain.action_items.action_item import ActionItemStatus
from lambdas.domain.meetings.meeting import MeetingStatus
from tests.unit.edges.harness import ADA, NOW, PLANNED, READY, Harness

PAGE = f"/meetings/{READY}"
ASKS = "How did it go?"


@pytest.fixture
def ended(harness: Harness) -> Harness:
    harness.furnish("Budget")
    harness.meeting_notes.delete(READY)
    harness.end()
    return harness


def confirm(harness: Harness, **rows: str) -> None:
    fields = {name.replace("_", "."): value for name, value in rows.items()}
    assert harness.post(f"{PAGE}/review", version="0", **fields).status == 303


def test_before_it_is_over_nothing_of_this_is_shown(harness: Harness) -> None:
    harness.furnish("Budget")
    assert 'id="after"' not in harness.get(PAGE).text
    assert ASKS not in harness.get("/").text


def test_its_page_and_today_ask_how_it_went_until_somebody_says(ended: Harness) -> None:
    assert ASKS in ended.get(PAGE).text
    assert ASKS in ended.get("/").text
    done = ended.post(f"{PAGE}/nothing-to-note", back="today")
    assert done.headers["Location"] == "/?done=nothing-noted"
    assert ASKS not in ended.get("/").text
    assert "Add notes after all" in ended.get(PAGE).text


def test_one_that_was_never_prepared_promises_no_preparation_any_more(ended: Harness) -> None:
    ended.end(PLANNED)
    text = ended.get(f"/meetings/{PLANNED}").text
    assert "Not prepared" in text
    assert not [promise for promise in ("Prep begins", "About to begin", "Nothing gathered yet") if promise in text]


def test_notes_that_came_in_are_to_be_confirmed(ended: Harness) -> None:
    ended.post(f"{PAGE}/notes/texts", text="It rained.")
    assert "Notes to confirm" in ended.get("/").text
    assert ASKS not in ended.get(PAGE).text


def test_a_long_text_is_read_on_the_confirm_screen_alone(ended: Harness) -> None:
    ended.post(f"{PAGE}/notes/texts", text="\n".join(f"It rained {n} times." for n in range(400)))
    assert "Look through your notes" in ended.get(PAGE).text
    confirm(ended, what_n1="Tell Ben", kind_n1="item")
    text = ended.get(PAGE).text
    assert "Tell Ben" in text
    assert "Look through your notes" not in text


def test_what_was_written_into_the_form_is_to_be_confirmed(ended: Harness) -> None:
    fields = {"title.s1": "Budget", "do.s1.a1": "Tell Ben", "what.s1.d1": "Cut it"}
    ended.post(f"{PAGE}/notes", version="0", **fields)
    assert "Confirm 2 things" in ended.get(PAGE).text
    assert "Notes to confirm" in ended.get("/").text


def test_what_was_confirmed_stands_there_as_it_is_now(ended: Harness) -> None:
    confirm(ended, what_n1="Tell Ben", kind_n1="item", due_n1="2020-01-02", what_n2="Cut it", kind_n2="decision")
    text = ended.get(PAGE).text
    assert '<b class="late">late</b>' in text
    assert f'href="{PAGE}/summary"' in text
    (item,) = [item for item in ended.action_items.all_of(ADA) if item.confirmed_by]
    assert item.due == date(2020, 1, 2)
    ended.action_items.close(ADA, item.item_id, ActionItemStatus.DONE, NOW)
    assert "<s>Tell Ben</s>" in ended.get(PAGE).text
    assert "Notes to confirm" not in ended.get("/").text


@pytest.mark.parametrize("change", ["alone", "cancelled", "unasked", "long ago", "not prepared"])
def test_nobody_is_asked_on_today_about_what_is_not_worth_it(ended: Harness, change: str) -> None:
    row = ended.meetings.rows[READY]
    meetings: dict[str, dict[str, object]] = {
        "alone": {"attendees": ()},
        "cancelled": {"status": MeetingStatus.CANCELLED},
        "long ago": {"start": NOW - timedelta(hours=26), "end": NOW - timedelta(hours=25)},
    }
    changes: dict[str, object] = {"meeting": row.meeting.model_copy(update=meetings.get(change, {}))}
    if change == "not prepared":
        changes["preparation"] = row.preparation.model_copy(update={"materials": None})
    ended.meetings.rows[READY] = row.model_copy(update=changes)
    if change == "unasked":
        ended.post("/settings/after-meetings")
    assert ASKS not in ended.get("/").text


def test_who_does_not_want_to_be_asked_says_so_in_settings(ended: Harness) -> None:
    assert 'name="asked_after_meetings" value="1"' in ended.get("/settings").text
    ended.post("/settings/after-meetings")
    assert not ended.users.get(ADA).asked_after_meetings
    ended.post("/settings/after-meetings", asked_after_meetings="1")
    assert ended.users.get(ADA).asked_after_meetings


def test_a_meeting_that_was_not_prepared_is_asked_about_on_its_page_alone(ended: Harness) -> None:
    ended.end(PLANNED)
    assert ASKS in ended.get(f"/meetings/{PLANNED}").text
    assert f'id="ended-{PLANNED}"' not in ended.get("/").text
