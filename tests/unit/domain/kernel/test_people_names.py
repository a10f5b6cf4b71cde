"""The name others read of somebody: what reads as its reader, or as AMO, is no name."""

import pytest

from lambdas.domain.kernel.people_names import NAMELESS, name_of, own_name
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.people import display_name

READER = ("you", "You", "YOU.", "you2", "Me", "my.self", "myself", "I", "me+work", "+you", "(you)", "you/me", "nobody")
DISGUISED = ("y o u", "Yоu", "Ｙou", "Mе", "y\u200bou")
PRODUCT = ("AMO", "amo", "A.M.O.", "АМО", "AMO, after preparing", "Whoever runs AMO")
NAMES = (
    "Ada Lovelace",
    "My Nguyen",
    "You Jin-woo",
    "I Made Wijaya",
    "Amo Bensaid",
    "Mei",
    "Meme",
    "Selfridge",
    "Youssef",
)
OTHERS = ("Youssef", "Amon", "Юля", "王芳", "no-reply", "none", "2")


@pytest.mark.parametrize("name", [*READER, *DISGUISED, *PRODUCT])
def test_what_reads_as_the_reader_or_as_amo_is_no_name(name: str) -> None:
    assert own_name(name, 60) == ""
    assert name_of(name, "ada@example.com", 60) == "ada"
    assert name_of(name, "you@example.com", 60) == "you@example.com"
    assert name_of(name, "", 60) == NAMELESS


@pytest.mark.parametrize("name", [*NAMES, *OTHERS])
def test_a_name_that_is_somebody_s_own_stays(name: str) -> None:
    assert name_of(name, "ada@example.com", 60) == name


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("you@example.com", "you@example.com"),
        ("me+amo@example.com", "me+amo@example.com"),
        ("you2@example.com", "you2@example.com"),
        ("my.self@example.com", "my.self@example.com"),
        ("amo@example.com", "amo@example.com"),
        ("yousra@example.com", "yousra"),
        ("ada+amo@example.com", "ada+amo"),
        ("no-reply@example.com", "no-reply"),
        ("info@example.com", "info"),
    ],
)
def test_the_whole_address_stands_where_its_beginning_reads_as_the_reader(address: str, shown: str) -> None:
    assert name_of("", address, 60) == display_name(Attendee(email=address)) == shown
