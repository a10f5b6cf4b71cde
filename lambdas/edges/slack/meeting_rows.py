"""Coming meetings in Slack, day by day: what is prepared with its next step, the rest of each day on one line. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.snooze import is_asleep
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import clock_time, day_heading, near, zone, zone_name
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import is_handed_over, is_left_out, may_be_prepared
from lambdas.domain.preparation.outlook import STATES, state_words
from lambdas.slack.blocks import Block, button, link, said, section
from lambdas.slack.text import clipped, literal

MAX_ROWS = 20
"""With the lines of the days within the fifty blocks of a message, and well within the hundred of the App Home."""
MAX_LEFT_OUT = 600


@dataclass(frozen=True, slots=True)
class SlackReader:
    """Describes who reads it, and when. ``public_url`` is the page's address; ``days`` is how far they look ahead."""

    timezone: str
    now: datetime
    public_url: str
    days: int


def meeting_rows(
    meetings: Sequence[TrackedMeeting], sessions: Mapping[str, Conversation], reader: SlackReader
) -> Iterator[Block]:
    """``sessions`` by meeting: of those that wait for an answer."""
    shown = 0
    for day, entries in groupby(meetings, key=lambda tracked: _day(tracked.meeting, reader)):
        there = list(entries)
        prepared = [tracked for tracked in there if not is_left_out(tracked)][: MAX_ROWS - shown]
        shown += len(prepared)
        yield section(f"*{_heading(day, reader)}*")
        for tracked in prepared:
            yield meeting_row(tracked, sessions.get(tracked.meeting.meeting_id), reader)
        if left_out := [tracked for tracked in there if is_left_out(tracked)]:
            yield said(clipped(f"Needs no preparation: {', '.join(_named(t, reader) for t in left_out)}", MAX_LEFT_OUT))
    if more := sum(not is_left_out(tracked) for tracked in meetings) - shown:
        yield said(f"{counted(more, 'more meeting')} on AMO’s page.")


def preparable_rows(meetings: Iterable[TrackedMeeting], reader: SlackReader) -> Iterator[Block]:
    """Those that can be prepared now, or again."""
    for tracked in [tracked for tracked in meetings if may_be_prepared(tracked, reader.now)][:MAX_ROWS]:
        meeting = tracked.meeting
        words = f"{near(meeting.start, reader.timezone, reader.now)}: {_state(tracked, None, reader)}"
        yield row(meeting.meeting_id, shown_title(meeting.title), words, _prepare(tracked))


def meeting_row(tracked: TrackedMeeting, session: Conversation | None, reader: SlackReader) -> Block:
    meeting = tracked.meeting
    hours = f"{clock_time(meeting.start, reader.timezone)}–{clock_time(meeting.end, reader.timezone)}"
    title = f"{hours} {shown_title(meeting.title)}"
    return row(
        f"meeting-{meeting.meeting_id}", title, _state(tracked, session, reader), _next_step(tracked, session, reader)
    )


def row(block_id: str, title: str, words: str, step: Block) -> Block:
    return {**section(f"*{literal(title)}*\n{literal(words)}"), "block_id": block_id, "accessory": step}


def days_off(meeting: Meeting, reader: SlackReader) -> int:
    """Days from today to the meeting's, on the reader's calendar; 0 for one that is going on."""
    return (_day(meeting, reader) - reader.now.astimezone(zone(reader.timezone)).date()).days


def nothing_to_prepare(meetings: Sequence[TrackedMeeting], reader: SlackReader) -> str:
    """Says why there is nothing, truthfully; empty where something is prepared."""
    ahead = f"in the next {counted(reader.days, 'day')}"
    if not meetings:
        return f"No meetings {ahead}."
    if not all(map(is_left_out, meetings)):
        return ""
    need = "needs" if len(meetings) == 1 else "need"
    return f"Nothing to prepare: {counted(len(meetings), 'entry', 'entries')} {ahead} {need} no preparation."


def start_button(session_id: str, session: Conversation | None) -> Block:
    is_begun = session is not None and session.position > 0
    return button("start_prep", "Go on" if is_begun else "Start Prep", session_id, "primary")


def materials_link(meeting: Meeting, reader: SlackReader, label: str = "View Materials") -> Block:
    return link("open_meeting", label, f"{reader.public_url}/meetings/{meeting.meeting_id}")


def _next_step(tracked: TrackedMeeting, session: Conversation | None, reader: SlackReader) -> Block:
    if tracked.prep_status is PrepStatus.WAITING and not is_handed_over(tracked, session):
        return start_button(tracked.preparation.session_id, session)
    if tracked.prep_status is PrepStatus.READY:
        return materials_link(tracked.meeting, reader)
    if may_be_prepared(tracked, reader.now):
        return _prepare(tracked)
    return materials_link(tracked.meeting, reader, "Open")


def _prepare(tracked: TrackedMeeting) -> Block:
    is_first = tracked.prep_status in (PrepStatus.NONE, PrepStatus.SCHEDULED)
    return button("prepare", "Prepare now" if is_first else "Prepare again", tracked.meeting.meeting_id)


def _state(tracked: TrackedMeeting, session: Conversation | None, reader: SlackReader) -> str:
    if session and is_asleep(session, reader.now) and session.nudge_at:
        return f"AMO asks again {near(session.nudge_at, reader.timezone, reader.now)}"
    if is_handed_over(tracked, session):
        return STATES[PrepStatus.GENERATING]
    return state_words(tracked, reader.timezone, reader.now)


def _named(tracked: TrackedMeeting, reader: SlackReader) -> str:
    meeting = tracked.meeting
    begins = "" if meeting.all_day else f"{clock_time(meeting.start, reader.timezone)} "
    off = " (cancelled)" if meeting.status is MeetingStatus.CANCELLED else ""
    return f"{begins}{shown_title(meeting.title)}{off}"


def _day(meeting: Meeting, reader: SlackReader) -> date:
    """An entry that began before today is still on today."""
    local = zone(reader.timezone)
    return max(reader.now.astimezone(local).date(), meeting.start.astimezone(local).date())


def _heading(day: date, reader: SlackReader) -> str:
    local = zone(reader.timezone)
    name, spoken = day_heading(day, reader.now.astimezone(local).date())
    return f"{name}, {spoken}, {zone_name(datetime.combine(day, time(12), local), reader.timezone)}"
