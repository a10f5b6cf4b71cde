"""The calendar monitor under the faults it must survive; numbers are those of the catalogue."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.calendar_monitor.fan_out import fan_out_syncs
from lambdas.domain.accounts.user import ConnectionHealth
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.errors import Conflict, Refused, Retryable
from tests.fakes.monitor import MonitorHarness
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_user
from tests.fakes.stores import FakeUsers


@pytest.fixture
def harness() -> MonitorHarness:
    return MonitorHarness("home", "work")


def test_fault_41_a_calendar_that_fails_cancels_nothing_and_stops_nobody(harness: MonitorHarness) -> None:
    harness.shows(a_meeting("m1"))
    harness.shows(a_meeting("m2"), calendar="home")
    harness.sync()
    harness.calendars.failures["work"] = Refused("This is a web page, not a calendar.")
    harness.shows(a_meeting("m2"), a_meeting("m3"), calendar="home")
    report = harness.sync()
    assert (report.created, report.cancelled) == (1, 0)
    assert harness.row("m1").meeting.status is MeetingStatus.SCHEDULED
    assert [problem.calendar_id for problem in report.problems] == ["work"]


def test_fault_14_its_owner_is_told_once_and_again_only_after_it_had_worked(harness: MonitorHarness) -> None:
    harness.sync()
    harness.calendars.failures["work"] = Refused("There is no calendar at this address any more.")
    for _ in range(5):
        harness.passes(hours=2)
        harness.sync()
    (message,) = harness.notifier.sent
    assert message.lines[0] == "There is no calendar at this address any more."
    connection = harness.connected_calendars.of_user("u1")[1]
    assert (connection.health, connection.problem) == (ConnectionHealth.FAILING, message.lines[0])
    del harness.calendars.failures["work"]
    harness.sync()
    assert harness.connected_calendars.of_user("u1")[1].health is ConnectionHealth.OK
    harness.calendars.failures["work"] = Refused("There is no calendar at this address any more.")
    harness.passes(hours=2)
    harness.sync()
    assert len({message.message_id for message in harness.notifier.sent}) == 2


def test_a_calendar_that_keeps_failing_costs_no_write_each_time(harness: MonitorHarness) -> None:
    harness.sync()
    harness.calendars.failures["work"] = Refused("Gone.")
    harness.sync()
    harness.passes(hours=2)
    assert harness.sync().writes == 0


def test_an_outage_of_an_hour_troubles_nobody_and_one_of_a_morning_does(harness: MonitorHarness) -> None:
    harness.sync()
    harness.calendars.failures["work"] = Retryable("The calendar's server does not answer.")
    harness.passes(hours=2)
    harness.sync()
    assert harness.notifier.sent == []
    harness.passes(hours=4)
    harness.sync()
    assert len(harness.notifier.sent) == 1


def test_a_defect_met_in_one_calendar_stops_only_that_one_and_leaks_nothing(
    harness: MonitorHarness, caplog: pytest.LogCaptureFixture
) -> None:
    harness.calendars.failures["work"] = KeyError("Jane's salary")
    harness.shows(a_meeting("m2"), calendar="home")
    report = harness.sync()
    assert report.created == 1
    assert "salary" not in f"{report} {caplog.text}"


class CrashAfter:
    """Stands in front of a fake: lets ``calls`` changing calls through, then fails as AWS would; ``down`` for good."""

    CHANGES = frozenset({"create", "update", "mark_scheduled", "record_sync", "send_at", "cancel", "publish", "send"})

    def __init__(self, harness: MonitorHarness, calls: int) -> None:
        self.left = calls
        for part in ("connected_calendars", "meetings", "schedules", "bus", "due_preps"):
            setattr(harness, part, _Watched(getattr(harness, part), self))

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


def everything(harness: MonitorHarness) -> tuple[Any, ...]:
    """The state that must not depend on what crashed on the way; versions may have grown no further."""
    rows = dict(sorted(harness.meetings.rows.items()))
    waiting = {name: (entry.at, entry.body) for name, entry in sorted(harness.schedules.waiting.items())}
    states = [connection.sync_state for connection in harness.connected_calendars.of_user("u1")]
    return rows, waiting, states, {event.model_dump_json() for event in harness.bus.published}


def two_syncs(crash_after: int | None) -> MonitorHarness:
    """Ten things are set up, then one is new, one moved, one cancelled, one due at once: with a crash in the second."""
    harness = MonitorHarness("work")
    harness.synced(*(a_meeting(f"m{number}", start=NOW + timedelta(days=number)) for number in range(2, 6)))
    crash = CrashAfter(harness, 10**6 if crash_after is None else crash_after)
    harness.shows(
        a_meeting("m2", start=NOW + timedelta(days=3)),
        a_meeting("m3", start=NOW + timedelta(days=3)),
        a_meeting("m4", start=NOW + timedelta(days=4), title="Other"),
        a_meeting("m6", start=NOW + timedelta(days=6)),
        a_meeting("m7", start=NOW + timedelta(hours=5)),
    )
    try:
        harness.sync()
    except Retryable:
        crash.left = 10**6
        harness.sync()
    return harness


@pytest.mark.parametrize("crash_after", range(22))
def test_faults_3_and_78_wherever_a_sync_crashes_the_next_one_brings_all_to_the_same_end(crash_after: int) -> None:
    crashed, whole = two_syncs(crash_after), two_syncs(None)
    assert everything(crashed) == everything(whole)
    assert {body["meeting_id"] for body in crashed.due_preps.bodies} == {"m7"}
    assert all(row.is_final for row in crashed.meetings.rows.values())


def test_fault_78_the_state_of_a_calendar_is_stored_after_all_it_led_to(harness: MonitorHarness) -> None:
    harness.shows(a_meeting())
    harness.bus.is_down = harness.schedules.is_down = True
    with pytest.raises(Retryable):
        harness.sync()
    assert [connection.sync_state for connection in harness.connected_calendars.of_user("u1")] == [{}, {}]
    harness.bus.is_down = harness.schedules.is_down = False
    harness.sync()
    assert harness.fires_at() == NOW + timedelta(days=2)


def test_fault_3_a_sync_that_died_is_made_good_even_where_the_calendar_is_again_as_it_was_before(
    harness: MonitorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen by ``./amo bench faults``: a feed's hash was that of the last whole sync again, so nothing seemed new."""
    harness.synced()
    harness.shows(a_meeting())
    with monkeypatch.context() as dying:
        dying.setattr(harness.connected_calendars, "record_sync", _busy)
        with pytest.raises(Retryable):
            harness.sync()
    assert harness.row().meeting.status is MeetingStatus.SCHEDULED
    harness.synced()
    assert harness.row().meeting.status is MeetingStatus.CANCELLED


