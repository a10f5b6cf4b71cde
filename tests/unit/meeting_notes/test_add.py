"""Notes that are handed in as a text: kept line by line, once (POST-1)."""

import pytest

from lambdas.domain.meeting_notes.texts import MAX_TEXTS
from lambdas.errors import Refused
from tests.unit.meeting_notes.harness import NotesHarness


def test_its_lines_keep_their_numbers(harness: NotesHarness) -> None:
    header = harness.hand_in("We met.\n\nAna sends the deck.")
    text = harness.texts.lines_of(header)
    assert text is not None
    assert [(line.number, line.text) for line in text.lines][-1][1] == "Ana sends the deck."
    assert harness.notes.texts_of("u1", "m1") == [header]


def test_handed_in_twice_it_is_one(harness: NotesHarness) -> None:
    first = harness.hand_in("Ana sends the deck.")
    assert harness.hand_in("Ana sends the deck.\r\n") == first
    assert len(harness.notes.texts_of("u1", "m1")) == 1


def test_killed_between_its_two_writes_it_is_handed_in_again_and_is_one(harness: NotesHarness) -> None:
    """The bucket comes first: nothing names lines that are not there."""
    header = harness.hand_in("Ana sends the deck.")
    harness.notes.delete("m1")
    assert harness.hand_in("Ana sends the deck.") == header
    assert list(harness.documents.stored) == [header.key]


def test_lines_that_are_forgotten_leave_what_was_confirmed(harness: NotesHarness) -> None:
    """The bucket keeps them for 30 days."""
    header = harness.hand_in("Ana sends the deck.")
    harness.documents.delete(header.key)
    assert harness.texts.lines_of(header) is None
    assert harness.reviews.sheet("u1", "m1").texts == (header,)


@pytest.mark.parametrize(
    ("content", "said"), [("  \n\n", "empty"), ("x\n" * 1_100_000, "2 MB|lines")], ids=["empty", "long"]
)
def test_what_cannot_be_read_is_refused_in_one_line(harness: NotesHarness, content: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        harness.hand_in(content)
    assert not harness.documents.stored


def test_all_texts_of_a_meeting_are_no_longer_than_one_may_be(harness: NotesHarness) -> None:
    harness.hand_in(("a long talk " * 150 + "\n") * 800)
    with pytest.raises(Refused, match="2 MB together"):
        harness.hand_in(("another long talk " * 100 + "\n") * 800)


def test_a_meeting_takes_so_many_texts(harness: NotesHarness) -> None:
    for number in range(MAX_TEXTS):
        harness.hand_in(f"Text {number}")
    with pytest.raises(Refused, match=f"{MAX_TEXTS} texts"):
        harness.hand_in("One more")
    assert harness.hand_in("Text 0")
