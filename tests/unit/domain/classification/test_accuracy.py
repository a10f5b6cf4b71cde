"""CLS-2: better than 95 % right on real titles, and on a longer and harder list of our own."""

from pathlib import Path

import pytest

from bench.classification import OURS, SHARED, judge, literal_rule, main, our_rule, read_titles

BAR = 0.95

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/titles.csv")


@pytest.mark.parametrize("path", [pytest.param(SHARED, marks=needs_shared), OURS], ids=["shared", "ours"])
def test_more_than_95_percent_of_the_titles_get_the_type_a_person_would_choose(path: Path) -> None:
    result = judge(read_titles(path), our_rule)
    told = [f"{title.title}: {chosen}" for title, chosen in result.misses]
    assert min(result.accuracy, result.strict_accuracy) > BAR, told


@needs_shared
def test_the_rules_are_better_than_looking_for_keywords() -> None:
    titles = read_titles(SHARED)
    assert judge(titles, our_rule).accuracy > judge(titles, literal_rule).accuracy


def test_no_title_of_ours_stands_in_the_list_twice() -> None:
    told = [(title.title, title.description, title.attendee_count) for title in read_titles(OURS)]
    assert len(told) == len(set(told)) >= 150


def test_the_measurement_prints_matrix_and_figures_for_both(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(OURS)])
    printed = capsys.readouterr().out
    assert "AMO's rules:" in printed
    assert "literal keyword rules:" in printed
    assert "incident_rev" in printed
