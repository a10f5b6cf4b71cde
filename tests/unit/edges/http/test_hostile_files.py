"""Whatever somebody signed in hands in as a file, or sends around one, is read within bounds or refused in one line."""

import base64
import gzip
import io
import re
import zipfile
from typing import Any

import pytest

from lambdas.accounts.tokens import Identity
from lambdas.domain.actions.audit import AuditEvent
from lambdas.edges.api import api
from lambdas.edges.commands.audit_views import EVENTS
from lambdas.edges.http.form_tokens import form_token
from tests.unit.edges.harness import ADA, KEYS, PUBLIC, READY, Answer, Harness, endpoint_of, event_of, session_cookie
from tests.unit.edges.http.test_hostile_requests import is_told_in_one_line
from tests.unit.edges.web.test_safety import CHANGES, READS, api_routes, body_of, filled

WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def document(xml: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return packed.getvalue()


def laughs() -> bytes:
    """A thousand million of them, once each name is replaced by what it stands for."""
    names = [b'<!ENTITY a0 "ha">', *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))]
    return b"<!DOCTYPE x [" + b"".join(names) + b"]>" + WORD + b"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"


FILES = {
    "a header over 128 KB": b"a" * 200_000 + b"\n1\n",
    "a quote that never ends": b'title,raised_on\n"' + b"x" * 300_000,
    "50,000 columns": b",".join(b"c%d" % number for number in range(50_000)) + b"\n",
    "20,000 rows": b"title,raised_on\n" + b"x,2026-01-01\n" * 20_000,
    "nothing but zeros": bytes(1_000),
    "half a character": b"title\n\xed\xa0\x80\n",
    "a number of 5,000 digits": b'[{"title":' + b"9" * 5_000 + b"}]",
    "nested deep": b"[" * 100_000,
    "no number": b'[{"title": NaN}]',
    "a name twice": b'[{"title":"a","title":"b"}]',
    "a year there is not": b'[{"title":"x","raised_on":"99999-01-01"}]',
    "no list": b"3",
    "a zip bomb": document(WORD + bytes(100 * 1024 * 1024)),
    "a thousand million laughs": document(laughs()),
    "an XML nested deep": document(b"<a>" * 100_000),
    "a torn archive": document(WORD)[:60],
    "no archive": b"PK\x03\x04junk",
    "packed": gzip.compress(bytes(10_000_000)),
    "times there are not": b"WEBVTT\n\n" + b"99999999:00:00.000 --> 99:99:99.999\n<v x>hi\n\n" * 500,
    "events within events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_000,
    "empty": b"",
}
NOTES = f"/api/meetings/{READY}/notes"
BY_ITSELF = (
    "/api/records/decisions/import",
    "/api/records/budget/preview",
    "/api/calendars/upload?label=x",
    *(f"{NOTES}?name={name}" for name in ("x.docx", "x.vtt", "x.srt", "x.txt", "x.md", "x.json", "%00.txt", "%FF.md")),
)
IN_A_FORM = (
    (f"/meetings/{READY}/notes/texts", "x.docx"),
    (f"/meetings/{READY}/notes/texts", "\x7f.vtt"),
    (f"/meetings/{READY}/recordings", "x.webm"),
    ("/records/decisions/preview", "x.csv"),
    ("/settings/calendars", "x.ics"),
)
FORM_TOKEN = form_token(Identity(ADA, f"s-{ADA}"), KEYS)


def is_fine(answer: Answer) -> bool:
    """Below 500; a refusal of the API is one line."""
    is_of_api = answer.status >= 400 and answer.headers["Content-Type"] == "application/json"
    return answer.status < 500 and (not is_of_api or is_told_in_one_line(answer))


@pytest.mark.parametrize("path", BY_ITSELF)
def test_a_file_by_itself(harness: Harness, path: str) -> None:
    harness.furnish()
    for name, content in FILES.items():
        assert is_fine(harness.ask("POST", path, content, ADA, {"content-type": "text/csv", "origin": PUBLIC})), name


