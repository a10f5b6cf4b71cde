"""The summary of a meeting goes to those who were invited, says what was confirmed and nothing else (POST-4)."""

from datetime import date, timedelta
from typing import Any

import pytest

from lambdas.config_files import load_summary_wording
from lambdas.domain.action_items.action_item import ActionItemStatus
from lambdas.domain.action_items.from_notes import item_of
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.editable_fields import edited
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.send_summary import SendSummary
from lambdas.domain.actions.pending_action import ExecutionStatus, PendingAction
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind
from lambdas.domain.meeting_notes.note_readings import ReadingState
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.meeting_notes.summary import ListedItem, confirmed_in
from lambdas.domain.meeting_notes.summary_by_model import WrittenSummary, facts_of
from lambdas.domain.meeting_notes.summary_line import SummaryLine
from lambdas.domain.meetings.meeting import Attendee, MeetingStatus, Response
from lambdas.errors import Refused, Retryable
from tests.fakes.approval_harness import START, ApprovalHarness

END = START + timedelta(hours=1)
DRAFT = Candidate(
    kind=CandidateKind.ITEM, what="Send the draft.", owner="Ada", owner_email="ada@example.com", due=date(2026, 3, 6)
)
FIND = Candidate(kind=CandidateKind.ITEM, what="Find a room")
LANE = Candidate(kind=CandidateKind.DECISION, what="Keep two lanes", owner="Bob", why="it is cheaper")
PRICE = Candidate(kind=CandidateKind.QUESTION, what="Who pays for it?")
SECRET = Candidate(kind=CandidateKind.ITEM, what="Look for another supplier")


@pytest.fixture
def harness() -> ApprovalHarness:
    """Two hours after the meeting, with notes that were looked through."""
    harness = ApprovalHarness().at(END + timedelta(hours=2))
    confirm(harness, DRAFT, FIND, LANE, PRICE)
    return harness


def confirm(harness: ApprovalHarness, *kept: Candidate) -> None:
    """One more thing was found, and dropped."""
    meeting = harness.meetings.get("u1", "m1").meeting
    reviewed = [Reviewed(found=SECRET.candidate_id, candidate=SECRET, verdict=CandidateVerdict.DROPPED)]
    for candidate in kept:
        item = item_of(candidate, candidate.candidate_id, meeting, harness.now)
        is_item = candidate.kind is CandidateKind.ITEM
        if is_item:
            harness.items.put(item)
        became = item.item_id if is_item else ""
        verdict = CandidateVerdict.KEPT
        reviewed.append(Reviewed(found=candidate.candidate_id, candidate=candidate, verdict=verdict, became=became))
    before = harness.notes.review("u1", "m1")
    review = NotesReview(meeting_id="m1", user_id="u1", version=before.version + 1, reviewed=tuple(reviewed))
    harness.notes.table.transact([harness.notes.reviewed(review)], "confirming")


def ask(harness: ApprovalHarness, key: str = "k1", **parameters: Any) -> PendingAction:
    facts = {"meeting_id": "m1", **parameters}
    return harness.propose(SendSummary.action_type, key=key, requested_by="user:u1", parameters=facts)


def details_of(action: PendingAction) -> SendSummary:
    details = read_payload(action.payload).details
    assert isinstance(details, SendSummary)
    return details


def test_it_says_what_was_confirmed_in_order_with_who_and_until_when(harness: ApprovalHarness) -> None:
    mail = details_of(ask(harness))
    assert mail.subject == "Summary: Roadmap review, Thu 5 Mar"
    assert mail.body == (
        "Roadmap review, Thu 5 Mar, 09:00–10:00 UTC",
        "",
        "In short: 1 decision, 2 action items and 1 open question.",
        "Next: Send the draft, by Fri 6 Mar.",
        "Who does how much: Ada 1.",
        "Nobody does these yet: 1 of the action items.",
        "Without a day: 1 of the action items.",
        "",
        "Decided",
        "- Keep two lanes, decided by Bob (why: it is cheaper)",
        "",
        "To do",
        "- Send the draft: Ada, by Fri 6 Mar",
        "- Find a room",
        "",
        "Still open",
        "- Who pays for it?",
        "",
        "Sent by AMO on behalf of u1.",
    )


def test_every_line_that_tells_something_names_what_was_confirmed(harness: ApprovalHarness) -> None:
    confirmed = {candidate.candidate_id for candidate in (DRAFT, FIND, LANE, PRICE)}
    headings = {"", "Decided", "To do", "Still open"}
    for line in details_of(ask(harness)).lines:
        assert set(line.refs) <= confirmed
        assert line.refs or line.text in headings


