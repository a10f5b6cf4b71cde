"""What each agent says of a few records: the figures right, the words usable as they stand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lambdas.context import big_rocks, budget, decisions, incidents, staffing
from lambdas.context.gather import summarised
from lambdas.context.phrases import Viewpoint
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
VIEW = Viewpoint(NOW, ZoneInfo("Europe/Berlin"))


def a_record(kind: RecordKind, **values: Any) -> Any:
    return record_of(kind, values, VIEW.zone, NOW)


def a_line(**values: Any) -> Any:
    usual = {"line": "Compute", "period": "2026-11", "planned": 100, "actual": 60, "currency": "USD"}
    return a_record(RecordKind.BUDGET, **(usual | values))


def a_rock(**values: Any) -> Any:
    return a_record(RecordKind.BIG_ROCKS, **({"name": "Audit log", "progress": 40} | values))


def an_incident(**values: Any) -> Any:
    usual = {"record_id": "7", "severity": "SEV1", "title": "Checkout", "opened_at": "2026-11-18 09:12"}
    return a_record(RecordKind.INCIDENTS, **(usual | values))


def a_role(**values: Any) -> Any:
    return a_record(RecordKind.STAFFING, **({"team": "Platform", "role": "Engineer"} | values))


def a_decision(**values: Any) -> Any:
    usual = {"title": "Remote work", "raised_on": "2026-10-17", "owner": "Chief of Staff"}
    return a_record(RecordKind.DECISIONS, **(usual | values))


def only(note: ContextNote, ref: str) -> Fact:
    (fact,) = [fact for fact in note.facts if fact.ref == ref]
    return fact


def test_spend_over_plan_is_said_absolute_in_percent_and_to_the_periods_end() -> None:
    note = budget.summarise([a_line(planned=376_000, actual=421_200, forecast=437_000, owner="Finance lead")], VIEW)
    fact = only(note, "budget:compute")
    assert fact.text == (
        "Compute is 45,200 USD over, 12 % above the plan for November 2026; forecast 437,000 USD by 30 November."
    )
    assert (fact.weight, fact.asks) == (3, "Finance lead")
    assert fact.question == "Which part of the 45,200 USD over in Compute is one-off?"
    assert note.figures == {
        "lines": 1, "lines_over": 1, "planned": 376_000, "actual": 421_200, "variance": 45_200, "forecast": 437_000,
        "variance_percent": 12.0,
    }  # fmt: skip


def test_the_rate_so_far_is_carried_to_the_periods_end_from_the_day_of_the_figures() -> None:
    note = budget.summarise([a_line(planned=30_000, actual=20_000, as_of="2026-11-15")], VIEW)
    assert "is heading 10,000 USD, 33 % over plan" in note.facts[0].text
    assert "with 50 % of November 2026 gone; at this rate 40,000 USD by 30 November" in note.facts[0].text
    assert note.figures["forecast"] == 40_000


def test_too_early_in_the_period_nothing_is_projected() -> None:
    note = budget.summarise([a_line(planned=30_000, actual=9_000, as_of="2026-11-02")], VIEW)
    assert "is on plan" in note.facts[0].text
    assert "rate" not in note.facts[0].text


def test_currencies_and_periods_are_never_added_up() -> None:
    lines = [a_line(), a_line(line="Licences", currency="EUR"), a_line(line="Events", period="2026-Q4")]
    figures = budget.summarise(lines, VIEW).figures
    assert (figures["planned_usd_2026-11"], figures["planned_eur_2026-11"], figures["planned_usd_2026-Q4"]) == (
        100,
    ) * 3
    assert "planned" not in figures


def test_last_months_budget_is_used_only_when_there_is_no_current_one_and_says_so() -> None:
    old = a_line(period="2026-10", actual=200)
    assert [f.as_of for f in budget.summarise([old, a_line()], VIEW).facts] == [NOW]
    note = budget.summarise([old], VIEW)
    assert note.gap == "No budget for November 2026: these are the figures of October 2026."
    assert "100 USD over, 100 % above the plan for October 2026." in note.facts[0].text


def test_the_largest_overspend_comes_first() -> None:
    lines = [a_line(line=f"L{n}", planned=100, actual=100 + n) for n in (20, 90, 50)]
    assert [fact.ref for fact in budget.summarise(lines, VIEW).facts[:3]] == ["budget:l90", "budget:l50", "budget:l20"]


def test_a_blocked_rock_names_its_blocker_date_and_owner() -> None:
    rock = a_rock(status="blocked", blockers="data-center access", due="2026-11-27", owner="Head of Platform")
    fact = big_rocks.summarise([rock], VIEW).facts[0]
    assert fact.text == (
        "Audit log: 40 % done, blocked by data-center access, due 27 November, in 7 days, owner Head of Platform."
    )
    assert (fact.weight, fact.asks) == (3, "Head of Platform")
    assert "data-center access" in fact.question


def test_a_rock_marked_on_track_is_held_against_the_time_gone() -> None:
    rock = a_rock(started_on="2026-10-21", due="2026-11-29")
    fact = big_rocks.summarise([rock], VIEW).facts[0]
    assert "40 % done with 78 % of its time gone, though marked on track" in fact.text
    assert (fact.weight, fact.question) == (
        2,
        "Is 29 November still the date for Audit log, and what falls off if it is?",
    )


def test_an_overdue_rock_asks_for_its_new_date() -> None:
    note = big_rocks.summarise([a_rock(due="2026-11-17"), a_rock(name="Done one", progress=100, status="done")], VIEW)
    assert "was due 17 November, 3 days late" in note.facts[0].text
    assert "new date" in note.facts[0].question
    assert (note.figures["overdue"], note.figures["done"]) == (1, 1)
    assert only(note, "big_rocks:done").text == "Done: Done one."


def test_recovery_this_week_is_held_against_the_median_of_the_quarter() -> None:
    known = [
        an_incident(resolved_at="2026-11-18 09:59"),
        an_incident(record_id="6", opened_at="2026-10-25 10:00", resolved_at="2026-10-25 10:38"),
        an_incident(record_id="5", opened_at="2026-09-20 10:00", resolved_at="2026-09-20 10:30"),
        an_incident(record_id="4", severity="SEV3", opened_at="2026-11-19 10:00", resolved_at="2026-11-19 20:00"),
        an_incident(record_id="3", opened_at="2026-06-01 10:00", resolved_at="2026-06-01 23:00"),
    ]
    note = incidents.summarise(known, VIEW)
    assert note.headline == "one SEV1 in 7 days, 47 min to recover (median of the quarter: 38 min)"
    assert only(note, "incidents:90_days").text == (
        "SEV0 and SEV1: 1 in 7 days, 2 in 30, 3 in 90; median time to recover 38 min."
    )
    assert "has no follow-up: what changes because of it?" in only(note, "incidents:7").question
    assert note.figures["mttr_minutes_7d"] == 47
    assert note.figures["median_minutes_90d"] == 38


def test_an_incident_that_lasts_is_first_and_counted_from_its_beginning() -> None:
    fact = incidents.summarise([an_incident(opened_at="2026-11-20 07:00")], VIEW).facts[0]
    assert (fact.weight, fact.text) == (3, "SEV1 “Checkout” is still open after 3 h.")


def test_follow_ups_past_due_are_named_with_their_owner_and_closed_ones_are_not() -> None:
    follow_ups = [
        {"what": "Alert", "owner": "Dana", "due": "2026-11-16"},
        {"what": "Rehearse", "due": "2026-12-30"},
        {"what": "Fixed", "due": "2026-11-01", "status": "done"},
    ]
    note = incidents.summarise([an_incident(resolved_at="2026-11-18 10:00", follow_ups=follow_ups)], VIEW)
    assert only(note, "incidents:follow_ups").text == "2 incident follow-ups open, 1 past due."
    late = only(note, "incidents:7/alert")
    assert (late.weight, late.asks) == (3, "Dana")
    assert "is 4 days past due (16 November), owner Dana." in late.text
    assert note.figures["follow_ups_overdue"] == 1


def test_requisitions_without_a_candidate_for_a_month_stand_out() -> None:
    lines = [
        a_role(headcount=6, open_requisitions=2, candidates=0, opened_on="2026-10-17", owner="Head of Platform"),
        a_role(role="Designer", headcount=2, open_requisitions=3, candidates=4, stage="interview"),
    ]
    note = staffing.summarise(lines, VIEW)
    assert note.headline == "2 of 5 requisitions without a candidate for 30 days or more"
    assert "2 requisitions without a candidate for 34 days" in note.facts[0].text
    assert (note.facts[0].weight, note.facts[0].asks) == (3, "Head of Platform")
    assert (note.figures["headcount"], note.figures["open_requisitions"], note.figures["candidates"]) == (8, 5, 4)


def test_an_empty_candidates_cell_is_not_knowing_rather_than_nobody() -> None:
    note = staffing.summarise([a_role(open_requisitions=1, opened_on="2026-01-01")], VIEW)
    assert note.figures["without_candidate"] == 0
    assert "candidates not recorded" in note.facts[0].text


def test_a_decision_is_told_by_age_and_how_often_it_was_asked_for() -> None:
    choice = a_decision(asked_count=2, options="two days | three days | each team decides")
    fact = decisions.summarise([choice], VIEW).facts[0]
    assert fact.text == "Remote work: open 34 days, asked for twice, Chief of Staff decides."
    assert (fact.weight, fact.question) == (3, "“Remote work”: two days, three days or each team decides?")


def test_decided_and_dropped_ones_do_not_wait() -> None:
    done = a_decision(title="A", status="decided", decided_on="2026-11-18")
    note = decisions.summarise([done, a_decision(title="B", status="dropped")], VIEW)
    assert [fact.text for fact in note.facts] == ["No decision is waiting.", "Decided in the last 14 days: A."]
    assert note.headline == "no decision waiting"


@pytest.mark.parametrize("kind", RecordKind)
def test_where_there_is_nothing_the_gap_says_what_is_missing_in_human_words(kind: RecordKind) -> None:
    note = summarised(kind, [], VIEW)
    assert note.facts == ()
    assert note.gap.startswith("No ")
    assert note.gap.endswith(" records yet.")


def test_old_figures_are_used_and_their_age_is_the_gap() -> None:
    note = staffing.summarise([a_role(headcount=3, as_of="2026-11-03")], VIEW)
    assert note.facts
    assert note.gap == "No staffing record since 3 November (17 days)."


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (RecordKind.BIG_ROCKS, {"name": "x\u202egpj.exe \u200b<!-- hi --> https://evil.example/a", "progress": 1}),
        (RecordKind.DECISIONS, {"title": "Line\nbreak\x07 [x](https://evil.example)", "raised_on": "2026-11-01"}),
    ],
)
def test_fault_110_a_records_text_is_plain_by_the_time_it_is_a_fact(kind: RecordKind, values: dict[str, Any]) -> None:
    fact = summarised(kind, [a_record(kind, **values)], VIEW).facts[0]
    assert fact.text.isprintable()
    assert "evil.example" not in fact.text
    assert "<!--" not in fact.text


def many(kind: RecordKind, number: int) -> list[Record]:
    long = "überlang 😀 " * 18
    values: dict[RecordKind, dict[str, Any]] = {
        RecordKind.BUDGET: {"planned": 1, "actual": 2, "period": "2026-11", "owner": long},
        RecordKind.BIG_ROCKS: {
            "progress": 1,
            "status": "blocked",
            "blockers": long * 9,
            "owner": long,
            "due": "2026-11-01",
        },
        RecordKind.INCIDENTS: {
            "severity": 0,
            "title": long,
            "opened_at": NOW - timedelta(hours=1),
            "owner": long,
            "follow_ups": [{"what": long, "due": "2026-11-01"}],
        },
        RecordKind.STAFFING: {
            "role": long,
            "open_requisitions": 2,
            "candidates": 0,
            "opened_on": "2026-01-01",
            "owner": long,
        },
        RecordKind.DECISIONS: {"raised_on": "2026-01-01", "options": [long] * 9, "owner": long},
    }
    key = {RecordKind.BUDGET: "line", RecordKind.BIG_ROCKS: "name", RecordKind.INCIDENTS: "record_id"}
    first = {RecordKind.STAFFING: "team", RecordKind.DECISIONS: "title"} | key
    return [a_record(kind, **values[kind], **{first[kind]: f"{number} {long[:150]}"[:79]}) for number in range(number)]


@pytest.mark.parametrize("kind", RecordKind)
def test_fault_74_a_note_stays_small_whatever_it_is_made_of(kind: RecordKind) -> None:
    note = summarised(kind, many(kind, 400), VIEW)
    assert len(note.facts) <= 30
    assert len(note.model_dump_json(ensure_ascii=True)) <= 32 * 1024
    assert "more on record" in note.facts[-1].text
