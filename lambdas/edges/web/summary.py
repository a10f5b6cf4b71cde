"""The summary of a meeting, for the people who were invited: people can be left out of it, nobody can be added."""

from collections.abc import Collection

from aws_lambda_powertools.event_handler import Response
from pydantic import JsonValue

from lambdas import wiring
from lambdas.domain.actions.kinds.mail import OUTSIDE, Mail
from lambdas.domain.actions.kinds.send_summary import SendSummary
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.people_names import own_name
from lambdas.domain.meetings.people import MAX_NAME
from lambdas.edges.web.approval_view import Diff
from lambdas.edges.web.mail_page import MailPage, compose, mail_page, propose_mail
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page
from lambdas.errors import Refused

BOX = "to-"
SHOWN_AS_BOXES = frozenset({"To", OUTSIDE})


class RecipientBox(Model):
    """``name`` is the field's, ``called`` the person's where the invitation says it."""

    name: str
    called: str
    email: str
    is_outside: bool
    is_kept: bool


class SummaryPage(Model):
    mail: MailPage
    boxes: tuple[RecipientBox, ...]
    text: tuple[Diff, ...]


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    return _shown(request, meeting_id)


def propose(request: PageRequest, meeting_id: str) -> Response[str]:
    """It goes to those of the invited whose box is ticked; no ticked address adds anybody."""
    wiring.meetings().get(request.user_id, meeting_id)
    ticked = {email for name, email in request.fields.items() if name.startswith(BOX)}
    left_out = _left_out(compose(request, SendSummary, {"meeting_id": meeting_id}).mail, ticked)
    try:
        return propose_mail(request, SendSummary, meeting_id, {"meeting_id": meeting_id, "leave_out": left_out})
    except Refused as error:
        return _shown(request, meeting_id, ticked, str(error))


def _left_out(mail: Mail | None, ticked: Collection[str]) -> list[JsonValue]:
    return [one.email for one in mail.recipients if one.email not in ticked] if mail else []


def _shown(
    request: PageRequest, meeting_id: str, ticked: Collection[str] | None = None, problem: str = ""
) -> Response[str]:
    wiring.meetings().get(request.user_id, meeting_id)
    composed = compose(request, SendSummary, {"meeting_id": meeting_id})
    mail = mail_page(request, SendSummary, meeting_id, composed)
    view = SummaryPage(
        mail=mail,
        boxes=_boxes(composed.mail, ticked) if composed.mail else (),
        text=tuple(diff for diff in mail.diffs if diff.what not in SHOWN_AS_BOXES),
    )
    return page("summary.html", {"view": view, "problem": problem}, request, section="today")


def _boxes(mail: Mail, ticked: Collection[str] | None) -> tuple[RecipientBox, ...]:
    """All ticked, where nothing was chosen yet."""
    return tuple(
        RecipientBox(
            name=f"{BOX}{place}",
            called=own_name(one.name, MAX_NAME),
            email=one.email,
            is_outside=one in mail.outside,
            is_kept=ticked is None or one.email in ticked,
        )
        for place, one in enumerate(mail.recipients)
    )