@pytest.mark.parametrize("state_can_recur", [True, False])
def test_fault_91_an_older_reading_stored_in_the_middle_of_a_newer_sync_does_not_have_the_last_word(
    harness: MonitorHarness, monkeypatch: pytest.MonkeyPatch, state_can_recur: bool
) -> None:
    """The older run saw a calendar without the meeting, and cancels it just before the newer run notes its state."""
    harness.calendars.state_can_recur = state_can_recur
    harness.synced(a_meeting())
    renamed = a_meeting(sequence=1, title="Roadmap, again")
    record = harness.connected_calendars.record_sync

    def overtaken(*arguments: Any, **named: Any) -> bool:
        monkeypatch.setattr(harness.connected_calendars, "record_sync", record)
        harness.synced()
        harness.shows(renamed)
        return record(*arguments, **named)

    monkeypatch.setattr(harness.connected_calendars, "record_sync", overtaken)
    report = harness.synced(renamed)
    assert (harness.row().meeting.status, harness.row().meeting.title) == (MeetingStatus.SCHEDULED, renamed.title)
    assert (report.updated, report.unchanged) == (2, 0)
    assert harness.sync().writes == 0


def _busy(*_: Any, **__: Any) -> bool:
    raise Retryable("AWS was too busy; it is tried again.")


def test_fault_91_two_runs_at_once_write_everything_once(harness: MonitorHarness) -> None:
    """The second run reads before the first has written, as an index that lags makes it do."""
    harness.shows(*(a_meeting(f"m{number}") for number in range(5)))
    before = list(harness.meetings.between("u1", NOW, NOW + timedelta(days=30)))
    first = harness.sync()
    writes = harness.meetings.writes
    lagging = harness.meetings.between
    harness.meetings.between = lambda *_: iter(before)  # type: ignore[method-assign]  # in the way of the real one
    for connection in harness.connected_calendars.of_user("u1"):
        harness.connected_calendars.record_sync("u1", connection.model_copy(update={"sync_state": {}}))
    second = harness.sync()
    harness.meetings.between = lagging  # type: ignore[method-assign]  # in the way of the real one
    assert (first.created, second.created, second.updated, second.unchanged) == (5, 0, 0, 5)
    assert harness.meetings.writes == writes


