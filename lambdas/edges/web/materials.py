"""Delivered documents, by the links that people were given."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.edges.commands import meetings
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.materials.links import open_link


def open_material(request: PageRequest, link: str) -> Response[str]:
    """A delivered document, for its owner only: each click gets a fresh address that lives a minute (fault 88)."""
    key = open_link(link, request.user_id, wiring.signing_keys(), request.now)
    meetings.mark_materials_read(request.user_id, key.split("/")[1])
    return see(wiring.documents().signed_url(key, 60, key.rpartition("/")[2]))
