"""Calendars at Google and Microsoft: the way to a consent and back, and which of an account's calendars count."""

from datetime import timedelta

from aws_lambda_powertools.event_handler import Response

from lambdas.domain.consents import CalendarAccount
from lambdas.domain.sign_ins import FLOW_LIFE
from lambdas.edges import consent_commands, flows, sessions
from lambdas.edges.identity import FLOW_COOKIE
from lambdas.edges.requests import cookie, headers
from lambdas.edges.responses import elsewhere, page, see
from lambdas.edges.visits import Visit
from lambdas.errors import Forbidden

CHOSEN = "calendar-"


def show_ways(_visit: Visit) -> Response[str]:
    return see("/settings#calendars")


def go_to_provider(visit: Visit, provider: str) -> Response[str]:
    """A link, not a form: our policy lets no form end on another site. Other sites' links to it are refused."""
    if headers(visit.event).get("sec-fetch-site") == "cross-site":
        raise Forbidden("This link comes from another site; connect calendars under Settings.")
    account_id, writes = visit.query.get("account", ""), visit.query.get("writes") == "1"
    begun = consent_commands.begin(visit.identity, flows.provider_named(provider), account_id, writes=writes)
    return elsewhere(begun.url, [sessions.hidden_cookie(FLOW_COOKIE, begun.browser, FLOW_LIFE)])


def come_back(visit: Visit, provider: str) -> Response[str]:
    named = flows.provider_named(provider)
    browser = cookie(visit.event, FLOW_COOKIE)
    callback = consent_commands.callback_of(named)
    account = consent_commands.keep(flows.finish(named, callback, visit.query, browser, visit.identity))
    gone = sessions.hidden_cookie(FLOW_COOKIE, "", timedelta(0))
    return see(f"/calendar/accounts/{account.account_id}", "consented", cookies=[gone])


def show_calendars(visit: Visit, account_id: str) -> Response[str]:
    account, offers = consent_commands.calendars_of(visit.user_id, account_id)
    chosen = consent_commands.chosen(visit.user_id, account_id)
    rows = [(f"{CHOSEN}{place}", offer, offer.address in chosen) for place, offer in enumerate(offers)]
    return page("account_calendars.html", {"account": _shown(account), "rows": rows}, visit, section="settings")


def choose_calendars(visit: Visit, account_id: str) -> Response[str]:
    """A ticked box sends the provider's id of its calendar; what is none of this account's is left out."""
    ticked = frozenset(value for name, value in visit.fields.items() if name.startswith(CHOSEN))
    consent_commands.choose(visit.user_id, account_id, ticked)
    return see("/settings#calendars", "chosen")


def disconnect(visit: Visit, account_id: str) -> Response[str]:
    consent_commands.disconnect(visit.user_id, account_id)
    return see("/settings#calendars", "withdrawn")


def _shown(account: CalendarAccount) -> dict[str, str]:
    return {"id": account.account_id, "email": account.email, "provider": account.provider.label}
