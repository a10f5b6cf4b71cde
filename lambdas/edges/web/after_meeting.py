"""The outcome of a meeting that is over: what is asked about it, and what was confirmed of its notes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import day_name, zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.asked_after import is_held_with_others
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meeting_notes.review import CandidateVerdict, Reviewed
from lambdas.domain.meeting_notes.sheet import ReviewSheet
from lambdas.domain.meetings.people import others
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.web.review_view import NoteTextRow, item_address, record_address, text_rows

ASKED_FOR = timedelta(days=14)
"""How long a meeting's page asks how it went."""
SENT_FOR = timedelta(days=7)
"""A summary leaves within a week of the meeting, or not at all (POST-4)."""


class NotedFacts(NamedTuple):
    """The notes of a meeting that has begun, as they were read. ``items`` are those on its owner's list.

    ``has_unread``: texts came in since the last confirmation that nobody has looked through, and ``sheet`` is without
    them.
    """

    sheet: ReviewSheet
    items: tuple[ActionItem, ...]
    has_unread: bool = False


class KeptDecision(Model):
    what: str
    detail: str
    address: str


class KeptItem(Model):
    """``state`` is empty while it is open and not late."""

    what: str
    detail: str
    address: str
    state: str
    is_closed: bool


class AfterMeeting(Model):
    """``is_asked``: nobody has said anything of it yet. ``waiting`` candidates are to be confirmed.

    ``has_unread``: and nobody knows yet how many in texts that have just come in.
    """

    is_asked: bool
    is_empty: bool
    waiting: int
    has_unread: bool
    decisions: tuple[KeptDecision, ...]
    items: tuple[KeptItem, ...]
    questions: tuple[str, ...]
    can_send: bool

    @property
    def has_more(self) -> bool:
        return self.has_unread or self.waiting > 0

    @property
    def confirms(self) -> str:
        return "Look through your notes" if self.has_unread else f"Confirm {counted(self.waiting, 'thing')}"

    @property
    def has_said(self) -> bool:
        return bool(self.decisions or self.items or self.questions)

    @property
    def is_shown(self) -> bool:
        return self.is_asked or self.is_empty or self.has_more or self.has_said


def after_meeting(
    tracked: TrackedMeeting, facts: NotedFacts, notes: MeetingNotes, user: User, now: datetime
) -> AfterMeeting | None:
    """None while the meeting is not over, and where there is nothing to say of it."""
    meeting, sheet = tracked.meeting, facts.sheet
    if meeting.end > now:
        return None
    kept = [one for one in sheet.reviewed if one.verdict is CandidateVerdict.KEPT]
    is_noted = bool(sheet.texts) or any(not section.is_empty for section in notes.sections)
    today = now.astimezone(zone(user.timezone)).date()
    view = AfterMeeting(
        is_asked=is_asked_about(tracked, user, now) and not is_noted and not sheet.version,
        is_empty=sheet.is_empty and not is_noted,
        waiting=len(sheet.open) + sheet.beyond,
        has_unread=facts.has_unread,
        decisions=tuple(_decided(one) for one in _of(CandidateKind.DECISION, kept)),
        items=_item_rows(_of(CandidateKind.ITEM, kept), facts.items, today),
        questions=tuple(one.candidate.what for one in _of(CandidateKind.QUESTION, kept)),
        can_send=bool(kept) and now - meeting.end < SENT_FOR and bool(others(meeting, user.called)),
    )
    return view if view.is_shown else None


def is_asked_about(tracked: TrackedMeeting, user: User, now: datetime) -> bool:
    """Returns whether its page still asks: it was held with others, and lately, and nobody had AMO forget it."""
    end, is_kept = tracked.meeting.end, tracked.preparation.erased is None
    return is_kept and end <= now < end + ASKED_FOR and is_held_with_others(tracked, user)


def handed_in(facts: NotedFacts | None, timezone: str, now: datetime) -> tuple[NoteTextRow, ...]:
    return text_rows(facts.sheet.texts, timezone, now) if facts else ()


def _of(kind: CandidateKind, kept: Sequence[Reviewed]) -> list[Reviewed]:
    return [one for one in kept if one.candidate.kind is kind]


def _decided(one: Reviewed) -> KeptDecision:
    who, why = one.candidate.owner, one.candidate.why
    detail = ", ".join(filter(None, (f"decided by {who}" if who else "", f"because {why}" if why else "")))
    return KeptDecision(what=one.candidate.what, detail=detail, address=record_address(one.became))


def _item_rows(kept: Sequence[Reviewed], items: Sequence[ActionItem], today: date) -> tuple[KeptItem, ...]:
    """As they stand on the list now; one that is there no longer was deleted."""
    by_id = {item.item_id: item for item in items}
    return tuple(_item(by_id[one.became], today) for one in kept if one.became in by_id)


def _item(item: ActionItem, today: date) -> KeptItem:
    due = f"due {day_name(item.due)}" if item.due else "without a date"
    return KeptItem(
        what=item.what,
        detail=f"{item.owner or 'nobody named'}, {due}",
        address=item_address(item.item_id),
        state=_state(item, today),
        is_closed=item.status is not ActionItemStatus.OPEN,
    )


def _state(item: ActionItem, today: date) -> str:
    if item.status is not ActionItemStatus.OPEN:
        return item.status.value
    return "late" if item.due and item.due < today else ""
