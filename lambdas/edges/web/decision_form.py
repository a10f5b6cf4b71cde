"""A form of the page that approves or rejects: its word, and a note where somebody wants to give one."""

from lambdas.approvals.decide import Decision
from lambdas.edges.web.page_request import PageRequest
from lambdas.errors import Refused

MAX_NOTE = 2000
CHANNEL = "web"


def word_of(request: PageRequest) -> Decision:
    """On what the form says that it showed, where it showed one action. Raises Refused."""
    verdict, note = request.fields.get("verdict", ""), request.fields.get("note", "").strip()[:MAX_NOTE]
    payload_hash = request.fields.get("payload_hash", "")
    match verdict:
        case "approve" | "reject":
            return Decision(verdict=verdict, note=note, channel=CHANNEL, payload_hash=payload_hash)
    raise Refused("The form could not be read; reload the page and try again.")
