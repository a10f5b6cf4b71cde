"""Sharing an agenda with the people invited: exactly what they get is shown first."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.edges.web.mail_page import compose, mail_page, propose_mail
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    wiring.meetings().get(request.user_id, meeting_id)
    composed = compose(request, ShareAgenda, {"meeting_id": meeting_id})
    view = mail_page(request, ShareAgenda, meeting_id, composed)
    return page("share.html", {"view": view}, request, section="today")


def propose(request: PageRequest, meeting_id: str) -> Response[str]:
    return propose_mail(request, ShareAgenda, meeting_id, {"meeting_id": meeting_id})
