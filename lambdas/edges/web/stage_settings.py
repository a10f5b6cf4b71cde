"""The operator's settings: how this stage is, its switches, what people can sign in and be reached with here."""

from collections.abc import Iterator, Sequence

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.accounts.wiring import profiles
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.user import Switches, UserAccount
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import health
from lambdas.edges.commands.views import CheckView
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import listed
from lambdas.errors import NotFound

SWITCHES = {
    "calendar": ("Calendars", "Reading calendars. Off: nothing new is seen; what is known stays."),
    "monitor": ("Reading by itself", "Every two hours. Off: only a reading by hand."),
    "model": ("Model", "Asking a model, where one is connected. Off: the rules do all of it."),
    "sources": ("Sources of figures", "Reading them by themselves. Off: what is known stays, and ages."),
    "workflow": ("Preparations", "Preparing meetings. Off: what falls due waits and begins when it is on again."),
}


class SwitchRow(Model):
    part: str
    label: str
    meaning: str
    is_on: bool


class ProviderRow(Model):
    """``command`` sets it up, for where it is not."""

    label: str
    detail: str
    is_ready: bool
    command: str = ""


class StageView(Model):
    switches: tuple[SwitchRow, ...]
    providers: tuple[ProviderRow, ...]
    checks: tuple[CheckView, ...]


def show(request: PageRequest) -> Response[str]:
    account = _operator(request)
    switches = wiring.users().switches()
    view = StageView(
        switches=tuple(_switch_rows(switches)),
        providers=(*_identity_providers(wiring.users().registered_providers().providers), _slack()),
        checks=health.checks(account, wiring.calendar_accounts().of_user(request.user_id), switches),
    )
    return page("stage_settings.html", {"view": view}, request, section="settings")


def switch(request: PageRequest, part: str) -> Response[str]:
    profiles().switch(request.user_id, part, request.fields.get("on", "") == "1")
    return see("/settings/operator#switches", "switched")


def _operator(request: PageRequest) -> UserAccount:
    """Raises NotFound: nobody else finds this page."""
    account = wiring.user_accounts().get(request.user_id)
    if not account.user.may_operate:
        raise NotFound("There is nothing at this address.")
    return account


def _switch_rows(switches: Switches) -> Iterator[SwitchRow]:
    for part, (label, meaning) in SWITCHES.items():
        yield SwitchRow(part=part, label=label, meaning=meaning, is_on=getattr(switches, part))


def _identity_providers(registered: Sequence[IdentityProvider]) -> Iterator[ProviderRow]:
    for provider in IdentityProvider:
        is_ready = provider in registered
        yield ProviderRow(
            label=provider.label,
            detail="People sign in with it and connect its calendars." if is_ready else "Not registered.",
            is_ready=is_ready,
            command="" if is_ready else f"./amo {provider.value} connect-client",
        )


def _slack() -> ProviderRow:
    names = [workspace.name for workspace in wiring.slack_records().workspaces()]
    detail = f"Connected: {listed(names)}." if names else "No workspace yet."
    return ProviderRow(
        label="Slack", detail=detail, is_ready=bool(names), command="" if names else "./amo slack manifest"
    )
