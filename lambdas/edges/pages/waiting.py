"""What waits for the user, the most urgent on top: derived from how things are, not from what was once said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil

from lambdas.domain.local_time import span
from lambdas.domain.messages import Message, MessageKind
from lambdas.domain.models import Model
from lambdas.domain.sessions import Session, SessionStatus
from lambdas.domain.snoozing import SPOKEN, Snooze, snoozed_until
from lambdas.domain.tracking import PrepStatus, TrackedMeeting
from lambdas.edges.pages.states import Tone, is_asleep
from lambdas.edges.pages.wording import counted, day_and_time, from_now, title_of

SECONDS_PER_QUESTION = 75
ABOUT_MATERIALS = frozenset({MessageKind.MATERIALS_READY, MessageKind.REMINDER})
NEWS = frozenset({MessageKind.CALENDAR_PROBLEM, MessageKind.PREP_WITHDRAWN})


class SnoozeChoice(Model):
    name: str
    label: str


class Card(Model):
    """``headline`` is what is asked of the user. ``session_id`` is set where it can be put off."""

    tone: Tone
    headline: str
    title: str
    when: str = ""
    lines: tuple[str, ...] = ()
    meeting_id: str = ""
    go_label: str = ""
    go_to: str = ""
    session_id: str = ""
    snoozes: tuple[SnoozeChoice, ...] = ()
    can_decline: bool = False
    notice_ids: tuple[str, ...] = ()


def waiting_cards(
    coming: Sequence[TrackedMeeting],
    sessions: Mapping[str, Session],
    notices: Sequence[Message],
    timezone: str,
    now: datetime,
) -> tuple[Card, ...]:
    """Calendar trouble first, since it hides the rest; then meeting by meeting, the nearest first."""
    cards = [*_news(notices, MessageKind.CALENDAR_PROBLEM)]
    for tracked in coming:
        told = [notice for notice in notices if notice.meeting_id == tracked.meeting.meeting_id]
        if tracked.meeting.end > now:
            cards += _cards_of(tracked, sessions.get(tracked.meeting.meeting_id), told, timezone, now)
    return (*cards, *_news(notices, MessageKind.PREP_WITHDRAWN))


def snooze_choices(session: Session, timezone: str, now: datetime) -> tuple[SnoozeChoice, ...]:
    """Those that still mean different times before the conversation ends."""
    times: dict[datetime, Snooze] = {}
    for choice in Snooze:
        until = snoozed_until(choice, session.deadline, timezone, now)
        if until and until not in times:
            times[until] = choice
    return tuple(
        SnoozeChoice(name=choice, label=f"{SPOKEN[choice].capitalize()}, {day_and_time(until, timezone, now)}")
        for until, choice in times.items()
    )


def _cards_of(
    tracked: TrackedMeeting, session: Session | None, told: Sequence[Message], timezone: str, now: datetime
) -> Iterator[Card]:
    status = tracked.prep_status
    is_asking = session is not None and session.status is SessionStatus.OPEN and not is_asleep(session, now)
    if status is PrepStatus.WAITING and session and is_asking:
        yield _questions(tracked, session, timezone, now)
    elif status is PrepStatus.READY and (about := [n for n in told if n.kind in ABOUT_MATERIALS]):
        yield _materials(tracked, about, timezone, now)
    elif status is PrepStatus.FAILED and tracked.meeting.start > now:
        yield _failure(tracked, timezone)


def _questions(tracked: TrackedMeeting, session: Session, timezone: str, now: datetime) -> Card:
    left = session.open_questions
    minutes = max(1, ceil(left * SECONDS_PER_QUESTION / 60))
    is_begun = left < len(session.questions)
    until = day_and_time(session.deadline, timezone, now)
    return Card(
        tone=Tone.ASKING,
        headline=f"{counted(left, 'question')} left" if is_begun else counted(left, "question"),
        title=title_of(tracked.meeting),
        when=_when(tracked, timezone),
        lines=(f"About {counted(minutes, 'minute')}. Without you, AMO writes from what is on record {until}.",),
        meeting_id=tracked.meeting.meeting_id,
        go_label="Go on" if is_begun else "Start prep",
        go_to=f"/meetings/{tracked.meeting.meeting_id}#conversation",
        session_id=session.session_id,
        snoozes=snooze_choices(session, timezone, now),
        can_decline=True,
    )


def _materials(tracked: TrackedMeeting, about: Sequence[Message], timezone: str, now: datetime) -> Card:
    is_near = any(notice.kind is MessageKind.REMINDER for notice in about) and tracked.meeting.start > now
    begins = f"Begins {from_now(tracked.meeting.start, now)}" if is_near else "Materials ready"
    outline = next((n.lines for n in about if n.kind is MessageKind.MATERIALS_READY), ())
    wants = tuple(line for line in outline if line.startswith("You want: "))
    return Card(
        tone=Tone.READY,
        headline=begins,
        title=title_of(tracked.meeting),
        when=_when(tracked, timezone),
        lines=wants,
        meeting_id=tracked.meeting.meeting_id,
        go_label="Read them",
        go_to=f"/meetings/{tracked.meeting.meeting_id}",
        notice_ids=tuple(notice.message_id for notice in about),
    )


def _failure(tracked: TrackedMeeting, timezone: str) -> Card:
    return Card(
        tone=Tone.FAILED,
        headline="Preparation stopped",
        title=title_of(tracked.meeting),
        when=_when(tracked, timezone),
        lines=(tracked.preparation.failure,),
        meeting_id=tracked.meeting.meeting_id,
        go_label="Look at it",
        go_to=f"/meetings/{tracked.meeting.meeting_id}",
        can_decline=True,
    )


def _news(notices: Sequence[Message], kind: MessageKind) -> Iterator[Card]:
    for notice in notices:
        if notice.kind is kind:
            is_trouble = kind is MessageKind.CALENDAR_PROBLEM
            yield Card(
                tone=Tone.FAILED if is_trouble else Tone.QUIET,
                headline="Calendar needs you" if is_trouble else "No longer needed",
                title=notice.title,
                lines=notice.lines,
                meeting_id=notice.meeting_id,
                go_label="Calendars" if is_trouble else "",
                go_to="/settings#calendars" if is_trouble else "",
                notice_ids=(notice.message_id,),
            )


def _when(tracked: TrackedMeeting, timezone: str) -> str:
    return span(tracked.meeting.start, tracked.meeting.end, timezone)
