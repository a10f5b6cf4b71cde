"""What every stand-in of a source is: it answers requests as the service's published shape says, and can be broken."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import parse_qs


class SourceFault(StrEnum):
    """Whatever service it is, told so from outside."""

    NONE = "none"
    UNAUTHORIZED = "401"
    BUSY = "429"
    """With Retry-After."""
    PAGE = "html"
    """200 with a page, as a proxy or a hibernating instance answers."""
    HALF = "half"
    """Hangs up in the middle of the body."""
    ERROR = "500"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """``path`` is without what stands before the service's own root; ``headers`` in lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = b""

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes) -> "SourceRequest":
        path, _, query = target.partition("?")
        lower = {name.lower(): value for name, value in headers.items()}
        return cls(method, path, parse_qs(query, keep_blank_values=True), lower, body)

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass(frozen=True, slots=True)
class SourceReply:
    """``content`` is sent as JSON, unless it is bytes."""

    status: int
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


class FakeSource(Protocol):
    """``settings`` and ``secret`` are what it is connected with, but for its address."""

    settings: Mapping[str, str]
    secret: Mapping[str, str]

    def reply(self, request: SourceRequest) -> SourceReply:
        """As the real service would, refusals included: a wrong token, a wrong parameter, a page too far."""
        ...
