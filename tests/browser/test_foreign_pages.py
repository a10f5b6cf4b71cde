"""A page of another origin in the owner's browser, while AMO runs: it reaches neither the engine nor the page."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cli.stage import DeployedStage
from tests.fakes.loopback import serving

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

ATTEMPT = """async ({url, options}) => {
  try {
    const answer = await fetch(url, options);
    return {type: answer.type, status: answer.status, text: await answer.text()};
  } catch (refused) {
    return {type: "error", status: 0, text: ""};
  }
}"""


@pytest.fixture(scope="module")
def foreign() -> Iterator[str]:
    """Somebody else's site, at its own port of this machine: a port is another origin, too."""
    page = b"<!doctype html><title>Somebody else's</title>"
    with serving(lambda _: (200, {"Content-Type": "text/html"}, page)) as url:
        yield f"{url}/"


@pytest.mark.parametrize("mode", ["cors", "no-cors"])
def test_a_foreign_page_calls_and_reads_nothing(
    chromium: Any, session_state: Any, stage: DeployedStage, foreign: str, mode: str
) -> None:
    """Also with the owner's own cookies at hand, which a browser may send along."""
    assert stage.engine is not None
    before = _users(stage)
    context = chromium.new_context(storage_state=session_state)
    page = context.new_page()
    page.goto(foreign)
    user = json.dumps({"user_id": "mallory", "email": "mallory@evil.example", "role": "operator"})
    targets = [
        (f"{stage.engine.endpoint}/2015-03-31/functions/amo-provision_user/invocations", "POST", user),
        (f"{stage.engine.endpoint}/2015-03-31/functions/amo-issue_sign_in_link/invocations", "POST", user),
        (f"{stage.engine.endpoint}/_ministack/health", "GET", None),
        (f"{stage.page_url}/api/meetings", "GET", None),
        (f"{stage.page_url}/api/switches/workflow", "POST", '{"on": false}'),
    ]
    for url, method, body in targets:
        options = {"mode": mode, "method": method, "credentials": "include", **({"body": body} if body else {})}
        found = page.evaluate(ATTEMPT, {"url": url, "options": options})
        assert (found["type"] in ("error", "opaque"), found["text"]) == (True, ""), url
    context.close()
    assert _users(stage) == before


def _users(stage: DeployedStage) -> int:
    return int(stage.client("dynamodb").scan(TableName=f"{stage.prefix}-users", Select="COUNT")["Count"])
