"""Lever: read through its API, and told by its web hooks when to look again.

Published at hire.lever.co/developer/documentation: ten requests a second, up to 100 items a page, ``hasNext`` and
``next``. A web hook names an opportunity and stages by ids and no posting, so it only has the postings read anew. It is
signed by itself: ``signature`` is the HMAC of ``token`` and ``triggeredAt`` (milliseconds), one behind the other, and
covers nothing else; that is why nothing else of it is believed. Each web hook has its own signature token.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourceChange, SourcePage
from lambdas.errors import NeedsConsent, Refused, Retryable
from lambdas.sources.base import Secret, SourceParts, SourcePush, SourceReader
from lambdas.sources.foreign_json import id_of, line_of, list_of, mapping_of
from lambdas.sources.http import SourceHttp
from lambdas.sources.lever_postings import Pipeline, pipelines_of, row_of
from lambdas.sources.signatures import is_signed

PAGE_POSTINGS = 50
"""Their ids stand in one address together, to ask for their candidates at once."""
PAGE_OPPORTUNITIES = 100
MAX_OPPORTUNITY_PAGES = 40
"""Of one page of postings; of more candidates it is said that they were not all counted."""
STATES = ("published", "internal")
"""Of postings people can apply to. Confidential ones Lever gives to nobody who does not ask for them."""
MAX_AGE = timedelta(days=1)
EVENTS = frozenset(
    {"applicationCreated", "candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted"}
)

NOT_DATA = "Lever answered with something AMO cannot read; AMO tries again."
NOT_SIGNED = "Web hooks come that are not signed with a token {} was connected with; give it each one's token."
TOO_OLD = "This web hook is older than a day: it is a copy of one that was sent then."


def reader(parts: SourceParts) -> SourceReader:
    return LeverReader(parts.http)


def push(config: SourcesConfig) -> SourcePush:  # noqa: ARG001 - Lever has no severities
    return LeverPush()


@dataclass(frozen=True, slots=True)
class LeverPush:
    def change(
        self,
        account: SourceAccount,
        secret: Secret,
        headers: Mapping[str, str],  # noqa: ARG002 - it is signed in its body
        body: bytes,
        now: datetime,
    ) -> SourceChange:
        """Raises Refused for a signed one that is too old to be anything but a replay."""
        message = _message(body)
        token, triggered_at, signature = (_as_signed(message.get(one)) for one in ("token", "triggeredAt", "signature"))
        signed = f"{token}{triggered_at}".encode()
        if not token or not any(is_signed(signed, signature, key) for key in secret.get("key", "").split()):
            raise NeedsConsent(NOT_SIGNED.format(account.spec.label))
        if not _is_recent(triggered_at, now):
            raise Refused(TOO_OLD)
        return SourceChange(look_again=line_of(message.get("event")) in EVENTS)


def _message(body: bytes) -> Mapping[str, Any]:
    """Nothing where it is no object: then it is not signed either."""
    try:
        return mapping_of(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def _as_signed(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _is_recent(milliseconds: str, now: datetime) -> bool:
    if not (milliseconds.isascii() and milliseconds.isdecimal() and len(milliseconds) <= 14):
        return False
    return abs(now - datetime.fromtimestamp(int(milliseconds) / 1000, UTC)) <= MAX_AGE


@dataclass(frozen=True, slots=True)
class LeverReader:
    http: SourceHttp

    def check(self, account: SourceAccount, secret: Secret, now: datetime) -> str:  # noqa: ARG002 - no time in it
        answer = self._list(account, secret, "/postings", [("state", STATES[0]), ("limit", "1")])
        title = next((line_of(mapping_of(one).get("text")) for one in answer.items), "")
        return f"Lever, with a posting for {title}" if title else "Lever, without a published posting"

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        """``cursor`` is a state of postings and Lever's own offset within it. First those people can find."""
        state, _, offset = cursor.partition(":")
        state = state or STATES[0]
        query = [
            ("state", state),
            ("limit", str(PAGE_POSTINGS)),
            *(("expand", one) for one in ("owner", "hiringManager")),
        ]
        answer = self._list(account, secret, "/postings", [*query, *([("offset", offset)] if offset else [])])
        postings = [mapping_of(one) for one in answer.items]
        known = [one for one in postings if id_of(one.get("id"))]
        pipelines = self._pipelines(account, secret, [id_of(one.get("id")) for one in known])
        rows = tuple(row_of(one, pipelines.get(id_of(one.get("id")), Pipeline()), now) for one in known)
        refused = ("a posting without an id",) * (len(postings) - len(known))
        return SourcePage(rows, _next_cursor(state, answer.next), refused)

    def _pipelines(self, account: SourceAccount, secret: Secret, postings: list[str]) -> dict[str, Pipeline]:
        if not postings:
            return {}
        asked = [("posting_id", one) for one in postings]
        query = [*asked, ("archived", "false"), ("limit", str(PAGE_OPPORTUNITIES))]
        query += [("expand", one) for one in ("applications", "stage")]
        opportunities: list[Any] = []
        offset = ""
        for _ in range(MAX_OPPORTUNITY_PAGES):
            answer = self._list(account, secret, "/opportunities", [*query, *([("offset", offset)] if offset else [])])
            opportunities += answer.items
            offset = answer.next
            if not offset:
                break
        return pipelines_of(opportunities, frozenset(postings), is_cut=bool(offset))

    def _list(self, account: SourceAccount, secret: Secret, path: str, query: list[tuple[str, str]]) -> "LeverList":
        key = b64encode(f"{secret.get('token', '')}:".encode()).decode()
        answer = self.http.get(account, path, headers={"Authorization": f"Basic {key}"}, query=query)
        content = mapping_of(answer.content)
        if not isinstance(content.get("data"), list):
            raise Retryable(NOT_DATA)
        more = content.get("next") if content.get("hasNext") is True else ""
        return LeverList(list_of(content.get("data")), more if isinstance(more, str) else "")


@dataclass(frozen=True, slots=True)
class LeverList:
    """``next`` is the offset of the page behind it, empty after the last."""

    items: Any
    next: str


def _next_cursor(state: str, offset: str) -> str | None:
    if offset:
        return f"{state}:{offset}"
    place = STATES.index(state) + 1 if state in STATES else len(STATES)
    return f"{STATES[place]}:" if place < len(STATES) else None
