"""What changed between two gatherings of the same records; what merely grew older did not."""

from lambdas.domain.agenda.changes import changes
from lambdas.domain.context.notes import Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from tests.fakes import findings


def rock(text: str, weight: int = 2, ref: str = "big_rocks:search") -> Fact:
    return Fact(text=text, ref=ref, weight=weight, subject="Search migration")


def between(before: tuple[Fact, ...], now: tuple[Fact, ...]) -> list[tuple[str, bool, bool]]:
    old, new = findings.note(ContextKind.BIG_ROCKS, *before), findings.note(ContextKind.BIG_ROCKS, *now)
    return [(change.fact.ref, change.is_new, change.is_over) for change in changes([old], [new])]


def test_days_that_pass_change_nothing_and_a_figure_does() -> None:
    before = rock("Search migration: 70 % done, due 20 November, in 3 days.")
    assert between((before,), (rock("Search migration: 70 % done, was due 20 November, 4 days late."),)) == []
    assert between((before,), (rock("Search migration: 75 % done, due 20 November, in 3 days."),)) == [
        (before.ref, False, False)
    ]


def test_what_is_over_comes_first_and_what_is_new_after_it() -> None:
    stays, gone, new = (rock("x", ref=f"big_rocks:{name}") for name in ("stays", "gone", "new"))
    assert between((stays, gone), (stays, new)) == [(gone.ref, False, True), (new.ref, True, False)]


def test_a_kind_that_was_not_gathered_both_times_tells_nothing() -> None:
    assert changes([], [findings.BUDGET]) == ()
    assert changes([findings.note(ContextKind.BUDGET)], [findings.BUDGET]) == ()
