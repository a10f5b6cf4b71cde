"""The user's waiting cards, the most urgent on top: derived from how things are, not from what was once said.

What only tells them something stands apart as news, and goes by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from lambdas.domain.accounts.user import ConnectionHealth, UserAccount
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.actions.words import Names, title_for_whom
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.snooze import SPOKEN, Snooze, is_asleep, snoozed_until
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.effort import minutes_to_answer
from lambdas.domain.kernel.local_time import clock, span
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.messages import ABOUT_MATERIALS, Message, MessageKind
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.trouble import is_troubled
from lambdas.edges.web.outcomes_view import OutcomeRow
from lambdas.edges.web.states import Tone
from lambdas.edges.web.words import day_and_time, from_now, title_of

TROUBLE = {
    MessageKind.CALENDAR_PROBLEM: ("Calendar needs you", "Calendars", "/settings#calendars"),
    MessageKind.SOURCE_PROBLEM: ("Source needs you", "Sources", "/settings/sources"),
    MessageKind.SETTINGS_PROBLEM: ("Settings need you", "Settings", "/settings#you"),
    MessageKind.LINK_GIVEN: ("Somebody may come in as you", "Signed in", "/settings#sessions"),
    MessageKind.ACCOUNT_CHANGED: ("How you come in has changed", "Settings", "/settings#you"),
    MessageKind.BREAK_GLASS: ("Emergency", "Audit log", "/audit"),
}
NEWS = {
    MessageKind.PREP_WITHDRAWN: ("No longer needed", "", ""),
    MessageKind.MEETING_MOVED: ("Moved", "", ""),
    MessageKind.RULE_PROPOSED: ("AMO could ask less", "Look at the rule", "/autonomy#rules"),
    MessageKind.TEAM_CHANGED: ("Your team", "Autonomy", "/autonomy"),
    MessageKind.TIMING_PROPOSED: ("Another time to prepare?", "Look at it", "/settings#timing"),
    MessageKind.ACTION_QUESTION: ("A question to you", "Answer", "/approvals"),
    MessageKind.ACTION_REPORT: ("What became of it", "See it", "/approvals"),
    MessageKind.STATUS: ("A message to you", "", ""),
    MessageKind.DIGEST: ("While you were away", "", ""),
    MessageKind.TRIAL: ("A test", "", ""),
}
"""The title of a message's card, and where it leads."""
NEWS_LIFE = timedelta(days=2)
MAX_NAMED = 3


class SnoozeChoice(Model):
    name: str
    label: str


class Card(Model):
    """``headline`` is what is asked of the user, ``due`` when it is over or late. ``session_id`` is set where it can be
    put off. ``key`` stays the same while the card is about the same.
    """

    key: str
    due: datetime
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
    can_say_nothing: bool = False
    notice_ids: tuple[str, ...] = ()
    outcomes: tuple[OutcomeRow, ...] = ()

    @property
    def says(self) -> str:
        return f"{self.headline}: {self.title}"

    @property
    def notice(self) -> str:
        """The line others may see over the user's shoulder: nothing private but a meeting's title."""
        return self.says if self.meeting_id else self.headline


def waiting_cards(
    coming: Sequence[TrackedMeeting],
    sessions: Mapping[str, Conversation],
    messages: Sequence[Message],
    to_decide: Sequence[PendingAction],
    names: Names,
    timezone: str,
    now: datetime,
) -> tuple[Card, ...]:
    """Sorts them by when they are over; trouble, being late already, stands before all, since it hides the rest.

    ``names``: of those for whom there is something to decide, as the reader calls them.
    """
    cards = [*_told(messages, TROUBLE, Tone.FAILED), *_decisions(to_decide, names, timezone, now)]
    for tracked in coming:
        told = [message for message in messages if message.meeting_id == tracked.meeting.meeting_id]
        if tracked.meeting.end > now:
            cards += _cards_of(tracked, sessions.get(tracked.meeting.meeting_id), told, timezone, now)
    return tuple(sorted(cards, key=lambda card: card.due))


def news_cards(messages: Sequence[Message], now: datetime) -> tuple[Card, ...]:
    """The news asks for nothing, and is none after a while."""
    return tuple(_told([n for n in messages if now - n.created_at < NEWS_LIFE], NEWS, Tone.QUIET))


def unsolved(messages: Sequence[Message], account: UserAccount, sources: Sequence[SourceAccount] = ()) -> list[Message]:
    """All but what told of trouble that is over. ``sources`` are those of the user, where a message tells of one."""
    return [message for message in messages if not _is_solved(message, account, sources)]


