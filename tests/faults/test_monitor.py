"""The calendar monitor under the faults it must survive; numbers are those of the catalogue."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.calendar_monitor.fan_out import fan_out_syncs
from lambdas.domain.meetings import MeetingStatus
from lambdas.domain.users import ConnectionHealth
from lambdas.errors import Conflict, Refused, Retryable
from tests.fakes.monitor import MonitorWorld
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_user
from tests.fakes.users import FakeUsers


@pytest.fixture
def world() -> MonitorWorld:
    return MonitorWorld("home", "work")


def test_fault_41_a_calendar_that_fails_cancels_nothing_and_stops_nobody(world: MonitorWorld) -> None:
    world.shows(a_meeting("m1"))
    world.shows(a_meeting("m2"), calendar="home")
    world.sync()
    world.calendars.failures["work"] = Refused("This is a web page, not a calendar.")
    world.shows(a_meeting("m2"), a_meeting("m3"), calendar="home")
    report = world.sync()
    assert (report.created, report.cancelled) == (1, 0)
    assert world.row("m1").meeting.status is MeetingStatus.SCHEDULED
    assert [problem.calendar_id for problem in report.problems] == ["work"]


def test_fault_14_its_owner_is_told_once_and_again_only_after_it_had_worked(world: MonitorWorld) -> None:
    world.sync()
    world.calendars.failures["work"] = Refused("There is no calendar at this address any more.")
    for _ in range(5):
        world.passes(hours=2)
        world.sync()
    (message,) = world.notifier.sent
    assert message.lines[0] == "There is no calendar at this address any more."
    connection = world.users.account("u1").connections[1]
    assert (connection.health, connection.problem) == (ConnectionHealth.FAILING, message.lines[0])
    del world.calendars.failures["work"]
    world.sync()
    assert world.users.account("u1").connections[1].health is ConnectionHealth.OK
    world.calendars.failures["work"] = Refused("There is no calendar at this address any more.")
    world.passes(hours=2)
    world.sync()
    assert len({message.message_id for message in world.notifier.sent}) == 2


def test_a_calendar_that_keeps_failing_costs_no_write_each_time(world: MonitorWorld) -> None:
    world.sync()
    world.calendars.failures["work"] = Refused("Gone.")
    world.sync()
    world.passes(hours=2)
    assert world.sync().writes == 0


def test_an_outage_of_an_hour_troubles_nobody_and_one_of_a_morning_does(world: MonitorWorld) -> None:
    world.sync()
    world.calendars.failures["work"] = Retryable("The calendar's server does not answer.")
    world.passes(hours=2)
    world.sync()
    assert world.notifier.sent == []
    world.passes(hours=4)
    world.sync()
    assert len(world.notifier.sent) == 1


def test_a_defect_met_in_one_calendar_stops_only_that_one_and_leaks_nothing(
    world: MonitorWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.calendars.failures["work"] = KeyError("Jane's salary")
    world.shows(a_meeting("m2"), calendar="home")
    report = world.sync()
    assert report.created == 1
    assert "salary" not in f"{report} {caplog.text}"


class CrashAfter:
    """Stands in front of a fake: lets ``calls`` changing calls through, then fails as AWS would; ``down`` for good."""

    CHANGES = frozenset({"create", "update", "mark_scheduled", "record_sync", "send_at", "cancel", "publish", "send"})

    def __init__(self, world: MonitorWorld, calls: int) -> None:
        self.left = calls
        for part in ("users", "meetings", "schedules", "bus", "due_preps"):
            setattr(world, part, _Watched(getattr(world, part), self))

    def call(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Retryable("AWS was too busy; it is tried again.")


class _Watched:
    def __init__(self, real: Any, crash: CrashAfter) -> None:
        self._real, self._crash = real, crash

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        if name not in CrashAfter.CHANGES:
            return value

        def called(*args: Any, **kwargs: Any) -> Any:
            self._crash.call()
            return value(*args, **kwargs)

        return called


def everything(world: MonitorWorld) -> tuple[Any, ...]:
    """The state that must not depend on what crashed on the way; versions may have grown no further."""
    rows = dict(sorted(world.meetings.rows.items()))
    waiting = {name: (entry.at, entry.body) for name, entry in sorted(world.schedules.waiting.items())}
    states = [connection.sync_state for connection in world.users.account("u1").connections]
    return rows, waiting, states, {event.model_dump_json() for event in world.bus.published}


def two_syncs(crash_after: int | None) -> MonitorWorld:
    """Ten things are set up, then one is new, one moved, one cancelled, one due at once: with a crash in the second."""
    world = MonitorWorld("work")
    world.synced(*(a_meeting(f"m{number}", start=NOW + timedelta(days=number)) for number in range(2, 6)))
    crash = CrashAfter(world, 10**6 if crash_after is None else crash_after)
    world.shows(
        a_meeting("m2", start=NOW + timedelta(days=3)),
        a_meeting("m3", start=NOW + timedelta(days=3)),
        a_meeting("m4", start=NOW + timedelta(days=4), title="Other"),
        a_meeting("m6", start=NOW + timedelta(days=6)),
        a_meeting("m7", start=NOW + timedelta(hours=5)),
    )
    try:
        world.sync()
    except Retryable:
        crash.left = 10**6
        world.sync()
    return world


@pytest.mark.parametrize("crash_after", range(22))
def test_faults_3_and_78_wherever_a_sync_crashes_the_next_one_brings_all_to_the_same_end(crash_after: int) -> None:
    crashed, whole = two_syncs(crash_after), two_syncs(None)
    assert everything(crashed) == everything(whole)
    assert {body["meeting_id"] for body in crashed.due_preps.bodies} == {"m7"}
    assert all(row.is_settled for row in crashed.meetings.rows.values())


def test_fault_78_the_state_of_a_calendar_is_stored_after_all_it_led_to(world: MonitorWorld) -> None:
    world.shows(a_meeting())
    world.bus.is_down = world.schedules.is_down = True
    with pytest.raises(Retryable):
        world.sync()
    assert [connection.sync_state for connection in world.users.account("u1").connections] == [{}, {}]
    world.bus.is_down = world.schedules.is_down = False
    world.sync()
    assert world.fires_at() == NOW + timedelta(days=2)


def test_fault_3_a_sync_that_died_is_made_good_even_where_the_calendar_is_again_as_it_was_before(
    world: MonitorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen by ``./amo bench faults``: a feed's hash was that of the last whole sync again, so nothing seemed new."""
    world.synced()
    world.shows(a_meeting())
    with monkeypatch.context() as dying:
        dying.setattr(world.users, "record_sync", _busy)
        with pytest.raises(Retryable):
            world.sync()
    assert world.row().meeting.status is MeetingStatus.SCHEDULED
    world.synced()
    assert world.row().meeting.status is MeetingStatus.CANCELLED


@pytest.mark.parametrize("state_can_recur", [True, False])
def test_fault_91_an_older_reading_stored_in_the_middle_of_a_newer_sync_does_not_have_the_last_word(
    world: MonitorWorld, monkeypatch: pytest.MonkeyPatch, state_can_recur: bool
) -> None:
    """The older run saw a calendar without the meeting, and cancels it just before the newer run notes its state."""
    world.calendars.state_can_recur = state_can_recur
    world.synced(a_meeting())
    renamed = a_meeting(sequence=1, title="Roadmap, again")
    record = world.users.record_sync

    def overtaken(*arguments: Any, **named: Any) -> bool:
        monkeypatch.setattr(world.users, "record_sync", record)
        world.synced()
        world.shows(renamed)
        return record(*arguments, **named)

    monkeypatch.setattr(world.users, "record_sync", overtaken)
    report = world.synced(renamed)
    assert (world.row().meeting.status, world.row().meeting.title) == (MeetingStatus.SCHEDULED, renamed.title)
    assert (report.updated, report.unchanged) == (2, 0)
    assert world.sync().writes == 0


def _busy(*_: Any, **__: Any) -> bool:
    raise Retryable("AWS was too busy; it is tried again.")


def test_fault_91_two_runs_at_once_write_everything_once(world: MonitorWorld) -> None:
    """The second run reads before the first has written, as an index that lags makes it do."""
    world.shows(*(a_meeting(f"m{number}") for number in range(5)))
    before = list(world.meetings.between("u1", NOW, NOW + timedelta(days=30)))
    first = world.sync()
    writes = world.meetings.writes
    lagging = world.meetings.between
    world.meetings.between = lambda *_: iter(before)  # type: ignore[method-assign]
    for connection in world.users.account("u1").connections:
        world.users.record_sync("u1", connection.model_copy(update={"sync_state": {}}))
    second = world.sync()
    world.meetings.between = lagging  # type: ignore[method-assign]
    assert (first.created, second.created, second.updated, second.unchanged) == (5, 0, 0, 5)
    assert world.meetings.writes == writes


def test_fault_91_a_run_that_read_an_older_calendar_does_not_undo_a_newer_one(world: MonitorWorld) -> None:
    world.synced(a_meeting(sequence=1))
    stale = list(world.meetings.between("u1", NOW, NOW + timedelta(days=30)))
    world.synced(a_meeting(sequence=2, start=NOW + timedelta(days=6)))
    world.meetings.between = lambda *_: iter(stale)  # type: ignore[method-assign]
    world.synced(a_meeting(sequence=1, title="Of an hour ago"))
    assert (world.row().meeting.sequence, world.row().meeting.title) == (2, "Roadmap review")
    assert world.fires_at() == NOW + timedelta(days=5)


def test_a_meeting_too_large_to_store_is_reported_and_the_rest_goes_on(
    world: MonitorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = world.meetings.create

    def refusing(tracked: Any) -> None:
        if tracked.meeting.meeting_id == "m1":
            raise Refused("Too large to store.")
        create(tracked)

    monkeypatch.setattr(world.meetings, "create", refusing)
    report = world.synced(a_meeting("m1"), a_meeting("m2"))
    assert report.created == 1
    assert [(refusal.reason, refusal.item) for refusal in report.refused] == [("Too large to store.", "m1@example.com")]


def test_a_meeting_that_never_stops_changing_is_tried_again_later(
    world: MonitorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.synced(a_meeting())

    def busy(_: Any) -> None:
        raise Conflict("Somebody else was faster; look again.")

    monkeypatch.setattr(world.meetings, "update", busy)
    with pytest.raises(Retryable):
        world.synced(a_meeting(title="Other"))


def test_fault_90_a_run_out_of_time_stops_between_meetings_and_the_next_resumes(world: MonitorWorld) -> None:
    meetings = [a_meeting(f"m{number}", start=NOW + timedelta(days=2, hours=number)) for number in range(20)]
    world.shows(*meetings)
    runs = 0
    while len(world.schedules.waiting) < 20:
        runs += 1
        world.steps_left = 15
        try:
            world.sync()
        except Retryable:
            assert world.users.account("u1").connections[1].sync_state == {}
        assert runs < 10
    world.steps_left = 1000
    world.sync()
    assert all(row.is_settled for row in world.meetings.rows.values())


def test_fault_90_one_message_for_each_active_user() -> None:
    users = FakeUsers(*(a_user(f"u{number}") for number in range(25)), a_user("gone", active=False))
    queue = FakeQueue()
    assert fan_out_syncs(users, queue) == 25  # type: ignore[arg-type]
    assert sorted(body["user_id"] for body in queue.bodies) == sorted(f"u{number}" for number in range(25))


@pytest.mark.parametrize("part", ["calendar", "monitor"])
def test_switched_off_nobody_is_synced(part: str) -> None:
    users, queue = FakeUsers(a_user()), FakeQueue()
    users.switch(part, False)
    assert fan_out_syncs(users, queue) == 0  # type: ignore[arg-type]
    assert queue.bodies == []


def test_fault_66_a_due_preparation_is_announced_once_however_often_its_schedule_fires(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    body = world.schedules.waiting["prep-m1"].body
    world.passes(days=2)
    assert [world.announce(body) for _ in range(3)] == [True, False, False]
    (event,) = world.bus.named("MeetingRequiresPrep")
    assert event.model_dump(mode="json") == {
        "meeting_id": "m1",
        "user_id": "u1",
        "meeting_time": "2026-03-05T09:00:00Z",
        "prep_trigger_time": "2026-03-04T09:00:00Z",
        "meeting_type": "default",
        "timing_version": 1,
        "request_id": "t1",
    }


def test_fault_78_an_announcement_lost_between_event_and_mark_is_made_again_under_the_same_name(
    world: MonitorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.synced(a_meeting())
    body = world.schedules.waiting["prep-m1"].body
    with monkeypatch.context() as crash:
        crash.setattr(world.meetings, "mark_announced", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.announce(body)
    world.announce(body)
    requests = world.bus.named("MeetingRequiresPrep")
    assert {getattr(request, "request_id", None) for request in requests} == {"t1"}


def test_faults_67_and_92_a_schedule_of_an_older_timing_says_nothing(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    stale = world.schedules.waiting["prep-m1"].body
    world.synced(a_meeting(start=NOW + timedelta(days=9)))
    assert not world.announce(stale)
    assert world.bus.named("MeetingRequiresPrep") == []


def test_fault_68_nothing_is_prepared_for_a_meeting_cancelled_begun_or_forgotten(world: MonitorWorld) -> None:
    world.synced(a_meeting("m1"), a_meeting("m2"))
    bodies = [world.schedules.waiting[name].body for name in ("prep-m1", "prep-m2")]
    world.synced(a_meeting("m2"))
    assert not world.announce(bodies[0])
    world.passes(days=3)
    assert not world.announce(bodies[1])
    assert not world.announce({"user_id": "u1", "meeting_id": "unknown", "timing_version": 1})
    assert not world.announce({"user_id": "u2", "meeting_id": "m2", "timing_version": 1})
    assert world.bus.named("MeetingRequiresPrep") == []
