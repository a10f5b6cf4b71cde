"""Other times to prepare that were proposed and not answered, as the settings page shows them."""

from collections.abc import Iterable

from lambdas.domain.accounts.user import User
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.kernel.model import Model
from lambdas.domain.preparation.timing_proposal import TimingProposal


class TimingRow(Model):
    """``meeting_type`` is what the form sends back."""

    meeting_type: str
    label: str
    usual_start: str
    hours: int
    current_hours: int


def timing_rows(user: User, proposals: Iterable[TimingProposal], types: MeetingTypes) -> tuple[TimingRow, ...]:
    """Those that still are another time than the one that is set."""
    return tuple(
        TimingRow(
            meeting_type=proposal.meeting_type,
            label=types.get(proposal.meeting_type).label,
            usual_start=proposal.usual_start,
            hours=proposal.hours,
            current_hours=proposal.current_hours,
        )
        for proposal in proposals
        if proposal.meeting_type in types and proposal.current_hours == hours_before(user, proposal.meeting_type, types)
    )


def hours_before(user: User, meeting_type: str, types: MeetingTypes) -> int:
    return user.prep_hours.get(meeting_type, types.get(meeting_type).prep_hours_before)
