"""What anybody may send to any operation is refused in one line; where nobody signed in has sent it, unread."""

import base64
import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.accounts.tokens import read_session
from lambdas.edges.http import json_body
from lambdas.edges.webhooks import microsoft
from lambdas.edges.webhooks.change_notification import UnreadableNotification
from lambdas.errors import Refused, SignedOut
from tests.unit.edges.harness import ADA, KEYS, PUBLIC, Answer, Harness, session_cookie
from tests.unit.edges.web.test_safety import api_routes, body_of, filled

DEEP = b"[" * 100_000
ENDLESS = b'"' + b'\\"' * 400_000
"""Begins anew at every quote, for whoever looks for the end of it from each."""
DIGITS = b'{"days": ' + b"9" * 5_000 + b"}"
NO_BOUNDARY = {"content-type": "multipart/form-data"}
JSON = {"content-type": "application/json"}
HOSTILE: dict[str, tuple[bytes, dict[str, str]]] = {
    "nested 100,000 deep": (DEEP, JSON),
    "nested 100,000 deep in objects": (b'{"a":' * 100_000, JSON),
    "nested a little too deep": (b"[" * 40 + b"]" * 40, JSON),
    "brackets in a string are no nesting": (json.dumps({"text": "[" * 5_000}).encode(), JSON),
    "a string that never ends": (ENDLESS, JSON),
    "longer than anybody writes": (b'{"text": "' + b"x" * 1_100_000 + b'"}', JSON),
    "an endless name": (b'{"' + b"<!--" * 100_000 + b'": 1}', JSON),
    "an integer of 5,000 digits": (DIGITS, JSON),
    "a number beyond floating point": (b'{"version": 1e999}', JSON),
    "no number": (b'{"version": NaN}', JSON),
    "no object": (b"[1, 2]", JSON),
    "nothing": (b"", JSON),
    "null": (b"null", JSON),
    "no text": (b"\xff\xfe\x00{", JSON),
    "half a character": (b'{"text": "\\ud800"}', JSON),
    "multipart without a boundary": (b"--x\r\n\r\nx", NO_BOUNDARY),
    "multipart": (b"--B\r\n\r\nx\r\n--B--", {"content-type": "multipart/form-data; boundary=B"}),
    "a form": (b"a=1&b=2", {"content-type": "application/x-www-form-urlencoded"}),
    "an unknown kind": (b"<a/>", {"content-type": "application/xml"}),
    "no kind": (b"{", {}),
}
ROUTES = sorted(api_routes())
CHANGES = [route for route in ROUTES if route[0] != "GET"]


def is_told_in_one_line(answer: Answer) -> bool:
    message = answer.json["message"]
    said_by_python = ("Traceback", "Error:", "Error(", "object at 0x", "recursion", "pydantic", "lambdas/")
    return bool(message) and "\n" not in message and not [words for words in said_by_python if words in message]


