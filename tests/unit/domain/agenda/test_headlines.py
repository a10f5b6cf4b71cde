import pytest

from lambdas.domain.agenda.headlines import MAX_TITLE, headline


@pytest.mark.parametrize(
    ("said", "title", "rest"),
    [
        ("decide on the cloud budget.", "Cloud budget", ""),
        ("Pricing for schools. They pay late, every year.", "Pricing for schools", "They pay late, every year"),
        (
            "agree on who carries the pager over the holidays, because the rota has two holes and nobody knows it",
            "Agree on who carries the pager over the holidays",
            "Because the rota has two holes and nobody knows it",
        ),
    ],
)
def test_a_wish_is_cut_where_it_turns_and_nothing_of_it_is_lost(said: str, title: str, rest: str) -> None:
    assert tuple(headline(said)) == (title, rest)


def test_what_turns_nowhere_is_a_short_title_and_stands_whole_below_it() -> None:
    said = "one very long wish " * 8
    cut = headline(said)
    assert len(cut.title) <= MAX_TITLE
    assert cut.rest.casefold() == said.strip()
