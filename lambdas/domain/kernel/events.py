"""Events on the bus ``amo``: names, sources, details. Schemas are generated from these models."""

from enum import StrEnum
from typing import ClassVar

from lambdas.domain.kernel.model import Instant, Model


class EventSource(StrEnum):
    CALENDAR_MONITOR = "exec-assistant.calendar-monitor"
    PREP = "exec-assistant.prep"
    APPROVALS = "exec-assistant.approvals"
    ERASURE = "exec-assistant.erasure"


class Event(Model):
    """Base: ``name`` is the detail-type, ``source`` the publisher."""

    name: ClassVar[str]
    source: ClassVar[EventSource]


class MeetingRequiresPrep(Event):
    """Preparation is due now. ``request_id`` makes redelivery harmless; ``timing_version`` refuses stale ones."""

    name = "MeetingRequiresPrep"
    source = EventSource.CALENDAR_MONITOR
    meeting_id: str
    user_id: str
    meeting_time: Instant
    prep_trigger_time: Instant
    meeting_type: str
    timing_version: int
    request_id: str


class MeetingRescheduled(Event):
    name = "MeetingRescheduled"
    source = EventSource.CALENDAR_MONITOR
    meeting_id: str
    user_id: str
    meeting_time: Instant
    timing_version: int


class MeetingCancelled(Event):
    """The meeting is gone, or no longer to be prepared (``reason`` in plain words)."""

    name = "MeetingCancelled"
    source = EventSource.CALENDAR_MONITOR
    meeting_id: str
    user_id: str
    timing_version: int
    reason: str


class PrepCompleted(Event):
    name = "PrepCompleted"
    source = EventSource.PREP
    meeting_id: str
    user_id: str
    run: int
    composer: str


class PrepFailed(Event):
    name = "PrepFailed"
    source = EventSource.PREP
    meeting_id: str
    user_id: str
    run: int
    reason: str


class ActionQueued(Event):
    """Something is to be decided by a person until ``deadline``."""

    name = "ActionQueued"
    source = EventSource.APPROVALS
    action_id: str
    team_id: str
    action_type: str
    risk: str
    deadline: Instant


class ActionDecided(Event):
    """``status``: approved, rejected or expired; ``automatic`` when the policy decided and no person did."""

    name = "ActionDecided"
    source = EventSource.APPROVALS
    action_id: str
    team_id: str
    action_type: str
    status: str
    automatic: bool


class ActionExecuted(Event):
    """The outcome of carrying out an action: done, failed, refused, unknown or undone."""

    name = "ActionExecuted"
    source = EventSource.APPROVALS
    action_id: str
    team_id: str
    action_type: str
    outcome: str


class MeetingForgotten(Event):
    """Its owner had it forgotten: what is held of it is to be deleted."""

    name = "MeetingForgotten"
    source = EventSource.ERASURE
    meeting_id: str
    user_id: str