def _is_solved(message: Message, account: UserAccount, sources: Sequence[SourceAccount]) -> bool:
    if message.kind is MessageKind.SOURCE_PROBLEM:
        return not any(is_troubled(source, message.message_id) for source in sources)
    if message.kind is MessageKind.SETTINGS_PROBLEM:
        return not account.user.unreadable
    if message.kind is not MessageKind.CALENDAR_PROBLEM or not message.actions:
        return False
    about = message.actions[0].target
    concerned = (known for known in account.connections if about in (known.calendar_id, known.account_id))
    return all(known.health is ConnectionHealth.OK for known in concerned)


def snooze_choices(session: Conversation, timezone: str, now: datetime) -> tuple[SnoozeChoice, ...]:
    """Those that still mean different times before the conversation ends."""
    times: dict[datetime, Snooze] = {}
    for choice in Snooze:
        until = snoozed_until(choice, session.deadline, timezone, now)
        if until and until not in times:
            times[until] = choice
    return tuple(
        SnoozeChoice(name=choice, label=f"{SPOKEN[choice].capitalize()}, {clock(until, timezone)}")
        for until, choice in times.items()
    )


def _cards_of(
    tracked: TrackedMeeting, session: Conversation | None, told: Sequence[Message], timezone: str, now: datetime
) -> Iterator[Card]:
    status = tracked.prep_status
    is_asking = session is not None and session.status is ConversationStatus.OPEN and not is_asleep(session, now)
    if status is PrepStatus.WAITING and session and is_asking:
        yield _questions(tracked, session, timezone, now)
    elif status is PrepStatus.READY and (about := [n for n in told if n.kind in ABOUT_MATERIALS]):
        yield _materials(tracked, about, timezone, now)
    elif status is PrepStatus.FAILED and tracked.meeting.start > now:
        yield _failure(tracked, timezone)


def _questions(tracked: TrackedMeeting, session: Conversation, timezone: str, now: datetime) -> Card:
    left = session.open_questions
    minutes = max(1, minutes_to_answer(left))
    is_begun = session.position > 0
    until = day_and_time(session.deadline, timezone, now)
    return Card(
        key=f"questions-{tracked.meeting.meeting_id}",
        due=session.deadline,
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
    is_near = any(message.kind is MessageKind.REMINDER for message in about) and tracked.meeting.start > now
    begins = f"Begins {from_now(tracked.meeting.start, now)}" if is_near else "Materials ready"
    outline = next((n.lines for n in about if n.kind is MessageKind.MATERIALS_READY), ())
    wants = tuple(line for line in outline if line.startswith("You want: "))
    return Card(
        key=f"materials-{tracked.meeting.meeting_id}",
        due=tracked.meeting.start,
        tone=Tone.READY,
        headline=begins,
        title=title_of(tracked.meeting),
        when=_when(tracked, timezone),
        lines=wants,
        meeting_id=tracked.meeting.meeting_id,
        go_label="Read them",
        go_to=f"/meetings/{tracked.meeting.meeting_id}",
        notice_ids=tuple(message.message_id for message in about),
    )


def _failure(tracked: TrackedMeeting, timezone: str) -> Card:
    return Card(
        key=f"failure-{tracked.meeting.meeting_id}",
        due=tracked.meeting.start,
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


def _decisions(actions: Sequence[PendingAction], names: Names, timezone: str, now: datetime) -> Iterator[Card]:
    """One card, however many there are: the one that ends first is the one to open."""
    if not actions:
        return
    nearest = sorted(actions, key=lambda action: action.deadline)
    titles = [title_for_whom(action, names) for action in nearest]
    is_one = len(nearest) == 1
    yield Card(
        key="decisions",
        due=nearest[0].deadline,
        tone=Tone.ASKING,
        headline="To decide" if is_one else f"{len(nearest)} to decide",
        title=titles[0] if is_one else "AMO wants to act",
        when=f"Until {day_and_time(nearest[0].deadline, timezone, now)}; then it is not done",
        lines=() if is_one else tuple(titles[:MAX_NAMED]),
        go_label="Review",
        go_to=f"/approvals/{nearest[0].action_id}" if is_one else "/approvals",
    )


def _told(messages: Sequence[Message], kinds: Mapping[MessageKind, tuple[str, str, str]], tone: Tone) -> Iterator[Card]:
    for message in messages:
        if message.kind in kinds:
            headline, go_label, go_to = kinds[message.kind]
            reviewed = next((click.target for click in message.actions if click.verb == "review_action"), "")
            yield Card(
                key=f"told-{message.message_id}",
                due=message.created_at,
                tone=tone,
                headline=headline,
                title=message.title,
                lines=message.lines,
                meeting_id=message.meeting_id,
                go_label=go_label,
                go_to=f"/approvals/{reviewed}" if reviewed else go_to,
                notice_ids=(message.message_id,),
            )


def _when(tracked: TrackedMeeting, timezone: str) -> str:
    return span(tracked.meeting.start, tracked.meeting.end, timezone)
