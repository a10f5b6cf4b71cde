"""A mail to the people invited, before it is asked for: exactly what they get, and nothing leaves unapproved."""

from collections.abc import Mapping
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import JsonValue

from lambdas import wiring
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals
from lambdas.edges.web.approval_view import Diff, diffs_of
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.edges.web.words import day_and_time, title_of
from lambdas.errors import Refused


class MailPage(Model):
    """``blocking_reason`` says why it cannot be sent; ``asked_at`` makes one click one action, pressed twice.

    ``confirms_alone``: nobody else may approve it, and whoever asks for it confirms it by a second step.
    ``waiting_id`` and ``waits_until`` are of the same mail that waits for a decision already.
    """

    meeting_id: str
    title: str
    diffs: tuple[Diff, ...]
    blocking_reason: str
    asked_at: int
    has_other_approver: bool
    confirms_alone: bool = False
    waiting_id: str = ""
    waits_until: str = ""


class ComposedMail(NamedTuple):
    """``mail`` is None where there is a reason why it cannot be sent."""

    mail: Mail | None
    blocking_reason: str = ""


def compose(request: PageRequest, kind: type[Mail], facts: Mapping[str, JsonValue]) -> ComposedMail:
    """Raises NotFound for somebody else's meeting."""
    try:
        details = approvals.preview(request.user_id, kind.action_type, facts)
    except Refused as error:
        return ComposedMail(None, str(error))
    return ComposedMail(details if isinstance(details, Mail) else None)


def mail_page(request: PageRequest, kind: type[Mail], meeting_id: str, composed: ComposedMail) -> MailPage:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    waiting = approvals.waiting_mail(request.user_id, kind, meeting_id)
    timezone = wiring.users().get(request.user_id).timezone
    return MailPage(
        meeting_id=meeting_id,
        title=title_of(tracked.meeting),
        diffs=diffs_of(composed.mail.changes) if composed.mail else (),
        blocking_reason=composed.blocking_reason,
        asked_at=int(request.now.timestamp()),
        has_other_approver=approvals.has_other_approver(request.user_id),
        confirms_alone=bool(composed.mail and approvals.would_confirm_alone(request.user_id, composed.mail)),
        waiting_id=waiting.action_id if waiting else "",
        waits_until=day_and_time(waiting.deadline, timezone, request.now) if waiting else "",
    )


def propose_mail(
    request: PageRequest, kind: type[Mail], meeting_id: str, facts: Mapping[str, JsonValue]
) -> Response[str]:
    """Asks for approval; the action's own page shows what will be sent, and says who decides. Raises Refused."""
    wiring.meetings().get(request.user_id, meeting_id)  # theirs, before anything else is looked at
    if waiting := approvals.waiting_mail(request.user_id, kind, meeting_id):
        return see(f"/approvals/{waiting.action_id}", "proposed")
    key = f"{kind.action_type}-{meeting_id}-{request.whole_number('asked_at')}"
    action = approvals.propose(request.user_id, kind.action_type, facts, key)
    return see(f"/approvals/{action.action_id}", "proposed")
