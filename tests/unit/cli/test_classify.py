"""``./amo classify FILE.csv``: what it answers, and the one line for each thing that can be wrong with a file."""

from pathlib import Path

import pytest

from cli.classify import classify_file
from lambdas.errors import Refused

HEADER = "title,description,attendee_count\n"


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    return tmp_path / "titles.csv"


def test_each_row_gets_type_and_reason_in_the_files_order(csv_file: Path) -> None:
    csv_file.write_text(HEADER + "QBR Acme,,25\n1:1 Ana,,2\nRoadmap,,5\n")
    assert classify_file(csv_file) == [
        {"title": "QBR Acme", "meeting_type": "qbr", "type_reason": '"QBR" in the title, 25 people'},
        {"title": "1:1 Ana", "meeting_type": "one_on_one", "type_reason": '"1:1" in the title, 2 people'},
        {"title": "Roadmap", "meeting_type": "default", "type_reason": "no words of another type in the title"},
    ]


def test_titles_are_given_back_as_they_are(csv_file: Path) -> None:
    csv_file.write_text(HEADER + '" Ana, ""Ben"" 1:1 ","line\nbreak",2\n', encoding="utf-8")
    assert classify_file(csv_file)[0]["title"] == ' Ana, "Ben" 1:1 '


def test_columns_may_come_in_any_order_with_others_between_and_a_byte_order_mark(csv_file: Path) -> None:
    csv_file.write_text("\ufeffwhy,attendee_count,title,description\n?,2,1:1 Ana,\n", encoding="utf-8")
    assert classify_file(csv_file)[0]["meeting_type"] == "one_on_one"


@pytest.mark.parametrize("row", ["QBR,,\n", "QBR\n"])
def test_a_count_that_is_empty_or_missing_means_that_nobody_is_listed(csv_file: Path, row: str) -> None:
    csv_file.write_text(HEADER + row)
    assert classify_file(csv_file)[0]["type_reason"] == '"QBR" in the title, attendees not listed'


def test_a_file_with_a_header_alone_has_no_rows(csv_file: Path) -> None:
    csv_file.write_text(HEADER)
    assert classify_file(csv_file) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no column title, description, attendee_count"),
        (b"title,descripton,attendee_count\na,b,2\n", "has no column description"),  # codespell:ignore
        (b"title,description,attendee_count\na,b,2\nc,d,two\n", 'line 3: attendee_count is "two"'),
        (b"title,description,attendee_count\na,b,-1\n", 'line 2: attendee_count is "-1"'),
        (b"title,description,attendee_count\na,b,2.5\n", 'line 2: attendee_count is "2.5"'),
        (b"\xff\xfe\x00title", "is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "is not UTF-8"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_in_one_line(csv_file: Path, content: bytes, told: str) -> None:
    csv_file.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        classify_file(csv_file)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_and_a_folder_are_told_by_their_path(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(Refused, match="cannot be read"):
            classify_file(path)
