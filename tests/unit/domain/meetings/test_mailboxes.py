"""Addresses as calendars write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings.mailboxes import NamedAddress, mailbox_key, read_mailbox, read_person, untagged_key


@pytest.mark.parametrize(
    "written",
    [
        "bob@example.org",
        "mailto:bob@example.org",
        "MAILTO: Bob@Example.org",
        "mailto:mailto:bob@example.org",
        "mailto://bob@example.org",
        "'bob@example.org'",
        "<bob@example.org>",
        "mailto:<bob@example.org>",
        "mailto:bob%40example.org",
        "bob@example.org (Bob Berg)",
        "mailto:bob@example.org?subject=Hello",
        "bob@example.org.",
    ],
)
def test_an_address_is_read_out_of_what_surrounds_it(written: str) -> None:
    assert read_mailbox(written) == NamedAddress("", "bob@example.org")


@pytest.mark.parametrize(
    "written",
    [
        "Bob Berg <bob@example.org>",
        '"Bob Berg" <bob@example.org>',
        "mailto:Bob Berg <bob@example.org>",
        'mailto:"Bob Berg" <mailto:bob@example.org>',
        "mailto:Bob%20Berg%20%3Cbob@example.org%3E",
    ],
)
def test_a_name_beside_it_is_kept(written: str) -> None:
    assert read_mailbox(written) == NamedAddress("Bob Berg", "bob@example.org")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "mailto:",
        "invalid:nomail",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "/o=ExchangeLabs/ou=Exchange (FYDIBOHF23SPDLT)/cn=Recipients/cn=bob@x",
        "IMCEAEX-_o=ExchangeLabs_cn=Recipients_cn=bob@namprd12.prod.outlook.com",
        "https://calendar.example.org/principals/bob@example.org/",
        "@example.org",
        "bob@",
    ],
)
def test_what_is_no_address_is_none(written: str) -> None:
    assert read_mailbox(written).address == ""


def test_the_name_field_may_hold_what_the_address_lacks() -> None:
    assert read_person("invalid:nomail", "Bob <bob@example.org>") == NamedAddress("Bob", "bob@example.org")
    assert read_person("", "bob@example.org") == NamedAddress("", "bob@example.org")
    assert read_person("bob@example.org", "eve@example.org") == NamedAddress("eve@example.org", "bob@example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bob@Example.org", "bob@example.ORG"),
        ("b.o.b@gmail.com", "bob+calendar@googlemail.com"),
        ("bob+x@outlook.com", "bob@outlook.com"),
        ("bob@münchen.example", "bob@xn--mnchen-3ya.example"),
    ],
)
def test_spellings_of_one_mailbox(one: str, other: str) -> None:
    assert mailbox_key(one) == mailbox_key(other)


def test_what_may_be_two_people_stays_two() -> None:
    assert mailbox_key("b.ob@example.org") != mailbox_key("bob@example.org")
    assert mailbox_key("dev+ann@example.org") != mailbox_key("dev+bo@example.org")
    assert untagged_key("me+cal@example.org") == untagged_key("me@example.org")


@given(st.text(max_size=80))
def test_anything_is_read_and_what_is_found_is_an_address(written: str) -> None:
    found = read_mailbox(written).address
    assert found == "" or (found.count("@") == 1 and not set(found) & set(' <>"\n\r\t'))
    assert mailbox_key(found) == mailbox_key(found.upper() if found.isascii() else found)


def test_guests_by_the_ten_thousand_whose_addresses_are_none_cost_no_minutes() -> None:
    assert {read_mailbox(f"{'a' * 990}{number}") for number in range(50_000)} == {NamedAddress("", "")}
