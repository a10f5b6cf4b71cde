"""The measures a person reads about their own meetings: each rests on enough, and counts what its name says."""

from datetime import date, timedelta
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.meetings.meeting import MeetingStatus, Response
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepPlan, TrackedMeeting
from lambdas.domain.outcomes import measures
from lambdas.domain.outcomes.measures import Measure
from lambdas.domain.outcomes.outcome import Outcome, Reached
from tests.fakes.samples import NOW, a_meeting, a_tracked

READY = MaterialsManifest(
    plan_key="u1/m/p/plan.json", agenda_key="a", questions_key="q", notes_key="n", generated_at=NOW
)
LUNCH = PrepPlan(meeting_type="default", type_reason="", skip_reason="It looks like lunch.")


def held(meeting_id: str, *, prepared: bool = False, feedback: int | None = None, **changes: Any) -> TrackedMeeting:
    meeting = a_meeting(meeting_id, **({"start": NOW - timedelta(days=1)} | changes))
    preparation = Preparation(materials=READY if prepared else None)
    return a_tracked(meeting, preparation=preparation, feedback=feedback)


def item(number: int, **changes: Any) -> ActionItem:
    values = {"item_id": f"i{number}", "user_id": "u1", "what": "Send the deck", "created_at": NOW - timedelta(days=4)}
    return ActionItem(**values | changes)


def conversation(meeting_id: str, status: ConversationStatus) -> Conversation:
    return Conversation(
        session_id=f"{meeting_id}-r1",
        meeting_id=meeting_id,
        user_id="u1",
        status=status,
        opened_at=NOW,
        deadline=NOW,
    )


def review(meeting_id: str, *kinds: CandidateKind, version: int = 1, is_empty: bool = False) -> NotesReview:
    kept = tuple(
        Reviewed(found=str(n), candidate=Candidate(kind=kind, what=f"w{n}"), verdict=CandidateVerdict.KEPT)
        for n, kind in enumerate(kinds)
    )
    return NotesReview(meeting_id=meeting_id, user_id="u1", version=version, reviewed=kept, is_empty=is_empty)


def test_adoption_is_of_the_meetings_with_company_that_were_held() -> None:
    alone = a_tracked(a_meeting("m5", start=NOW - timedelta(days=1), attendees=()), plan=LUNCH)
    meetings = [
        held("m1", prepared=True),
        held("m2", prepared=True),
        held("m3"),
        held("m4", status=MeetingStatus.CANCELLED),
        alone,
        held("m6", owner_response=Response.DECLINED),
        held("m7", start=NOW),
    ]
    assert measures.adoption(meetings, NOW) == Measure(2 / 3, 3)
    assert measures.adoption(meetings[:2], NOW) == Measure(None, 2)


def test_a_conversation_that_is_open_or_withdrawn_says_nothing_about_completion() -> None:
    statuses = [*ConversationStatus, ConversationStatus.FINISHED]
    sessions = [conversation(f"m{n}", status) for n, status in enumerate(statuses)]
    assert measures.chat_completion(sessions) == Measure(2 / 3, 3)


def test_decisions_are_counted_where_notes_were_confirmed_and_a_meeting_without_one_counts() -> None:
    reviews = [
        review("m1", CandidateKind.DECISION, CandidateKind.DECISION, CandidateKind.ITEM),
        review("m2", CandidateKind.DECISION),
        review("m3", is_empty=True),
        review("m4", version=0),
    ]
    assert measures.decisions_per_meeting(reviews) == Measure(1.0, 3)


def test_what_is_late_and_still_open_counts_against_done_on_time() -> None:
    done = {"status": ActionItemStatus.DONE, "closed_at": NOW, "due": date(2026, 3, 2)}
    items = [item(1, **done), item(2, **done), item(3, due=date(2026, 2, 1)), item(4)]
    assert measures.items_done_on_time(items, "UTC", NOW) == Measure(2 / 3, 3)


def test_the_age_of_open_items_is_told_of_one_too_and_closed_ones_have_none() -> None:
    closed = item(2, status=ActionItemStatus.DONE, created_at=NOW - timedelta(days=400))
    assert measures.open_items_age_days([item(1), closed], NOW) == Measure(4.0, 1)
    assert measures.open_items_age_days([closed], NOW) == Measure(None, 0)


def test_a_want_reached_in_part_is_half_reached_and_an_unanswered_one_says_nothing() -> None:
    answers = (Reached.YES, Reached.PARTLY, Reached.NO, None)
    outcomes = [
        Outcome(user_id="u1", meeting_id="m1", want_key=str(n), want="w", start=NOW, reached=reached)
        for n, reached in enumerate(answers)
    ]
    assert measures.wants_reached(outcomes) == Measure(0.5, 3)


def test_time_is_saved_only_by_what_was_prepared_and_used() -> None:
    meetings = [
        held("answered", prepared=True),
        held("rated", prepared=True, feedback=4),
        held("noted", prepared=True),
        held("left alone", prepared=True),
        held("not prepared", feedback=1),
    ]
    sessions = [
        conversation("answered", ConversationStatus.FINISHED),
        conversation("left alone", ConversationStatus.EXPIRED),
    ]
    reviews = [review("noted"), review("left alone", is_empty=True)]
    used = measures.used_meeting_ids(meetings, sessions, reviews)
    assert measures.minutes_saved(meetings, used, NOW) == Measure(45.0, 3)
    assert measures.minutes_saved([], used, NOW) == Measure(None, 0)
    assert measures.prepared_and_used(meetings, used, NOW) == Measure(0.6, 5)
    assert measures.prepared_and_used(meetings[:2], used, NOW) == Measure(None, 2)


def test_stars_are_a_mean_of_three_at_the_least() -> None:
    meetings = [held("m1", feedback=5), held("m2", feedback=4), held("m3", feedback=3), held("m4")]
    assert measures.satisfaction(meetings) == Measure(4.0, 3)
    assert measures.satisfaction(meetings[:2]) == Measure(None, 2)


@pytest.mark.parametrize(
    ("answers", "score", "samples"),
    [
        ([10, 9, 8, 7, 0], 20.0, 5),
        ([6] * 5, -100.0, 5),
        ([7, 8] * 3, 0.0, 6),
        ([10, 10, 9, 9, 9, 11, -1], 100.0, 5),
        ([10] * 4, None, 4),
        ([10, 10, 10, 0, 8, 8], 33.0, 6),
    ],
)
def test_the_net_promoter_score_is_in_whole_points_of_five_answers_at_least(
    answers: list[int], score: float | None, samples: int
) -> None:
    assert measures.net_promoter_score(answers) == Measure(score, samples)
