"""Sharing an agenda with the people invited: exactly what they get is shown first, and nothing leaves unapproved."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals
from lambdas.edges.web.approval_view import Diff, diffs_of
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import day_and_time, title_of
from lambdas.errors import Refused


class SharePage(Model):
    """``blocking_reason`` says why it cannot be shared; ``asked_at`` makes one click one action, pressed twice.

    ``waiting_id`` and ``waits_until`` are of the same mail that waits for a decision already.
    """

    meeting_id: str
    title: str
    diffs: tuple[Diff, ...]
    blocking_reason: str
    asked_at: int
    has_other_approver: bool
    waiting_id: str = ""
    waits_until: str = ""


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    try:
        details = approvals.preview(request.user_id, ShareAgenda.action_type, {"meeting_id": meeting_id})
        diffs, reason = diffs_of(details.changes), ""
    except Refused as error:
        diffs, reason = (), str(error)
    waiting = approvals.waiting_mail(request.user_id, ShareAgenda, meeting_id)
    timezone = wiring.users().get(request.user_id).timezone
    view = SharePage(
        meeting_id=meeting_id,
        title=title_of(tracked.meeting),
        diffs=diffs,
        blocking_reason=reason,
        asked_at=int(request.now.timestamp()),
        has_other_approver=approvals.has_other_approver(request.user_id),
        waiting_id=waiting.action_id if waiting else "",
        waits_until=day_and_time(waiting.deadline, timezone, request.now) if waiting else "",
    )
    return page("share.html", {"view": view}, request, section="today")


def propose(request: PageRequest, meeting_id: str) -> Response[str]:
    """Asks for approval; the action's own page shows what will be sent, and says who decides."""
    wiring.meetings().get(request.user_id, meeting_id)  # theirs, before anything else is looked at
    if waiting := approvals.waiting_mail(request.user_id, ShareAgenda, meeting_id):
        return see(f"/approvals/{waiting.action_id}", "proposed")
    key = f"share-{meeting_id}-{request.whole_number('asked_at')}"
    facts = {"meeting_id": meeting_id}
    action = approvals.propose(request.user_id, ShareAgenda.action_type, facts, key)
    return see(f"/approvals/{action.action_id}", "proposed")