def test_a_line_that_tries_to_lead_elsewhere_or_to_be_two_is_plain_text(harness: ApprovalHarness) -> None:
    hostile = "Pay at https://evil.example/pay\n\nDecided\n- Pay Eve \u202e{who}"
    confirm(harness, Candidate(kind=CandidateKind.QUESTION, what=hostile))
    body = details_of(ask(harness)).body
    assert body[-3] == "- Pay at (link left out) Decided - Pay Eve {who}"


def test_it_goes_to_those_invited_who_did_not_decline_and_to_no_one_else(harness: ApprovalHarness) -> None:
    harness.replan(
        attendees=(
            Attendee(email="u1@example.com"),
            Attendee(email="Ada@example.com"),
            Attendee(email="bob@example.com", response=Response.DECLINED),
            Attendee(email="room@example.com", is_room=True),
        )
    )
    assert [one.email for one in details_of(ask(harness)).recipients] == ["ada@example.com"]


def test_people_are_left_out_and_never_added(harness: ApprovalHarness) -> None:
    left = details_of(ask(harness, leave_out=["ADA@example.com", "nobody@elsewhere.example"]))
    assert [one.email for one in left.recipients] == ["bob@example.com"]
    assert left.items == ()
    with pytest.raises(Refused, match="Nobody is left"):
        ask(harness, key="k2", leave_out=["ada@example.com", "bob@example.com"])
    with pytest.raises(Refused, match="cannot be asked for like this"):
        ask(harness, key="k3", recipients=["eve@evil.example"])
    with pytest.raises(ValueError, match="cannot be edited"):
        edited(read_payload(ask(harness, key="k4").payload), {"recipients": "eve@evil.example"})


def test_anybody_outside_the_company_makes_it_high_and_leaving_them_out_medium(harness: ApprovalHarness) -> None:
    harness.replan(attendees=(Attendee(email="ada@example.com"), Attendee(email="eve@customer.example")))
    assert ask(harness).risk is Risk.HIGH
    assert ask(harness, key="k2", leave_out=["eve@customer.example"]).risk is Risk.MEDIUM


def test_once_it_is_sent_an_item_is_found_by_the_one_it_belongs_to(harness: ApprovalHarness) -> None:
    done = harness.carry_out(harness.approve(ask(harness)))
    assert (done.execution.status, done.execution.result) == (ExecutionStatus.DONE, "Sent to 2 people.")
    assert [item.what for item in harness.items.shared_with("ada@example.com")] == ["Send the draft."]
    assert harness.items.shared_with("bob@example.com") == []
    harness.carry_out(harness.stored(done))
    assert len(harness.mailer.sent) == 1


def test_a_list_that_cannot_be_written_does_not_send_the_mail_twice(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Retryable("busy")

    monkeypatch.setattr(type(harness.items), "share", busy)
    done = harness.carry_out(harness.approve(ask(harness)))
    assert done.execution.status is ExecutionStatus.DONE
    assert "could not be put on the others’ lists" in done.execution.result
    assert len(harness.mailer.sent) == 1


def test_it_may_be_sent_for_a_week_after_the_meeting(harness: ApprovalHarness) -> None:
    harness.at(END + timedelta(days=6, hours=20))
    assert harness.carry_out(harness.approve(ask(harness))).execution.status is ExecutionStatus.DONE
    late = harness.approve(ask(harness, key="k2"))
    harness.at(END + timedelta(days=7))
    assert harness.carry_out(late).execution.error == "It is too late: the meeting ended more than a week ago."
    with pytest.raises(Refused, match="more than a week ago"):
        ask(harness, key="k3")


def test_nothing_confirmed_is_nothing_to_send() -> None:
    with pytest.raises(Refused, match="Nothing of this meeting is confirmed"):
        ask(ApprovalHarness().at(END))


def change_nothing(_: ApprovalHarness) -> None:
    """What was approved stands."""


def drop_item(harness: ApprovalHarness) -> None:
    item = item_of(DRAFT, DRAFT.candidate_id, harness.meetings.get("u1", "m1").meeting, harness.now)
    harness.items.close("u1", item.item_id, ActionItemStatus.DROPPED, harness.now)


def redate_item(harness: ApprovalHarness) -> None:
    item = item_of(DRAFT, DRAFT.candidate_id, harness.meetings.get("u1", "m1").meeting, harness.now)
    harness.items.redate("u1", item.item_id, date(2026, 3, 20))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (change_nothing, ""),
        (drop_item, "has changed"),
        (redate_item, "has changed"),
        (lambda harness: confirm(harness, LANE), "has changed"),
        (lambda harness: confirm(harness), "Nothing of this meeting is confirmed"),
        (lambda harness: harness.replan(status=MeetingStatus.CANCELLED), "was cancelled"),
        (lambda harness: harness.replan(attendees=(Attendee(email="ada@example.com"),)), "no longer invited"),
    ],
)
def test_what_was_approved_is_sent_only_while_it_is_still_so(
    harness: ApprovalHarness, happens: Any, reason: str
) -> None:
    action = harness.approve(ask(harness))
    happens(harness)
    done = harness.carry_out(action)
    assert reason in done.execution.error
    assert bool(harness.mailer.sent) is (reason == "")


