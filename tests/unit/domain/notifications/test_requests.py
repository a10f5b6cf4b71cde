import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.notifications.requests import PROMPTS, Request, Wanted, request_of


@pytest.mark.parametrize(
    ("text", "wanted", "words"),
    [
        ("today", Wanted.TODAY, ""),
        ("/amo today", Wanted.TODAY, ""),
        ("What’s next?", Wanted.TODAY, ""),
        ("What waits for me?", Wanted.WAITING, ""),
        ("Prepare my next meeting.", Wanted.NEXT, ""),
        ("prep", Wanted.PREP, ""),
        ("Prepare Roadmap review", Wanted.PREP, "Roadmap review"),
        ("agenda for the board", Wanted.AGENDA, "the board"),
        ("Agenda?", Wanted.AGENDA, ""),
        ("help me find the lease", Wanted.SEARCH, "help me find the lease"),
        ("connect the dots", Wanted.SEARCH, "connect the dots"),
        ("search", Wanted.SEARCH, "search"),
        ("", Wanted.SEARCH, ""),
    ],
)
def test_only_fixed_words_are_commands_and_the_rest_is_looked_for(text: str, wanted: Wanted, words: str) -> None:
    assert request_of(text) == Request(wanted, words)


def test_what_is_offered_is_understood() -> None:
    assert [request_of(prompt.message).wanted for prompt in PROMPTS] == [
        Wanted.TODAY,
        Wanted.NEXT,
        Wanted.WAITING,
        Wanted.AGENDA,
    ]


@given(st.text())
def test_whatever_is_written_is_read(text: str) -> None:
    assert isinstance(request_of(text).wanted, Wanted)
