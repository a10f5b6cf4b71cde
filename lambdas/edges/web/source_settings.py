"""The edge for the sources of figures: of the page it alone seals what services are asked with, and asks them."""

from functools import partial
from typing import Any

from lambdas.edges.web.app import LazyView, OpenRoutes, Routes, answer, page_app

SOURCES = partial(LazyView, "lambdas.edges.web.sources")

READS: Routes = {
    "/settings/sources": SOURCES("show"),
    "/settings/sources/new/<source_kind>": SOURCES("show_new"),
    "/settings/sources/<source_id>": SOURCES("show_one"),
}
CHANGES: Routes = {
    "/settings/sources/new/<source_kind>": SOURCES("connect"),
    "/settings/sources/<source_id>": SOURCES("reconnect"),
    "/settings/sources/<source_id>/test": SOURCES("test"),
    "/settings/sources/<source_id>/refresh": SOURCES("refresh"),
    "/settings/sources/<source_id>/disconnect": SOURCES("disconnect"),
}
OPEN: OpenRoutes = {}

app = page_app(READS, CHANGES, OPEN)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return answer(app, event, context)
