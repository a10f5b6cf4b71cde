"""The calendar monitor's service and its report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from lambdas.aws.bus import Bus
from lambdas.aws.queue import Queue
from lambdas.aws.scheduler import Schedules
from lambdas.calendar_monitor.watches import Watches
from lambdas.calendars.base import CalendarProvider, SkippedItem
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_config import CalendarConfig
from lambdas.errors import Retryable
from lambdas.notifications.notifier import Notifier
from lambdas.store.meetings import Meetings
from lambdas.store.user_accounts import UserAccounts


@dataclass(frozen=True)
class CalendarMonitor:
    """``due_preps_arn`` is where one-time schedules fire to; ``due_preps`` is the same queue, for what is due now.

    ``may_continue`` says whether enough of the function's time is left to begin another piece of work (fault 90).
    Without ``watches`` changes are found by the poll alone. ``doubtful`` is the queue of meetings that a model may be
    asked about.
    """

    accounts: UserAccounts
    meetings: Meetings
    schedules: Schedules
    due_preps: Queue
    due_preps_arn: str
    bus: Bus
    notifier: Notifier
    providers: Mapping[Source, CalendarProvider]
    rules: ClassificationRules
    config: CalendarConfig
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    may_continue: Callable[[], bool] = lambda: True
    watches: Watches | None = None
    doubtful: Callable[[], Queue] | None = None

    def require_time(self) -> None:
        """Raises Retryable when time runs out: what is written stays, the next attempt finds the rest to do."""
        if not self.may_continue():
            raise Retryable("There was not enough time to finish; the rest is done in the next attempt.")


class SyncRequest(Model):
    """``replan``: rules, corrections or the user's hours changed; stored meetings are planned and settled again.

    With ``calendar_id`` only that calendar is read; ``rewatch``: its provider wants the subscription renewed.
    """

    user_id: str
    replan: bool = False
    calendar_id: str = ""
    rewatch: bool = False


class EndedCalendars(Model):
    """Calendars that a user, or their operator, took away. ``ended_at`` says for how long it was tried."""

    user_id: str
    connections: tuple[CalendarConnection, ...]
    ended_at: Instant


class ChangedCalendar(Model):
    """A provider's word that a calendar changed; void once a reading has begun after ``noticed_at``."""

    user_id: str
    calendar_id: str
    noticed_at: Instant
    notice_id: str
    rewatch: bool = False


class DuePrep(Model):
    """The payload of a one-time schedule; stale once the meeting has another ``timing_version``."""

    user_id: str
    meeting_id: str
    timing_version: int


class CalendarError(Model):
    """``retry_after``: seconds until it may be read, 0 where nobody says; None where a person has to act first."""

    calendar_id: str
    label: str
    problem: str
    retry_after: float | None = Field(default=None, exclude=True)


class SyncReport(Model):
    """The report of one run, as ``sync --json`` shows it (contracts.md).

    ``unchanged`` counts the meetings of calendars that were not read again, too. ``requests`` are calls to
    calendars, ``writes`` writes to the tables.
    """

    users: int = 1
    fetched: int = 0
    created: int = 0
    updated: int = 0
    cancelled: int = 0
    unchanged: int = 0
    refused: tuple[SkippedItem, ...] = ()
    problems: tuple[CalendarError, ...] = ()
    requests: int = 0
    writes: int = 0
    seconds: float = 0
