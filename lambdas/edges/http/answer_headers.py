"""The headers that every answer carries, whatever it answers. Standard library only: all endpoints start here."""

from collections.abc import Mapping
from typing import Any

Answer = dict[str, Any]

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OVER_TLS_ONLY: Mapping[str, str] = {"Strict-Transport-Security": "max-age=63072000"}
"""Two years. Over plain HTTP it means nothing (RFC 6797), and on a laptop it would shut out what else runs there."""


def with_safe_headers(answer: Mapping[str, Any], public_url: str = "") -> Answer:
    """The answer of a function, with what its own headers do not say themselves; ``public_url`` is the page's."""
    own = dict(answer.get("headers") or {})
    said = {name.lower() for name in own}
    wanted = {**HEADERS, **(OVER_TLS_ONLY if public_url.startswith("https:") else {})}
    return {**answer, "headers": {**own, **{name: text for name, text in wanted.items() if name.lower() not in said}}}
