"""The part of the JSON API that connects the sources of figures.

A function of its own (stacks/edges.py leads its addresses here): it seals what services are asked with, and asks them
while somebody waits; the rest of the API may do neither.
"""

from typing import Any

from lambdas.edges.api.app import answer
from lambdas.edges.api.operations import register_for

SOURCES = "lambdas.edges.api.sources"
OPERATIONS = (
    ("GET", "/api/sources", SOURCES, "list_sources"),
    ("POST", "/api/sources", SOURCES, "connect_source"),
    ("PUT", "/api/sources/<source_id>", SOURCES, "reconnect_source"),
    ("DELETE", "/api/sources/<source_id>", SOURCES, "disconnect_source"),
    ("POST", "/api/sources/<source_id>/test", SOURCES, "test_source"),
    ("POST", "/api/sources/<source_id>/refresh", SOURCES, "refresh_source"),
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    register_for(str(event.get("rawPath", "")), OPERATIONS)
    return answer(event, context)
