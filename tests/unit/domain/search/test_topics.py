from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.search.topics import best_line, find_about

THINGS = [
    "Lease of the second floor: sign for five years?",
    "Roadmap review",
    "Leadership team",
    "Settle travel expenses",
    "Lease: the landlord wants an answer",
    "Hiring plan",
]
LEASE = "Has anybody heard back from the landlord? We have to settle the lease before June."


def found(text: str, things: list[str] = THINGS) -> list[str]:
    return find_about(text, things, lambda thing: [thing])


def test_not_every_word_has_to_be_there_and_what_says_most_comes_first() -> None:
    assert found(LEASE)[:2] == ["Lease: the landlord wants an answer", "Settle travel expenses"]
    assert "Lease of the second floor: sign for five years?" in found(LEASE)
    assert not {"Roadmap review", "Leadership team", "Hiring plan"} & set(found(LEASE))


def test_what_most_things_say_finds_none_of_them() -> None:
    weekly = [f"Sync with Ana, week {number}" for number in range(60)]
    assert found("Ana, could you look at the invoice?", [*weekly, "Invoice of the printer"]) == [
        "Invoice of the printer"
    ]
    assert found("Thanks a lot!", THINGS) == []


@given(st.text(), st.lists(st.text(), max_size=5))
def test_whatever_is_typed_is_looked_for(text: str, things: list[str]) -> None:
    assert set(found(text, things)) <= set(things)


def test_the_line_to_show_is_the_one_that_says_most_of_it() -> None:
    lines = ("Opening", "The lease", "The landlord and the lease", "Any other business")
    assert best_line(LEASE, lines) == "The landlord and the lease"
    assert best_line("nothing like it", lines) == ""
