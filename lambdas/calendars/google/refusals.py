"""The meaning of Google's refusals: whoever can do something about them is named, and what to do.

Google tells the reason by name, in ``errors`` and, as its newer services do, in ``details`` and ``status``; the text is
for people, and changes. Names: developers.google.com/workspace/calendar/api/guides/errors, and google.rpc.ErrorInfo.
"""

import logging
import re
from collections.abc import Iterator
from typing import Any

from lambdas.errors import AmoError, NeedsConsent, Refused, Retryable
from lambdas.outbound.json_http import HttpAnswer

log = logging.getLogger(__name__)

BUSY = "Google answers that it is asked too often; AMO reads this calendar again soon."
USED_UP = "AMO may ask Google no more about calendars today; whoever runs AMO here can ask Google for a higher limit."
DOWN = "Google's calendar service does not answer properly; AMO tries again."
REJECTED = "Google did not accept AMO's token, not even a new one; AMO tries again."
NOT_ALLOWED = "Google does not let AMO read this calendar: connect it again and allow AMO to see it."
FORBIDDEN = "Google refuses to show AMO this calendar; its owner or the administrator has to allow it."
POLICY = "Your organization does not let apps read Google calendars; ask its Google administrator to allow AMO."
NO_SERVICE = "This Google account does not use Google Calendar; open it once in a browser, or connect another account."
SUSPENDED = "Google has closed or suspended this account; its owner or administrator can put that right."
SWITCHED_OFF = (
    "Google's Calendar API is not switched on for AMO, or not paid for; whoever runs AMO here can put that right."
)
SERVICE_ACCOUNT = "Google does not let a service account do this; whoever runs AMO here can put that right."
NO_CALENDAR = "There is no such Google calendar any more, or it is no longer shared with you; connect another."
NOT_UNDERSTOOD = "Google did not accept what AMO asked for; the operator finds the reason's name in the log."

A_DAY_S_LIMIT = 3600.0
"""Seconds until a limit of the day is asked about again."""

PER_MINUTE = frozenset({"rateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
"""Of the whole project; the others are of one user."""
TOO_FAST = PER_MINUTE | {"userRateLimitExceeded", "quotaExceeded", "calendarUsageLimits", "RESOURCE_EXHAUSTED"}
OF_THE_DAY = frozenset({"dailyLimitExceeded", "variableTermLimitExceeded", "limitExceeded"})
REFUSALS = {
    **dict.fromkeys(
        ("insufficientPermissions", "insufficientScopes", "insufficientAuthorized", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        NOT_ALLOWED,
    ),
    **dict.fromkeys(
        (
            "accessNotConfigured",
            "SERVICE_DISABLED",
            "BILLING_DISABLED",
            "CONSUMER_INVALID",
            "CONSUMER_SUSPENDED",
            "USER_PROJECT_DENIED",
            "dailyLimitExceededUnreg",
            "rateLimitExceededUnreg",
            "keyInvalid",
            "API_KEY_INVALID",
        ),
        SWITCHED_OFF,
    ),
    **dict.fromkeys(("domainPolicy", "ORG_RESTRICTION_VIOLATION", "USER_BLOCKED_BY_ADMIN"), POLICY),
    **dict.fromkeys(("accountDisabled", "accountDeleted", "accountUnverified"), SUSPENDED),
    "notACalendarUser": NO_SERVICE,
    "forbiddenForServiceAccounts": SERVICE_ACCOUNT,
}
OPERATORS = frozenset({SWITCHED_OFF, SERVICE_ACCOUNT, NOT_UNDERSTOOD})
OF_STATUS = {403: FORBIDDEN, 404: NO_CALENDAR, 410: NO_CALENDAR}
_NAME = re.compile(r"[\w.]{1,80}", re.ASCII)


def judged(answer: HttpAnswer) -> AmoError:
    """The error of an answer that is no success; Retryable says when, where Google does."""
    if answer.status == 401:
        return Retryable(REJECTED)
    if answer.status >= 500:
        return Retryable(DOWN, answer.retry_after or None)
    reasons = list(reasons_of(answer))
    if any(reason in OF_THE_DAY for reason in reasons):
        return Retryable(USED_UP, max(answer.retry_after, A_DAY_S_LIMIT))
    if is_too_fast(answer):
        return Retryable(BUSY, answer.retry_after or None)
    words = next((REFUSALS[reason] for reason in reasons if reason in REFUSALS), "")
    words = words or OF_STATUS.get(answer.status, NOT_UNDERSTOOD)
    if words in OPERATORS:
        log.error("Google answered %s: %s", answer.status, ", ".join(filter(_NAME.fullmatch, reasons)) or "no reason")
    return NeedsConsent(words) if words is NOT_ALLOWED else Refused(words)


def is_too_fast(answer: HttpAnswer) -> bool:
    return answer.status == 429 or (answer.status == 403 and not TOO_FAST.isdisjoint(reasons_of(answer)))


def is_of_sync_token(answer: HttpAnswer) -> bool:
    """Returns whether it is the sync token that Google does not take: the calendar is to be read in full."""
    error = _error(answer)
    named = (item.get("location") for item in _objects(error.get("errors")))
    return answer.status == 410 or (answer.status == 400 and "syncToken" in named)


def reasons_of(answer: HttpAnswer) -> Iterator[str]:
    """Google's own names for what is wrong, the most exact ones first."""
    error = _error(answer)
    for item in (*_objects(error.get("details")), *_objects(error.get("errors"))):
        if reason := item.get("reason"):
            yield str(reason)
    if status := error.get("status"):
        yield str(status)


def _error(answer: HttpAnswer) -> dict[str, Any]:
    error = answer.content.get("error")
    return error if isinstance(error, dict) else {}


def _objects(told: object) -> list[dict[str, Any]]:
    return [item for item in told if isinstance(item, dict)] if isinstance(told, list) else []
