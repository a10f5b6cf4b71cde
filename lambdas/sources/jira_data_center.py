"""Jira Data Center over its REST API 2: the same records as from Cloud, by another search and another token."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lambdas.domain.sources.account import SourceAccount
from lambdas.errors import NeedsConsent, Retryable
from lambdas.sources.base import Secret, SourceParts, SourceReader
from lambdas.sources.foreign_json import whole_number_of
from lambdas.sources.http import SourceHttp
from lambdas.sources.jira_answers import NOT_TAKEN, UNREADABLE, fields_in, jira_pause, page_in, person_in
from lambdas.sources.jira_issues import JiraFields
from lambdas.sources.jira_pages import FoundIssues, JiraPages

_TOKEN = re.compile(r"[!-~]{1,500}")
"""Anything else would break the header, and be told with it."""


@dataclass(frozen=True)
class JiraDataCenter:
    """Pages are counted off by ``startAt``; a page may be smaller than it was asked for, by the server's own limit."""

    http: SourceHttp

    def person(self, account: SourceAccount, secret: Secret) -> str:
        headers = _authorization(secret)
        return person_in(self.http.get(account, "/rest/api/2/myself", headers=headers, rate_limited=jira_pause))

    def fields(self, account: SourceAccount, secret: Secret) -> JiraFields:
        headers = _authorization(secret)
        return fields_in(self.http.get(account, "/rest/api/2/field", headers=headers, rate_limited=jira_pause))

    def search(
        self, account: SourceAccount, secret: Secret, jql: str, fields: Sequence[str], start: str, size: int
    ) -> FoundIssues:
        start_at = whole_number_of(start) or 0
        answer = self.http.ask(
            account,
            "POST",
            "/rest/api/2/search",
            headers=_authorization(secret),
            body={"jql": jql, "fields": list(fields), "startAt": start_at, "maxResults": size},
            rate_limited=jira_pause,
        )
        issues, beside = page_in(answer)
        total = whole_number_of(beside.get("total"))
        if total is None:
            raise Retryable(UNREADABLE)
        end = start_at + len(issues)
        return FoundIssues(issues, str(end) if issues and end < total else None, total)

    def epic_link(self, names: JiraFields) -> tuple[str, str]:
        """The field "Epic Link" has another number and name in every Jira; without it, only subtasks have a parent."""
        field = names.epic_link
        return (field, f"cf[{field.removeprefix('customfield_')}]") if field else ("parent", "parent")


def reader(parts: SourceParts) -> SourceReader:
    return JiraPages(JiraDataCenter(parts.http), parts.config.look_back_days)


def _authorization(secret: Secret) -> Mapping[str, str]:
    token = secret.get("token", "").strip()
    if not _TOKEN.fullmatch(token):
        raise NeedsConsent(NOT_TAKEN)
    return {"Authorization": f"Bearer {token}"}
