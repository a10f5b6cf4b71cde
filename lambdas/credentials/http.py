"""One form posted to an identity provider, and one JSON document read: over TLS, without redirects, bounded."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from lambdas.errors import Refused, Retryable

CONNECT_SECONDS, READ_SECONDS = 3.0, 6.0
"""Somebody waits who has just agreed: two of these, and the calendars after them, fit into a page's 29 seconds."""
MAX_ANSWER = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
BUSY = 429
UNREACHED = "The identity provider did not answer; try again in a moment."

Answer = tuple[int, str]
Post = Callable[[str, str], Answer]


def require_tls(url: str) -> str:
    """The url. Secrets travel there: over TLS, or not off this machine. Raises Refused."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Refused("Identity providers are reached over https (http on this machine only); check the address.")
    return url


def post_form(url: str, body: str, seconds: float = READ_SECONDS) -> Answer:
    """Status and text. Raises Retryable when nothing usable comes back."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return _asked("POST", url, seconds, body=body.encode(), headers=headers)


def get_document(url: str) -> Answer:
    return _asked("GET", url, headers={"Accept": "application/json"})


def _asked(method: str, url: str, seconds: float = READ_SECONDS, **request: Any) -> Answer:
    import urllib3

    try:
        timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds)
        with urllib3.PoolManager(timeout=timeout, retries=False) as pool:
            answer = pool.request(method, require_tls(url), redirect=False, preload_content=False, **request)
            content = answer.read(MAX_ANSWER + 1, decode_content=True)
    except urllib3.exceptions.HTTPError:
        raise Retryable(UNREACHED) from None  # the original would carry the whole request
    if answer.status >= 500 or answer.status == BUSY or len(content) > MAX_ANSWER:
        raise Retryable(UNREACHED)
    return answer.status, content.decode("utf-8", "replace")