@pytest.mark.parametrize(("method", "rule"), [route for route in CHANGES if route[1] != "/api/sign-in"])
def test_of_a_request_nobody_signed_in_has_sent_nothing_is_parsed(
    harness: Harness, method: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(json_body, "_depth", read.append)
    for name, (body, headers) in HOSTILE.items():
        answer = harness.ask(method, filled(rule), body, None, headers)
        expected = 403 if name == "a form" or "multipart" in name else 401
        assert (name, answer.status, is_told_in_one_line(answer)) == (name, expected, True)
    assert read == []


@pytest.mark.parametrize(("method", "rule"), CHANGES)
def test_whoever_is_signed_in_hears_in_one_line_what_is_wrong(harness: Harness, method: str, rule: str) -> None:
    harness.furnish()
    for name, (body, headers) in HOSTILE.items():
        answer = harness.ask(method, filled(rule), body, ADA, headers)
        assert answer.status < 500, (name, answer.text)
        assert answer.status < 400 or is_told_in_one_line(answer), (name, answer.text)


@pytest.mark.parametrize(("method", "rule"), CHANGES)
def test_half_a_character_is_refused_whatever_field_it_stands_in(harness: Harness, method: str, rule: str) -> None:
    harness.furnish()
    right = json.dumps(right_body(method, rule))
    for value in re.findall(r'"(?:[^"\\]|\\.)*"', right):
        halved = right.replace(value, r'"\ud800"', 1).encode()
        answer = harness.ask(method, filled(rule), halved, ADA, JSON)
        assert 400 <= answer.status < 500, (value, answer.text)
        assert is_told_in_one_line(answer), (value, answer.text)


QUERIES = ("days=" + "9" * 5_000, "days=1e9", "limit=-1", "status=%00", "team=" + "x" * 9_000)


@pytest.mark.parametrize("rule", [rule for method, rule in ROUTES if method == "GET"])
def test_a_query_is_read_within_bounds(harness: Harness, rule: str) -> None:
    harness.furnish()
    for query in QUERIES:
        answer = harness.ask("GET", f"{filled(rule)}?{query}", b"", ADA, {})
        assert answer.status < 500, (query, answer.text)
        assert answer.status < 400 or is_told_in_one_line(answer), (query, answer.text)


RIGHT: dict[str, dict[str, object]] = {
    "POST /api/sign-in": {"token": "x"},
    "POST /chat/send": {"meeting_id": "m" + "0" * 20, "message": "Two lanes"},
    "POST /api/approvals": {"action_type": "create_task", "action_data": {"what": "Book it"}, "dedupe_key": "k"},
    "POST /api/approvals/bulk": {
        "items": [{"action_id": "a1", "payload_hash": "0" * 64}], "decision": "approve", "note": ""
    },
    "POST /api/records/<kind>": {"values": {"title": "Move", "raised_on": "2026-01-05"}},
    "POST /api/autonomy/break-glass": {"reason": "The others are away today", "minutes": 5},
    "PUT /api/autonomy/level": {"level": "supervised", "seen_decisions": 0},
    "PUT /api/autonomy/types": {"types": {"create_task": "ask"}},
    "PUT /api/autonomy/teams/<team_id>": {"level": "supervised", "types": {"create_task": "ask"}},
    "PUT /api/autonomy/habits": {"share_with_attendees": True, "digest_hour": 8},
    "PUT /api/settings/profile": {
        "name": "Ada", "email": "", "timezone": "UTC", "quiet_hours": {"start": "22:00", "end": "07:00"}
    },
    "PUT /api/settings/working-week": {"days": [0, 1], "start": "09:00", "end": "17:00"},
    "POST /api/settings/days-off": {"first": "2026-12-24", "last": "2026-12-31"},
    "POST /api/settings/days-off/removal": {"first": "2026-12-24", "last": "2026-12-31"},
    "PUT /api/settings/prep-hours": {"prep_hours": {"qbr": 24}},
    "PUT /api/settings/channels": {"channels": ["slack"]},
    "PUT /api/settings/model-consent": {"level": "all", "without": ["budget"]},
    "POST /api/settings/phone": {"phone": "+4915112345678"},
    "POST /api/settings/phone/confirmation": {"code": "123456"},
    "POST /api/sign-in/proof/confirmation": {"code": "123456"},
    "POST /api/calendars": {"address": "https://cal.example/a.ics", "label": "Work"},
    "POST /api/users": {"email": "new@example.com", "name": "New", "role": "member"},
    "PUT /api/users/<user_id>": {"role": "member"},
    "PUT /api/switches/<part>": {"on": True},
    "POST /api/sources": {"kind": "pagerduty", "name": "Pager", "for_team": False, "values": {"token": "t"}},
}  # fmt: skip


def right_body(method: str, rule: str) -> dict[str, object]:
    return RIGHT.get(f"{method} {rule}") or body_of(method, rule) or {}


def test_every_operation_with_a_body_is_tried(harness: Harness) -> None:
    paths = harness.call("GET", "/api/openapi.json").json["paths"]
    wanting = {
        (method.upper(), re.sub(r"{(\w+)}", r"<\1>", path))
        for path, methods in paths.items()
        for method, operation in methods.items()
        if list(operation.get("requestBody", {}).get("content", ())) == ["application/json"]  # the others are files
    }
    assert {route for route in wanting if not right_body(*route)} == set()


leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**40), 10**40), st.floats(allow_nan=False), st.text(max_size=30)
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@pytest.mark.parametrize(("method", "rule"), [route for route in CHANGES if right_body(*route)])
@given(data=st.data())
def test_no_value_in_any_field_breaks_an_operation(method: str, rule: str, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        harness = Harness(patched)
        harness.users.patch(ADA, {"role": "operator"})
        right = right_body(method, rule)
        changed = data.draw(st.sampled_from(sorted(right)))
        body = json.dumps({**right, changed: data.draw(values)}).encode()
        answer = harness.furnish().ask(method, filled(rule), body, ADA, JSON)
    assert answer.status < 500, answer.text
    assert answer.status < 400 or is_told_in_one_line(answer), answer.text


def test_a_defect_is_told_in_one_line_and_logged_without_what_was_sent(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(sent)

    sent = "-".join(("what", "was", "sent"))
    for part, name in ((harness.users, "get"), (harness.login_sessions, "get")):  # behind the resolver, and before it
        monkeypatch.setattr(part, name, broken)
        answer = harness.call("PUT", "/api/settings/prep-hours", {"prep_hours": {}})
        assert (answer.status, answer.json["message"]) == (500, "That went wrong on our side; try again in a moment.")
    assert "ZeroDivisionError" in caplog.text
    assert sent not in caplog.text


@pytest.mark.parametrize(("method", "rule"), [route for route in CHANGES if route[1] != "/api/sign-in"])
def test_a_session_that_was_ended_changes_nothing(harness: Harness, method: str, rule: str) -> None:
    """Its proof is good for some minutes more: for reading alone, and of a command not even for that."""
    token = session_cookie(ADA).partition("=")[2]
    harness.furnish().login_sessions.end(ADA, f"s-{ADA}")
    assert harness.call(method, filled(rule), right_body(method, rule)).status == 401
    bearer = {**JSON, "authorization": f"Bearer {token}"}
    assert harness.ask(method, filled(rule), json.dumps(right_body(method, rule)).encode(), None, bearer).status == 401
    assert harness.ask("GET", "/api/meetings", b"", None, bearer).status == 401


def token_of(header: bytes) -> str:
    part, rest = (base64.urlsafe_b64encode(content).rstrip(b"=").decode() for content in (header, b"x"))
    return f"{part}.{part}.{rest}"


TOKENS = {
    "nested deep": token_of(b"[" * 5_000),
    "objects nested deep": token_of(b'{"alg":' * 2_000),
    "an endless number": token_of(b'{"alg": ' + b"9" * 5_000 + b"}"),
    "no algorithm": token_of(b'{"alg": []}'),
    "no object": token_of(b"1"),
    "no text": token_of(b"\xff"),
    "nothing": "",
    "dots": "...",
    "two parts": "a.b",
    "half a character": "\ud800.a.b",
    "no ASCII": "ü.ü.ü",
    "10,000 dots": "." * 10_000,
}
BODIES = {
    "nested deep": DEEP,
    "an endless number": DIGITS,
    "an endless string": ENDLESS,
    "an endless escape": ENDLESS + b"\\",
    "no text": b"\xff",
    "a list": b"[]",
    "a number": b"1",
    "no list within": b'{"value": 1}',
    "a list of numbers": b'{"value": [1]}',
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_a_session_that_is_none_is_no_session_whatever_it_holds(harness: Harness, token: str) -> None:
    with pytest.raises(SignedOut):
        read_session(token, KEYS)
    for headers in ({"authorization": f"Bearer {token}"}, {"cookie": f"amo_session={token}; amo_renewal={token}"}):
        assert harness.ask("GET", "/api/meetings", b"", None, headers).status == 401
        assert harness.send("GET", "/", b"", None, headers).status == 401


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("encoded", [True, False])
def test_a_webhook_s_body_is_read_within_the_same_bounds(body: bytes, encoded: bool) -> None:
    text = base64.b64encode(body).decode() if encoded else body.decode("latin-1")
    with pytest.raises(UnreadableNotification):
        microsoft.read({"body": text, "isBase64Encoded": encoded})


@pytest.mark.parametrize("depth", [2, 50, 5_000])
def test_a_form_within_forms_is_no_form(harness: Harness, depth: int) -> None:
    """The page's own parser works its way down recursively."""
    nested = b""
    for inner in range(depth):
        nested = b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n%s" % (inner + 1, inner, nested)
    headers = {"origin": PUBLIC, "content-type": f"multipart/form-data; boundary={depth}"}
    assert harness.send("POST", "/auth/link", nested, None, headers).status in (400, 401)


@given(st.text(max_size=60) | values.map(json.dumps))
def test_what_is_read_is_what_python_reads_or_a_refusal(text: str) -> None:
    with suppress(Refused):
        found = json_body.read_json(text)
        assert found == json.loads(text)
