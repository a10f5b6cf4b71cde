"""Who may be meant by a name as it was heard: offered where it is near, and only where nobody has it."""

import pytest

from lambdas.domain.meeting_notes.spoken_names import likeness_of, names_meant

PEOPLE = ("Ana Roe", "Ben Smith", "Friederike Müller")


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("martha", "marhta", 0.961),
        ("dwayne", "duane", 0.840),
        ("dixon", "dicksonx", 0.813),
        ("a", "b", 0),
        ("", "a", 0),
    ],
)
def test_likeness_is_that_of_the_published_examples(one: str, other: str, likeness: float) -> None:
    """Winkler, String Comparator Metrics (1990), table of examples."""
    assert likeness_of(one, other) == pytest.approx(likeness, abs=0.001)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Anna", ("Ana Roe",)),
        ("Frederike", ("Friederike Müller",)),
        ("Miller", ("Friederike Müller",)),
        ("Ana", ()),
        ("ben smith", ()),
        ("Priya", ()),
        ("Al", ()),
        ("", ()),
        ("42", ()),
    ],
)
def test_a_name_nobody_has_offers_those_it_sounds_like(written: str, meant: tuple[str, ...]) -> None:
    assert names_meant(written, PEOPLE) == meant
