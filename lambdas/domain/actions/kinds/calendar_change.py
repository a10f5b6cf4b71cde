"""A change to the calendar itself, the base of the actions that make one."""

from lambdas.domain.actions.kinds.base import OfMeeting, Risk


class CalendarChange(OfMeeting):
    """Writes into the calendar itself; needs a calendar writer and its own consent."""

    base_risk = Risk.HIGH
    calendar_id: str
    source: str
    external_id: str
