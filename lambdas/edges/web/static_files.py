"""Styles, scripts, the typeface: cached by browsers for good, since their address changes with their content."""

import mimetypes
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas.edges.http.requests import Event, queries
from lambdas.edges.web.render import STATIC
from lambdas.edges.web.responses import SECURITY_HEADERS
from lambdas.errors import NotFound

YEAR = 365 * 24 * 3600
SHORTLY = 300
TYPES = {".woff2": "font/woff2", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
COMPRESSED = frozenset({".woff2"})
"""Packed already; the typeface has its version in its name."""


def send(event: Event, name: str) -> Response[Any]:
    file = next((file for file in STATIC.iterdir() if file.name == name), None)  # of a foreign name no path is made
    if file is None:
        raise NotFound("There is no such file.")
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_named_by_version = file.suffix in COMPRESSED or queries(event).get("v")
    keeping = f"public, max-age={YEAR}, immutable" if is_named_by_version else f"public, max-age={SHORTLY}"
    headers = {**SECURITY_HEADERS, "Cache-Control": keeping}
    is_binary = file.suffix in COMPRESSED
    body: Any = file.read_bytes() if is_binary else file.read_text(encoding="utf-8")
    return Response(200, kind, body, headers, compress=not is_binary)
