"""The cards of the review queue: decided where they stand, by whom they are for, with nothing kept back."""

import re
from datetime import timedelta

import pytest

from lambdas.approvals.policies import Policies
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.base import Recipient, Risk
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.pending import ACTION

MIRA, TEAM = "mira", "board"
HERS, COLLEAGUES = f"a{'5' * 20}", f"a{'6' * 20}"


def shown_hash(harness: Harness, action_id: str = ACTION) -> str:
    return harness.approvals.pending_actions.get(action_id).payload_hash


def stored(harness: Harness, action_id: str) -> ActionStatus:
    return harness.approvals.pending_actions.get(action_id).status


@pytest.fixture
def assistant(harness: Harness) -> Harness:
    """Ada is in no team of Mira's, and reviews for her; the harness holds one action of each."""
    harness.users.put(a_user(MIRA, name="Mira Ek", team_id=TEAM))
    harness.users.put(harness.users.get(ADA).model_copy(update={"reviews_for": frozenset({MIRA})}))
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW)
    harness.approvals.add(HERS, MIRA, "Budget", NOW, team_id=TEAM)
    return harness


def cards(text: str) -> list[str]:
    """The titles, in their order, each after the heading it stands under."""
    return re.findall(r"<h[23][^>]*>(?:<a [^>]*>)?([^<]+)", text.partition('id="live"')[2])


@pytest.mark.parametrize(("verdict", "ends"), [("approve", "approved"), ("reject", "rejected")])
def test_a_card_decides_what_it_shows_and_leads_back_to_the_queue(harness: Harness, verdict: str, ends: str) -> None:
    harness.furnish("Roadmap")
    queue = "/approvals?status=pending&risk=high"
    text = harness.get(queue).text
    assert text.count(f'action="/approvals/{ACTION}/decide"') == 2
    assert f'name="back" value="{queue.replace("&", "&amp;")}"' in text
    assert f'name="payload_hash" value="{shown_hash(harness)}"' in text
    fields = {
        "verdict": verdict,
        "payload_hash": shown_hash(harness),
        "back": "/approvals?status=pending&risk=high",
    }
    answer = harness.post(f"/approvals/{ACTION}/decide", **fields)
    assert answer.headers["Location"] == f"{queue}&done={ends}"
    assert stored(harness, ACTION).value == ends


@pytest.mark.parametrize("back", ["https://evil.example/approvals", "//evil.example", "/settings", "/approvalsx"])
def test_no_form_leads_anywhere_but_the_queue(furnished: Harness, back: str) -> None:
    fields = {"verdict": "approve", "payload_hash": shown_hash(furnished), "back": back}
    answer = furnished.post(f"/approvals/{ACTION}/decide", **fields)
    assert answer.headers["Location"] == f"/approvals/{ACTION}?done=approved"


def test_fault_96_a_card_holds_every_line_of_what_it_decides(harness: Harness) -> None:
    guests = tuple(Recipient(name=f"Guest {n}", email=f"guest{n}@elsewhere.example") for n in range(40))
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW, recipients=guests)
    text = harness.get("/approvals").text
    assert 'value="approve"' in text
    assert all(guest.email in text for guest in guests)


def test_fault_96_what_no_card_can_hold_is_read_before_it_is_decided(harness: Harness) -> None:
    guests = tuple(Recipient(name=f"Guest {n}", email=f"guest{n}@elsewhere.example") for n in range(400))
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW, recipients=guests)
    text = harness.get("/approvals").text
    assert "Read and decide" in text
    assert 'value="approve"' not in text
    assert f"pick-{ACTION}" not in text
    assert 'value="approve"' in harness.get(f"/approvals/{ACTION}").text


def test_whoever_reviews_for_somebody_finds_theirs_under_their_name(assistant: Harness) -> None:
    text = assistant.get("/approvals").text
    _, ours, heading, theirs = cards(text)
    assert "Roadmap" in ours
    assert heading.strip() == "For Mira Ek"
    assert "Budget" in theirs
    fields = {"verdict": "approve", "payload_hash": shown_hash(assistant, HERS)}
    assert assistant.post(f"/approvals/{HERS}/decide", **fields).status == 303
    assert stored(assistant, HERS) is ActionStatus.APPROVED


def test_somebody_they_do_not_review_for_stays_unseen(assistant: Harness) -> None:
    assistant.approvals.add(COLLEAGUES, EVE, "Nightingale", NOW, team_id=TEAM)
    assert "Nightingale" not in assistant.get("/approvals").text
    assert assistant.get(f"/approvals/{COLLEAGUES}").status == 404


def test_the_queue_is_filtered_by_team_and_by_whom_it_is_for(assistant: Harness) -> None:
    text = assistant.get("/approvals").text
    assert f'<option value="{TEAM}">{TEAM}</option>' in text
    assert f'<option value="own-{ADA}">Your own</option>' in text
    assert f'<option value="{MIRA}">For Mira Ek</option>' in text
    for query in (f"team={TEAM}", f"for={MIRA}"):
        found = assistant.get(f"/approvals?{query}").text
        assert "Budget" in found
        assert "Roadmap" not in found
        assert f'data-live="/approvals/live?status=pending&amp;{query}' in found, "what looks again keeps the filter"
    assert "Nothing matches these filters" in assistant.get("/approvals?team=sales").text


def test_who_is_alone_in_a_team_is_asked_for_no_team(furnished: Harness) -> None:
    text = furnished.get("/approvals").text
    assert 'name="team"' not in text
    assert 'name="for"' not in text


def test_times_have_their_date_on_the_reader_s_clock(harness: Harness) -> None:
    harness.users.patch(ADA, {"timezone": "Asia/Kolkata"})
    begun = NOW.replace(year=2026, month=11, day=29, hour=9, minute=32)
    harness.approvals.add(ACTION, ADA, "Roadmap", begun, deadline=NOW + timedelta(hours=4))
    assert "Sun 29 Nov, 15:02 IST" in harness.get(f"/approvals/{ACTION}").text


def test_who_may_confirm_is_asked_once_for_all_on_the_same_terms(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, risk in enumerate((Risk.MEDIUM, Risk.MEDIUM, Risk.MEDIUM, Risk.HIGH)):
        harness.approvals.add(f"a{number:020}", ADA, "Roadmap", NOW, requested_by=f"user:{ADA}", risk=risk)
    asked: list[str] = []
    who_may = Policies.who_may

    def counted(policies: Policies, action: PendingAction) -> list[User]:
        asked.append(action.action_id)
        return who_may(policies, action)

    monkeypatch.setattr(Policies, "who_may", counted)
    assert harness.get("/approvals").text.count("/confirm") >= 4
    assert len(asked) == 2
