"""One meeting as calendars show it, to be compared with others of theirs."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.meetings.likeness import Identities, is_copy, title_key
from lambdas.domain.meetings.meeting import Meeting


@dataclass(frozen=True)
class ShownMeeting:
    """One meeting as the calendars show it, under the id it is stored by."""

    stored_as: str
    calendars: frozenset[str]
    meetings: tuple[Meeting, ...]

    @property
    def is_comparable(self) -> bool:
        return not self.meetings[0].all_day and bool(title_key(self.meetings[0]))

    def is_copied_by(self, other: "ShownMeeting", identities: Identities) -> bool:
        """Two entries of one calendar are two meetings, however much they look alike."""
        is_elsewhere = not self.calendars & other.calendars
        return is_elsewhere and any(
            is_copy(mine, theirs, identities) for mine in self.meetings for theirs in other.meetings
        )

    def together_with(self, other: "ShownMeeting") -> "ShownMeeting":
        return ShownMeeting(self.stored_as, self.calendars | other.calendars, self.meetings + other.meetings)


def place_of(entry: ShownMeeting) -> tuple[datetime, str]:
    return entry.meetings[0].start, title_key(entry.meetings[0])
