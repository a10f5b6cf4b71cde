"""The App Home: what waits for the person, the soonest first, then their next meetings. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.actions.words import Names, title_of, who_asks
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.snooze import is_asleep
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.effort import minutes_to_answer
from lambdas.domain.kernel.local_time import near, place_name, span
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import may_be_prepared
from lambdas.edges.slack.meeting_rows import (
    SlackReader,
    materials_link,
    meeting_rows,
    nothing_to_prepare,
    row,
    start_button,
)
from lambdas.slack.blocks import Block, actions, button, divider, header, link, said, section
from lambdas.slack.text import literal

MAX_WAITING = 25
READ_BEFORE = timedelta(days=2)
"""Materials of meetings so near stand among what waits; of later ones, at their meeting."""
MAX_LINE = 150


@dataclass(frozen=True, slots=True)
class Waiting:
    """``due`` is when it is over or late."""

    due: datetime
    block: Block


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """``sessions`` by meeting: of those that wait for an answer. ``note`` says what a click has just done.

    ``open_items`` are on their own list. ``seen_timezone`` is where Slack sees the person; empty where that needs no
    word.
    """

    meetings: Sequence[TrackedMeeting]
    sessions: Mapping[str, Conversation]
    to_decide: Sequence[PendingAction]
    names: Names
    has_calendars: bool
    open_items: int = 0
    seen_timezone: str = ""
    note: str = ""


def home_view(facts: HomeFacts, reader: SlackReader) -> Block:
    return {"type": "home", "blocks": list(_blocks(facts, reader))}


def _blocks(facts: HomeFacts, reader: SlackReader) -> Iterator[Block]:
    if facts.note:
        yield section(literal(facts.note))
    if facts.seen_timezone:
        yield from _elsewhere(facts.seen_timezone, reader)
    title, rows = what_waits(facts, reader)
    yield header(title)
    yield from rows
    if facts.open_items:
        yield _items(facts.open_items)
    yield divider()
    yield from _coming(facts, reader)
    yield divider()
    yield actions(
        "home", [button("home_settings", "Settings", "settings"), link("open_amo", "Open AMO", reader.public_url)]
    )


def what_waits(facts: HomeFacts, reader: SlackReader) -> tuple[str, list[Block]]:
    """Returns how much waits for the person, in words, and each of it with what to press, the soonest first."""
    waiting = sorted(_waiting(facts, reader), key=lambda one: one.due)
    wait = "waits" if len(waiting) == 1 else "wait"
    title = f"{counted(len(waiting), 'thing')} {wait} for you" if waiting else "Nothing waits for you"
    more = len(waiting) - MAX_WAITING
    rest = [said(f"{more} more on AMO’s page.")] if more > 0 else []
    return title, [*(one.block for one in waiting[:MAX_WAITING]), *rest]


def _coming(facts: HomeFacts, reader: SlackReader) -> Iterator[Block]:
    yield header("Your next meetings")
    if not facts.has_calendars:
        yield section("No calendar is connected yet: AMO prepares the meetings it finds there.")
        yield actions("calendars", [link("calendars", "Connect a calendar", f"{reader.public_url}/settings#calendars")])
        return
    if nothing := nothing_to_prepare(facts.meetings, reader):
        yield said(nothing)
    yield from meeting_rows(facts.meetings, facts.sessions, reader)


def _items(count: int) -> Block:
    step = button("show_items", "Show", "items")
    return row("items", f"{counted(count, 'open action item')} on your list", "Done, dropped, or another day?", step)


def _elsewhere(seen: str, reader: SlackReader) -> Iterator[Block]:
    there, here = place_name(seen), place_name(reader.timezone)
    yield section(literal(f"Slack says you are in {there}; AMO shows times for {here}."))
    yield actions("zone", [button("use_zone", f"Use {there}", seen), button("keep_zone", f"Keep {here}", seen)])


def _waiting(facts: HomeFacts, reader: SlackReader) -> Iterator[Waiting]:
    for action in facts.to_decide:
        yield _decision(action, facts.names, reader)
    for tracked in facts.meetings:
        found = facts.sessions.get(tracked.meeting.meeting_id)
        match tracked.prep_status:
            case PrepStatus.WAITING if found and _is_asking(found, reader.now):
                yield _questions(tracked, found, reader)
            case PrepStatus.READY if reader.now < tracked.meeting.start < reader.now + READ_BEFORE:
                yield _materials(tracked, reader)
            case PrepStatus.FAILED if may_be_prepared(tracked, reader.now):
                yield _failure(tracked, reader)


def _is_asking(session: Conversation, now: datetime) -> bool:
    return session.status is ConversationStatus.OPEN and not is_asleep(session, now)


def _decision(action: PendingAction, names: Names, reader: SlackReader) -> Waiting:
    until = near(action.deadline, reader.timezone, reader.now)
    words = f"{who_asks(action, names)} Until {until}; then it is not done."
    step = button("show_action", "Show", action.action_id)
    title = f"Decide: {one_line(title_of(action, names), MAX_LINE)}"
    return Waiting(action.deadline, row(f"waits-{action.action_id}", title, words, step))


def _questions(tracked: TrackedMeeting, session: Conversation, reader: SlackReader) -> Waiting:
    left = session.open_questions
    until = near(session.deadline, reader.timezone, reader.now)
    words = (
        f"{_when(tracked, reader)}\nAbout {minutes_to_answer(left)} min. "
        f"Without you, AMO writes from what is on record {until}."
    )
    title = f"Answer {counted(left, 'question')}: {shown_title(tracked.meeting.title)}"
    step = start_button(session.session_id, session)
    return Waiting(session.deadline, row(f"waits-{session.session_id}", title, words, step))


def _materials(tracked: TrackedMeeting, reader: SlackReader) -> Waiting:
    title = f"Ready to read: {shown_title(tracked.meeting.title)}"
    block = row(
        f"waits-{tracked.meeting.meeting_id}", title, _when(tracked, reader), materials_link(tracked.meeting, reader)
    )
    return Waiting(tracked.meeting.start, block)


def _failure(tracked: TrackedMeeting, reader: SlackReader) -> Waiting:
    title = f"Prepare again: {shown_title(tracked.meeting.title)}"
    words = f"{_when(tracked, reader)}\n{one_line(tracked.preparation.failure)}".strip()
    step = button("prepare", "Prepare again", tracked.meeting.meeting_id)
    return Waiting(tracked.meeting.start, row(f"waits-{tracked.meeting.meeting_id}", title, words, step))


def _when(tracked: TrackedMeeting, reader: SlackReader) -> str:
    return span(tracked.meeting.start, tracked.meeting.end, reader.timezone)
