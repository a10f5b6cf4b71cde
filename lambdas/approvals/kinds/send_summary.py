"""E-mails what came of a meeting to those who were invited; then its action items are on their owners' lists too."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import Field

from lambdas.approvals.kinds.base import Effects, Lookups, MeetingRequest
from lambdas.approvals.kinds.mail import MailKind
from lambdas.config_files import load_summary_wording
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.base import Recipient
from lambdas.domain.actions.kinds.mail import MAX_RECIPIENTS
from lambdas.domain.actions.kinds.send_summary import SendSummary
from lambdas.domain.agenda.mail import summary_body, summary_subject
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meeting_notes.summary import Confirmed, ListedItem, below_the_gist, confirmed_in, summary_lines
from lambdas.domain.meeting_notes.summary_by_model import facts_of
from lambdas.errors import AmoError, NotFound, Refused

log = logging.getLogger(__name__)

NOTHING = "Nothing of this meeting is confirmed: look through its notes first."
CHANGED = "What was confirmed of this meeting has changed since this was proposed."
NOBODY_LEFT = "Nobody is left to send it to: keep at least one person."


class SummaryRequest(MeetingRequest):
    """``leave_out`` are addresses it does not go to; nobody can be added."""

    leave_out: tuple[str, ...] = Field(default=(), max_length=MAX_RECIPIENTS)


class SendSummaryKind(MailKind[SendSummary]):
    details = SendSummary

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> SendSummary:
        asked = SummaryRequest.model_validate(parameters)
        meeting = lookups.tracked(user, asked.meeting_id).meeting
        confirmed, items = _confirmed(lookups, user.user_id, asked.meeting_id)
        if confirmed.is_empty:
            raise Refused(NOTHING)
        words = load_summary_wording()
        written = lookups.notes.written_summary(user.user_id, asked.meeting_id)
        by_model = written.lines_about(facts_of(confirmed, words)) if written else ()
        lines = summary_lines(confirmed, words, by_model)
        mail = self.envelope(lookups, meeting, user)
        recipients = _without(mail["recipients"], asked.leave_out)
        return SendSummary(
            **mail | {"recipients": recipients},
            subject=summary_subject(meeting, words),
            body=summary_body(lines, meeting, user, words),
            lines=lines,
            outside_texts=written.outside_texts if written and by_model else (),
            items=tuple(item.item_id for item in items if _is_theirs(item, recipients)),
        )

    def blocking_reason(self, lookups: Lookups, details: SendSummary, user_id: str) -> str:
        if reason := super().blocking_reason(lookups, details, user_id):
            return reason
        confirmed, _ = _confirmed(lookups, user_id, details.meeting.meeting_id)
        if confirmed.is_empty:
            return NOTHING
        by_rules = summary_lines(confirmed, load_summary_wording())
        if details.of_model:  # they were written of the very things that stand below them
            is_same = below_the_gist(by_rules) == below_the_gist(details.lines)
        else:
            is_same = by_rules == details.lines
        return "" if is_same else CHANGED

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        said = super().execute(effects, action, now)
        return f"{said}{self._shared(effects, action, now)}"

    def _shared(self, effects: Effects, action: Action, now: datetime) -> str:
        """The mail is out: what fails from here on is told, and never makes it go out again."""
        details = self.read(action)
        try:
            for item_id in details.items:
                _share(effects, action.on_behalf_of, item_id, details.recipients, now)
        except AmoError:
            log.exception("items of action %s could not be shared", action.action_id)
            return " Its action items could not be put on the others’ lists; they stay on yours."
        return ""


def _without(invited: Sequence[Recipient], leave_out: Sequence[str]) -> tuple[Recipient, ...]:
    """Raises Refused where nobody stays."""
    left_out = {email.strip().casefold() for email in leave_out}
    recipients = tuple(recipient for recipient in invited if recipient.email not in left_out)
    if not recipients:
        raise Refused(NOBODY_LEFT)
    return recipients


def _confirmed(lookups: Lookups, user_id: str, meeting_id: str) -> tuple[Confirmed, list[ActionItem]]:
    """All that was confirmed, and the action items that it tells of."""
    review = lookups.notes.review(user_id, meeting_id)
    items = list(_standing(lookups, user_id, review))
    return confirmed_in(review, {item.item_id: ListedItem(item.what, item.owner, item.due) for item in items}), items


def _standing(lookups: Lookups, user_id: str, review: NotesReview) -> Iterator[ActionItem]:
    """The action items that were confirmed, and not dropped or deleted since."""
    for one in review.kept(CandidateKind.ITEM):
        try:
            item = lookups.items.get(user_id, one.became)
        except NotFound:
            continue
        if item.status is not ActionItemStatus.DROPPED:
            yield item


def _is_theirs(item: ActionItem, recipients: Sequence[Recipient]) -> bool:
    return bool(item.owner_email) and item.owner_email.casefold() in {recipient.email for recipient in recipients}


def _share(effects: Effects, user_id: str, item_id: str, recipients: Sequence[Recipient], now: datetime) -> None:
    """One that was deleted meanwhile, or given to somebody else, is nobody's to find."""
    try:
        item = effects.items.get(user_id, item_id)
    except NotFound:
        return
    if _is_theirs(item, recipients) and item.shared_at is None:
        effects.items.share(item, now)
