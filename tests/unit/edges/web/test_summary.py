"""The summary of a meeting: what was confirmed, for those of the invited who are not left out; approved first."""

import re

import pytest

from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.kinds.send_summary import SendSummary
from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.domain.meetings.meeting import Attendee
from tests.unit.edges.harness import EVE, READY, Harness

PAGE = f"/meetings/{READY}/summary"
ANA, GUEST = Attendee(name="Ana Roe", email="ana@example.com"), Attendee(email="guest@elsewhere.example")


@pytest.fixture
def confirmed(harness: Harness) -> Harness:
    harness.furnish("Budget")
    harness.end()
    row = harness.meetings.rows[READY]
    meeting = row.meeting.model_copy(update={"attendees": (ANA, GUEST)})
    harness.meetings.rows[READY] = row.model_copy(update={"meeting": meeting})
    fields = {"version": "0", "what.n1": "Cut it by half", "kind.n1": "decision"}
    assert harness.post(f"/meetings/{READY}/review", **fields).status == 303
    return harness


def boxes(harness: Harness) -> dict[str, str]:
    """Every field of the form that is ticked, by its name."""
    text = harness.get(PAGE).text
    fields = dict(re.findall(r'name="(to-\d+)" value="([^"]+)" checked', text))
    moment = re.search(r'name="asked_at" value="(\d+)"', text)
    return fields | {"asked_at": moment[1] if moment else ""}


def proposed(harness: Harness, location: str) -> SendSummary:
    action_id = location.removeprefix("/approvals/").partition("?")[0]
    action = harness.approvals.pending_actions.stored[action_id]
    assert action.status is ActionStatus.PENDING
    details = read_payload(action.payload).details
    assert isinstance(details, SendSummary)
    return details


def test_exactly_what_they_get_is_shown_and_waits_for_approval(confirmed: Harness) -> None:
    text = confirmed.get(PAGE).text
    fields = boxes(confirmed)
    done = {confirmed.post(PAGE, **fields).headers["Location"] for _ in range(2)}
    (location,) = done
    details = proposed(confirmed, location)
    assert [one.email for one in details.recipients] == [ANA.email, GUEST.email]
    assert all(line in text for line in details.body)
    assert "outside the company" in text
    assert confirmed.ses.calls == []
    assert "waits for a decision already" in confirmed.get(PAGE).text


def test_somebody_called_you_is_chosen_by_address(confirmed: Harness) -> None:
    row = confirmed.meetings.rows[READY]
    called = row.meeting.model_copy(update={"attendees": (ANA, GUEST.model_copy(update={"name": "You"}))})
    confirmed.meetings.rows[READY] = row.model_copy(update={"meeting": called})
    text = confirmed.get(PAGE).text
    assert f"checked><span>{GUEST.email} <b" in text
    assert "<span>You " not in text


def test_who_is_left_out_gets_nothing_and_nobody_can_be_added(confirmed: Harness) -> None:
    fields = {name: value for name, value in boxes(confirmed).items() if value != GUEST.email}
    done = confirmed.post(PAGE, **fields, **{"to-9": "eve@evil.example"})
    assert [one.email for one in proposed(confirmed, done.headers["Location"]).recipients] == [ANA.email]


def test_to_nobody_is_said_in_a_line(confirmed: Harness) -> None:
    refused = confirmed.post(PAGE, asked_at=boxes(confirmed)["asked_at"])
    assert "Nobody is left to send it to" in refused.text
    assert "checked" not in refused.text.split('class="recipients"')[1].split("</fieldset>")[0]


def test_without_anything_confirmed_there_is_nothing_to_send(harness: Harness) -> None:
    harness.furnish("Budget")
    harness.end()
    text = harness.get(PAGE).text
    assert "It cannot be sent like this" in text
    assert "Ask for approval" not in text


def test_a_summary_is_sent_by_the_meeting_s_owner_alone(confirmed: Harness) -> None:
    assert confirmed.get(PAGE, EVE).status == 404
    assert confirmed.post(PAGE, EVE, asked_at="1").status == 404
