"""Every golden claim holds, but those known to be open; what differs is told at once, with the documents."""

from pathlib import Path

import pytest
import yaml

from tests.golden.report import problems, readable
from tests.golden.situation import names

OPEN: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "open_claims.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", names())
def test_the_documents_are_what_one_would_walk_in_with(name: str) -> None:
    broken = {verdict.claim.strip() for verdict in problems(name)}
    known = set(OPEN.get(name, {}))
    if broken - known:
        pytest.fail(readable(name), pytrace=False)
    assert known - broken == set(), "these hold by now: take them out of open_claims.yaml"


def test_open_claims_are_of_situations_that_exist_and_say_why() -> None:
    assert set(OPEN) <= set(names())
    assert all(reason for claims in OPEN.values() for reason in claims.values())
