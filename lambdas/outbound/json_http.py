"""JSON over HTTPS to a service's API: kept alive, bounded in size and time, silent about tokens and bodies.

urllib3 is imported with the first call, not with the first import.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from lambdas.errors import Refused, Unanswered

MAX_BODY = 20 * 1024 * 1024
CONNECT_SECONDS = 3.0
READ_SECONDS = 20.0
TOTAL_SECONDS = 60.0
"""For a whole body, however it drips."""
CHUNK = 64 * 1024
WAITED_FOR_SECONDS = 6.0
"""While a person waits for it, on a page that is answered within 29 seconds."""
HURRIED_SECONDS = 3.0
"""While somebody waits for something else."""
CONNECTIONS = 4

BROKE_OFF = "The connection to the service broke off; AMO tries again."
NOT_JSON = "The service answered with something AMO cannot read; it tries again."
TOO_SLOW = "The service took too long to answer; AMO tries again."
TOO_BIG = "The service answered with more than AMO reads at once."

Query = Sequence[tuple[str, str]]
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """``headers`` in lower case; ``content`` is empty where the answer has no JSON object."""

    status: int
    headers: Mapping[str, str]
    content: dict[str, Any] = field(repr=False)

    @property
    def retry_after(self) -> float:
        """Seconds the service asks to be left alone, also told as a date by its own clock; 0 where it names none."""
        named = self.headers.get("retry-after", "").strip()
        if named.isdecimal():
            return float(named)
        try:
            told, now = (parsedate_to_datetime(text) for text in (named, self.headers.get("date", "")))
            return max(0.0, (told - now).total_seconds())
        except (TypeError, ValueError):
            return 0.0


Ask = Callable[[str], HttpAnswer]
"""One request, made with the token it is given."""


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """``headers`` in lower case; ``body`` unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class JsonHttp:
    """One service's API. Redirects are never followed: they would carry the token elsewhere (fault 25)."""

    def __init__(
        self,
        base_url: str | Callable[[], str],
        read_seconds: float = READ_SECONDS,
        *,
        max_body: int = MAX_BODY,
        total_seconds: float = TOTAL_SECONDS,
        open_pool: Callable[..., Any] | None = None,
    ) -> None:
        """``base_url`` may be asked for with the first call: it can stand in a secret.

        ``open_pool`` makes urllib3's pool, for connections that are vetted.
        """
        self._base_url_of = base_url
        self._read_seconds = read_seconds
        self._max_body = max_body
        self._total_seconds = total_seconds
        self._open_pool = open_pool
        self._opening = threading.Lock()
        self._opened: Any = None

    @property
    def base_url(self) -> str:
        base_url = self._base_url_of if isinstance(self._base_url_of, str) else self._base_url_of()
        return base_url.rstrip("/")

    @property
    def is_local(self) -> bool:
        """Returns whether the service is on this machine: a stand-in."""
        return urlsplit(self.base_url).hostname in ("127.0.0.1", "localhost", "::1")

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        query: Query = (),
        body: Mapping[str, Any] | None = None,
    ) -> HttpAnswer:
        """``path`` starts with a slash. Raises Unanswered when no whole answer comes, Refused for one too large."""
        answer = self.fetch_json(method, path, headers=headers, query=query, body=body)
        return HttpAnswer(answer.status, answer.headers, json_object(answer.body, answer.status))

    def fetch_json(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        query: Query = (),
        body: Mapping[str, Any] | None = None,
    ) -> RawAnswer:
        """As call, with the answer as it came: it may be a list, or no JSON at all."""
        url = f"{self.base_url}{path}" + (f"?{urlencode(query)}" if query else "")
        sent = {"Accept": "application/json", "User-Agent": "AMO (gzip)", "Accept-Encoding": "gzip", **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        return self.fetch(method, url, sent, None if body is None else json.dumps(body).encode())

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        query: Query = (),
        body: Mapping[str, Any] | None = None,
    ) -> Ask:
        """Returns the call, to be made with a token that works."""
        return lambda token: self.call(
            method, path, headers={"Authorization": f"Bearer {token}", **headers}, query=query, body=body
        )

    def fetch(self, method: str, url: str, headers: Mapping[str, str], body: bytes | str | None) -> RawAnswer:
        """Raises Unanswered when no whole answer comes, Refused for one too large."""
        import urllib3

        try:
            answer = self._pool().request(
                method, url, headers=headers, body=body, redirect=False, retries=False, preload_content=False
            )
            read = self._read(answer)
        except (urllib3.exceptions.HTTPError, OSError):
            raise Unanswered(BROKE_OFF) from None
        headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
        return RawAnswer(answer.status, headers, _in_whole_characters(read))

    def _read(self, answer: Any) -> bytes:
        """The whole body, unpacked: a service that drips it, or sends more than is read, is left."""
        ends_at, read = time.monotonic() + self._total_seconds, bytearray()
        while chunk := answer.read1(CHUNK, decode_content=True):
            read += chunk
            if len(read) > self._max_body or time.monotonic() > ends_at:
                answer.close()
                raise Refused(TOO_BIG) if len(read) > self._max_body else Unanswered(TOO_SLOW)
        answer.release_conn()
        return bytes(read)

    def _pool(self) -> Any:
        import urllib3

        with self._opening:
            if self._opened is None:
                timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=self._read_seconds)
                self._opened = (self._open_pool or urllib3.PoolManager)(maxsize=CONNECTIONS, timeout=timeout)
            return self._opened


def _in_whole_characters(body: bytes) -> bytes:
    """Half a character, as ``"\\ud83d"`` is, can be stored nowhere: it would cost the calendar, not its one event."""
    if not _SURROGATE.search(body):
        return body
    try:
        return json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return body


def json_object(body: bytes | str, status: int) -> dict[str, Any]:
    """Errors may come as anything, a proxy's page for one; what is meant as an answer has to be JSON.

    Raises Unanswered where it is not.
    """
    try:
        content = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        if status < 400:
            raise Unanswered(NOT_JSON) from None
        return {}
    return content if isinstance(content, dict) else {}
