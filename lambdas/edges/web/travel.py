"""The browser's time zone: a question where it is not that of the settings, and its answer."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.accounts.wiring import travels
from lambdas.domain.accounts.logins import local_path
from lambdas.domain.kernel.local_time import place_name, zone_name
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.render import render
from lambdas.edges.web.responses import html, nothing, see
from lambdas.errors import Refused


def look(request: PageRequest) -> Response[str]:
    """Nothing (204) where there is nothing to ask, so that the script remembers and asks no more."""
    user, seen = wiring.users().get(request.user_id), request.fields.get("timezone", "")
    if not travels().is_elsewhere(user, seen, request.now):
        return nothing()
    content = {
        "seen": seen,
        "seen_place": place_name(seen),
        "seen_zone": zone_name(request.now, seen),
        "kept_place": place_name(user.timezone),
        "kept_zone": zone_name(request.now, user.timezone),
        "back": local_path(request.fields.get("back", "/")),
    }
    return html(render("travel.html", form_token=request.form_token, **content))


def answer(request: PageRequest) -> Response[str]:
    timezone, back = request.fields.get("timezone", ""), local_path(request.fields.get("back", "/"))
    match request.fields.get("answer", ""):
        case "change":
            travels().move(request.user_id, timezone)
            return see(back, "moved")
        case "keep":
            travels().stay(request.user_id, timezone)
            return see(back, "stayed")
    raise Refused("The form could not be read; reload the page and try again.")
