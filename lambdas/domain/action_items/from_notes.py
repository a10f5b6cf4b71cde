"""Action items and decisions made of what was confirmed in notes."""

from datetime import datetime

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.meeting_notes.candidates import Candidate
from lambdas.domain.meetings.meeting import Meeting


def item_id_of(meeting_id: str, found: str) -> str:
    """The same for the same candidate: confirmed twice, it is one item."""
    return f"n-{digest(f'{meeting_id}#{found}')[:16]}"


def item_of(candidate: Candidate, found: str, meeting: Meeting, now: datetime) -> ActionItem:
    return ActionItem(
        item_id=item_id_of(meeting.meeting_id, found),
        user_id=meeting.user_id,
        what=candidate.what,
        owner=candidate.owner,
        owner_email=candidate.owner_email,
        due=candidate.due,
        meeting_id=meeting.meeting_id,
        series_id=meeting.series_id,
        created_at=now.replace(microsecond=0),
        quotes=candidate.quotes,
        confirmed_by=meeting.user_id,
    )
