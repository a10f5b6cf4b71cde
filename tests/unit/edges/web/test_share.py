"""Sharing an agenda from its page: seen first, approved before anything leaves."""

import re
from datetime import timedelta

import pytest

from lambdas.domain.actions.autonomy import Policy
from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meetings.meeting import Attendee
from tests.unit.edges.harness import ADA, EVE, NOW, PLANNED, READY, Harness

TITLE = "Cloud budget"
PAGE = f"/meetings/{READY}/share"


@pytest.fixture
def written(harness: Harness) -> Harness:
    harness.furnish(TITLE)
    row = harness.meetings.rows[READY]
    guests = (Attendee(name="Grace", email="grace@example.com"), Attendee(email="guest@elsewhere.example"))
    meeting = row.meeting.model_copy(update={"attendees": guests, "start": NOW + timedelta(days=3)})
    meeting = meeting.model_copy(update={"end": NOW + timedelta(days=3, hours=1)})
    harness.meetings.rows[READY] = row.model_copy(update={"meeting": meeting})
    return harness


def asked(harness: Harness) -> str:
    found = re.search(r'name="asked_at" value="(\d+)"', harness.get(PAGE).text)
    assert found
    return found[1]


def test_exactly_what_people_get_is_shown_and_waits_for_approval(written: Harness) -> None:
    text = written.get(PAGE).text
    assert "grace@example.com" in text
    assert f"Agenda: {shown_title(TITLE)}" in text
    before = set(written.approvals.pending_actions.stored)
    moment = asked(written)
    done = [written.post(PAGE, asked_at=moment) for _ in range(2)]
    (action_id,) = set(written.approvals.pending_actions.stored) - before
    assert {answer.headers["Location"] for answer in done} == {f"/approvals/{action_id}?done=proposed"}
    action = written.approvals.pending_actions.stored[action_id]
    assert action.status is ActionStatus.PENDING
    assert all(line in text for change in action.preview.changes for line in re.split(r", |\n", change.after))
    assert written.ses.calls == []


def test_what_waits_already_is_shown_and_not_asked_for_twice(written: Harness) -> None:
    written.post(PAGE, asked_at=asked(written))
    again = written.get(PAGE).text
    assert "waits for a decision already, until" in again
    assert "Ask for approval" not in again
    first = written.post(PAGE, asked_at="1").headers["Location"]
    assert first == written.post(PAGE, asked_at="2").headers["Location"]
    assert "you or" not in written.get(first.partition("?")[0]).text.split("May approve")[1].split("</dd>")[0]


def test_where_nobody_else_may_decide_the_page_says_so_before_anything_is_asked(written: Harness) -> None:
    text = written.get(PAGE).text
    assert "whoever runs AMO can add a reviewer" in text
    assert "until somebody else approves it" not in text
    assert "you confirm it yourself under Approvals, in a second step" in text
    asked_for = written.post(PAGE, asked_at=asked(written)).headers["Location"].partition("?")[0]
    assert "Confirm it myself" in written.get(asked_for).text


def test_where_nobody_at_all_may_decide_nobody_is_promised_a_second_step(
    written: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Policy, "lets_confirm_alone", lambda _self, _risk: False)
    text = written.get(PAGE).text
    assert "Nobody else may decide for your team yet" in text
    assert "in a second step" not in text


def test_where_nobody_can_be_written_to_the_page_says_why(written: Harness) -> None:
    row = written.meetings.rows[READY]
    written.meetings.rows[READY] = row.model_copy(update={"meeting": row.meeting.model_copy(update={"attendees": ()})})
    assert "Nobody else is invited" in written.get(PAGE).text
    assert "no materials yet" in written.get(f"/meetings/{PLANNED}/share").text


def test_an_agenda_is_shared_by_its_owner_alone(written: Harness) -> None:
    assert written.get(PAGE, EVE).status == 404
    assert written.post(PAGE, EVE, asked_at="1").status == 404
    assert written.get(PAGE, ADA).status == 200


def test_the_calendar_file_holds_what_attendees_would_get_and_nobody_s_address(written: Harness) -> None:
    given = written.get(f"/meetings/{READY}/calendar")
    assert given.headers["Content-Disposition"] == 'attachment; filename="agenda.ics"'
    text = given.text.replace("\r\n ", "")
    assert f"{TITLE} (60 min)" in text
    assert "ATTENDEE" not in text
    assert "@example.com" not in text
    assert written.get(f"/meetings/{READY}/calendar", EVE).status == 404
    assert written.get(f"/meetings/{PLANNED}/calendar").status == 404
