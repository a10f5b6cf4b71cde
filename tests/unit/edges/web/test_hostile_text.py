"""Fault 115: whatever people, calendars and files say, a page shows it as text."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lambdas.domain.meetings.people import person_key
from tests.fakes.samples import a_meeting
from tests.unit.edges.harness import NOTES, READY, WAITING, Harness

PAGES = (
    "/",
    f"/meetings/{WAITING}",
    f"/meetings/{READY}",
    "/records/decisions",
    "/records/decisions?q=a",
    "/records/decisions/edit?id=d1",
    "/settings",
    "/calendar",
    "/past",
    "/items",
    "/search?q=script",
    "/search?q=alert",
    f"/meetings/{READY}/series",
    f"/meetings/{READY}/review",
    f"/meetings/{READY}/notes/{NOTES}",
    f"/meetings/{READY}/people/{person_key(a_meeting().attendees[0])}",
)
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ 7654321 * 7 }}",
    "</textarea></pre><svg onload=alert(1)>",
    "&lt;b&gt; \u202e reversed \u0000 null",
)
OURS = {"script", "link", "meta"}


class Structure(HTMLParser):
    """What a browser would make of a page, as far as it can do harm; ``shape`` leaves texts and values out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.shape: list[str] = []
        self.dangers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append(tag)
        self.dangers += self._dangers(tag, dict(attrs))

    def _dangers(self, tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
        if tag == "script" and not (attributes.get("src") or "").startswith("/static/"):
            yield "a script of somebody's"
        if tag in {"iframe", "object", "embed", "base"}:
            yield tag
        for name, value in attributes.items():
            if name.startswith("on") or name == "style":
                yield f"{tag} {name}"
            if name in ("href", "src", "action") and urlsplit(value or "").scheme not in ("", "https"):
                yield f"{tag} {name}={value}"


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", PAGES)
def test_fault_115_an_attack_is_shown_as_text(harness: Harness, path: str, attack: str) -> None:
    answer = harness.furnish(attack).get(path)
    assert answer.status == 200
    assert Structure(answer.text).dangers == []
    assert str(7654321 * 7) not in answer.text


@given(st.text(max_size=60))
@example("")
@example("\ud800")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fault_115_no_text_changes_what_a_page_is_made_of(text: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode(errors="replace").decode()
        harness = Harness(monkeypatch).furnish(text)
        for path in PAGES:
            answer = harness.get(path)
            assert answer.status == 200, path
            assert Structure(answer.text).dangers == []


def test_a_conference_address_that_is_no_web_address_is_no_link(furnished: Harness) -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "http://plain.example", "https://[bad"):
        row = furnished.meetings.rows[WAITING]
        meeting = row.meeting.model_copy(update={"conference_url": address})
        furnished.meetings.rows[WAITING] = row.model_copy(update={"meeting": meeting})
        assert "Join on" not in furnished.get(f"/meetings/{WAITING}").text
