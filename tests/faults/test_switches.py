"""OPS-2: each part is switched off and on in the whole app, and nothing that fell due meanwhile is lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.edges.commands import meetings
from lambdas.errors import Refused
from tests.fakes.samples import NOW, a_meeting
from tests.fakes.whole_app import USER, WholeApp

START = NOW + timedelta(hours=30)
"""Its preparation is due six hours from now."""


@pytest.fixture
def app() -> Iterator[WholeApp]:
    app = WholeApp()
    app.show([a_meeting("m1", start=START)])
    with app.wired():
        yield app


def polled(app: WholeApp) -> None:
    """The two-hourly run and all it leads to."""
    app.operate("fan_out_syncs")
    app.settle()


def passes(app: WholeApp, hours: float) -> None:
    """Time goes by: timers ring, the sweeper looks round now and then, whatever can move does."""
    end = app.now + timedelta(hours=hours)
    while app.now < end:
        app.now += timedelta(minutes=15)
        app.fire()
        app.operate("sweep_preps")
        app.settle()


def the_meeting(app: WholeApp) -> TrackedMeeting:
    return app.meetings.get(USER, "m1")


@pytest.mark.parametrize("part", ["calendar", "monitor"])
def test_while_no_calendar_is_read_stored_meetings_are_still_prepared(app: WholeApp, part: str) -> None:
    polled(app)
    app.users.switch(part, False)
    app.show([])
    polled(app)
    passes(app, hours=7)
    assert the_meeting(app).meeting.status is MeetingStatus.SCHEDULED
    assert the_meeting(app).preparation.status is PrepStatus.WAITING


@pytest.mark.parametrize("part", ["calendar", "monitor"])
def test_what_changed_in_the_calendar_meanwhile_is_found_when_it_is_on_again(app: WholeApp, part: str) -> None:
    polled(app)
    app.users.switch(part, False)
    app.show([a_meeting("m1", start=START + timedelta(hours=3)), a_meeting("m2", start=START)])
    polled(app)
    assert [row.meeting.start for row in app.rows] == [START]
    app.users.switch(part, True)
    polled(app)
    assert [row.meeting.start for row in app.rows] == [START + timedelta(hours=3), START]


def test_a_sync_asked_for_before_the_calendar_was_switched_off_reads_nothing_after_it(app: WholeApp) -> None:
    app.operate("fan_out_syncs")
    app.users.switch("calendar", False)
    app.settle()
    assert app.calendars.requests == []
    assert app.rows == []


def test_a_correction_holds_at_once_though_the_calendar_is_switched_off(app: WholeApp) -> None:
    """Planning again reads what is stored, and no calendar."""
    polled(app)
    app.users.switch("calendar", False)
    app.users.patch(USER, {"prep_hours": {"default": 30}})
    app.queues["calendar_syncs"].send([{"user_id": USER, "replan": True}])
    reads = len(app.calendars.requests)
    app.settle()
    assert the_meeting(app).plan.prep_hours == 30
    assert len(app.calendars.requests) == reads


def test_what_falls_due_while_the_workflow_is_off_is_prepared_once_when_it_is_on_again(app: WholeApp) -> None:
    polled(app)
    app.users.switch("workflow", False)
    passes(app, hours=10)
    assert app.workflows.started == []
    app.users.switch("workflow", True)
    passes(app, hours=1)
    assert len(app.workflows.started) == 1
    assert the_meeting(app).preparation.status is PrepStatus.WAITING
    assert len(app.inbox.stored) == 1


def test_a_preparation_under_way_goes_on_to_its_end_while_the_workflow_is_off(app: WholeApp) -> None:
    polled(app)
    passes(app, hours=7)
    app.users.switch("workflow", False)
    passes(app, hours=25)
    assert the_meeting(app).preparation.status is PrepStatus.READY


def test_a_meeting_cancelled_while_the_workflow_is_off_is_withdrawn_all_the_same(app: WholeApp) -> None:
    polled(app)
    passes(app, hours=7)
    app.users.switch("workflow", False)
    app.show([])
    polled(app)
    assert the_meeting(app).preparation.status is PrepStatus.WITHDRAWN


def test_asking_by_hand_while_the_workflow_is_off_says_so_instead_of_waiting_for_nothing(app: WholeApp) -> None:
    polled(app)
    app.users.switch("workflow", False)
    with pytest.raises(Refused, match="switched off"):
        meetings.request_prep(USER, "m1")
    assert app.queues["prep_requests"].messages == []
