"""Answers of Jira: who it takes AMO for, when it asks to be left alone, and what its fields are called there."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lambdas.errors import NeedsConsent, Retryable
from lambdas.sources.foreign_json import list_of, mapping_of, text_of, whole_number_of
from lambdas.sources.http import SourceAnswer, by_status
from lambdas.sources.jira_issues import JiraFields

NOT_TAKEN = "Jira does not take the token it was connected with; connect it again."
LOCKED = (
    "Jira wants to see a person sign in first, after too many wrong attempts; sign in there, then connect it again."
)
UNREADABLE = "Jira answered with something AMO cannot read; AMO tries again."
_FIELD_ID = re.compile(r"customfield_[1-9][0-9]{0,8}")
_EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"


def jira_pause(status: int, headers: Mapping[str, str], content: Any) -> float | None:
    """Seconds Jira asks to be left alone. Where it says no Retry-After, Cloud says the moment its limit ends, and Data
    Center how often it gives out more requests.

    Raises NeedsConsent where Jira looked at the login and went on without it: what anybody may see is then answered
    with 200, which is often nothing at all (jira.js issue 418).
    """
    reason = headers.get("x-seraph-loginreason", "")
    if "AUTHENTICATION_DENIED" in reason:
        raise NeedsConsent(LOCKED)
    if "AUTHENTICATED_FAILED" in reason:
        raise NeedsConsent(NOT_TAKEN)
    pause = by_status(status, headers, content)
    if pause is None or headers.get("retry-after", "0") != "0":
        return pause
    return _until_reset(headers) or float(whole_number_of(headers.get("x-ratelimit-interval-seconds")) or 0) or pause


def _until_reset(headers: Mapping[str, str]) -> float:
    """By Jira's own clock; 0 where it does not say."""
    try:
        ends_at = datetime.fromisoformat(headers.get("x-ratelimit-reset", ""))
        return max(0.0, (ends_at - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def person_in(answer: SourceAnswer) -> str:
    """Raises NeedsConsent where it is nobody."""
    content = mapping_of(answer.content)
    if not (content.get("accountId") or content.get("name")):
        raise NeedsConsent(NOT_TAKEN)
    return text_of(content.get("displayName")) or text_of(content.get("name"))


def fields_in(answer: SourceAnswer) -> JiraFields:
    """Finds them by their English name, however the account sees them, or by what they are made of."""
    if not isinstance(answer.content, list):
        raise Retryable(UNREADABLE)
    found: dict[str, str] = {}
    for field in (mapping_of(one) for one in list_of(answer.content)):
        name = text_of(field.get("untranslatedName")) or text_of(field.get("name"))
        kind, field_id = mapping_of(field.get("schema")), text_of(field.get("id"))
        if _FIELD_ID.fullmatch(field_id):
            found.setdefault(_role(name, kind), field_id)
    return JiraFields(**{role: field_id for role, field_id in found.items() if role})


def _role(name: str, kind: Mapping[str, Any]) -> str:
    if kind.get("custom") == _EPIC_LINK:
        return "epic_link"
    if name == "Flagged" and kind.get("type") == "array":
        return "flagged"
    return "started" if name == "Start date" and kind.get("type") == "date" else ""


def page_in(answer: SourceAnswer) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """The issues, and all that stands beside them."""
    content = mapping_of(answer.content)
    if not isinstance(content.get("issues"), list):
        raise Retryable(UNREADABLE)
    return tuple(content["issues"]), content
