"""A chart says what it shows: in its title, in figures, to whoever sees no colour or no picture."""

from datetime import UTC, date

from lambdas.domain.actions.figures import DayFigures
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.edges.web import trends
from tests.unit.edges.harness import ADA, NOW, Harness


def test_the_budget_says_how_many_lines_are_over_and_each_bar_its_share(harness: Harness) -> None:
    lines = [("Cloud", "100", "112"), ("Travel", "100", "40")]
    for line, planned, actual in lines:
        values = {"line": line, "period": "2026-11", "planned": planned, "actual": actual}
        harness.records.put_all(ADA, [record_of(RecordKind.BUDGET, values, UTC, NOW)])
    text = harness.get("/records/budget").text
    assert "1 of 2 lines over plan" in text
    assert "112 % of plan" in text
    assert "November 2026" in text


def test_big_rocks_say_how_many_are_blocked(harness: Harness) -> None:
    for name, status in (("Search", "blocked"), ("Audit", "on_track"), ("Data", "on_track")):
        values = {"name": name, "progress": "50", "status": status}
        harness.records.put_all(ADA, [record_of(RecordKind.BIG_ROCKS, values, UTC, NOW)])
    assert "2 on track and 1 blocked." in harness.get("/records/big_rocks").text


def test_today_s_charts_say_what_begins_next_and_how_far_the_rest_is(furnished: Harness) -> None:
    text = furnished.get("/").text
    assert "Next preparation begins" in text
    assert "1 of 3 meetings is ready" in text


def test_the_dashboard_s_titles_are_its_message() -> None:
    quiet, busy = (DayFigures(day=date(2026, 11, n), approved=n - 1, rejected=1) for n in (1, 4))
    assert trends.timeline([quiet, busy]).says == "5 actions: most on 4 November, 4"
    assert trends.timeline([]).says == "Nothing was decided or ran by itself"
    assert trends.approval_rate([quiet, busy]).says == "60% approved, up from 0%"
    assert trends.mostly(trends.shares({"a": 3, "b": 1}, {"a": "Tasks"})) == "3 of 4: Tasks"
