"""Whatever becomes of the refresh, the reminder comes at its time, once, with the materials there are (fault 92)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from lambdas.approvals.kinds.base import Lookups
from lambdas.approvals.kinds.share_agenda import ShareAgendaKind
from lambdas.context import handlers as agents
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, PrepStatus
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.domain.preparation.due_times import REFRESH_LEAD, REMINDER_LEAD
from lambdas.edges.commands import meetings
from lambdas.errors import Retryable
from lambdas.materials import handlers as materials
from lambdas.meeting_prep import handlers as prep
from lambdas.store.user_accounts import ShownAccounts
from tests.fakes.approval_harness import FakeWriteConsents
from tests.fakes.samples import NOW, a_meeting
from tests.fakes.stores import FakeActionItems, FakeMeetingNotes, FakeSlackRecords
from tests.fakes.whole_app import USER, WholeApp

START = NOW + timedelta(hours=30)
ASKED = START - timedelta(hours=24)
REFRESH, REMINDER = START - REFRESH_LEAD, START - REMINDER_LEAD


@pytest.fixture
def app() -> Iterator[WholeApp]:
    """A meeting whose materials are ready, a day before."""
    app = WholeApp()
    app.show([a_meeting("m1", start=START)])
    with app.wired():
        app.operate("sync_user_now", {"user_id": USER})
        app.settle()
        rings(app, ASKED)
        session = app.conversations.stored["m1-r1"]
        meetings.converse(USER, session.session_id, Verb.FINISH, "", session.version, "page")
        app.settle()
        assert app.meetings.get(USER, "m1").preparation.status is PrepStatus.READY
        yield app


def rings(app: WholeApp, until: datetime) -> None:
    """Every timer that is due by then, at its time; what it leads to happens."""
    while (moment := min((entry.at for entry in app.schedules.waiting.values()), default=None)) and moment <= until:
        app.now = moment
        app.fire()
        app.settle()


def held(app: WholeApp) -> MaterialsManifest:
    found = app.meetings.get(USER, "m1").preparation.materials
    assert found
    return found


def reminders(app: WholeApp) -> list[Message]:
    return [message for message in app.inbox.stored.values() if message.kind is MessageKind.REMINDER]


def broken(*_: object) -> None:
    raise Retryable("It does not work today.")


def assert_reminded_on_time(app: WholeApp) -> None:
    rings(app, START)
    assert [message.created_at for message in reminders(app)] == [REMINDER]
    assert "reminder-m1" not in app.schedules.waiting
    assert not app.refreshes.running


def test_the_reminder_finds_fresh_materials(app: WholeApp) -> None:
    before = held(app)
    rings(app, REFRESH)
    assert held(app).generated_at == REFRESH
    assert {held(app).brief_key, held(app).agenda_key}.isdisjoint({before.brief_key, before.agenda_key})
    assert not reminders(app)
    assert_reminded_on_time(app)
    assert len(reminders(app)[0].lines) == 1


def test_materials_are_announced_once_however_often_they_are_refreshed(app: WholeApp) -> None:
    rings(app, START)
    ready = [message for message in app.inbox.stored.values() if message.kind is MessageKind.MATERIALS_READY]
    assert len(ready) == 1
    assert len(app.bus.named("PrepCompleted")) == 1


def test_an_agenda_that_waits_to_be_shared_may_be_while_it_says_the_same_to_the_others(app: WholeApp) -> None:
    lookups = Lookups(
        meetings=app.meetings,
        users=app.users,
        accounts=ShownAccounts(app.users, app.connected_calendars),
        documents=cast(Any, app.documents),
        consents=cast(Any, FakeWriteConsents()),
        slack_accounts=FakeSlackRecords(),
        notes=FakeMeetingNotes(),
        items=FakeActionItems(),
    )
    kind, user = ShareAgendaKind(), app.users.get(USER)
    proposed = kind.compose(lookups, user, {"meeting_id": "m1"})
    rings(app, REFRESH)
    assert kind.blocking_reason(lookups, proposed, USER) == ""
    other = proposed.model_copy(update={"body": ("1. Something else",)})
    assert "made anew" in kind.blocking_reason(lookups, other, USER)


@pytest.mark.parametrize("step", ["load_meeting", "refresh_materials", "store_materials"])
def test_a_refresh_that_fails_leaves_the_materials_as_they_were(
    app: WholeApp, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(app)
    monkeypatch.setattr(prep if hasattr(prep, step) else materials, step, broken)
    assert_reminded_on_time(app)
    assert held(app) == before
    assert "could not be looked up" in reminders(app)[0].lines[-1]


def test_a_context_that_cannot_be_gathered_stops_no_refresh(app: WholeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "budget", broken)
    assert_reminded_on_time(app)
    assert held(app).generated_at == REFRESH


def test_a_refresh_that_cannot_be_started_is_no_reason_not_to_remind(app: WholeApp) -> None:
    app.refreshes.is_down = True
    assert_reminded_on_time(app)


def test_fault_79_the_engine_dies_in_the_middle_of_a_refresh(app: WholeApp) -> None:
    before = held(app)
    app.now = REFRESH
    app.fire()
    app.deliver("reminders")
    app.movable()[0]()
    app.dies()
    assert_reminded_on_time(app)
    assert held(app) == before


def test_fault_92_a_meeting_that_moves_while_it_is_refreshed_is_refreshed_and_reminded_of_at_its_new_time(
    app: WholeApp,
) -> None:
    app.now = REFRESH
    app.fire()
    app.deliver("reminders")
    app.show([a_meeting("m1", start=START + timedelta(days=1), sequence=1)])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    rings(app, START + timedelta(days=1))
    assert [message.created_at for message in reminders(app)] == [REMINDER + timedelta(days=1)]
    assert held(app).generated_at == REFRESH + timedelta(days=1)


def test_fault_67_a_refresh_that_a_new_preparation_overtakes_is_no_failure(app: WholeApp) -> None:
    app.now = REFRESH
    app.fire()
    app.deliver("reminders")
    app.movable()[0]()
    meetings.request_prep(USER, "m1")
    app.deliver("prep_requests")
    app.settle()
    assert [app.refreshes.status(app.refreshes.arn_of(name)) for name in app.refreshes.started] == ["SUCCEEDED"]


def test_fault_68_a_meeting_that_is_cancelled_while_it_is_refreshed_is_not_reminded_of(app: WholeApp) -> None:
    app.now = REFRESH
    app.fire()
    app.deliver("reminders")
    app.show([])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    rings(app, START)
    assert not reminders(app)


def test_fault_92_messages_that_come_twice_refresh_and_remind_once(app: WholeApp) -> None:
    app.now = REFRESH
    app.fire(twice=True)
    app.settle()
    assert len(app.refreshes.started) == 1
    app.now = REMINDER
    app.fire(twice=True)
    app.settle()
    assert len(reminders(app)) == 1


def test_a_meeting_that_moves_takes_its_materials_along_and_says_so(app: WholeApp) -> None:
    """Its series is retimed, so that the calendar names it anew, and somebody is added to it."""
    start = START + timedelta(days=2)
    new = (*a_meeting().attendees[1:], Attendee(name="Dan Young", email="dan@example.com"))
    rings(app, app.now + timedelta(hours=3))
    app.show([a_meeting("m9", start=start, attendees=new)])
    app.operate("sync_user_now", {"user_id": USER})
    app.settle()
    before = held(app)
    (told,) = [message for message in app.inbox.stored.values() if message.kind is MessageKind.MEETING_MOVED]
    assert told.title == "Moved: Roadmap review, Thu 15:00 UTC"
    assert told.lines[0] == "It was on Tue 15:00 UTC. Now: Thu 5 Mar, 15:00–16:00 UTC."
    rings(app, app.now + timedelta(minutes=2))
    assert held(app).agenda_key != before.agenda_key
    assert app.documents.get(held(app).agenda_key).decode().count("Thu 5 Mar") == 1
    brief = app.documents.get(held(app).brief_key).decode()
    assert "Moved from Tue 3 Mar, 15:00 to Thu 5 Mar, 15:00–16:00 UTC" in brief
    assert "Newly invited: Dan Young" in brief
    assert "No longer coming: P0" in brief
    assert [row.meeting.meeting_id for row in app.meetings.rows.values()] == ["m1"]
    rings(app, start)
    assert [message.created_at for message in reminders(app)] == [start - REMINDER_LEAD]
    assert len(app.bus.named("PrepCompleted")) == 1
