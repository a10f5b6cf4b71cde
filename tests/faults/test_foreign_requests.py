"""Fault 117 at the API: what no page or command of AMO's own has sent is answered 403, and changes nothing."""

from typing import Any

import pytest

from tests.unit.edges.harness import ADA, PUBLIC, Harness, session_cookie
from tests.unit.edges.http.test_hostile_requests import CHANGES, JSON, is_told_in_one_line, right_body
from tests.unit.edges.web.test_safety import filled

ROUTES = [route for route in CHANGES if route[1] != "/api/sign-in"]
FORMS = (
    "text/plain",
    "Text/Plain;charset=UTF-8",
    "application/x-www-form-urlencoded",
    "APPLICATION/X-WWW-FORM-URLENCODED",
    "multipart/form-data; boundary=B",
    "Multipart/Form-Data",
)
"""What any site's form can send with the cookies of whoever looks at it, a browser asking nobody."""
BODIES = (b'{"on": true}', b"on=true", b"--B\r\n\r\nx\r\n--B--", b"")


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    return Harness(monkeypatch).furnish()


def stored(harness: Harness) -> dict[str, dict[Any, Any]]:
    """Every row of every table there is."""
    parts = {**vars(harness), **vars(harness.approvals)}
    return {name: dict(part.table.rows) for name, part in parts.items() if hasattr(part, "table")}


@pytest.mark.parametrize(("method", "rule"), ROUTES)
def test_fault_117_the_api_takes_no_form_whatever_it_calls_itself(harness: Harness, method: str, rule: str) -> None:
    before = stored(harness)
    assert before["users"]
    for kind in FORMS:
        for headers in ({"content-type": kind, "origin": PUBLIC}, {"content-type": kind}):
            for body in BODIES:
                answer = harness.ask(method, filled(rule), body, ADA, headers)
                assert (kind, body, answer.status) == (kind, body, 403)
    assert stored(harness) == before


@pytest.mark.parametrize(("method", "rule"), ROUTES)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://amo.example", f"{PUBLIC}.evil.example"])
def test_fault_117_the_api_refuses_a_foreign_page_before_it_looks_at_what_came(
    harness: Harness, method: str, rule: str, origin: str
) -> None:
    before = stored(harness)
    assert harness.call(method, filled(rule), right_body(method, rule), ADA, origin=origin).status == 403
    for headers in (JSON, {}, {"content-type": "multipart/form-data"}, {"content-type": "text/plain"}):
        for body in (b"", b"{", b"[" * 100_000):
            assert harness.ask(method, filled(rule), body, ADA, {**headers, "origin": origin}).status == 403
    assert stored(harness) == before


@pytest.mark.parametrize(("method", "rule"), CHANGES)
def test_a_command_s_form_is_refused_in_one_line_too(harness: Harness, method: str, rule: str) -> None:
    """Whoever sends a header as no form can is no other site; what reads requests would still break on a form."""
    bearer = {"authorization": f"Bearer {session_cookie(ADA).partition('=')[2]}"}
    for kind in ("multipart/form-data", "Multipart/Form-Data; boundary=B"):
        answer = harness.ask(method, filled(rule), b"--B\r\n\r\nx", None, {**bearer, "content-type": kind})
        assert (answer.status, is_told_in_one_line(answer)) == (400, True)
