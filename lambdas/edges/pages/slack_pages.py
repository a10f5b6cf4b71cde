"""Where a link out of Slack leads: whose account it is, and the question whether that is you."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.edges import slack_ties
from lambdas.edges.responses import page, see
from lambdas.edges.visits import Visit


def show_tie(visit: Visit) -> Response[str]:
    """Only asks: what opens links by itself ties nothing."""
    token = visit.query.get("token", "")
    content = {"offer": slack_ties.offered(token), "token": token, "user": wiring.users().get(visit.user_id)}
    return page("slack_connect.html", content, visit, section="settings")


def accept_tie(visit: Visit) -> Response[str]:
    slack_ties.accept_tie(visit.user_id, visit.fields.get("token", ""))
    return see("/settings#channels", "tied")
