"""The way in and out, and the links to materials."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.edges import commands
from lambdas.edges.identity import SESSION_LIFE
from lambdas.edges.requests import Event, form, queries, require_own_origin
from lambdas.edges.responses import page, see, session_cookie
from lambdas.edges.visits import Visit
from lambdas.materials.links import open_link


def show_link(event: Event) -> Response[Any]:
    """Only shows a button: a mail scanner that fetches the link does not use it up."""
    return page("sign_in.html", {"link_token": queries(event).get("token", ""), "reason": ""})


def use_link(event: Event) -> Response[Any]:
    require_own_origin(event, wiring.settings().public_url)
    session = commands.redeem_link(form(event).get("token", ""))
    return see("/", cookie=session_cookie(session, int(SESSION_LIFE.total_seconds())))


def sign_out(_visit: Visit) -> Response[str]:
    return see("/", cookie=session_cookie("", 0))


def open_material(visit: Visit, link: str) -> Response[str]:
    """A delivered document, for its owner only: each click gets a fresh address that lives a minute (fault 88)."""
    key = open_link(link, visit.user_id, wiring.signing_key(), visit.now)
    return see(wiring.documents().signed_url(key, 60, key.rpartition("/")[2]))
