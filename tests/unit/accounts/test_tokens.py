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

pytestmark = pytest.mark.usefixtures("tokens_read_at_one_time")

KEY = "k" * 40
NOW = datetime.now(UTC).replace(microsecond=0)


def test_a_session_says_whose_it_is() -> None:
    assert read_session(open_session("ada", "s1", KEY, NOW), KEY) == Identity("ada", "s1")


def test_a_session_ends_after_its_life() -> None:
    old = open_session("ada", "s1", KEY, NOW - SESSION_LIFE - timedelta(seconds=1))
    with pytest.raises(SignedOut):
        read_session(old, KEY)


def test_a_session_signed_with_another_key_is_none() -> None:
    with pytest.raises(SignedOut):
        read_session(open_session("ada", "s1", "x" * 40, NOW), KEY)


@pytest.mark.parametrize(("audience", "key", "algorithm"), [("page", "", "none"), ("materials", KEY, "HS256")])
def test_neither_an_unsigned_session_nor_a_link_to_materials_is_one(audience: str, key: str, algorithm: str) -> None:
    claims = {"sub": "ada", "jti": "s", "aud": audience, "exp": NOW + SESSION_LIFE}
    with pytest.raises(SignedOut):
        read_session(jwt.encode(claims, key, algorithm=algorithm), KEY)


@given(st.text())
def test_any_text_is_refused_quietly(text: str) -> None:
    with pytest.raises(SignedOut):
        read_session(text, KEY)


def test_the_table_never_sees_a_link_token() -> None:
    token = new_link_token()
    assert token not in link_hash(token)
    assert len({new_link_token() for _ in range(50)}) == 50
