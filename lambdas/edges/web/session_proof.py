"""The page on which somebody confirms that a session which another person's link began is their own."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.accounts.session_proofs import NOWHERE
from lambdas.accounts.wiring import session_proofs
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import listed
from lambdas.errors import Refused

CONFIRMED = "/approvals"


def show(request: PageRequest) -> Response[str]:
    return _shown(request)


def send_code(request: PageRequest) -> Response[str]:
    try:
        session_proofs().send_code(request.identity, request.now)
    except Refused as error:
        return _shown(request, problem=str(error))
    return see("/auth/proof", "sign-in-code-sent")


def confirm(request: PageRequest) -> Response[str]:
    try:
        session_proofs().confirm(request.identity, request.fields.get("code", ""), request.now)
    except Refused as error:
        return _shown(request, problem=str(error))
    return see(CONFIRMED, "session-confirmed")


def _shown(request: PageRequest, problem: str = "") -> Response[str]:
    state = session_proofs().state(request.identity, request.now)
    if state.is_own:
        return see(CONFIRMED)
    content = {
        "lender": state.lender,
        "reaches": listed(state.reaches),
        "has_several": len(state.reaches) > 1,
        "nowhere": NOWHERE,
        "problem": problem,
        "providers": wiring.users().registered_providers().providers,
        "is_on_this_computer": wiring.settings().is_on_this_computer,
    }
    return page("session_proof.html", content, request, section="settings")
