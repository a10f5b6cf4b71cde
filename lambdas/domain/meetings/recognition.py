"""Says why entries that calendars name otherwise are taken for one meeting, as ``./amo trace`` tells it."""

from collections.abc import Mapping
from types import MappingProxyType

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.tracked_meeting import NameRule, TrackedMeeting

REASONS: Mapping[NameRule, str] = MappingProxyType(
    {
        NameRule.CONTINUED: "The calendar gave it a new id: it is the same series at the same time.",
        NameRule.RETIMED: "Its whole series was moved: it is the same place in the series.",
        NameRule.RECREATED: "It was taken away and put back: a new entry has its title and its people, link or time.",
        NameRule.RENAMED: "It was given another title: a new entry is at its time, with the same people or link.",
        NameRule.COPIED: "It is in another calendar, too: same start, same title, and the same link or two people.",
    }
)


class RecognisedEntry(Model):
    """``was_at`` is when the meeting was to begin until then."""

    at: Instant
    rule: NameRule
    reason: str
    was_at: Instant


def recognitions(tracked: TrackedMeeting) -> list[RecognisedEntry]:
    """Returns the entries that were taken for this meeting, in the order they were."""
    return [
        RecognisedEntry(at=name.since, rule=name.rule, reason=REASONS[name.rule], was_at=name.was)
        for name in sorted(tracked.names, key=lambda name: name.since)
    ]