def test_fault_91_a_run_that_read_an_older_calendar_does_not_undo_a_newer_one(harness: MonitorHarness) -> None:
    harness.synced(a_meeting(sequence=1))
    stale = list(harness.meetings.between("u1", NOW, NOW + timedelta(days=30)))
    harness.synced(a_meeting(sequence=2, start=NOW + timedelta(days=4)))
    harness.meetings.between = lambda *_: iter(stale)  # type: ignore[method-assign]  # in the way of the real one
    harness.synced(a_meeting(sequence=1, title="Of an hour ago"))
    assert (harness.row().meeting.sequence, harness.row().meeting.title) == (2, "Roadmap review")
    assert harness.fires_at() == NOW + timedelta(days=3)


def test_a_meeting_too_large_to_store_is_reported_and_the_rest_goes_on(
    harness: MonitorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = harness.meetings.create

    def refusing(tracked: Any) -> None:
        if tracked.meeting.meeting_id == "m1":
            raise Refused("Too large to store.")
        create(tracked)

    monkeypatch.setattr(harness.meetings, "create", refusing)
    report = harness.synced(a_meeting("m1"), a_meeting("m2"))
    assert report.created == 1
    assert [(refusal.reason, refusal.item) for refusal in report.refused] == [("Too large to store.", "m1@example.com")]


def test_a_meeting_that_never_stops_changing_is_tried_again_later(
    harness: MonitorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.synced(a_meeting())

    def busy(_: Any) -> None:
        raise Conflict("Somebody else was faster; look again.")

    monkeypatch.setattr(harness.meetings, "update", busy)
    with pytest.raises(Retryable):
        harness.synced(a_meeting(title="Other"))


def test_fault_90_a_run_out_of_time_stops_between_meetings_and_the_next_resumes(harness: MonitorHarness) -> None:
    meetings = [a_meeting(f"m{number}", start=NOW + timedelta(days=2, hours=number)) for number in range(20)]
    harness.shows(*meetings)
    runs = 0
    while len(harness.schedules.waiting) < 20:
        runs += 1
        harness.steps_left = 15
        try:
            harness.sync()
        except Retryable:
            assert harness.connected_calendars.of_user("u1")[1].sync_state == {}
        assert runs < 10
    harness.steps_left = 1000
    harness.sync()
    assert all(row.is_final for row in harness.meetings.rows.values())


def test_fault_90_one_message_for_each_active_user() -> None:
    users = FakeUsers(*(a_user(f"u{number}") for number in range(25)), a_user("gone", active=False))
    queue = FakeQueue()
    assert fan_out_syncs(users, queue) == 25  # type: ignore[arg-type]  # a fake in its place
    assert sorted(body["user_id"] for body in queue.bodies) == sorted(f"u{number}" for number in range(25))


@pytest.mark.parametrize("part", ["calendar", "monitor"])
def test_switched_off_nobody_is_synced(part: str) -> None:
    users, queue = FakeUsers(a_user()), FakeQueue()
    users.switch(part, False)
    assert fan_out_syncs(users, queue) == 0  # type: ignore[arg-type]  # a fake in its place
    assert queue.bodies == []


def test_fault_66_a_due_preparation_is_announced_once_however_often_its_schedule_fires(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    body = harness.schedules.waiting["prep-m1"].body
    harness.passes(days=2)
    assert [harness.announce(body) for _ in range(3)] == [True, False, False]
    (event,) = harness.bus.named("MeetingRequiresPrep")
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
    harness: MonitorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.synced(a_meeting())
    body = harness.schedules.waiting["prep-m1"].body
    with monkeypatch.context() as crash:
        crash.setattr(harness.meetings, "mark_announced", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            harness.announce(body)
    harness.announce(body)
    requests = harness.bus.named("MeetingRequiresPrep")
    assert {getattr(request, "request_id", None) for request in requests} == {"t1"}


def test_faults_67_and_92_a_schedule_of_an_older_timing_says_nothing(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    stale = harness.schedules.waiting["prep-m1"].body
    harness.synced(a_meeting(start=NOW + timedelta(days=9)))
    assert not harness.announce(stale)
    assert harness.bus.named("MeetingRequiresPrep") == []


def test_fault_68_nothing_is_prepared_for_a_meeting_cancelled_begun_or_forgotten(harness: MonitorHarness) -> None:
    harness.synced(a_meeting("m1"), a_meeting("m2"))
    bodies = [harness.schedules.waiting[name].body for name in ("prep-m1", "prep-m2")]
    harness.synced(a_meeting("m2"))
    assert not harness.announce(bodies[0])
    harness.passes(days=3)
    assert not harness.announce(bodies[1])
    assert not harness.announce({"user_id": "u1", "meeting_id": "unknown", "timing_version": 1})
    assert not harness.announce({"user_id": "u2", "meeting_id": "m2", "timing_version": 1})
    assert harness.bus.named("MeetingRequiresPrep") == []
