"""The audit log on the page: what each row is about and came to, filtered, and read page by page."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from lambdas.accounts.roles import record_role
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.pending import ACTION

TEAM = f"own-{ADA}"


def add(harness: Harness, event: AuditEvent, **changes: Any) -> None:
    values = {"team_id": TEAM, "at": NOW, "event": event, "actor": f"user:{ADA}", "action_type": "remind_attendees"}
    harness.approvals.audit_log.add(AuditEntry(**values | changes))


def numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r'class="number" data-label="Row">(\d+)', text)]


def test_a_row_says_what_it_is_about_what_came_of_it_and_when(harness: Harness) -> None:
    harness.users.patch(ADA, {"timezone": "Asia/Kolkata"})
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW)
    at = NOW.replace(year=2026, month=11, day=29, hour=9, minute=32)
    add(harness, AuditEvent.EXECUTED, actor="agent:amo", action_id=ACTION, result="Sent to 1 person", at=at)
    text = harness.get("/audit").text
    for words in ("Remind 1 person of “Roadmap”", "Sent to 1 person", "Sun 29 Nov, 15:02 IST"):
        assert words in text


@pytest.mark.parametrize(("event", "tone"), [("failed", "failed"), ("executed", "ready"), ("proposed", "planned")])
def test_what_went_wrong_is_seen_among_the_rest(harness: Harness, event: str, tone: str) -> None:
    add(harness, AuditEvent(event))
    assert f'<span class="pill {tone}">' in harness.get("/audit").text


@pytest.mark.parametrize("broken", [{"event": "nonsense"}, {"at": "yesterday"}, {"error": {}}, {"actor": []}])
def test_a_row_that_cannot_be_read_is_a_line_of_its_own_and_hides_no_other(
    harness: Harness, broken: dict[str, Any]
) -> None:
    for event in (AuditEvent.PROPOSED, AuditEvent.EXECUTED, AuditEvent.REJECTED):
        add(harness, event, result=f"It was {event}")
    row = harness.approvals.audit_log.chain(TEAM)[1]
    row |= broken
    shown = harness.get("/audit")
    assert shown.status == 200
    assert numbers(shown.text) == [3, 2, 1]
    for words in ("It was proposed", "It was rejected", "Row 2 cannot be read: the log is not whole."):
        assert words in shown.text
    assert "1970" not in shown.text
    assert "The log is not whole: " in harness.get("/audit?check=1").text
    assert row in json.loads(harness.get("/audit/export").text)
    listed = harness.call("GET", "/api/audit?names=true")
    assert [one["event"] for one in listed.json].count("unreadable") == 1


def test_an_action_that_is_gone_or_not_theirs_is_called_by_its_kind(harness: Harness) -> None:
    harness.approvals.add(ACTION, EVE, "Nightingale", NOW)
    add(harness, AuditEvent.PROPOSED, action_id=ACTION)
    text = harness.get("/audit").text
    assert "Nightingale" not in text
    assert f"/approvals/{ACTION}" not in text
    assert "Remind attendees" in text


def test_rights_addresses_and_links_are_told_in_names(harness: Harness) -> None:
    harness.users.patch(EVE, {"name": "Eve Moor"})
    harness.users.put(a_user("p1f", name="Pat Li", role="reviewer", team_id="leads", reviews_for=frozenset({EVE, ADA})))
    pat = harness.users.get("p1f").model_copy(update={"department": "Sales"})
    rows, before = harness.approvals.autonomy_rows, pat.model_copy(update={"team_id": ""})
    record_role(rows, pat, f"user:{ADA}", NOW, before)
    add(harness, AuditEvent.LINK_GIVEN, note="for p1f", team_id="leads")
    add(harness, AuditEvent.ADDRESS_GIVEN, note="p1f: another address", team_id="leads")
    for reviews in ("reviews", "no longer reviews"):
        add(harness, AuditEvent.ROLE_GIVEN, note=f"p1f: {reviews} for {ADA}", team_id="leads")
    add(harness, AuditEvent.ACCOUNT_TIED, note="p1f: Google account, by its address", team_id="leads")
    for lender in ("user:p1f", "agent:operator"):
        note = f"confirmed a session that a link of {lender} began"
        add(harness, AuditEvent.SESSION_PROVED, note=note, team_id="leads")
    harness.users.patch(ADA, {"role": "operator", "team_id": "leads"})
    text = harness.get("/audit").text
    role = "Pat Li: reviewer in leads, reviews for you, Eve Moor, department Sales, from a team of their own"
    links = [f"that a link of {lender} began" for lender in ("Pat Li", "whoever runs AMO")]
    for words in (
        role,
        "for Pat Li",
        "Pat Li: another address",
        "Pat Li: reviews for you",
        "no longer reviews for you",
        "Pat Li: Google account, by",
        "Account connected",
        *links,
    ):
        assert words in text
    assert "p1f:" not in text


@pytest.mark.parametrize(
    ("query", "row"),
    [("event=rejected", 2), ("type=create_task", 3), ("who=agent%3Aamo", 4), ("event=rejected&type=create_task", None)],
)
def test_rows_are_filtered_by_what_happened_kind_and_person(harness: Harness, query: str, row: int | None) -> None:
    add(harness, AuditEvent.PROPOSED)
    add(harness, AuditEvent.REJECTED)
    add(harness, AuditEvent.PROPOSED, action_type="create_task")
    add(harness, AuditEvent.EXECUTED, actor="agent:amo")
    text = harness.get(f"/audit?{query}").text
    assert numbers(text) == ([row] if row else [])
    assert ("No such row" in text) is (row is None)


def test_a_long_log_is_read_page_by_page_with_its_filter(harness: Harness) -> None:
    for number in range(130):
        event = AuditEvent.REJECTED if number % 10 == 0 else AuditEvent.PROPOSED
        add(harness, event, at=NOW + timedelta(minutes=number))
    seen, address = [], "/audit?event=proposed"
    while address:
        text = harness.get(address).text
        seen += numbers(text)
        address = next(iter(re.findall(r'href="([^"]+)">Older rows', text)), "").replace("&amp;", "&")
    assert seen == [number for number in range(130, 0, -1) if number % 10 != 1]


@pytest.mark.parametrize("query", ["event=nonsense", "before=abc", "before=", "who=%00", "type=" + "x" * 900])
def test_a_filter_somebody_made_up_shows_a_page(harness: Harness, query: str) -> None:
    add(harness, AuditEvent.PROPOSED)
    assert harness.get(f"/audit?{query}").status == 200


def test_the_dashboard_says_how_each_team_stands(harness: Harness) -> None:
    harness.users.patch(ADA, {"role": "operator"})
    harness.approvals.autonomy_rows.enlist(TEAM, ADA)
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW)
    text = harness.get("/dashboard").text
    row = text.partition('class="team-table"')[2].partition("</table>")[0]
    assert "Your own" in row
    assert "Supervised" in row
    assert 'data-label="Waiting">1<' in row
    assert "Emergency" not in row
    reason = "The board meets at ten"
    assert harness.post("/autonomy/break-glass", reason=reason, minutes="30").status == 303
    assert "Emergency until" in harness.get("/dashboard").text
