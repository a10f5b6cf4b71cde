"""Cards for meetings that have just ended: how did it go, and what the notes handed in since seem to say."""

from collections.abc import Iterator, Mapping, Sequence

from lambdas.domain.kernel.local_time import span
from lambdas.domain.meeting_notes.asked_after import ASKED_FOR
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.web.states import Tone
from lambdas.edges.web.waiting_cards import Card
from lambdas.edges.web.words import title_of
from lambdas.store.meeting_notes import REVIEW


def ended_cards(ended: Sequence[TrackedMeeting], noted: Mapping[str, frozenset[str]], timezone: str) -> Iterator[Card]:
    """``noted`` are the names of what is stored of each meeting's notes, by its id."""
    for tracked in ended:
        items = noted[tracked.meeting.meeting_id]
        if not items:
            yield _question(tracked, timezone)
        elif REVIEW not in items:
            yield _confirmation(tracked, timezone)


def _question(tracked: TrackedMeeting, timezone: str) -> Card:
    to_notes = {"go_label": "Add notes", "go_to": f"/meetings/{tracked.meeting.meeting_id}?tab=notes#notes"}
    return _card("ended", "How did it go?", tracked, timezone).model_copy(update={**to_notes, "can_say_nothing": True})


def _confirmation(tracked: TrackedMeeting, timezone: str) -> Card:
    to_review = {"go_label": "See what they say", "go_to": f"/meetings/{tracked.meeting.meeting_id}/review"}
    return _card("noted", "Notes to confirm", tracked, timezone).model_copy(update=to_review)


def _card(name: str, headline: str, tracked: TrackedMeeting, timezone: str) -> Card:
    meeting = tracked.meeting
    return Card(
        key=f"{name}-{meeting.meeting_id}",
        due=meeting.end + ASKED_FOR,
        tone=Tone.ASKING,
        headline=headline,
        title=title_of(meeting),
        when=span(meeting.start, meeting.end, timezone),
        meeting_id=meeting.meeting_id,
    )
