"""Faults 115 to 117 and 120, over every route there is: the routes come from the endpoints' own tables."""

import re
from collections.abc import Iterator

import pytest
from aws_lambda_powertools.event_handler.api_gateway import Route

from lambdas.accounts.tokens import Identity, link_hash
from lambdas.domain.accounts.logins import SignInLink
from lambdas.domain.meetings.people import person_key
from lambdas.edges.api.api import describe_all
from lambdas.edges.api.app import app as api_app
from lambdas.edges.http.form_tokens import form_token
from lambdas.edges.web import accounts, page, source_settings
from lambdas.edges.web.page_request import changing
from lambdas.edges.web.responses import SECURITY_HEADERS
from lambdas.errors import Forbidden
from tests.fakes.samples import a_meeting
from tests.unit.edges.harness import (
    ADA,
    EVE,
    ITEM,
    KEYS,
    NOTES,
    NOW,
    PUBLIC,
    QUESTION,
    READY,
    SECRET,
    SESSION,
    WAITING,
    Harness,
)
from tests.unit.edges.identities import ACCOUNT
from tests.unit.edges.pending import ACTION, RULE

describe_all()
READS = {**page.READS, **accounts.READS, **source_settings.READS}
CHANGES = {**page.CHANGES, **accounts.CHANGES, **source_settings.CHANGES}
OPEN = {**page.OPEN, **accounts.OPEN}

IDS = {
    "version": "r1",
    "meeting_id": READY,
    "session_id": SESSION,
    "person": person_key(a_meeting().attendees[0]),
    "kind": "decisions",
    "calendar_id": "work",
    "part": "workflow",
    "message_id": "n-materials_ready",
    "action_id": ACTION,
    "item_id": ITEM,
    "rule_id": RULE,
    "team_id": f"own-{ADA}",
    "link": "x",
    "account_id": ACCOUNT,
    "user_id": ADA,
    "provider": "google",
    "place": "1",
    "name": "page.css",
    "text_id": NOTES,
    "question_id": QUESTION,
    "source_id": "pagerduty",
    "source_kind": "pagerduty",
}
SOMEBODYS = {
    "meeting_id",
    "session_id",
    "calendar_id",
    "message_id",
    "account_id",
    "user_id",
    "action_id",
    "item_id",
    "rule_id",
    "team_id",
    "source_id",
}
"""The ids that belong to a person; the others name the same thing for everyone."""


def filled(rule: str) -> str:
    return re.sub(r"<(\w+)>", lambda found: IDS.get(found[1], "a1"), rule)


def belongs_to_somebody(rule: str) -> bool:
    return bool(SOMEBODYS & set(re.findall(r"<(\w+)>", rule)))


def api_routes() -> Iterator[tuple[str, str]]:
    routes: list[Route] = [*api_app._static_routes, *api_app._dynamic_routes]
    yield from sorted({(route.method, route.path) for route in routes})


BODIES: dict[str, dict[str, object]] = {
    "/api/calendars/<calendar_id>/counts": {"on": False},
    "/api/sessions/<session_id>/moves": {"move": "skip", "version": 1},
    "/api/sessions/<session_id>/snooze": {"until": "hour"},
    "/api/meetings/<meeting_id>/type": {"meeting_type": "default"},
    "/api/meetings/<meeting_id>/feedback": {"stars": 3},
    "/api/meetings/<meeting_id>/notes": {"text": "We talked."},
    "/api/meetings/<meeting_id>/questions": {"question": "What is open?"},
    "/api/meetings/<meeting_id>/review": {"version": 0, "answers": [{"what": "Book it", "due": "2031-02-03"}]},
    "/api/meetings/<meeting_id>/outcomes": {"want_key": "w1", "reached": "yes"},
    "/api/items/<item_id>/due": {"due": "2031-02-03"},
    "POST /api/approvals/<action_id>": {"decision": "approve", "payload_hash": "x"},
    "PUT /api/approvals/<action_id>": {"changes": {"subject": "Mine"}, "payload_hash": "x"},
    "/api/approvals/<action_id>/remarks": {"text": "Why?"},
    "PUT /api/sources/<source_id>": {"values": {"address": "https://api.pagerduty.com", "token": "t"}},
}


def body_of(method: str, rule: str) -> dict[str, object] | None:
    return BODIES.get(f"{method} {rule}", BODIES.get(rule))


@pytest.mark.parametrize("rule", [rule for rule in READS if belongs_to_somebody(rule)])
def test_fault_116_no_page_shows_somebody_else_s(furnished: Harness, rule: str) -> None:
    if rule.startswith("/people/"):  # an operator's, of everybody; of oneself it is nobody else's either
        furnished.users.patch(ADA, {"role": "operator"})
    assert furnished.get(filled(rule), ADA).status in (200, 204)
    answer = furnished.get(filled(rule), EVE)
    assert answer.status == 404
    assert SECRET not in answer.text