@pytest.mark.parametrize(("path", "file_name"), IN_A_FORM)
def test_a_file_in_a_form(harness: Harness, path: str, file_name: str) -> None:
    harness.furnish()
    kind = {"content-type": "multipart/form-data; boundary=B", "origin": PUBLIC}
    for name, content in FILES.items():
        fields = [("form_token", FORM_TOKEN.encode(), ""), ("file", content, f'; filename="{file_name}"')]
        parts = [
            f'--B\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n'.encode() + value + b"\r\n"
            for field, value, more in fields
        ]
        assert is_fine(harness.send("POST", path, b"".join(parts) + b"--B--\r\n", ADA, kind)), name


EVENTS_AROUND: dict[str, dict[str, Any]] = {
    "not packed as it says": {"body": "!!!not base64", "isBase64Encoded": True},
    "torn": {"body": "abc", "isBase64Encoded": True},
    "packed in letters there are not": {"body": "üüüü", "isBase64Encoded": True},
    "half a character": {"body": "\ud800", "isBase64Encoded": False},
    "no body": {"body": None, "isBase64Encoded": False},
    "no headers": {"headers": None},
    "cookies of a kind": {"cookies": ["\ud800=x", "a" * 9_000, "amo_session=\x00", '"\\777"; ;;=;$Version=1']},
}
HEADERS = (
    {"content-type": "\x00/\xff; charset=;;"},
    {"content-type": "application/json", "content-encoding": "gzip"},
    {"content-type": "multipart/form-data; boundary=\x00"},
    {"content-type": "multipart/form-data; boundary=" + "x" * 5_000},
    {"authorization": "Bearer"},
    {"authorization": "Basic \x00"},
    {"origin": "http://[::1"},
    {"cookie": "a=" + '"' * 5_000},
    {"accept-encoding": "\x00gzip", "accept": "x" * 9_000},
)
ROUTES = [
    *((method, filled(rule)) for method, rule in api_routes()),
    *(("GET", filled(rule)) for rule in READS),
    *(("POST", filled(rule)) for rule in CHANGES),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_what_stands_around_a_body(harness: Harness, method: str, path: str) -> None:
    harness.furnish()
    handler = (api if path.startswith("/api/") else endpoint_of(path)).handler
    for user in (ADA, None):
        cookies = [session_cookie(user)] if user else []
        for name, change in EVENTS_AROUND.items():
            event = event_of(method, path, b"{}", {"content-type": "application/json", "origin": PUBLIC}, cookies)
            assert is_fine(Answer(handler(event | change, None))), name
        for sent in HEADERS:
            event = event_of(method, path, b"{}", {"origin": PUBLIC, **sent}, cookies)
            assert is_fine(Answer(handler(event, None))), sent


JUNK = (
    "%00",
    "\x00",
    "%ED%A0%80",
    "%",
    "..%2f..",
    "a" * 9_000,
    "<script>",
    "é",
    "٣",
    "-1",
    "9" * 400,
    " ",
    "m" + "1" * 19,
)


@pytest.mark.parametrize("method_and_rule", [
    *(("GET", rule) for rule in READS), *(("POST", rule) for rule in CHANGES), *api_routes()
])  # fmt: skip
def test_what_stands_in_an_address(harness: Harness, method_and_rule: tuple[str, str]) -> None:
    method, rule = method_and_rule
    harness.furnish()
    for junk in JUNK if "<" in rule else ():
        for path in (re.sub(r"<\w+>", junk, rule), _last_replaced(rule, junk)):
            if rule.startswith("/api/"):
                answer = harness.call(method, path, body_of(method, rule))
            else:
                answer = harness.get(path) if method == "GET" else harness.post(path)
            assert is_fine(answer), path


def _last_replaced(rule: str, junk: str) -> str:
    before, _, rest = rule.rpartition("<")
    return filled(before) + junk + rest.partition(">")[2]


def test_every_event_of_the_audit_log_has_words() -> None:
    """A page of the log with one that had none would break down."""
    assert set(EVENTS) == {event.value for event in AuditEvent}


def test_a_body_that_is_not_what_it_says_is_the_sender_s_fault(harness: Harness) -> None:
    sent = base64.b64encode(b"{}").decode().rstrip("=")
    event = event_of("POST", "/api/sign-in", b"", {"content-type": "application/json"}, [])
    answer = Answer(api.handler({**event, "body": sent}, None))
    assert (answer.status, is_told_in_one_line(answer)) == (400, True)
