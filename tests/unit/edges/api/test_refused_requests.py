"""What is wrong with a request is one plain line: no pattern, no place that only a program knows."""

import re

import pytest

from lambdas.edges.api import people_api, sources_api
from lambdas.edges.api.api import OPERATIONS
from tests.unit.edges.harness import ADA, Harness

WITH_IDS = sorted(
    (method, rule)
    for method, rule, *_ in (*OPERATIONS, *people_api.OPERATIONS, *sources_api.OPERATIONS)
    if re.search(r"<(?!part>)", rule)  # a switch is one of a few
)


@pytest.mark.parametrize(("method", "rule"), WITH_IDS)
def test_what_is_no_id_is_answered_in_a_plain_line(harness: Harness, method: str, rule: str) -> None:
    harness.users.patch(ADA, {"role": "operator"})
    name = re.findall(r"<(\w+)>", rule)[0]
    body: dict[str, str] | None = None if method in ("GET", "DELETE") else {}
    answer = harness.call(method, re.sub(r"<\w+>", "~~", rule), body)
    assert answer.status == 422
    assert answer.json["message"] == f"There is no such {name.removesuffix('_id')}."


def test_a_value_is_named_and_what_is_wrong_with_it(harness: Harness) -> None:
    answer = harness.call("GET", "/api/approvals?limit=0")
    assert answer.json["message"] == "limit: Input should be greater than or equal to 1"
    answer = harness.call("POST", "/api/approvals", {"action_type": "NO", "action_data": {}})
    assert answer.json["message"].startswith("action_type: this is not written as it has to be")
    assert "^" not in answer.json["message"]
