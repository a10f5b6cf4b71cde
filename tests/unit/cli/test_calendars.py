from pathlib import Path

import pytest

from cli import calendars
from lambdas.errors import Refused


def test_a_missing_file_is_one_line_that_says_what_to_give() -> None:
    with pytest.raises(Refused, match=r"no calendar file nowhere\.ics; give an \.ics file or a feed's address"):
        calendars.check("nowhere.ics")


def test_a_folder_is_not_a_calendar(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no calendar file"):
        calendars.check(str(tmp_path))


def test_a_file_too_large_to_be_a_calendar_is_refused_before_anything_starts(tmp_path: Path) -> None:
    large = tmp_path / "large.ics"
    with large.open("wb") as file:
        file.truncate(calendars.MAX_FILE + 1)
    with pytest.raises(Refused, match="larger than 10 MB"):
        calendars.check(str(large))


@pytest.mark.parametrize("address", ["https://example.com/secret/basic.ics", "webcal://example.com/a.ics"])
def test_feed_addresses_are_recognised(address: str) -> None:
    assert calendars.is_address(address)
    calendars.check(address)


def test_an_address_without_a_host_is_refused_without_repeating_it() -> None:
    with pytest.raises(Refused) as refusal:
        calendars.check("https:///secret-token/basic.ics")
    assert "secret-token" not in str(refusal.value)


def test_a_windows_like_or_relative_path_is_not_taken_for_an_address() -> None:
    assert not calendars.is_address("c:calendar.ics")
    assert not calendars.is_address("calendars/mine.ics")


def test_only_feeds_on_this_machine_are_trusted_by_being_named() -> None:
    given = ["http://127.0.0.1:8080/mine.ics", "https://localhost/a.ics", "https://example.com/b.ics", "c.ics"]
    assert calendars.private_origins(given) == ["127.0.0.1:8080", "localhost:443"]
