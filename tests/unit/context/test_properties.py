"""The arithmetic of the agents, over arbitrary valid records."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.context import big_rocks, decisions, incidents, outlook, staffing
from lambdas.context.gather import summarised
from lambdas.context.notes import MAX_FACTS, MAX_NOTE
from lambdas.context.phrases import Viewpoint
from lambdas.domain.context.kinds.big_rocks import BigRock
from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.context.kinds.staffing import StaffingLine
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from tests.unit.context.some_records import NOW, SOME_RECORDS

VIEWS = st.builds(
    Viewpoint,
    st.timedeltas(timedelta(days=-300), timedelta(days=300)).map(lambda offset: NOW + offset),
    st.sampled_from([UTC, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/St_Johns")]),
)
SMALL = settings(max_examples=60, deadline=None)


def some(kind: RecordKind) -> st.SearchStrategy[list[Record]]:
    return st.lists(SOME_RECORDS[kind], max_size=6)


@pytest.mark.parametrize("kind", RecordKind)
@SMALL
@given(data=st.data(), view=VIEWS)
def test_any_records_make_a_bounded_note_that_survives_being_stored(
    kind: RecordKind, data: st.DataObject, view: Viewpoint
) -> None:
    note = summarised(kind, data.draw(some(kind)), view)
    assert ContextNote.model_validate_json(note.model_dump_json()) == note
    assert len(note.facts) <= MAX_FACTS
    assert len(note.model_dump_json()) <= MAX_NOTE
    assert note.facts or note.gap
    assert [fact.weight for fact in note.facts] == sorted((fact.weight for fact in note.facts), reverse=True)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for fact in note.facts for character in fact.text)
    assert not any(
        " -" in fact.text.replace(" - ", "") and "days" in fact.text.split(" -")[1][:8] for fact in note.facts
    )


@SMALL
@given(lines=some(RecordKind.BUDGET), view=VIEWS)
def test_the_variances_of_the_lines_add_up_to_the_totals(lines: Sequence[BudgetLine], view: Viewpoint) -> None:
    if not lines:
        return
    chosen = outlook.current(lines, view)
    figures = summarised(RecordKind.BUDGET, lines, view).figures
    total = sum((line.actual - line.planned for line in chosen), Decimal(0))
    stated = sum(value for name, value in figures.items() if name.split("_")[0] == "variance" and "percent" not in name)
    assert stated == pytest.approx(float(total), abs=0.05)
    assert len({(line.line.casefold(), line.currency, line.period) for line in chosen}) <= len(chosen) <= len(lines)


@SMALL
@given(line=SOME_RECORDS[RecordKind.BUDGET], view=VIEWS)
def test_a_projection_is_never_less_than_what_is_spent_already(line: BudgetLine, view: Viewpoint) -> None:
    made = outlook.outlook(line, view)
    if made.forecast is not None and not made.is_own_forecast and line.actual > 0:
        assert made.forecast >= line.actual - Decimal("0.01")
    assert made.size >= 0


@SMALL
@given(known=some(RecordKind.INCIDENTS), view=VIEWS)
def test_recovery_lies_between_the_shortest_and_the_longest_and_windows_nest(
    known: Sequence[Incident], view: Viewpoint
) -> None:
    week, month, quarter = (incidents.major_within(known, view, days) for days in (7, 30, 90))
    assert len(week) <= len(month) <= len(quarter) <= len(known)
    figures = summarised(RecordKind.INCIDENTS, known, view).figures
    for days, name in ((7, "mttr_minutes_7d"), (90, "median_minutes_90d")):
        minutes = incidents.recoveries(known, view, days)
        assert (name in figures) == bool(minutes)
        if minutes:
            assert min(minutes) - 0.1 <= figures[name] <= max(minutes) + 0.1
            assert min(minutes) >= 0


@SMALL
@given(data=st.data(), view=VIEWS)
def test_no_age_is_ever_negative_and_no_share_leaves_its_bounds(data: st.DataObject, view: Viewpoint) -> None:
    decision = data.draw(SOME_RECORDS[RecordKind.DECISIONS])
    line = data.draw(SOME_RECORDS[RecordKind.STAFFING])
    rock = data.draw(SOME_RECORDS[RecordKind.BIG_ROCKS])
    assert isinstance(decision, DecisionRecord)
    assert isinstance(line, StaffingLine)
    assert isinstance(rock, BigRock)
    assert decisions.days_waiting(decision, view) >= 0
    assert staffing.days_open(line, view) >= 0
    assert 0 <= big_rocks.points_behind(rock, view) <= 100
    assert big_rocks.time_gone(rock, view) in {None, *range(101)}
