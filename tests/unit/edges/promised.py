"""A series Ada holds with Priya: what was promised, decided, wanted and reached in it."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.config_files import load_autonomy_config
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.actions.autonomy_config import OutsideSystem
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind, Quote
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from lambdas.domain.outcomes.outcome import Outcome, Reached, want_key
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

SELF = Attendee(name="Ada", email="ada@example.com")
PRIYA = Attendee(name="Priya Raman", email="priya@example.com")
ENDED, BEFORE, NEXT = (f"m{digit * 20}" for digit in "567")
WANTS = ("two hires approved", "a date for the audit log")


def promise(harness: Harness, item_id: str, what: str, **changes: Any) -> ActionItem:
    values = {"item_id": item_id, "user_id": ADA, "what": what, "created_at": NOW - timedelta(days=9)}
    item = ActionItem(**values | changes)
    harness.action_items.put(item)
    return item


def follow(harness: Harness, title: str = "Hiring sync") -> None:
    """Held a week ago and yesterday, and again in five days."""
    harness.users.patch(ADA, {"name": "Ada"})
    ready = Preparation(status=PrepStatus.READY, run=1, timing_version=1)
    for meeting_id, days in ((BEFORE, -8), (ENDED, -1), (NEXT, 5)):
        meeting = a_meeting(
            meeting_id,
            user_id=ADA,
            title=title,
            series_id="hiring",
            attendees=(SELF, PRIYA),
            start=NOW + timedelta(days=days),
        )
        harness.add(a_tracked(meeting), ready if days < 0 else None)
    _say(harness)
    _want(harness, title)
    _decide(harness)


def set_up_task_system(patches: pytest.MonkeyPatch, name: str = "Jira") -> None:
    system = OutsideSystem.model_validate(
        {"url": "https://tasks.example", "secret": "s", "takes": ["create_task"], "takes_dedupe_key": True}
    )
    config = load_autonomy_config().model_copy(update={"systems": {name: system}})
    for module in ("lambdas.edges.web.items", "lambdas.approvals.wiring"):
        patches.setattr(f"{module}.load_autonomy_config", lambda: config)


def _say(harness: Harness) -> None:
    day = NOW.date()
    quotes = (Quote(text_id="t1", number=12, text="Ada sends the offer to both", speaker="Priya Raman"),)
    in_last = {"meeting_id": ENDED, "series_id": "hiring"}
    promise(
        harness,
        "i-late",
        "Send the offer to both candidates",
        due=day - timedelta(days=2),
        asked_in=("a", "b", "c"),
        quotes=quotes,
        **in_last,
    )
    promise(harness, "i-soon", "Write the job description", owner="Ada", due=day + timedelta(days=3), **in_last)
    promise(
        harness, "i-owed", "Share the salary bands", owner=PRIYA.name, owner_email=PRIYA.email, quotes=quotes, **in_last
    )
    promise(
        harness,
        "i-done",
        "Book the interview room",
        owner="Ada",
        meeting_id=BEFORE,
        series_id="hiring",
        status=ActionItemStatus.DONE,
        due=day - timedelta(days=2),
        closed_at=NOW - timedelta(days=3),
    )
    promise(
        harness,
        "i-eve",
        "Review the budget draft",
        user_id=EVE,
        owner="Ada",
        owner_email=SELF.email,
        due=day + timedelta(days=1),
        shared_at=NOW,
        quotes=quotes,
    )


def _want(harness: Harness, title: str) -> None:
    harness.material_texts.put(
        MaterialText(
            user_id=ADA, meeting_id=ENDED, title=title, start=NOW - timedelta(days=1), wants=WANTS, written_at=NOW
        )
    )
    for want, reached in zip(WANTS, (Reached.YES, Reached.PARTLY), strict=True):
        harness.outcomes.add(
            Outcome(
                user_id=ADA,
                meeting_id=BEFORE,
                want_key=want_key(want),
                want=want,
                series_id="hiring",
                start=NOW - timedelta(days=8),
                reached=reached,
            )
        )


def _decide(harness: Harness) -> None:
    decided = Candidate(
        kind=CandidateKind.DECISION, what="Hire two engineers", owner="Priya Raman", why="The roadmap needs both"
    )
    left = Candidate(kind=CandidateKind.QUESTION, what="Which office do they join?")
    review = NotesReview(
        meeting_id=BEFORE,
        user_id=ADA,
        version=1,
        reviewed=tuple(
            Reviewed(found=one.candidate_id, candidate=one, verdict=CandidateVerdict.KEPT) for one in (decided, left)
        ),
        reviewed_at=NOW - timedelta(days=8),
    )
    harness.meeting_notes.table.transact([harness.meeting_notes.reviewed(review)], "furnishing a test")
