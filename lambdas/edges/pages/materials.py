"""Delivered documents, by the links that people were given."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.edges.responses import see
from lambdas.edges.visits import Visit
from lambdas.materials.links import open_link


def open_material(visit: Visit, link: str) -> Response[str]:
    """A delivered document, for its owner only: each click gets a fresh address that lives a minute (fault 88)."""
    key = open_link(link, visit.user_id, wiring.signing_key(), visit.now)
    return see(wiring.documents().signed_url(key, 60, key.rpartition("/")[2]))
