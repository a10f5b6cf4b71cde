"""Compares meetings with a circle of people, known by their addresses: those of a channel, above all."""

from collections.abc import Collection, Iterable
from datetime import datetime

from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting


def next_with(circle: Collection[str], coming: Iterable[TrackedMeeting]) -> TrackedMeeting | None:
    """Returns the meeting with most of them, then with the fewest others, then the soonest.

    None where none of them is in any.
    """
    common = [tracked for tracked in coming if _shared(circle, tracked.meeting)]

    def rank(tracked: TrackedMeeting) -> tuple[int, int, datetime]:
        meeting = tracked.meeting
        shared = _shared(circle, meeting)
        return (-shared, len(meeting.people) - shared, meeting.start)

    return min(common, key=rank, default=None)


def are_all_invited(circle: Collection[str], meeting: Meeting) -> bool:
    """Says whether the invitation, as far as it is known, names each of them."""
    return not meeting.attendees_hidden and set(circle) <= {person.email.casefold() for person in meeting.invited}


def _shared(circle: Collection[str], meeting: Meeting) -> int:
    return len(set(circle) & {person.email.casefold() for person in meeting.people if person.email})