@pytest.mark.parametrize("rule", [rule for rule in CHANGES if belongs_to_somebody(rule)])
def test_fault_116_no_form_changes_somebody_else_s(furnished: Harness, rule: str) -> None:
    before = (*_of_ada(furnished),)
    fields = {
        "verb": "skip",
        "version": "1",
        "session_id": SESSION,
        "stars": "3",
        "until": "hour",
        "meeting_type": "default",
        "verdict": "approve",
        "kind": "shorter",
        "on": "1",
        "text": "Why?",
        "want": "w",
        "reached": "yes",
    }
    answer = furnished.post(filled(rule), EVE, **fields)
    assert answer.status == 404
    assert SECRET not in answer.text
    assert (*_of_ada(furnished),) == before


def _of_ada(harness: Harness) -> Iterator[object]:
    yield from (dict(harness.meetings.rows), dict(harness.conversations.stored), harness.users.account(ADA))
    yield harness.action_items.all_of(ADA)
    yield from (dict(harness.approvals.pending_actions.stored), harness.approvals.autonomy_rows.rules(ADA))
    yield harness.outcomes.of_user(ADA)
    yield harness.source_accounts.of(ADA)


@pytest.mark.parametrize(("method", "rule"), [r for r in api_routes() if belongs_to_somebody(r[1])])
def test_fault_116_the_api_knows_nobody_else_s_ids(furnished: Harness, method: str, rule: str) -> None:
    answer = furnished.call(method, filled(rule), body_of(method, rule), EVE)
    assert answer.status == 404, answer.text
    assert SECRET not in answer.text


def test_fault_116_records_are_found_under_their_owner_only(furnished: Harness) -> None:
    assert SECRET in furnished.get("/records/decisions/edit?id=d1", ADA).text
    assert furnished.get("/records/decisions/edit?id=d1", EVE).status == 404
    assert furnished.post("/records/decisions/delete", EVE, id="d1").status == 404
    assert furnished.call("DELETE", "/api/records/decisions?record_id=d1", None, EVE).status == 404
    assert SECRET not in furnished.get("/records/decisions/export", EVE).text


@pytest.mark.parametrize("rule", READS)
def test_without_a_session_there_is_only_the_way_in(furnished: Harness, rule: str) -> None:
    answer = furnished.get(filled(rule), None)
    assert answer.status == 401
    assert "Sign in" in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize("rule", CHANGES)
def test_fault_117_a_form_without_its_token_is_refused(furnished: Harness, rule: str) -> None:
    assert furnished.post(filled(rule), ADA, token="").status == 403
    assert furnished.post(filled(rule), ADA, token="00.11").status == 403


@pytest.mark.parametrize("rule", [*CHANGES, "/auth/link"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://amo.example.evil"])
def test_fault_117_a_form_from_another_site_is_refused(harness: Harness, rule: str, origin: str) -> None:
    headers = {"origin": origin, "content-type": "application/x-www-form-urlencoded"}
    assert harness.send("POST", filled(rule), b"", ADA, headers).status == 403


@pytest.mark.parametrize(("method", "rule"), [r for r in api_routes() if r[0] != "GET" and r[1] != "/api/sign-in"])
def test_fault_117_the_api_takes_nothing_from_another_site(furnished: Harness, method: str, rule: str) -> None:
    answer = furnished.call(method, filled(rule), body_of(method, rule), ADA, origin="https://evil.example")
    assert answer.status == 403


def test_fault_117_a_token_of_another_session_is_refused(harness: Harness) -> None:
    theirs = form_token(Identity(ADA, "another-session"), KEYS)
    assert harness.post(f"/meetings/{WAITING}/prep", ADA, token=theirs).status == 403


def test_every_change_is_checked_in_one_place(harness: Harness) -> None:
    with pytest.raises(Forbidden):
        changing({"headers": {"origin": "https://evil.example"}})


@pytest.mark.parametrize(
    "path", ["/", f"/meetings/{READY}", "/records/decisions", "/settings", "/auth/link", "/nowhere"]
)
def test_fault_115_every_page_forbids_inline_scripts_and_styles(harness: Harness, path: str) -> None:
    answer = harness.furnish().get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)", answer.text)


def test_a_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(harness: Harness) -> None:
    harness.links.create(SignInLink(user_id=ADA), link_hash("t1"), NOW.replace(year=NOW.year + 1))
    headers = {"origin": PUBLIC, "content-type": "application/x-www-form-urlencoded"}
    answer = harness.send("POST", "/auth/link", b"token=t1", None, headers)
    assert answer.status == 303
    cookie = " ".join([*answer.cookies, answer.headers.get("Set-Cookie", "")])
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" in cookie
    assert harness.send("POST", "/auth/link", b"token=t1", None, headers).status == 401


def test_our_own_forms_name_their_origin() -> None:
    """Under "no-referrer" a browser calls the origin of a form "null", and nobody could sign in."""
    assert SECURITY_HEADERS["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_fault_120_no_address_of_a_form_is_followed_elsewhere(harness: Harness, address: str) -> None:
    answer = harness.furnish().post(f"/meetings/{WAITING}/type", back=address, next=address, meeting_type="default")
    assert answer.headers["Location"].startswith(f"/meetings/{WAITING}")


def test_every_route_of_the_page_is_listed_once() -> None:
    assert len({*READS, *CHANGES, *(rule for _, rule in OPEN)}) >= 30
    assert not {f"GET {rule}" for rule in READS} & {f"{method} {rule}" for method, rule in OPEN}
