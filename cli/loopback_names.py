"""Requests to STAGE.localhost, which browsers take for this machine and many resolvers do not know."""

import urllib.parse
import urllib.request
from collections.abc import Mapping

LOOPBACK = "127.0.0.1"


def request_to(
    url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, method: str | None = None
) -> urllib.request.Request:
    """Dials this machine for such a name, and says the name in the request. Any other address stays as it is."""
    parts = urllib.parse.urlsplit(url)
    if not (parts.hostname or "").endswith(".localhost"):
        return urllib.request.Request(url, body, dict(headers or {}), method=method)
    dialled = parts._replace(netloc=f"{LOOPBACK}:{parts.port}" if parts.port else LOOPBACK).geturl()
    return urllib.request.Request(dialled, body, {**(headers or {}), "Host": parts.netloc}, method=method)
