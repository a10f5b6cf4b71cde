"""Doing a preparation again, and changing one answer: what it would change is said first."""

from datetime import UTC, timedelta

from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from tests.unit.edges.harness import ADA, EVE, NOW, READY, WAITING, Harness


def test_what_preparing_again_would_change_is_said_before_it_is_done(furnished: Harness) -> None:
    page = furnished.get(f"/meetings/{READY}/again").text
    assert "No record of yours is newer." in page
    assert "Your answer is kept." in page
    assert "You are asked again what you left open" in page
    line = {"line": "Cloud", "period": "2026-11", "planned": "10", "actual": "12"}
    newer = NOW + timedelta(minutes=5)
    furnished.records.put_all(ADA, [record_of(RecordKind.BUDGET, line, UTC, newer)])
    assert "1 budget line" in furnished.get(f"/meetings/{READY}/again").text
    assert furnished.bus.published == []
    assert f'href="/meetings/{READY}/again"' in furnished.get(f"/meetings/{READY}").text


def test_an_answer_is_changed_where_it_stands_and_the_materials_are_written_again(furnished: Harness) -> None:
    assert f'action="/meetings/{READY}/answers/1"' in furnished.get(f"/meetings/{READY}").text
    assert furnished.post(f"/meetings/{READY}/answers/1", text="Two hires").status == 303
    assert furnished.conversations.stored[f"{READY}-r1"].answers["1"].text == "Two hires"
    assert furnished.meetings.rows[READY].preparation.status is PrepStatus.GENERATING
    assert "Writing the materials" in furnished.get(f"/meetings/{READY}?done=revised").text


def test_an_answer_that_cannot_be_taken_comes_back_as_it_was_typed(furnished: Harness) -> None:
    long = "more " * 1000
    answer = furnished.post(f"/meetings/{READY}/answers/1", text=long)
    assert "4,000 is the most that fits" in answer.text
    assert long.strip() in answer.text
    assert furnished.meetings.rows[READY].preparation.status is PrepStatus.READY


def test_only_one_s_own_answers_of_a_conversation_that_is_over_are_changed(furnished: Harness) -> None:
    assert furnished.post(f"/meetings/{READY}/answers/0", EVE, text="Mine").status == 404
    assert furnished.get(f"/meetings/{READY}/answers/0", EVE).status == 404
    assert furnished.get(f"/meetings/{READY}/answers/9").status == 404
    assert "being written at this moment" in furnished.post(f"/meetings/{WAITING}/answers/0", text="Early").text
