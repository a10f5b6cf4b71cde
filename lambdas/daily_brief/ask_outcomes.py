"""Asks with one tap whether somebody got what they wanted out of a meeting, once (POST-5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.local_time import day_name, zone
from lambdas.domain.kernel.plain_text import one_line, shown_title
from lambdas.domain.meetings.calendar_days import day_of
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.messages import Button, Message, MessageKind, MessageQuestion
from lambdas.domain.outcomes.asked_day import asked_day
from lambdas.domain.outcomes.measures import held_with_others, is_prepared
from lambdas.domain.outcomes.outcome import Outcome, Reached
from lambdas.notifications.notifier import Notifier
from lambdas.store.outcomes import Outcomes

MAX_QUESTIONS = 3
MAX_WANT = 120
USEFUL = timedelta(hours=24)
ANSWERS = {Reached.YES: "Yes", Reached.PARTLY: "Partly", Reached.NO: "No"}


@dataclass(frozen=True, slots=True)
class OutcomeQuestions:
    outcomes: Outcomes
    notifier: Notifier

    def ask(self, user: User, around: Sequence[TrackedMeeting], now: datetime) -> bool:
        """Returns whether a message is on its way: one an evening at most, of up to three wants.

        ``around`` are the meetings of the last week and of tomorrow. A wish not to be asked after meetings holds here.
        """
        if not user.asked_after_meetings:
            return False
        due = _due(around, user, now)
        wants = ((meeting, want) for meeting in due for want in self._unanswered(meeting))
        asked = list(islice(wants, MAX_QUESTIONS))
        if not asked:
            return False
        return self.notifier.send(user, outcomes_message(user, due, asked, now), now).delivered

    def _unanswered(self, meeting: Meeting) -> Iterator[Outcome]:
        wanted = self.outcomes.of_meeting(meeting.user_id, meeting.meeting_id)
        yield from (outcome for outcome in wanted if outcome.reached is None)


def outcomes_message(
    user: User, due: Sequence[Meeting], asked: Sequence[tuple[Meeting, Outcome]], now: datetime
) -> Message:
    """One for the same meetings that are due, whenever it is made and whatever was answered meanwhile."""
    meetings = {meeting.meeting_id: meeting for meeting, _ in asked}
    only = next(iter(meetings.values())) if len(meetings) == 1 else None
    return Message(
        message_id=f"outcomes-{user.user_id}-{digest(canonical(sorted(one.meeting_id for one in due)))[:16]}",
        user_id=user.user_id,
        kind=MessageKind.OUTCOMES_ASKED,
        title=f"Did you get what you wanted? {shown_title(only.title)}" if only else "Did you get what you wanted?",
        lines=tuple(f"From {_named(meeting, user)}" for meeting in meetings.values()),
        questions=tuple(
            MessageQuestion(text=_question(meeting, want, is_named=only is None), answers=_answers(want))
            for meeting, want in asked
        ),
        meeting_id=only.meeting_id if only else "",
        useful_until=now + USEFUL,
        settled_title="Noted what you reached",
        created_at=now,
    )


def _question(meeting: Meeting, want: Outcome, *, is_named: bool) -> str:
    origin = f" ({shown_title(meeting.title)})" if is_named else ""
    return f"You wanted: {one_line(want.want, MAX_WANT)}{origin}"


def _answers(want: Outcome) -> tuple[Button, ...]:
    target = f"{want.meeting_id}:{want.want_key}"
    return tuple(
        Button(label=label, verb="answer_outcome", target=f"{target}:{reached.value}")
        for reached, label in ANSWERS.items()
    )


def _named(meeting: Meeting, user: User) -> str:
    return f"{shown_title(meeting.title)}, {day_name(meeting.start.astimezone(zone(user.timezone)))}"


def _due(around: Sequence[TrackedMeeting], user: User, now: datetime) -> list[Meeting]:
    """Those whose evening it is, the latest first; only what was prepared can have been wanted."""
    there = zone(user.timezone)
    today = day_of(now, there)
    held = (tracked.meeting for tracked in held_with_others(around, now) if is_prepared(tracked))
    due = [meeting for meeting in held if asked_day(meeting, around, there) == today]
    return sorted(due, key=lambda meeting: (meeting.start, meeting.meeting_id), reverse=True)
