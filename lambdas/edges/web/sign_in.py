"""The way in and out: one-time links, Google and Microsoft, signing out here or everywhere, one's own address."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie

from lambdas import wiring
from lambdas.accounts.wiring import address_proofs, admissions, authorization_flows, logins, one_time_links
from lambdas.domain.accounts.logins import local_path
from lambdas.edges.http.logins import (
    FLOW_COOKIE,
    ended_flow_cookie,
    ended_session_cookies,
    flow_cookie,
    provider_named,
    session_cookies,
)
from lambdas.edges.http.requests import Event, cookie, form, headers, queries, require_own_origin
from lambdas.edges.web.app import refused, sign_in_page
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import elsewhere, page, see
from lambdas.errors import AmoError, SignedOut


def show_link(event: Event) -> Response[Any]:
    """Only shows a button: a mail scanner that fetches the link does not use it up."""
    return sign_in_page("", "/", queries(event).get("token", ""))


def use_link(event: Event) -> Response[Any]:
    require_own_origin(event, wiring.settings().public_url)
    link = one_time_links().redeem(form(event).get("token", ""), wiring.now())
    return see("/", cookies=_begun(event, link.user_id, link.lent_by))


def go_to_provider(event: Event, provider: str) -> Response[Any]:
    next_path = local_path(queries(event).get("next", "/"))
    begun = authorization_flows().begin(
        provider_named(provider), _callback(provider), wiring.now(), next_path=next_path
    )
    return elsewhere(begun.url, [flow_cookie(begun.browser)])


def come_back(event: Event, provider: str) -> Response[Any]:
    """Signs in; when anything is wrong, shows the way in again with what to do."""
    try:
        named, browser = provider_named(provider), cookie(event, FLOW_COOKIE)
        returned = authorization_flows().finish(named, _callback(provider), queries(event), browser, wiring.now())
        cookies = _begun(event, admissions().admit(returned.who, wiring.now()))
    except AmoError as error:
        return refused(SignedOut(str(error).rstrip(".")), {})
    return see(returned.flow.next_path, cookies=[*cookies, ended_flow_cookie()])


def sign_out(request: PageRequest) -> Response[str]:
    logins().end(request.identity)
    return see("/", cookies=ended_session_cookies())


def sign_out_everywhere(request: PageRequest) -> Response[str]:
    logins().end_all(request.user_id, request.now)
    return sign_out(request)


def ask_for_address(request: PageRequest) -> Response[str]:
    counts = address_proofs().request(request.user_id, request.fields.get("email", ""), request.now)
    return see("/settings#you", "saved" if counts else "mailed")


def show_address(request: PageRequest) -> Response[str]:
    """Only shows a button, as with sign-in links."""
    token = request.query.get("token", "")
    email = address_proofs().read(request.user_id, token)
    return page("address.html", {"email": email, "proof": token}, request, section="settings")


def confirm_address(request: PageRequest) -> Response[str]:
    address_proofs().confirm(request.user_id, request.fields.get("proof", ""))
    return see("/settings#you", "address-confirmed")


def _begun(event: Event, user_id: str, lent_by: str = "") -> tuple[Cookie, ...]:
    device = headers(event).get("user-agent", "")
    opened = logins().begin(user_id, wiring.new_id(), device, wiring.now(), lent_by=lent_by)
    return session_cookies(opened.session, opened.renewal)


def _callback(provider: str) -> str:
    return f"/auth/callback/{provider}"
