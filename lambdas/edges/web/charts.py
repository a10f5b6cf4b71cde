"""The two charts of Today as geometry; the template draws them, the stylesheet colours them."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepStatus, TrackedMeeting
from lambdas.edges.web.states import Tone, state_of
from lambdas.edges.web.words import day_and_time, from_now, shortened, title_of

WIDTH = 272
ROW = 42
MAX_ROWS = 5
MAX_TITLE = 27
FURTHEST = timedelta(days=14)
STEP = 34
LABEL_WIDTH = 108


class Lane(Model):
    """One meeting on the way here: ``x`` is its start, ``prep_x`` where its preparation begins; now is at 0."""

    meeting_id: str
    title: str
    distance: str
    tone: Tone
    y: int
    x: int
    prep_x: int


class FunnelStep(Model):
    label: str
    count: int
    y: int
    width: float


class Charts(Model):
    """Empty lanes: nothing is coming that is prepared."""

    lanes: tuple[Lane, ...]
    lanes_height: int
    lanes_say: str
    steps: tuple[FunnelStep, ...]
    steps_height: int
    steps_say: str
    spoken_lanes: str
    spoken_steps: str


def charts(coming: Sequence[TrackedMeeting], timezone: str, now: datetime) -> Charts:
    lanes = _lanes(coming, timezone, now)
    steps = _steps(coming)
    return Charts(
        lanes=lanes,
        lanes_height=ROW * len(lanes) + 4,
        lanes_say=_next_preparation(coming, timezone, now),
        steps=steps,
        steps_height=STEP * len(steps),
        steps_say=_how_far(steps),
        spoken_lanes="; ".join(f"{lane.title} {lane.distance}" for lane in lanes),
        spoken_steps=", ".join(f"{step.label}: {step.count}" for step in steps),
    )


def _next_preparation(coming: Sequence[TrackedMeeting], timezone: str, now: datetime) -> str:
    """Returns the lanes' message: what they show at a glance, in words."""
    triggers = [t.plan.prep_trigger_time for t in coming if _is_on(t) and t.prep_status is PrepStatus.SCHEDULED]
    ahead = sorted(trigger for trigger in triggers if trigger and trigger > now)
    return (
        f"Next preparation begins {day_and_time(ahead[0], timezone, now)}" if ahead else "All preparations have begun"
    )


def _how_far(steps: Sequence[FunnelStep]) -> str:
    planned, ready = steps[1].count, steps[-1].count
    if not planned:
        return "Nothing to prepare"
    if ready == planned:
        return "Everything is ready"
    return f"{ready} of {counted(planned, 'meeting')} {'is' if ready == 1 else 'are'} ready"


def _lanes(coming: Sequence[TrackedMeeting], timezone: str, now: datetime) -> tuple[Lane, ...]:
    ahead = [t for t in coming if t.meeting.start > now and t.plan.prep_trigger_time and _is_on(t)][:MAX_ROWS]
    return tuple(_lane(tracked, number, timezone, now) for number, tracked in enumerate(ahead))


def _lane(tracked: TrackedMeeting, number: int, timezone: str, now: datetime) -> Lane:
    meeting, trigger = tracked.meeting, tracked.plan.prep_trigger_time or now
    return Lane(
        meeting_id=meeting.meeting_id,
        title=shortened(title_of(meeting), MAX_TITLE),
        distance=from_now(meeting.start, now),
        tone=state_of(tracked, None, timezone, now).tone,
        y=ROW * number,
        x=_place(meeting.start - now),
        prep_x=_place(trigger - now),
    )


def _place(ahead: timedelta) -> int:
    """On a scale that gives the next hours as much room as the week after: by the square root.

    A whole number: a page that looks again finds it changed as seldom as an eye does.
    """
    share = max(0.0, min(1.0, ahead / FURTHEST))
    return round(math.sqrt(share) * WIDTH)


def _steps(coming: Sequence[TrackedMeeting]) -> tuple[FunnelStep, ...]:
    """Returns how far the coming meetings got; each step counts those of the step before that went on."""
    shown = [tracked for tracked in coming if _is_on(tracked)]
    planned = [tracked for tracked in shown if tracked.plan.prep_trigger_time and not tracked.preparation.declined_at]
    begun = [tracked for tracked in planned if tracked.prep_status in RUNNING | {PrepStatus.READY}]
    asked = [tracked for tracked in begun if tracked.prep_status is not PrepStatus.GATHERING]
    ready = [tracked for tracked in asked if tracked.prep_status is PrepStatus.READY]
    counts = (
        ("In your calendar", shown),
        ("To prepare", planned),
        ("Begun", begun),
        ("Asked", asked),
        ("Ready", ready),
    )
    most = max(1, len(shown))
    return tuple(
        FunnelStep(label=label, count=len(found), y=STEP * number, width=_bar(len(found), most))
        for number, (label, found) in enumerate(counts)
    )


def _bar(count: int, most: int) -> float:
    room = WIDTH - LABEL_WIDTH - 28
    return round(max(3.0, count / most * room), 1) if count else 0.0


def _is_on(tracked: TrackedMeeting) -> bool:
    return tracked.meeting.status is MeetingStatus.SCHEDULED
