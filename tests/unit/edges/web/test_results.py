"""A person's own results, each with what it rests on; and whether they would recommend AMO."""

from datetime import timedelta

import pytest

from lambdas.domain.accounts.recommendation import ASKED_AFTER_MEETINGS, ASKED_AGAIN_AFTER, Recommendation
from lambdas.domain.action_items.action_item import ActionItemStatus
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.domain.outcomes.outcome import Outcome, Reached
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.promised import promise

QUESTION = "How likely are you to recommend AMO"
GUESTS = (Attendee(name="Ada", email="ada@example.com"), Attendee(name="Tom", email="tom@example.com"))


def held(harness: Harness, count: int, stars: int | None = None, days: int = 1) -> None:
    """Prepared meetings that are over; with stars they were used."""
    manifest = MaterialsManifest(plan_key="a/b/c", agenda_key="a", questions_key="q", notes_key="n", generated_at=NOW)
    ready = Preparation(status=PrepStatus.READY, run=1, timing_version=1, materials=manifest)
    for number in range(count):
        meeting_id = f"m{days}{number}"
        meeting = a_meeting(meeting_id, user_id=ADA, attendees=GUESTS, start=NOW - timedelta(days=days, minutes=number))
        harness.add(a_tracked(meeting), ready)
        if stars:
            harness.meetings.rate(ADA, meeting_id, stars)


def measured(text: str, label: str) -> str:
    """What stands under this label, without markup."""
    return text.partition(f"<dt>{label}</dt>")[2].partition("</div>")[0]


def test_each_measure_says_what_it_rests_on(harness: Harness) -> None:
    held(harness, 4, stars=4)
    for number, reached in enumerate((Reached.YES, Reached.PARTLY, Reached.NO)):
        harness.outcomes.add(
            Outcome(
                user_id=ADA,
                meeting_id="m1",
                want_key=str(number),
                want="w",
                start=NOW - timedelta(days=1),
                reached=reached,
            )
        )
    for number, late in enumerate((0, 0, 2)):
        closed = {"status": ActionItemStatus.DONE, "closed_at": NOW + timedelta(days=late)}
        promise(harness, f"i{number}", "Send it", due=NOW.date(), **closed)
    promise(harness, "open", "Call", created_at=NOW - timedelta(days=6))
    text = harness.get("/results").text
    assert "100 %" in measured(text, "Prepared by AMO")
    assert "of 4 meetings with company" in measured(text, "Prepared and used")
    assert "50 %" in measured(text, "Got what you wanted")
    assert "67 %" in measured(text, "Done by the day promised")
    assert "6 days" in measured(text, "Age of what is open")
    assert "4.0 of 5" in measured(text, "Your stars")
    assert "1 h" in text.partition("Time saved")[2].partition("</section>")[0]
    assert "An assumption, not a measurement: 15 minutes" in text


def test_of_too_little_nothing_is_said(harness: Harness) -> None:
    held(harness, 1, stars=1)
    text = harness.get("/results").text
    for label in ("Prepared by AMO", "Your stars", "Got what you wanted", "Questions answered to the end"):
        assert "Too few to say" in measured(text, label)
    assert "%" not in text


def test_the_period_is_chosen(harness: Harness) -> None:
    held(harness, 4, days=60)
    assert "Nothing to count in 30 days" in harness.get("/results").text
    assert "100 %" in measured(harness.get("/results?days=90").text, "Prepared by AMO")
    assert "last 30 days" in harness.get("/results?days=12345").text


def test_nobody_s_results_are_somebody_else_s(harness: Harness) -> None:
    held(harness, 4, stars=5)
    assert "Nothing to count in 30 days" in harness.get("/results", EVE).text


def test_today_asks_once_there_have_been_enough_preparations(harness: Harness) -> None:
    held(harness, ASKED_AFTER_MEETINGS - 1)
    assert QUESTION not in harness.get("/").text
    held(harness, 1, days=2)
    assert QUESTION in harness.get("/").text


def test_an_answer_is_kept_and_may_be_explained_and_today_asks_no_more(harness: Harness) -> None:
    held(harness, ASKED_AFTER_MEETINGS)
    answer = harness.post("/results/recommendation", score="9", back="/")
    assert answer.headers["Location"] == "/?done=recommended"
    assert QUESTION not in harness.get("/").text
    text = harness.get("/results").text
    assert 'value="9" aria-pressed="true"' in text
    harness.post("/results/recommendation", score="9", remark="It saves my Mondays")
    kept = harness.users.get(ADA).recommendation
    assert kept == Recommendation(score=9, remark="It saves my Mondays", said_at=NOW)


def test_not_now_is_an_answer_for_a_while(harness: Harness) -> None:
    held(harness, ASKED_AFTER_MEETINGS)
    before = Recommendation(score=7, remark="Good", said_at=NOW - ASKED_AGAIN_AFTER)
    harness.users.patch(ADA, {"recommendation": before})
    assert QUESTION in harness.get("/").text
    harness.post("/results/recommendation", back="/")
    assert QUESTION not in harness.get("/").text
    assert harness.users.get(ADA).recommendation == before.model_copy(update={"said_at": NOW})


@pytest.mark.parametrize("score", ["11", "-1", "ten", "٣"])
def test_what_is_no_score_is_refused(harness: Harness, score: str) -> None:
    assert harness.post("/results/recommendation", score=score).status == 400
    assert harness.users.get(ADA).recommendation is None
