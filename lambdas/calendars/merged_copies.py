"""A calendar's own copy of what its provider told so far: changes are merged into it, the monitor sees the whole.

The copy names the token it is complete for. A run that was overtaken or died leaves a copy of another token: that one
is not used, and the calendar is read in full once more (fault 3).
"""

import hashlib
import json
import zlib
from typing import Any, Protocol

from lambdas.calendars.base import CalendarRequest
from lambdas.errors import NotFound

Items = dict[str, dict[str, Any]]
"""The provider's last word on each entry, by its id there."""


class Copies(Protocol):
    """The store of copies (store/documents.py)."""

    def put(self, key: str, body: bytes, content_type: str) -> None: ...

    def get(self, key: str) -> bytes:
        """Raises NotFound."""
        ...


class MergedCopies:
    def __init__(self, copies: Copies) -> None:
        self._copies = copies

    def load(self, request: CalendarRequest, token: str) -> Items | None:
        """The copy that is complete for ``token``; None where there is none."""
        try:
            content = json.loads(zlib.decompress(self._copies.get(_key(request))))
        except (NotFound, ValueError, zlib.error):
            return None
        if not isinstance(content, dict) or content.get("token") != digest_of(token):
            return None
        items: Items = content["items"]
        return items

    def store(self, request: CalendarRequest, token: str, items: Items) -> None:
        content = json.dumps({"token": digest_of(token), "items": items}, separators=(",", ":"))
        self._copies.put(_key(request), zlib.compress(content.encode(), 1), "application/zlib")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def _key(request: CalendarRequest) -> str:
    return f"{request.user_id}/calendars/{request.connection.calendar_id}.json.z"
