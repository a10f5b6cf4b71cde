"""Who is a member of the workspace AMO is in."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambdas.slack.people import is_member

CASE = Path(__file__).parents[2] / "data" / "cases" / "slack" / "k3_users_info_enterprise_grid.json"


def person(**changes: Any) -> dict[str, Any]:
    return {**json.loads(CASE.read_text())["user"], **changes}


def test_in_enterprise_grid_every_workspace_of_theirs_counts() -> None:
    assert is_member(person(), "T0WHERE_AMO_IS")
    assert is_member(person(), "T0HOME")
    assert not is_member(person(), "T0ELSEWHERE")


@pytest.mark.parametrize("sign", ["deleted", "is_bot", "is_stranger"])
def test_whoever_is_none_of_its_people_is_none_there_either(sign: str) -> None:
    assert not is_member(person(**{sign: True}), "T0WHERE_AMO_IS")


def test_nobody_is_no_member() -> None:
    assert not is_member({}, "T0HOME")
