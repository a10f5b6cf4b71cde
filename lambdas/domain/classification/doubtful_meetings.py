"""The meetings whose type the rules cannot tell, and a model may be asked about: each series once (CLS-2)."""

from collections.abc import Iterable

from lambdas.domain.accounts.user import UserAccount
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting

MAX_TITLES = 20
"""Asked about at once."""
MAX_ASKED = 100
"""A sync."""


def doubtful_meetings(rows: Iterable[TrackedMeeting], account: UserAccount) -> tuple[TrackedMeeting, ...]:
    """None without the user's consent to have invitations read; nothing private, nothing that is not prepared."""
    if account.user.model_consent.level != "all":
        return ()
    found = {(row.meeting.series_key, row.meeting.title): row for row in rows if is_in_doubt(row)}
    return tuple(found.values())[:MAX_ASKED]


def is_in_doubt(row: TrackedMeeting) -> bool:
    meeting, plan = row.meeting, row.plan
    is_coming = meeting.status is MeetingStatus.SCHEDULED and plan.prep_trigger_time is not None
    return plan.is_type_doubtful and is_coming and not meeting.is_private and bool(meeting.title.strip())
