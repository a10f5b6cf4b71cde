"""What the calendar monitor works with, and what it reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.bus import Bus
from lambdas.calendars.base import CalendarProvider, Refusal
from lambdas.channels.notifier import Notifier
from lambdas.domain.calendar_config import CalendarConfig
from lambdas.domain.meeting_types import MeetingTypes
from lambdas.domain.meetings import Source
from lambdas.domain.models import Model
from lambdas.errors import Retryable
from lambdas.queues import Queue
from lambdas.scheduling import Schedules
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users


@dataclass(frozen=True)
class Monitor:
    """``due_preps_arn`` is where one-time schedules fire to; ``due_preps`` is the same queue, for what is due now.

    ``may_continue`` says whether enough of the function's time is left to begin another piece of work (fault 90).
    """

    users: Users
    meetings: Meetings
    schedules: Schedules
    due_preps: Queue
    due_preps_arn: str
    bus: Bus
    notifier: Notifier
    providers: Mapping[Source, CalendarProvider]
    types: MeetingTypes
    config: CalendarConfig
    clock: Callable[[], datetime]
    may_continue: Callable[[], bool] = lambda: True

    def require_time(self) -> None:
        """Raises Retryable when time runs out: what is written stays, the next attempt finds the rest to do."""
        if not self.may_continue():
            raise Retryable("There was not enough time to finish; the rest is done in the next attempt.")


class SyncRequest(Model):
    """``replan``: rules, corrections or the user's hours changed; stored meetings are planned and settled again."""

    user_id: str
    replan: bool = False


class DuePrep(Model):
    """What a one-time schedule says when it fires; stale once the meeting has another ``timing_version``."""

    user_id: str
    meeting_id: str
    timing_version: int


class CalendarProblem(Model):
    calendar_id: str
    label: str
    problem: str


class SyncReport(Model):
    """What one run did, as ``sync --json`` shows it (contracts.md).

    ``unchanged`` counts the meetings of calendars that were not read again, too. ``requests`` are calls to
    calendars, ``writes`` writes to the tables.
    """

    users: int = 1
    fetched: int = 0
    created: int = 0
    updated: int = 0
    cancelled: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    problems: tuple[CalendarProblem, ...] = ()
    requests: int = 0
    writes: int = 0
    seconds: float = 0
