"""The page a link out of Slack leads to: whose account it is, and the question whether that is you."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.edges.slack import account_links
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see


def show_link(request: PageRequest) -> Response[str]:
    """Only asks: what follows addresses by itself links nothing."""
    token = request.query.get("token", "")
    content = {"offer": account_links.offered(token), "token": token, "user": wiring.users().get(request.user_id)}
    return page("slack_connect.html", content, request, section="settings")


def accept_link(request: PageRequest) -> Response[str]:
    account_links.accept_link(request.user_id, request.fields.get("token", ""))
    return see("/settings#channels", "tied")
