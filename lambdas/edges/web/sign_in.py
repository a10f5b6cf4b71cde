"""The way in and out: one-time links, Google and Microsoft, signing out here or everywhere, one's own address."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.accounts.logins import FLOW_LIFE, local_path
from lambdas.edges.commands import addresses, logins, people
from lambdas.edges.http import sign_in_flow
from lambdas.edges.http.identity import FLOW_COOKIE, SignedOut
from lambdas.edges.http.requests import Event, cookie, form, queries, require_own_origin
from lambdas.edges.web.app import refused, sign_in_page
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import elsewhere, page, see
from lambdas.errors import AmoError


def show_link(event: Event) -> Response[Any]:
    """Only shows a button: a mail scanner that fetches the link does not use it up."""
    return sign_in_page("", "/", queries(event).get("token", ""))


def use_link(event: Event) -> Response[Any]:
    require_own_origin(event, wiring.settings().public_url)
    user_id = logins.redeem_link(form(event).get("token", ""))
    return see("/", cookies=logins.begin(user_id, logins.device_of(event)).cookies)


def go_to_provider(event: Event, provider: str) -> Response[Any]:
    named = sign_in_flow.provider_named(provider)
    begun = sign_in_flow.begin(named, _callback(provider), next_path=local_path(queries(event).get("next", "/")))
    return elsewhere(begun.url, [logins.hidden_cookie(FLOW_COOKIE, begun.browser, FLOW_LIFE)])


def come_back(event: Event, provider: str) -> Response[Any]:
    """Signs in; when anything is wrong, shows the way in again with what to do."""
    try:
        browser = cookie(event, FLOW_COOKIE)
        returned = sign_in_flow.finish(
            sign_in_flow.provider_named(provider), _callback(provider), queries(event), browser
        )
        opened = logins.begin(people.come_in(returned.who), logins.device_of(event))
    except AmoError as error:
        return refused(SignedOut(str(error).rstrip(".")), {})
    gone = logins.hidden_cookie(FLOW_COOKIE, "", timedelta(0))
    return see(returned.flow.next_path, cookies=[*opened.cookies, gone])


def sign_out(request: PageRequest) -> Response[str]:
    return see("/", cookies=logins.end(request.identity))


def sign_out_everywhere(request: PageRequest) -> Response[str]:
    logins.end_all(request.user_id)
    return see("/", cookies=logins.end(request.identity))


def ask_for_address(request: PageRequest) -> Response[str]:
    counts = addresses.ask(wiring.users().get(request.user_id), request.fields.get("email", ""))
    return see("/settings#you", "saved" if counts else "mailed")


def show_address(request: PageRequest) -> Response[str]:
    """Only shows a button, as with sign-in links."""
    token = request.query.get("token", "")
    email = addresses.address_in(request.user_id, token)
    return page("address.html", {"email": email, "proof": token}, request, section="settings")


def confirm_address(request: PageRequest) -> Response[str]:
    addresses.confirm(request.user_id, request.fields.get("proof", ""))
    return see("/settings#you", "address-confirmed")


def _callback(provider: str) -> str:
    return f"/auth/callback/{provider}"
