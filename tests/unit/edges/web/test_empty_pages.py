"""Where nothing is yet, a page says what comes there and leads on."""

import pytest

from tests.unit.edges.harness import Harness

EMPTY = {
    "/": ("Connect your calendar", "/settings#calendars"),
    "/approvals": ("Nothing waits for you", "/autonomy"),
    "/approvals?risk=critical": ("Nothing matches these filters", "/approvals"),
    "/records/budget": ("Take an empty sheet", "/records/budget/import"),
    "/settings": ("None yet. Until AMO reads one", "/settings/calendars"),
    "/items": ("those you confirm stand here until they are done", "/past"),
    "/results": ("As soon as AMO has prepared a meeting", "/items"),
    "/audit": ("Nothing yet", "/approvals"),
    "/dashboard": ("As soon as AMO acts", "/approvals"),
}


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_page_helps(harness: Harness, path: str) -> None:
    said, address = EMPTY[path]
    answer = harness.get(path)
    assert answer.status == 200
    assert said in answer.text
    assert f'="{address}"' in answer.text
