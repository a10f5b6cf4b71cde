"""Refusals as Google and Microsoft publish them: who can do something about it, and in which words."""

from typing import Any

import pytest

from lambdas.calendars.google import refusals as google
from lambdas.calendars.microsoft import refusals as graph
from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused, Retryable
from lambdas.outbound.json_http import HttpAnswer

API_OFF = "Google Calendar API has not been used in project 1 before or it is disabled."


def from_google(code: int, *reasons: str, headers: dict[str, str] | None = None, **more: Any) -> HttpAnswer:
    errors = [{"domain": "global", "reason": reason, "message": "Words."} for reason in reasons]
    return HttpAnswer(code, headers or {}, {"error": {"code": code, "message": API_OFF, "errors": errors} | more})


def info(reason: str) -> dict[str, Any]:
    kind = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "domain": "googleapis.com"}
    help_ = {"@type": "type.googleapis.com/google.rpc.Help", "links": []}
    return {"details": [help_, kind | {"reason": reason}], "status": "PERMISSION_DENIED"}


def from_graph(status: int, code: str, within: str = "", **headers: str) -> HttpAnswer:
    inner = {"code": within} if within else {"date": "2026-11-28T10:00:00", "request-id": "r", "client-request-id": "r"}
    return HttpAnswer(status, headers, {"error": {"code": code, "message": "Words.", "innerError": inner}})


@pytest.mark.parametrize(
    ("answer", "leaf", "words"),
    [
        (from_google(403, "insufficientPermissions"), NeedsConsent, "connect it again"),
        (from_google(403, **info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")), NeedsConsent, "connect it again"),
        (from_google(403, "forbidden", **info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")), NeedsConsent, "connect it again"),
        (from_google(403, "accessNotConfigured"), Refused, "whoever runs AMO"),
        (from_google(403, "forbidden", **info("SERVICE_DISABLED")), Refused, "whoever runs AMO"),
        (from_google(403, "forbiddenForServiceAccounts"), Refused, "whoever runs AMO"),
        (from_google(403, "domainPolicy"), Refused, "Google administrator"),
        (from_google(403, "notACalendarUser"), Refused, "does not use Google Calendar"),
        (from_google(403, "rateLimitExceeded"), Retryable, "too often"),
        (from_google(403, "userRateLimitExceeded"), Retryable, "too often"),
        (from_google(403, "quotaExceeded"), Retryable, "too often"),
        (from_google(403, **info("RATE_LIMIT_EXCEEDED")), Retryable, "too often"),
        (from_google(429, status="RESOURCE_EXHAUSTED"), Retryable, "too often"),
        (from_google(403, "dailyLimitExceeded"), Retryable, "higher limit"),
        (from_google(403, "forbidden"), Refused, "refuses to show"),
        (from_google(404, "notFound"), Refused, "no such Google calendar"),
        (from_google(400, "badRequest"), Refused, "operator"),
        (from_google(401, "authError"), Retryable, "token"),
        (from_google(503, "backendError"), Retryable, "tries again"),
        (HttpAnswer(403, {}, {}), Refused, "refuses to show"),
        (
            HttpAnswer(400, {}, {"error": {"errors": "none", "details": [7, {"reason": []}]}}),
            Refused,
            "log",
        ),
    ],
)
def test_google_s_refusals(answer: HttpAnswer, leaf: type[AmoError], words: str) -> None:
    problem = google.judged(answer)
    assert type(problem) is leaf
    assert words in str(problem)


@pytest.mark.parametrize(
    ("answer", "is_it"),
    [
        (from_google(410, "fullSyncRequired"), True),
        (from_google(410, "updatedMinTooLongAgo"), True),
        (from_google(400, errors=[{"reason": "invalid", "locationType": "parameter", "location": "syncToken"}]), True),
        (from_google(400, errors=[{"reason": "invalid", "location": "timeMin"}]), False),
        (from_google(404, "notFound"), False),
    ],
)
def test_a_sync_token_google_does_not_take_means_reading_in_full(answer: HttpAnswer, is_it: bool) -> None:
    assert google.is_of_sync_token(answer) is is_it


@pytest.mark.parametrize(
    ("answer", "leaf", "words"),
    [
        (from_graph(401, "InvalidAuthenticationToken"), NeedsConsent, "connect it again"),
        (from_graph(403, "ErrorAccessDenied"), NeedsConsent, "agree to"),
        (from_graph(403, "Forbidden"), Refused, "does not let AMO"),
        (from_graph(404, "MailboxNotEnabledForRESTAPI"), Refused, "no mailbox in the cloud"),
        (from_graph(403, "UnknownError", within="MailboxNotSupportedForRESTAPI"), Refused, "no mailbox in the cloud"),
        (from_graph(404, "ErrorItemNotFound"), NotFound, "no such calendar"),
        (from_graph(404, "UnknownError"), NotFound, "no such calendar"),
        (from_graph(503, "ErrorMailboxMoveInProgress"), Retryable, "moving this mailbox"),
        (from_graph(409, "ErrorMailboxMoveInProgress"), Retryable, "moving this mailbox"),
        (from_graph(429, "ApplicationThrottled"), Retryable, "leave this mailbox alone"),
        (from_graph(503, "ServiceUnavailable", **{"retry-after": "9"}), Retryable, "leave this mailbox alone"),
        (from_graph(500, "UnknownError"), Retryable, "tries again"),
        (from_graph(400, "ErrorInvalidRequest"), Refused, "operator"),
        (HttpAnswer(400, {}, {"error": "no"}), Refused, "operator"),
    ],
)
def test_microsoft_s_refusals(answer: HttpAnswer, leaf: type[AmoError], words: str) -> None:
    problem = graph.judged(answer)
    assert type(problem) is leaf
    assert words in str(problem)


@pytest.mark.parametrize("code", ["resyncRequired", "syncStateNotFound", "SyncStateInvalid", "ResyncRequired"])
@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_delta_token_graph_does_not_know_means_reading_anew(code: str, status: int) -> None:
    assert graph.is_stale(from_graph(status, code))
    assert graph.is_stale(from_graph(status, "generalException", within=code))
    assert not graph.is_stale(from_graph(404, "ErrorItemNotFound"))


def test_when_to_ask_again_is_as_the_provider_says() -> None:
    problems = [
        google.judged(from_google(429, "rateLimitExceeded", headers={"retry-after": "40"})),
        graph.judged(from_graph(429, "TooManyRequests", **{"retry-after": "40"})),
    ]
    assert [isinstance(problem, Retryable) and problem.after for problem in problems] == [40, 40]


def test_when_to_ask_again_may_be_a_date_by_the_provider_s_clock() -> None:
    headers = {"retry-after": "Sat, 28 Nov 2026 10:02:00 GMT", "date": "Sat, 28 Nov 2026 10:00:00 GMT"}
    assert HttpAnswer(503, headers, {}).retry_after == 120
    assert HttpAnswer(503, {"retry-after": "soon"}, {}).retry_after == 0


def test_what_the_operator_has_to_know_is_in_the_log_by_name_alone(caplog: pytest.LogCaptureFixture) -> None:
    google.judged(from_google(400, "odd\nreason", "badRequest"))
    graph.judged(from_graph(400, "ErrorInvalidRequest"))
    assert [record.getMessage() for record in caplog.records] == [
        "Google answered 400: badRequest",
        "Microsoft Graph answered 400: errorinvalidrequest",
    ]
