"""The OpenAPI document: made from the operations, with who may call them and every status they give.

Imported where somebody asks for the document, and nowhere else.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lambdas.edges.api.app import OPEN, VERSION, app
from lambdas.edges.commands.views import ErrorView
from lambdas.edges.http.requests import COOKIE

Document = dict[str, Any]
Operation = dict[str, Any]

ANYBODY = {(method.lower(), path) for method, path in OPEN}
SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The session that POST /api/sign-in gives for a one-time link's token, or for a renewal.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "The page's own. What changes something is taken from the page's own origin alone.",
    },
}
MEANINGS = {
    400: "It cannot be done as asked; the message says why",
    401: "Nobody is signed in, or the session was ended",
    403: "Somebody else's to do, or sent from another origin",
    404: "Not there, or not the caller's",
    409: "Somebody else changed it first: read it again, decide again",
    415: "Send JSON",
    422: "A value is not one of those that the operation takes",
    500: "A defect of AMO",
    503: "Busy at this moment: try again",
}
OF_ALL = {500, 503}
OF_CHANGES = {400, 403, 409}
"""A form of another site is refused, one with files as no JSON; and any change may come second."""
OF_REVIEWERS = {403}
"""A deactivated account reviews nothing."""
REVIEWED = re.compile(r"/api/(approvals|audit|autonomy)\b")
MORE: dict[str, set[int]] = {
    "post /api/sign-in": {401, 409},
    "post /api/approvals": {404},
    "get /api/autonomy/dashboard": {404},
    "get /api/autonomy/teams": {404},
    "get /api/config/validate": {404},
    "get /api/questions": {404},
    "post /chat/send": {404},
    "get /api/users": {404},
    "post /api/users": {404},
}
"""What an operation gives beyond what its shape tells."""
FILES: dict[str, tuple[str, ...]] = {
    "post /api/records/{kind}/import": ("text/csv", "application/json"),
    "post /api/records/{kind}/preview": ("text/csv", "application/json"),
    "post /api/calendars/upload": ("text/calendar",),
    "post /api/meetings/{meeting_id}/notes": ("application/json", "application/octet-stream"),
}
"""Operations whose body is a file by itself, and of which kinds."""
ACCEPTED = frozenset({"post /api/meetings/{meeting_id}/questions", "post /api/sources/{source_id}/refresh"})
"""Operations that take something whose work is done afterwards."""
TEXTS = {"get /api/records/{kind}/export": "text/csv"}
"""Operations whose answer is no JSON."""


@cache
def document() -> str:
    """Made once: anybody may ask for it, as often as they like."""
    made: Document = json.loads(
        app.get_openapi_json_schema(title="AMO", version=VERSION, description="Autonomous Meeting Orchestrator")
    )
    made["security"] = [{name: []} for name in SCHEMES]
    made["components"]["securitySchemes"] = SCHEMES
    made["components"]["responses"] = {str(status): _refusal(meaning) for status, meaning in MEANINGS.items()}
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["ErrorView"] = ErrorView.model_json_schema()
    for method, path, operation in _operations(made):
        _complete(f"{method} {path}", operation, is_open=(method, path) in ANYBODY)
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def statuses_of(name: str, operation: Operation, *, is_open: bool) -> set[int]:
    """Those of 400 and above that the operation gives; ``name`` is its method and address."""
    has_body, parameters = "requestBody" in operation, operation.get("parameters", [])
    found = {*OF_ALL, *MORE.get(name, ())}
    if not is_open:
        found.add(401)
    if not name.startswith("get ") and not is_open:
        found |= OF_CHANGES
    if REVIEWED.search(name):
        found |= OF_REVIEWERS
    if has_body:
        found |= {400, 415, 422}
    if parameters:
        found.add(422)
    if any(parameter["in"] == "path" for parameter in parameters):
        found.add(404)
    return found


def _complete(name: str, operation: Operation, *, is_open: bool) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    for status in sorted(statuses_of(name, operation, is_open=is_open)):
        answers[str(status)] = {"$ref": f"#/components/responses/{status}"}
    if is_open:
        operation["security"] = []
    if name in FILES:
        content = {kind: {"schema": {} if kind == "application/json" else {"type": "string"}} for kind in FILES[name]}
        operation["requestBody"] = {"required": True, "content": content}
    if name in ACCEPTED:
        answers["202"] = {**answers.pop("200"), "description": "Taken: it is done now"}
    if name in TEXTS:
        answers["200"]["content"] = {TEXTS[name]: {"schema": {"type": "string"}}}


def _refusal(meaning: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ErrorView"}
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


def _operations(made: Document) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation
