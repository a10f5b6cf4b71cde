"""A calendar monitor over tables, schedules, bus and queue in memory that count the calls made to them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import process_time
from typing import Any
from uuid import uuid4

TABLE_READS = ("users.account", "calendars.of_user", "absences.of_user", "meetings.between", "meetings.get")
READS = frozenset({"feed.fetch", "copies.get", *TABLE_READS})


@dataclass
class Tally:
    """``counts`` of calls as ``name.method``, and the processor seconds spent inside those that write or tell."""

    counts: Counter[str] = field(default_factory=Counter)
    writing: float = 0


@dataclass
class Counted:
    """Stands before something and tallies the calls to its methods."""

    real: Any
    name: str
    tally: Tally

    def __getattr__(self, method: str) -> Any:
        attribute = getattr(self.real, method)
        if not callable(attribute):
            return attribute

        call = f"{self.name}.{method}"

        def counted(*arguments: Any, **named: Any) -> Any:
            self.tally.counts[call] += 1
            began = process_time()
            try:
                return attribute(*arguments, **named)
            finally:
                if call not in READS:
                    self.tally.writing += process_time() - began

        return counted


@dataclass
class Harness:
    """The parts that outlive a sync: the tables, the schedules and the last good copies, all in memory."""

    users: Any
    calendars: Any
    absences: Any
    meetings: Any
    schedules: Any
    copies: Any
    hours: float = 0
    tally: Tally = field(default_factory=Tally)

    def counted(self, real: Any, name: str) -> Any:
        """Passes for whatever ``real`` is."""
        return Counted(real, name, self.tally)


def new_harness(user: Any, connection: Any) -> Harness:
    """Of one user with one calendar."""
    from tests.fakes.documents import FakeDocuments
    from tests.fakes.schedules import FakeSchedules
    from tests.fakes.stores import FakeAbsences, FakeConnectedCalendars, FakeMeetings, FakeUsers

    calendars = FakeConnectedCalendars()
    calendars.connect(user.user_id, connection)
    return Harness(FakeUsers(user), calendars, FakeAbsences(), FakeMeetings(), FakeSchedules(), FakeDocuments())


def monitor_over(harness: Harness, provider: Any, clock: Callable[[], datetime]) -> Any:
    from lambdas.calendar_monitor.service import CalendarMonitor
    from lambdas.config_files import load_calendar_config, load_classification_rules
    from lambdas.store.user_accounts import UserAccounts
    from tests.fakes.bus import FakeBus
    from tests.fakes.channels import FakeNotifier
    from tests.fakes.queues import FakeQueue

    return CalendarMonitor(
        accounts=UserAccounts(
            harness.counted(harness.users, "users"),
            harness.counted(harness.calendars, "calendars"),
            harness.counted(harness.absences, "absences"),
        ),
        meetings=harness.counted(harness.meetings, "meetings"),
        schedules=harness.counted(harness.schedules, "schedules"),
        due_preps=harness.counted(FakeQueue(), "due_preps"),
        due_preps_arn="arn:aws:sqs:us-east-1:000000000000:amo-due_preps",
        bus=harness.counted(FakeBus(), "bus"),
        notifier=FakeNotifier(),
        providers={provider.source: provider},
        rules=load_classification_rules(),
        config=load_calendar_config(),
        clock=clock,
        new_id=lambda: uuid4().hex,
    )


def build_models() -> None:
    """They are built with their first use: a cold start's work (the bench cold_import), not a sync's."""
    from lambdas.domain.kernel.model import Model

    known: list[type[Model]] = [Model]
    while known:
        model = known.pop()
        model.model_rebuild()
        known += model.__subclasses__()


def meetings_written(counts: Mapping[str, int]) -> int:
    return times_called(counts, "meetings.create", "meetings.update")


def table_writes(counts: Mapping[str, int]) -> int:
    """Writes to the tables of calendars and meetings."""
    noted = times_called(counts, "meetings.mark_scheduled", "calendars.record_sync", "calendars.note_state")
    return meetings_written(counts) + noted


def times_called(counts: Mapping[str, int], *names: str) -> int:
    return sum(counts.get(name, 0) for name in names)
