"""The end of a team's audit log: known by its last two rows wherever nobody has put one there."""

import pytest

from lambdas.domain.actions.audit import MAX_ROWS, is_in_line


@pytest.mark.parametrize(
    ("newest", "is_end"),
    [
        ((1,), True),
        ((2,), False),
        ((2, 1), True),
        ((3, 1), False),
        ((MAX_ROWS, MAX_ROWS - 1), True),
        ((MAX_ROWS + 1, MAX_ROWS), False),
    ],
)
def test_the_last_row_is_the_end_where_it_follows_the_one_before_it(newest: tuple[int, ...], is_end: bool) -> None:
    assert is_in_line([{"sequence": f"{number:012d}"} for number in newest]) is is_end
