"""The two shapes of a source: it is read page by page, or it tells of changes by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourceChange, SourcePage
from lambdas.sources.http import SourceHttp
from lambdas.store.documents import Documents
from lambdas.store.paid_requests import PaidSourceRequests

Secret = Mapping[str, str]
"""The secret fields of an account, by name; in no message, log line or exception chain."""


class AwsClients(Protocol):
    """Makes a client of one service of AWS."""

    def __call__(
        self, service: str, *, region: str = "", endpoint: str = "", credentials: Mapping[str, str] | None = None
    ) -> Any:
        """``credentials`` are what AssumeRole answered, None for the function's own; ``endpoint`` is a stand-in's."""
        ...


class SourceReader(Protocol):
    """Reads and never writes. Each raises NeedsConsent for a refused secret, Refused for what asking again never mends,
    Retryable for what may pass, with ``after`` in seconds where the source asks to be left alone.
    """

    def check(self, account: SourceAccount, secret: Secret, now: datetime) -> str:
        """Asks the one cheapest thing that proves the settings. Returns in words whom the source takes AMO for."""
        ...

    def page(self, account: SourceAccount, secret: Secret, cursor: str, now: datetime) -> SourcePage:
        """The rows from ``cursor`` on, which a page before gave; ``""`` begins.

        The same cursor asked again gives the same rows, but for what changed at the source. A row that cannot be
        read is refused, by its id and the reason, and never ends the page.
        """
        ...


class SourcePush(Protocol):
    """A source that tells by itself."""

    def change(
        self, account: SourceAccount, secret: Secret, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> SourceChange:
        """``headers`` in lower case. Raises NeedsConsent where it is not signed as it should be, Refused for a message
        nobody can read. What is signed and of no use gives no change.
        """
        ...


@dataclass(frozen=True, slots=True)
class SourceParts:
    """The parts of adapters; each takes what it needs. ``aws`` makes a client of one service, with the credentials
    it is given; ``files`` is the bucket HR systems write into. Both are made when first used.
    """

    http: SourceHttp
    config: SourcesConfig
    paid: PaidSourceRequests
    aws: AwsClients
    files: Callable[[], Documents]
