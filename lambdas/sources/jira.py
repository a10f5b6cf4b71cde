"""Jira Cloud over its REST API 3: epics as big rocks, and issues with the label of decisions."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lambdas.domain.sources.account import SourceAccount
from lambdas.errors import Refused
from lambdas.sources.base import Secret, SourceParts, SourceReader
from lambdas.sources.http import SourceHttp
from lambdas.sources.jira_answers import fields_in, jira_pause, page_in, person_in
from lambdas.sources.jira_issues import JiraFields
from lambdas.sources.jira_pages import FoundIssues, JiraPages

NO_COLON = "An e-mail address has no colon; connect it again."


@dataclass(frozen=True)
class JiraCloud:
    """Searches with ``/search/jql``, which pages by token and counts nothing: ``/search`` is gone (CHANGE-2046)."""

    http: SourceHttp

    def person(self, account: SourceAccount, secret: Secret) -> str:
        headers = _authorization(account, secret)
        return person_in(self.http.get(account, "/rest/api/3/myself", headers=headers, rate_limited=jira_pause))

    def fields(self, account: SourceAccount, secret: Secret) -> JiraFields:
        headers = _authorization(account, secret)
        return fields_in(self.http.get(account, "/rest/api/3/field", headers=headers, rate_limited=jira_pause))

    def search(
        self, account: SourceAccount, secret: Secret, jql: str, fields: Sequence[str], start: str, size: int
    ) -> FoundIssues:
        """A short page is not the last one. The token is absent on the last, not null (JRACLOUD-92184)."""
        token = {"nextPageToken": start} if start else {}
        answer = self.http.ask(
            account,
            "POST",
            "/rest/api/3/search/jql",
            headers=_authorization(account, secret),
            body={"jql": jql, "fields": list(fields), "maxResults": size, **token},
            rate_limited=jira_pause,
        )
        issues, beside = page_in(answer)
        following = beside.get("nextPageToken")
        is_last = beside.get("isLast") is True or not isinstance(following, str)
        return FoundIssues(issues, None if is_last else following)

    def epic_link(self, _names: JiraFields) -> tuple[str, str]:
        """``parent`` took the place of "Epic Link" in every project of Cloud."""
        return "parent", "parent"


def reader(parts: SourceParts) -> SourceReader:
    return JiraPages(JiraCloud(parts.http), parts.config.look_back_days)


def _authorization(account: SourceAccount, secret: Secret) -> Mapping[str, str]:
    email, token = account.settings.get("email", "").strip(), secret.get("token", "").strip()
    if ":" in email:  # it would end the name (RFC 7617)
        raise Refused(NO_COLON)
    return {"Authorization": f"Basic {base64.b64encode(f'{email}:{token}'.encode()).decode()}"}
