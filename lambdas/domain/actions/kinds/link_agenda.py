"""Writes the agenda's link into the meeting's description."""

from lambdas.domain.actions.kinds.base import FieldChange
from lambdas.domain.actions.kinds.calendar_change import CalendarChange


class LinkAgenda(CalendarChange):
    action_type = "link_agenda"
    label = "Link an agenda"
    undo = "The link is taken out of the description again."
    link: str

    @property
    def title(self) -> str:
        return f"Write the agenda's link into the description of {self.meeting_name}, for everybody invited"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return (FieldChange(what="Description, at its end", after=f"Agenda: {self.link}"),)
