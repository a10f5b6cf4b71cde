"""Links to materials: for their owner, for a day, and for nothing else (fault 88)."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from lambdas.errors import Forbidden, LinkOver, NotFound, Refused
from lambdas.materials.links import AUDIENCE, issue_link, open_link
from tests.fakes.signing_keys import FakeSigningKeys

KEYS = FakeSigningKeys("k" * 32)
NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
KEY = "u1/m1/r1-abc/agenda.html"


def link() -> str:
    return issue_link("u1", "m1", KEY, KEYS, NOW)


def test_fault_88_the_link_opens_for_its_owner_after_23_hours() -> None:
    assert open_link(link(), "u1", KEYS, NOW + timedelta(hours=23)) == KEY


def test_fault_88_somebody_else_is_refused() -> None:
    with pytest.raises(Forbidden):
        open_link(link(), "u2", KEYS, NOW)


def test_after_24_hours_the_link_says_what_to_do() -> None:
    with pytest.raises(LinkOver, match="ask AMO in Slack"):
        open_link(link(), "u1", KEYS, NOW + timedelta(hours=24))


def test_somebody_else_learns_nothing_from_an_old_link() -> None:
    with pytest.raises(Forbidden):
        open_link(link(), "u2", KEYS, NOW + timedelta(days=9))


def forged(**changes: object) -> str:
    claims = {"aud": AUDIENCE, "sub": "u1", "key": KEY, "exp": int((NOW + timedelta(hours=1)).timestamp())} | changes
    given = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(given, KEYS.current().secret, "HS256")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "junk",
        "a.b.c",
        link()[:-3] + "AAA",
        issue_link("u1", "m1", KEY, FakeSigningKeys("x" * 32), NOW),
        jwt.encode({"aud": AUDIENCE, "sub": "u1", "key": KEY, "exp": 9999999999}, "", algorithm="none"),
        forged(aud="page"),
        forged(aud=None),
        forged(exp=None),
        forged(key=None),
    ],
)
def test_what_we_did_not_sign_as_a_link_is_not_found(bad: str) -> None:
    with pytest.raises(NotFound):
        open_link(bad, "u1", KEYS, NOW)


def test_a_link_is_made_only_for_the_owners_own_document() -> None:
    with pytest.raises(Refused):
        issue_link("u2", "m1", KEY, KEYS, NOW)
