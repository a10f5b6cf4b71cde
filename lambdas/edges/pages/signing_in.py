"""The way in and out: one-time links, Google and Microsoft, signing out here or everywhere, one's own address."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.sign_ins import FLOW_LIFE, local_path
from lambdas.edges import address_commands, flows, people_commands, sessions
from lambdas.edges.identity import FLOW_COOKIE, SignedOut
from lambdas.edges.page_app import refused, sign_in_page
from lambdas.edges.requests import Event, cookie, form, queries, require_own_origin
from lambdas.edges.responses import elsewhere, page, see
from lambdas.edges.visits import Visit
from lambdas.errors import AmoError


def show_link(event: Event) -> Response[Any]:
    """Only shows a button: a mail scanner that fetches the link does not use it up."""
    return sign_in_page("", "/", queries(event).get("token", ""))


def use_link(event: Event) -> Response[Any]:
    require_own_origin(event, wiring.settings().public_url)
    user_id = sessions.redeem_link(form(event).get("token", ""))
    return see("/", cookies=sessions.begin(user_id, sessions.device_of(event)).cookies)


def go_to_provider(event: Event, provider: str) -> Response[Any]:
    named = flows.provider_named(provider)
    begun = flows.begin(named, _callback(provider), next_path=local_path(queries(event).get("next", "/")))
    return elsewhere(begun.url, [sessions.hidden_cookie(FLOW_COOKIE, begun.browser, FLOW_LIFE)])


def come_back(event: Event, provider: str) -> Response[Any]:
    """Whatever is wrong, the way in is shown again with what to do."""
    try:
        browser = cookie(event, FLOW_COOKIE)
        returned = flows.finish(flows.provider_named(provider), _callback(provider), queries(event), browser)
        opened = sessions.begin(people_commands.come_in(returned.who), sessions.device_of(event))
    except AmoError as problem:
        return refused(SignedOut(str(problem).rstrip(".")), {})
    gone = sessions.hidden_cookie(FLOW_COOKIE, "", timedelta(0))
    return see(returned.flow.next_path, cookies=[*opened.cookies, gone])


def sign_out(visit: Visit) -> Response[str]:
    return see("/", cookies=sessions.end(visit.identity))


def sign_out_everywhere(visit: Visit) -> Response[str]:
    sessions.end_all(visit.user_id)
    return see("/", cookies=sessions.end(visit.identity))


def ask_for_address(visit: Visit) -> Response[str]:
    counts = address_commands.ask(wiring.users().get(visit.user_id), visit.fields.get("email", ""))
    return see("/settings#you", "saved" if counts else "mailed")


def show_address(visit: Visit) -> Response[str]:
    """Only shows a button, as with sign-in links."""
    token = visit.query.get("token", "")
    email = address_commands.address_in(visit.user_id, token)
    return page("address.html", {"email": email, "proof": token}, visit, section="settings")


def confirm_address(visit: Visit) -> Response[str]:
    address_commands.confirm(visit.user_id, visit.fields.get("proof", ""))
    return see("/settings#you", "address-confirmed")


def _callback(provider: str) -> str:
    return f"/auth/callback/{provider}"