def summed_up(harness: ApprovalHarness, *outside: str, text: str = "Ada sends the draft by Fri 6 Mar.") -> None:
    """A model has summed up what stands confirmed now."""
    review = harness.notes.review("u1", "m1")
    items = {item.item_id: ListedItem(item.what, item.owner, item.due) for item in harness.items.all_of("u1")}
    facts = facts_of(confirmed_in(review, items), load_summary_wording())
    summary = WrittenSummary(
        meeting_id="m1",
        user_id="u1",
        version=review.version,
        state=ReadingState.READ,
        requested_at=harness.now,
        facts=facts.hash,
        written_by="nova-lite",
        lines=(SummaryLine(text=text, refs=(DRAFT.candidate_id,), written_by="nova-lite"),),
        outside_texts=outside,
    )
    harness.notes.await_summary(summary)


def test_lines_of_a_model_stand_in_place_of_the_gist_with_a_word_above_them(harness: ApprovalHarness) -> None:
    summed_up(harness)
    mail = details_of(ask(harness))
    assert mail.body[2:5] == (
        "Summed up by AI; the list below is what was confirmed:",
        "Ada sends the draft by Fri 6 Mar.",
        "",
    )
    assert mail.body[5:7] == ("Decided", "- Keep two lanes, decided by Bob (why: it is cheaper)")
    told = {change.what: change.after for change in mail.changes}
    assert told["Written by AI"] == "1 line at the beginning, by nova-lite, from what was confirmed"
    assert "Text of others in it" not in told


def test_of_what_others_wrote_it_is_of_high_risk_and_the_approval_names_the_texts(harness: ApprovalHarness) -> None:
    inside = tuple(f"{name}@example.com" for name in ("ada", "bob"))
    harness.replan(attendees=tuple(Attendee(email=email) for email in ("u1@example.com", *inside)))
    assert details_of(ask(harness, "k0")).risk is Risk.MEDIUM
    summed_up(harness)
    assert details_of(ask(harness, "k1")).risk is Risk.MEDIUM
    summed_up(harness, "Transcript.vtt", "Pasted notes.txt")
    action = ask(harness, "k2")
    assert (action.risk, details_of(action).risk) == (Risk.HIGH, Risk.HIGH)
    told = {change.what: change.after for change in details_of(action).changes}
    assert told["Text of others in it"] == "Transcript.vtt, Pasted notes.txt"
    assert [one.email for one in details_of(action).recipients] == list(inside)


def test_lines_of_a_model_are_left_out_once_what_they_tell_of_reads_otherwise(harness: ApprovalHarness) -> None:
    summed_up(harness)
    (draft,) = [item for item in harness.items.all_of("u1") if item.what == DRAFT.what]
    harness.items.put(draft.model_copy(update={"due": date(2026, 3, 9)}))
    mail = details_of(ask(harness))
    assert mail.of_model == ()
    assert mail.body[2] == "In short: 1 decision, 2 action items and 1 open question."


def test_what_was_approved_goes_out_as_it_was_approved_though_a_model_wrote_again_meanwhile(
    harness: ApprovalHarness,
) -> None:
    summed_up(harness)
    action = ask(harness)
    summed_up(harness, text="Ada sends it.")
    done = harness.carry_out(harness.approve(action))
    assert (done.execution.status, len(harness.mailer.sent)) == (ExecutionStatus.DONE, 1)
    assert "Ada sends the draft by Fri 6 Mar." in str(harness.mailer.sent)


def test_what_was_approved_is_stopped_once_what_a_model_told_of_has_changed(harness: ApprovalHarness) -> None:
    summed_up(harness)
    action = ask(harness)
    confirm(harness, Candidate(kind=CandidateKind.DECISION, what="Stop it all"))
    done = harness.carry_out(harness.approve(action))
    assert "has changed" in done.execution.error
    assert harness.mailer.sent == []
