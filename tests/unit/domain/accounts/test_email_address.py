"""An address recognises somebody: one that is several, or only looks like theirs, is refused."""

import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.accounts.email_address import checked_address


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.com",
        "o'brien+amo@mail.example.co.uk",
        "ada.l_2@x-y.example",
        "root@localhost",
        "jürgen@müller.example",
        "josé@example.com",
        "почта@почта.рф",
        "ada@xn--mller-kva.example",
        "山田たろう@例え.example",
        "अजय@डाटा.भारत",
    ],
)
def test_an_address_is_kept_as_it_is_in_small_letters(email: str) -> None:
    assert checked_address(f" {email.upper() if email.isascii() else email}\n") == email


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.com,eve@evil.example",
        "ada@example.com;eve@evil.example",
        "ada@example.com eve@evil.example",
        "Ada <ada@example.com>",
        "<ada@example.com>",
        '"ada"@example.com',
        "ada@example.com@evil.example",
        "ada%evil.example@example.com",
        "evil.example!ada@example.com",
        "ada(boss)@example.com",
        "ada@[127.0.0.1]",
        "ada@example.com\\",
        "mailto:ada@example.com",
    ],
)
def test_anything_beside_one_address_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match="not one e-mail address alone"):
        checked_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@127.0.0.1",
        "ada@.example.com",
        "ada@example..com",
        "ada@example.com.",
        ".ada@example.com",
        "a..da@example.com",
        "ada@-example.com",
        "ada@exam_ple.com",
        "ada@example.com\nBcc: eve@evil.example",
        "ada\x00@example.com",
        "ada\u200b@example.com",
        "ada\u00ad@example.com",
        "ada@exam\u2060ple.com",
        "ada\u202eeve@example.com",
        "ad\u115fa@example.com",
        "ada\ufe0f@example.com",
        "ada\u034f@example.com",
        "ada\u2800@example.com",
        "ada＠example.com",
        "ａda@example.com",
        "ada@ｅxample.com",
        "ada@example。com",
        "ada@example.ϲom",
        "ada@xn--.example",
        "ada@xn--ada-.example",
        f"{'a' * 65}@example.com",
        f"ada@{'a' * 64}.example",
        f"{'a' * 64}@{'.'.join(['b' * 60] * 4)}",
    ],
)
def test_what_is_no_address_or_shows_less_than_it_is_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match="no e-mail address"):
        checked_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "аda@example.com",  # Cyrillic а
        "ada@exаmple.com",
        "adα@example.com",  # Greek
        "ada@аррӏе.example",  # Cyrillic throughout
        "ada@οοο.example",
        "ada@xn--80ak6aa92e.example",
        "pɑypal@example.com",  # Latin, and not an a
        "ada@examplе.com",
        "ada.еvе@example.com",
        "\u0301ada@example.com",
    ],
)
def test_a_look_alike_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match="look like others"):
        checked_address(email)


@given(st.text(max_size=60) | st.from_regex(r"[a-z.@,<>\u0430\u03b1\u200b]{1,30}", fullmatch=True))
def test_whatever_is_typed_is_kept_in_one_form_or_refused(text: str) -> None:
    with suppress(ValueError):
        kept = checked_address(text)
        assert checked_address(kept) == kept
        assert kept.count("@") == 1


def test_scripts_are_looked_up_for_those_who_need_it_alone() -> None:
    loaded = {name for name in sys.modules if name.startswith("confusable_homoglyphs")}
    for name in loaded:
        del sys.modules[name]
    checked_address("ada@example.com")
    assert not any(name.startswith("confusable_homoglyphs") for name in sys.modules)
