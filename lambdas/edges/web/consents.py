"""Calendars at Google and Microsoft: the way to a consent and back, and which of an account's calendars count."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.accounts.wiring import calendar_consents
from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.edges.http.logins import FLOW_COOKIE, ended_flow_cookie, flow_cookie, provider_named
from lambdas.edges.http.requests import cookie, headers
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import elsewhere, page, see
from lambdas.errors import Forbidden

CHOSEN = "calendar-"


def show_ways(_visit: PageRequest) -> Response[str]:
    return see("/settings#calendars")


def go_to_provider(request: PageRequest, provider: str) -> Response[str]:
    """A link, not a form: our policy lets no form end on another site. Other sites' links to it are refused."""
    if headers(request.event).get("sec-fetch-site") == "cross-site":
        raise Forbidden("This link comes from another site; connect calendars under Settings.")
    account_id, writes = request.query.get("account", ""), request.query.get("writes") == "1"
    named = provider_named(provider)
    begun = calendar_consents().begin(request.identity, named, request.now, account_id, writes=writes)
    return elsewhere(begun.url, [flow_cookie(begun.browser)])


def come_back(request: PageRequest, provider: str) -> Response[str]:
    named, browser = provider_named(provider), cookie(request.event, FLOW_COOKIE)
    returned = calendar_consents().finish(request.identity, named, request.query, browser, request.now)
    account = calendar_consents().keep(returned, wiring.now())
    return see(f"/calendar/accounts/{account.account_id}", "consented", cookies=[ended_flow_cookie()])


def show_calendars(request: PageRequest, account_id: str) -> Response[str]:
    account, offers = calendar_consents().list_calendars(request.user_id, account_id)
    chosen = calendar_consents().list_chosen(request.user_id, account_id)
    rows = [(f"{CHOSEN}{place}", offer, offer.address in chosen) for place, offer in enumerate(offers)]
    return page("account_calendars.html", {"account": _shown(account), "rows": rows}, request, section="settings")


def choose_calendars(request: PageRequest, account_id: str) -> Response[str]:
    """A ticked box sends the provider's id of its calendar; what is none of this account's is left out."""
    ticked = frozenset(value for name, value in request.fields.items() if name.startswith(CHOSEN))
    calendar_consents().choose(request.user_id, account_id, ticked, request.now)
    return see("/settings#calendars", "chosen")


def disconnect(request: PageRequest, account_id: str) -> Response[str]:
    calendar_consents().disconnect(request.user_id, account_id)
    return see("/settings#calendars", "withdrawn")


def _shown(account: CalendarAccount) -> dict[str, str]:
    return {"id": account.account_id, "email": account.email, "provider": account.provider.label}
