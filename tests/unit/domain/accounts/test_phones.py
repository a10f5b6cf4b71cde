"""Numbers as people write them, and as they are shown back."""

import pytest

from lambdas.domain.accounts.phones import masked, written

PHONE = "+4915112345678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0049 151 12345678", PHONE),
        ("+49 (151) 12345678", PHONE),
        ("+1 555", ""),
        ("0151 12345678", ""),
        ("+49151x2345678", ""),
    ],
)
def test_a_number_is_written_with_its_country(typed: str, kept: str) -> None:
    assert written(typed) == kept


def test_a_number_is_shown_to_its_owner_masked() -> None:
    assert masked(PHONE) == "+49 … 678"
    assert masked("") == ""
