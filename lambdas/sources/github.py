"""GitHub's milestones as big rocks, and issues with a label as decisions: REST, one page of one list at a time.

Issues are listed, not searched: a search ends after 1,000 results and allows 30 a minute.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.plain_text import one_line, plain
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourcePage, SourceRow
from lambdas.errors import NeedsConsent, Refused, Retryable
from lambdas.sources.base import Secret, SourceParts, SourceReader
from lambdas.sources.github_answers import GithubAnswer, next_after
from lambdas.sources.github_rows import GithubRows, UnreadableRow, window
from lambdas.sources.http import NOT_TAKEN, SourceAnswer, SourceHttp

API_VERSION = "2022-11-28"
"""Supported until 2028-03 at least (GitHub's changelog of 2026-03-12), and by every server of one's own that is still
supported; 2026-03-10 is not. What is read here is the same in both."""
PAGE_SIZE = 100
MAX_REPOSITORIES = 50
MAX_LABEL = 50
MILESTONES, ISSUES = "milestones", "issues"
LISTS = (MILESTONES, ISSUES)

UNREADABLE = "GitHub answered with something AMO cannot read; AMO tries again."
NO_REPOSITORY = "Name the repositories as owner/name, with commas between them."
NOT_A_REPOSITORY = "“{}” is not a repository: write it as owner/name."
TOO_MANY = f"These are more than {MAX_REPOSITORIES} repositories: connect GitHub once more for the rest."
NOT_A_LABEL = f"A label of decisions is one label of at most {MAX_LABEL} characters, without commas."

_REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,37}[A-Za-z0-9_])?/[A-Za-z0-9._-]{1,100}")
"""As GitHub allows it; an underscore stands in owners whose company manages them."""
_TOKEN = re.compile(r"[!-~]{1,500}")
_CURSOR = re.compile(rf"(\d{{1,3}}):({'|'.join(LISTS)}):(\d{{1,7}}):([A-Za-z0-9+/=_-]{{0,400}})")


def reader(parts: SourceParts) -> SourceReader:
    return GithubReader(parts.http, parts.config)


@dataclass(frozen=True, slots=True)
class _Place:
    """Page ``page`` of one list of the repository at ``index``. ``after`` is GitHub's own token for it, or empty."""

    index: int = 0
    listing: str = MILESTONES
    page: int = 1
    after: str = ""

    @classmethod
    def of(cls, cursor: str) -> "_Place":
        """A cursor nobody can read begins at the beginning."""
        found = _CURSOR.fullmatch(cursor)
        return cls(int(found[1]), found[2], int(found[3]), found[4]) if found else cls()

    @property
    def cursor(self) -> str:
        return f"{self.index}:{self.listing}:{self.page}:{self.after}"

    def following(self, after: str | None, repositories: int) -> "_Place | None":
        """``after`` None: that was the list's last page."""
        if after is not None:
            return _Place(self.index, self.listing, self.page + 1, after)
        if self.listing == MILESTONES:
            return _Place(self.index, ISSUES)
        return _Place(self.index + 1) if self.index + 1 < repositories else None


@dataclass(frozen=True, slots=True)
class GithubReader:
    http: SourceHttp
    config: SourcesConfig

    def check(self, account: SourceAccount, secret: Secret, now: datetime) -> str:
        """The first repository, and one of its milestones: a token sees a repository without the right to issues."""
        _label(account)
        first = _repositories(account)[0]
        seen = self._get(account, secret, first, "", [], now).content
        self._get(account, secret, first, f"/{MILESTONES}", [("state", "all"), ("per_page", "1")], now)
        name = seen.get("full_name") if isinstance(seen, dict) else None
        if not isinstance(name, str):
            raise Retryable(UNREADABLE)
        return f"reads {one_line(name, 150)}"

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        repositories, place = _repositories(account), _Place.of(cursor)
        if place.index >= len(repositories):
            place = _Place()
        repository = repositories[place.index]
        answer = self._get(account, secret, repository, f"/{place.listing}", _query(account, place), now)
        if not isinstance(answer.content, list):
            raise Retryable(UNREADABLE)
        rows = GithubRows(repository, len(repositories) > 1, window(now, self.config.look_back_days))
        make, form = (rows.milestone, "milestone-") if place.listing == MILESTONES else (rows.decision, "")
        good, refused = _made(answer.content, make, lambda item: rows.name_of(item, form))
        following = place.following(next_after(answer.headers), len(repositories))
        return SourcePage(good, following.cursor if following else None, refused)

    def _get(
        self,
        account: SourceAccount,
        secret: Secret,
        repository: str,
        path: str,
        query: list[tuple[str, str]],
        now: datetime,
    ) -> SourceAnswer:
        headers = {
            "Authorization": f"Bearer {_token(secret)}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": API_VERSION,
        }
        judge = GithubAnswer(repository, now)
        return self.http.get(account, f"/repos/{repository}{path}", headers=headers, query=query, rate_limited=judge)


def _token(secret: Secret) -> str:
    """Raises NeedsConsent for what could be no token: a header takes no spaces and line breaks."""
    token = secret.get("token", "").strip()
    if not _TOKEN.fullmatch(token):
        raise NeedsConsent(NOT_TAKEN.format("GitHub", "it is not a token"))
    return token


def _made(
    items: list[Any], make: Callable[[Any], SourceRow | None], name_of: Callable[[Any], str]
) -> tuple[tuple[SourceRow, ...], tuple[str, ...]]:
    refused: list[str] = []

    def rows() -> Iterator[SourceRow]:
        for item in items:
            try:
                if row := make(item):
                    yield row
            except UnreadableRow as error:
                refused.append(f"{name_of(item)}: {error}")

    return tuple(rows()), tuple(refused)


def _query(account: SourceAccount, place: _Place) -> list[tuple[str, str]]:
    query = [("state", "all"), ("per_page", str(PAGE_SIZE)), ("direction", "asc")]
    if place.listing == ISSUES:
        query += [("labels", _label(account)), ("sort", "created")]
    return [*query, ("page", str(place.page)), *([("after", place.after)] if place.after else [])]


def _repositories(account: SourceAccount) -> tuple[str, ...]:
    """Raises Refused for what is no repository's name: it becomes part of an address."""
    named = [one.strip() for one in account.settings.get("repositories", "").split(",") if one.strip()]
    if not named:
        raise Refused(NO_REPOSITORY)
    for one in named:
        if not _REPOSITORY.fullmatch(one) or one.partition("/")[2] in (".", ".."):
            raise Refused(NOT_A_REPOSITORY.format(one_line(one, 60)))
    if len(named) > MAX_REPOSITORIES:
        raise Refused(TOO_MANY)
    return tuple({one.casefold(): one for one in reversed(named)}.values())[::-1]


def _label(account: SourceAccount) -> str:
    """Raises Refused: with a comma, GitHub would look for issues that carry both."""
    label = plain(account.settings.get("decision_label", ""))
    if not label or "," in label or len(label) > MAX_LABEL:
        raise Refused(NOT_A_LABEL)
    return label
