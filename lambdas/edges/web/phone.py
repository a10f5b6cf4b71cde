"""A person's phone number, proved by a code: on the settings page, answered by the edge that may send texts."""

from aws_lambda_powertools.event_handler import Response

from lambdas.accounts.wiring import phones
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.edges.web.settings import shown
from lambdas.errors import AmoError, Refused


def send_phone_code(request: PageRequest) -> Response[str]:
    try:
        phones().send_code(request.user_id, request.fields.get("phone", ""), request.now)
    except AmoError as error:
        return shown(request, phone=str(error))
    return see("/settings#phone", "code-sent")


def confirm_phone(request: PageRequest) -> Response[str]:
    try:
        phones().confirm(request.user_id, request.fields.get("code", ""), request.now)
    except Refused as error:
        return shown(request, code=str(error))
    return see("/settings#channels", "confirmed")


def forget_phone(request: PageRequest) -> Response[str]:
    phones().forget(request.user_id)
    return see("/settings#channels", "forgotten")
