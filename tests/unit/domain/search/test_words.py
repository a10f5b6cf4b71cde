from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.search.words import MAX_QUERY, MAX_WORDS, Piece, is_found, marked, query_of


def test_the_beginning_of_a_word_is_enough_without_case_and_accents() -> None:
    for typed in ("budg", "BUDGET", "bud cl", "müller", "Muller budget"):
        assert is_found(query_of(typed), ["Cloud budgets", "Jonas Müller"]), typed
    assert not is_found(query_of("udget"), ["Cloud budgets"])
    assert not is_found(query_of("budget incident"), ["Cloud budgets"])


def test_a_script_without_spaces_is_found_by_a_part() -> None:
    assert is_found(query_of("予算"), ["来期の予算会議"])


def test_an_address_is_found_whole_and_in_part() -> None:
    for typed in ("ana.ruiz@example.com", "ruiz", "example"):
        assert is_found(query_of(typed), ["ana.ruiz@example.com"])


def test_nothing_typed_finds_nothing_and_one_letter_is_not_enough() -> None:
    assert not is_found(query_of(" -- "), ["--"])
    assert not query_of("a").is_enough
    assert query_of("1:1").is_enough


def test_words_that_were_looked_for_are_marked_whole_in_what_was_written() -> None:
    assert marked(query_of("bud"), "<b>Budget</b>: cut") == (
        Piece("<b>"),
        Piece("Budget", is_hit=True),
        Piece("</b>: cut"),
    )


@given(st.text(), st.text())
def test_pieces_together_are_the_text(typed: str, text: str) -> None:
    query = query_of(typed)
    assert len(query.text) <= MAX_QUERY
    assert len(query.words) <= MAX_WORDS
    assert "".join(piece.text for piece in marked(query, text)) == text
