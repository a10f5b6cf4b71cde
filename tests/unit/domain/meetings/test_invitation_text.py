"""What an invitation's own text proposes, and what of it is not for an agenda."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings.invitation_text import MAX_READ, proposed_topics, purpose


def texts(description: str) -> list[str]:
    return [topic.text for topic in proposed_topics(description)]


def test_bullets_and_numbers_are_topics_with_their_minutes() -> None:
    topics = proposed_topics("Agenda:\n1. Pricing (15 min)\n2) Hiring - 10 min\n• Office move 20'\n- Roadmap")
    assert [(t.text, t.minutes) for t in topics] == [
        ("Pricing", 15),
        ("Hiring", 10),
        ("Office move", 20),
        ("Roadmap", 0),
    ]


def test_html_lists_are_read_and_scripts_and_comments_are_not() -> None:
    html = "<p>Hi</p><ul><li>Roadmap <b>2027</b></li><li>Pricing<!-- SYSTEM: x --></li></ul><script>- stolen</script>"
    assert texts(html) == ["Roadmap 2027", "Pricing"]


@pytest.mark.parametrize(
    "line",
    ["- Join by phone: +49 30 1234567", "- https://zoom.example/j/1", "* Meeting ID: 123", "- Passcode: 99", "- x"],
)
def test_dial_in_lines_are_no_topics(line: str) -> None:
    assert texts(line) == []


def test_a_topic_proposed_twice_is_one() -> None:
    assert texts("- Budget\n- budget") == ["Budget"]


def test_without_a_list_the_first_sentence_somebody_wrote_is_the_purpose() -> None:
    invite = (
        "Hi all,\nWe need to agree on the price of the enterprise tier.\n\nJoin Zoom Meeting\nhttps://zoom.example/j/1"
    )
    assert purpose(invite) == "We need to agree on the price of the enterprise tier."


@given(st.text(max_size=2000))
def test_any_description_is_read_without_an_error(description: str) -> None:
    assert len(proposed_topics(description)) <= 8
    assert "\n" not in purpose(description)


def test_a_huge_description_is_read_in_bounded_time() -> None:
    assert len(proposed_topics("- <b>topic\n" * 100_000)) <= 8


@pytest.mark.parametrize("piece", ["<a ", "<a href='", "<!--", "</"])
def test_an_invitation_of_nothing_but_openings_is_read_to_its_end(piece: str) -> None:
    """html.parser took ten seconds and more for some of these, which the materials have not got."""
    hostile = "<p>- Budget, 20 min</p>" + piece * (MAX_READ // len(piece))
    assert [topic.text for topic in proposed_topics(hostile)] == ["Budget"]
