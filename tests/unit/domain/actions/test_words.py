"""What people read of an action: names, never ids, and what became of it on their own clock."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.actions.kinds.base import MeetingFacts, Recipient
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionState, ExecutionStatus, PendingAction, Vote
from lambdas.domain.actions.words import outcome, risk_words, superseded, title_of, who_asks, who_may_approve, why_asked
from tests.fakes.actions import a_pending
from tests.fakes.samples import NOW

TO_PRIYA = {"u1": "you", "u2": "Rea"}
TO_REA = {"u1": "Priya", "u2": "you"}
AGENDA = ShareAgenda(
    meeting=MeetingFacts(
        meeting_id="m1", title="Roadmap", start=NOW + timedelta(days=1), end=NOW + timedelta(days=1, hours=1)
    ),
    recipients=(Recipient(email="a@example.com"), Recipient(email="b@elsewhere.example")),
    companies=("example.com",),
    subject="Agenda",
    body=("Hello",),
    plan_key="u1/m1/r1/plan.json",
    plan_digest="0" * 64,
)


def a_share(**changes: Any) -> PendingAction:
    return a_pending(details=AGENDA, action_type="share_agenda", **changes)


def a_decided(verdict: str = "approve", by: str = "u2", **changes: Any) -> PendingAction:
    status = ActionStatus.APPROVED if verdict == "approve" else ActionStatus.REJECTED
    vote = Vote.model_validate({"by": by, "role": "reviewer", "verdict": verdict, "at": NOW})
    return a_share(**{"status": status, "votes": (vote,), "decided_by": by, "decided_at": NOW, **changes})


@pytest.mark.parametrize(
    ("requested_by", "to_priya", "to_rea"),
    [
        ("user:u1", "You asked AMO to do this.", "Priya asks AMO to do this."),
        ("user:u2", "Rea asks, for you.", "You ask, for Priya."),
        ("agent:amo", "AMO asks, for you.", "AMO asks, for Priya."),
        (
            "agent:meeting_prep",
            "AMO asks, for you, because you want agendas shared once they are prepared.",
            "AMO asks, for Priya, because Priya wants agendas shared once they are prepared.",
        ),
        (
            "user:gone",
            "Somebody who is no longer here asks, for you.",
            "Somebody who is no longer here asks, for Priya.",
        ),
    ],
)
def test_who_asks_for_whom_and_why(requested_by: str, to_priya: str, to_rea: str) -> None:
    action = a_share(requested_by=requested_by)
    assert (who_asks(action, TO_PRIYA), who_asks(action, TO_REA)) == (to_priya, to_rea)


def test_what_is_one_s_own_is_yours_to_its_owner_alone() -> None:
    task = a_pending()
    assert title_of(task, TO_PRIYA) == "Create the task “Send the draft” in your action items"
    assert title_of(task, TO_REA) == "Create the task “Send the draft” in Priya’s action items"


def test_the_risk_says_what_makes_it_one() -> None:
    assert risk_words(a_share()) == "High risk: it reaches people outside the company and cannot be taken back."
    assert risk_words(a_pending()) == "Medium risk: it can be undone."
    unknown = a_pending(action_type="cancel_subscription")
    assert risk_words(unknown) == "Critical risk."
    reason = "everything AMO does outside needs a person’s yes"
    assert why_asked(a_share(reason=reason)) == f"You are asked because {reason}."


@pytest.mark.parametrize(
    ("action", "to_priya"),
    [
        (a_share(), ""),
        (a_decided(), "Approved by Rea, Mon 2 Mar, 10:00 CET."),
        (a_decided(note="Go ahead!"), "Approved by Rea, Mon 2 Mar, 10:00 CET: Go ahead!"),
        (a_decided(by="u1"), "Approved by you, Mon 2 Mar, 10:00 CET."),
        (a_decided("reject", note="Not now"), "Rejected by Rea, Mon 2 Mar, 10:00 CET: Not now."),
        (a_decided("reject", by="u1", requested_by="user:u1"), "Taken back by you, Mon 2 Mar, 10:00 CET."),
        (
            a_share(status=ActionStatus.EXPIRED, decided_at=NOW),
            "Expired, Mon 2 Mar, 10:00 CET: nobody decided in time, so nothing was sent.",
        ),
        (
            a_decided(votes=(Vote(by="u2", role="operator", verdict="approve", at=NOW, break_glass="Board at ten"),)),
            "Approved by Rea in an emergency, Mon 2 Mar, 10:00 CET: Board at ten.",
        ),
    ],
)
def test_what_was_decided_is_said_in_words(action: PendingAction, to_priya: str) -> None:
    assert outcome(action, TO_PRIYA, "Europe/Berlin") == to_priya


@pytest.mark.parametrize(
    ("status", "end", "words"),
    [
        ("done", {"result": "Sent to 2 people."}, "Sent to 2 people, Mon 2 Mar, 10:00 CET."),
        (
            "failed",
            {"error": "The mailbox is closed."},
            "It did not work, Mon 2 Mar, 10:00 CET: The mailbox is closed.",
        ),
        (
            "refused",
            {"error": "It has begun."},
            "It was not carried out, Mon 2 Mar, 10:00 CET: It has begun.",
        ),
        ("unknown", {}, "Nobody can tell whether it was done, so it needs a person."),
        ("undone", {"result": "Dropped."}, "Undone, Mon 2 Mar, 10:00 CET: Dropped."),
    ],
)
def test_how_it_went_follows_the_decision(status: str, end: dict[str, str], words: str) -> None:
    done = ExecutionState(status=ExecutionStatus(status), finished_at=NOW, **end)
    assert (
        outcome(a_decided(execution=done), TO_PRIYA, "Europe/Berlin")
        == f"Approved by Rea, Mon 2 Mar, 10:00 CET. {words}"
    )


def test_older_words_say_who_changed_them() -> None:
    changed = a_share(edited_by="u2", edited_at=NOW)
    assert superseded(changed, TO_PRIYA, "UTC") == "Changed by Rea, Mon 2 Mar, 09:00 UTC; the new wording is below."
    assert superseded(changed, TO_REA, "UTC") == "Changed by you, Mon 2 Mar, 09:00 UTC; the new wording is below."


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (["you"], "You may approve this."),
        (["Ada", "Bo"], "Ada or Bo may approve this."),
        (["Ada", "Bo", "Cy", "Di", "Eve"], "Ada, Bo, Cy, Di or Eve may approve this."),
        (["Ada", "Bo", "Cy", "Di", "Eve", "Flo"], "Ada, Bo, Cy, Di, Eve or 1 more may approve this."),
        (["Ada", "Bo", "Cy", "Di", "Eve", "Flo", "Gus"], "Ada, Bo, Cy, Di, Eve or 2 more may approve this."),
    ],
)
def test_who_may_approve_is_five_names_and_how_many_more(people: list[str], words: str) -> None:
    assert who_may_approve(people) == words
