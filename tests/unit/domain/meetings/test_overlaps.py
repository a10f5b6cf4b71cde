from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings.calendar_days import Rows
from lambdas.domain.meetings.overlaps import Column, side_by_side

TAKEN = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20)).map(lambda one: Rows(one[0], sum(one))), max_size=12)


def test_what_follows_one_another_has_the_whole_width() -> None:
    assert side_by_side([Rows(0, 4), Rows(4, 8)]) == [Column(0, 1), Column(0, 1)]


def test_what_overlaps_through_a_third_shares_the_width_and_a_free_column_is_used_again() -> None:
    assert side_by_side([Rows(0, 4), Rows(2, 10), Rows(4, 8)]) == [Column(0, 2), Column(1, 2), Column(0, 2)]


@given(TAKEN)
def test_nothing_hides_anything_else(taken: list[Rows]) -> None:
    columns = side_by_side(taken)
    for one, first in zip(columns, taken, strict=True):
        assert 0 <= one.number < one.of <= len(taken)
        for other, second in zip(columns, taken, strict=True):
            if first.first < second.last and second.first < first.last:
                assert one.of == other.of
                assert one.number != other.number or (one, first) == (other, second)
