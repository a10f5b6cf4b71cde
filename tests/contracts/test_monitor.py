"""The calendar monitor over its real adapters (moto): new, unchanged, moved, cancelled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from moto import mock_aws

from lambdas.aws.bus import Bus
from lambdas.aws.queue import Queue
from lambdas.aws.scheduler import Schedules
from lambdas.aws.table import Table
from lambdas.calendar_monitor.service import CalendarMonitor, SyncReport, SyncRequest
from lambdas.calendar_monitor.sync import sync_user
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.store.absences import Absences
from lambdas.store.connected_calendars import ConnectedCalendars
from lambdas.store.meetings import Meetings
from lambdas.store.user_accounts import UserAccounts
from lambdas.store.users import Users
from tests.contracts.aws import aws_client
from tests.contracts.moto_tables import SPECS, create_table
from tests.fakes.monitor import ARN, MonitorHarness
from tests.fakes.samples import NOW, a_connection, a_meeting, a_user


class Stage:
    """A user's calendar on one side, AWS on the other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.dynamodb = aws_client(monkeypatch, "dynamodb")
        self.scheduler = aws_client(monkeypatch, "scheduler")
        events, sqs = aws_client(monkeypatch, "events"), aws_client(monkeypatch, "sqs")
        for table in ("users", "connected_calendars", "absences", "meetings"):
            create_table(self.dynamodb, SPECS[table], table)
        self.scheduler.create_schedule_group(Name="amo")
        events.create_event_bus(Name="amo")
        url = sqs.create_queue(QueueName="due-preps")["QueueUrl"]
        self.harness = MonitorHarness()
        self.monitor: CalendarMonitor = replace(
            self.harness.monitor(),
            accounts=UserAccounts(
                Users(Table(self.dynamodb, "users")),
                ConnectedCalendars(Table(self.dynamodb, "connected_calendars")),
                Absences(Table(self.dynamodb, "absences")),
            ),
            meetings=Meetings(Table(self.dynamodb, "meetings")),
            schedules=Schedules(self.scheduler, "amo", "arn:aws:iam::123456789012:role/timers", ARN, lambda: NOW),
            due_preps=Queue(sqs, url),
            due_preps_arn=ARN,
            bus=Bus(events, "amo"),
        )
        self.monitor.accounts.users.put(a_user())
        self.monitor.accounts.calendars.connect("u1", a_connection())

    def synced(self, *meetings: Any) -> SyncReport:
        self.harness.shows(*meetings)
        return sync_user(self.monitor, SyncRequest(user_id="u1"))

    def fires_at(self) -> list[str]:
        found = self.scheduler.list_schedules(GroupName="amo")["Schedules"]
        return [self.scheduler.get_schedule(GroupName="amo", Name=s["Name"])["ScheduleExpression"] for s in found]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with mock_aws():
        yield Stage(monkeypatch)


def test_a_meeting_s_life_on_aws(stage: Stage) -> None:
    assert stage.synced(a_meeting()).created == 1
    assert stage.fires_at() == ["at(2026-03-04T09:00:00)"]
    assert stage.synced(a_meeting()).writes == 0
    assert stage.synced(a_meeting(start=NOW + timedelta(days=5))).updated == 1
    assert stage.fires_at() == ["at(2026-03-06T09:00:00)"]
    assert stage.synced().cancelled == 1
    assert stage.fires_at() == []
    row = stage.monitor.meetings.get("u1", "m1")
    assert (row.meeting.status, row.version, row.timing_version) == (MeetingStatus.CANCELLED, 3, 3)
    assert row.is_final


def test_fault_85_a_meeting_too_large_for_its_row_is_refused_whole_and_takes_nobody_with_it(stage: Stage) -> None:
    report = stage.synced(a_meeting("m1", description="x" * 500_000), a_meeting("m2"))
    assert [(refusal.item, refusal.reason) for refusal in report.refused] == [
        ("m1@example.com", "Too large to store, while storing a meeting.")
    ]
    rows = stage.monitor.meetings.between("u1", NOW, NOW + timedelta(days=30))
    assert [row.meeting.meeting_id for row in rows] == ["m2"]
    assert len(stage.fires_at()) == 1
