"""Another time to be asked at is proposed: one press says yes or keeps it, and nothing changes without."""

import pytest

from lambdas import wiring
from lambdas.daily_brief.propose_lead import timing_message
from lambdas.domain.preparation.timing_proposal import TimingProposal
from lambdas.slack.blocks import posts
from tests.fakes.samples import NOW
from tests.fakes.slack_requests import TEAM, click_body
from tests.fakes.stores import FakeTimingProposals
from tests.unit.edges.slack_office import RIVAL_ID, Office, names_in, text_of

PROPOSAL = TimingProposal(meeting_type="qbr", hours=48, current_hours=72, usual_start="the day before", proposed_at=NOW)


@pytest.fixture
def proposed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    proposals = FakeTimingProposals()
    monkeypatch.setattr(wiring, "timing_proposals", lambda: proposals)
    proposals.put("u1", PROPOSAL)
    user = office.users.get("u1")
    message = timing_message(user, PROPOSAL, "Quarterly review")
    link = office.people.reach(user)
    assert link is not None
    (shown,) = posts(message, "https://amo.example.com")
    office.thread_ts = office.people.posting(TEAM).post(link, message.message_id, shown, message=message).ts
    return office


def press(office: Office, name: str) -> None:
    office.click(name, "qbr", ts=office.thread_ts, block="timing-u1-qbr-48")


def test_yes_sets_the_hours_and_says_so_in_place(proposed: Office) -> None:
    press(proposed, "accept_timing")
    assert proposed.users.get("u1").prep_hours == {"qbr": 48}
    assert "asks you 48 hours before" in text_of(proposed.web.messages[0])
    assert names_in(proposed.web.messages[0]) == []


def test_keep_changes_nothing_and_yes_is_too_late_then(proposed: Office) -> None:
    press(proposed, "keep_timing")
    press(proposed, "accept_timing")
    assert proposed.users.get("u1").prep_hours == {}
    assert "not proposed any more" in proposed.said[-1]


def test_nobody_answers_for_somebody_else(proposed: Office) -> None:
    proposed.deliver("interactions", click_body("accept_timing", "qbr", user=RIVAL_ID, block="b1"))
    assert proposed.users.get("u1").prep_hours == proposed.users.get("u2").prep_hours == {}
