from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.accounts.tokens import (
    SESSION_LIFE,
    Identity,
    link_hash,
    new_link_token,
    open_session,
    read_session,
)
from lambdas.errors import SignedOut
from tests.fakes.signing_keys import FakeSigningKeys

pytestmark = pytest.mark.usefixtures("tokens_read_at_one_time")

KEYS = FakeSigningKeys("k" * 40)
NOW = datetime.now(UTC).replace(microsecond=0)


def test_a_session_says_whose_it_is() -> None:
    assert read_session(open_session("ada", "s1", KEYS, NOW), KEYS) == Identity("ada", "s1")


def test_a_session_ends_after_its_life() -> None:
    old = open_session("ada", "s1", KEYS, NOW - SESSION_LIFE - timedelta(seconds=1))
    with pytest.raises(SignedOut):
        read_session(old, KEYS)


def test_a_session_signed_with_another_key_is_none() -> None:
    with pytest.raises(SignedOut):
        read_session(open_session("ada", "s1", FakeSigningKeys("x" * 40), NOW), KEYS)


@pytest.mark.parametrize(("audience", "key", "algorithm"), [("page", "", "none"), ("materials", "k" * 40, "HS256")])
def test_neither_an_unsigned_session_nor_a_link_to_materials_is_one(audience: str, key: str, algorithm: str) -> None:
    claims = {"sub": "ada", "jti": "s", "aud": audience, "exp": NOW + SESSION_LIFE}
    with pytest.raises(SignedOut):
        read_session(jwt.encode(claims, key, algorithm=algorithm), KEYS)


@given(st.text())
def test_any_text_is_refused_quietly(text: str) -> None:
    with pytest.raises(SignedOut):
        read_session(text, KEYS)


def test_the_table_never_sees_a_link_token() -> None:
    token = new_link_token()
    assert token not in link_hash(token)
    assert len({new_link_token() for _ in range(50)}) == 50


def test_what_was_signed_before_a_rotation_stays_good_until_the_next() -> None:
    keys = FakeSigningKeys("a" * 40)
    before = open_session("ada", "s1", keys, NOW)
    keys.rotate("b" * 40)
    after = open_session("ada", "s2", keys, NOW)
    assert (read_session(before, keys).session_id, read_session(after, keys).session_id) == ("s1", "s2")
    keys.rotate("c" * 40)
    assert read_session(after, keys).session_id == "s2"
    with pytest.raises(SignedOut):
        read_session(before, keys)


def test_a_token_from_before_tokens_named_their_key_is_good() -> None:
    claims = {"sub": "ada", "jti": "s1", "aud": "page", "exp": NOW + SESSION_LIFE}
    nameless = jwt.encode(claims, "k" * 40, algorithm="HS256")
    keys = FakeSigningKeys("k" * 40)
    keys.rotate("n" * 40)
    assert read_session(nameless, keys) == Identity("ada", "s1")


def test_naming_a_key_that_counts_helps_no_token_that_another_key_signed() -> None:
    claims = {"sub": "ada", "jti": "s1", "aud": "page", "exp": NOW + SESSION_LIFE}
    forged = jwt.encode(claims, "x" * 40, algorithm="HS256", headers={"kid": KEYS.current().key_id})
    with pytest.raises(SignedOut):
        read_session(forged, KEYS)
