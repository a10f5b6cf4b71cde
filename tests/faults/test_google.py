"""Google Calendar under the faults it must survive, over real HTTP; numbers are those of the catalogue."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.local.google_fake.server import error_body
from lambdas.aws.redelivery import seconds_until_retry
from lambdas.calendars.google.event_list import list_parameters
from lambdas.calendars.google.events import read_meeting
from lambdas.domain.accounts.user import ConnectionHealth
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import EventKind, MeetingStatus
from lambdas.errors import Refused, Retryable
from tests.fakes.google.harness import GoogleHarness
from tests.fakes.samples import NOW, a_connection, a_user

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

TOMORROW = NOW + timedelta(days=1)
IN_TWO_DAYS = NOW + timedelta(days=2)


@pytest.fixture
def harness() -> Iterator[GoogleHarness]:
    harness = GoogleHarness()
    yield harness
    harness.close()


def test_fault_1_a_token_that_dies_on_page_two_leads_to_a_full_reading_without_a_second_event(
    harness: GoogleHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        harness.event(f"e{number}", TOMORROW + timedelta(hours=number))
    harness.sync()
    before = {key: meeting.meeting_id for key, meeting in harness.shown().items()}
    told = harness.events()
    monkeypatch.setattr("lambdas.calendars.google.event_list.PAGE", 2)
    for number in range(5):
        harness.event(f"e{number}", TOMORROW + timedelta(hours=number), description="Edited")
    harness.fail("events.list", None, (410, "fullSyncRequired"))
    report = harness.sync()
    assert {key: meeting.meeting_id for key, meeting in harness.shown().items()} == before
    assert (report.updated, report.created, report.cancelled) == (5, 0, 0)
    assert harness.events() == told
    assert harness.sync().unchanged == 5


def test_fault_1_tokens_die_with_a_change_of_who_may_read(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.sync()
    harness.calendar.epoch += 1
    report = harness.sync()
    assert (report.requests, report.created, report.cancelled, report.unchanged) == (2, 0, 0, 1)


@pytest.mark.parametrize("forbidden", ["timeMin", "timeMax", "q", "orderBy", "updatedMin", "iCalUID"])
def test_fault_2_no_parameter_google_forbids_goes_with_a_sync_token(forbidden: str) -> None:
    with pytest.raises(Refused, match=forbidden):
        list_parameters(**{"syncToken": "t", forbidden: "x"})
    with pytest.raises(Refused, match="showDeleted"):
        list_parameters(syncToken="t", showDeleted=False)


def test_fault_2_what_amo_asks_with_a_sync_token_is_what_it_asked_at_first(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.sync()
    harness.sync()
    (first, again) = [asked for operation, asked in harness.asked if operation == "events.list"]
    assert first.keys() - again.keys() == {"timeMin", "timeMax"}
    assert again.keys() - first.keys() == {"syncToken"}
    assert {name: again[name] for name in first.keys() & again.keys()} == {
        name: first[name] for name in first.keys() & again.keys()
    }


def test_fault_3_a_crash_between_pages_stores_no_token_and_the_rerun_converges(
    harness: GoogleHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lambdas.calendars.google.event_list.PAGE", 2)
    for number in range(5):
        harness.event(f"e{number}", TOMORROW + timedelta(hours=number))
    harness.fail("events.list", None, *[(500, "backendError")] * 5)
    report = harness.sync()
    assert (report.created, len(report.problems)) == (0, 1)
    assert harness.request().connection.sync_state == {}
    assert harness.sync().created == 5


def test_fault_3_a_copy_of_another_token_is_not_merged_into(harness: GoogleHarness) -> None:
    """A run that wrote its copy and died before its token was noted, or was overtaken by another."""
    harness.event("e1")
    harness.sync()
    state = harness.request().connection
    harness.event("e2")
    harness.read()
    harness.event("e3")
    snapshot = harness.read(connection=state)
    assert {meeting.external_id for meeting in snapshot.meetings} == {"e1", "e2", "e3"}


def test_fault_4_an_empty_page_with_a_next_one_is_no_end(harness: GoogleHarness) -> None:
    harness.event("e1")
    page = {"kind": "calendar#events", "items": [], "nextPageToken": "p2"}
    harness.answers.append(("events.list", (200, page)))
    everything = harness.service.list_events("u1@example.com", "primary", {"singleEvents": "true"})
    harness.answers.append(("events.list", (200, everything)))
    report = harness.sync()
    assert (report.created, report.requests) == (1, 2)


def test_fault_5_a_cancelled_exception_with_three_fields_takes_that_occurrence_only(harness: GoogleHarness) -> None:
    harness.event("s", TOMORROW, recurrence=["RRULE:FREQ=DAILY;COUNT=4"])
    harness.sync()
    harness.service.delete("u1@example.com", "primary", f"s_{TOMORROW + timedelta(days=2):%Y%m%dT%H%M%SZ}")
    (answer,) = harness.service.list_events(
        "u1@example.com", "primary", {"syncToken": harness.request().connection.sync_state["token"]}
    )["items"]
    assert answer.keys() == {"kind", "etag", "id", "status", "recurringEventId", "originalStartTime"}
    report = harness.sync()
    assert (report.cancelled, report.updated) == (1, 0)
    gone = [row.meeting.start for row in harness.rows() if row.meeting.status is MeetingStatus.CANCELLED]
    assert gone == [TOMORROW + timedelta(days=2)]


def test_fault_6_a_deleted_event_that_has_only_its_id_is_cancelled(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.event("e2")
    harness.sync()
    harness.service.delete("u1@example.com", "primary", "e1")
    assert harness.sync().cancelled == 1
    assert harness.shown()["e1"].status is MeetingStatus.CANCELLED
    assert harness.shown()["e1"].title == "Roadmap e1"
    assert harness.shown()["e2"].status is MeetingStatus.SCHEDULED


def test_fault_6_a_deleted_series_takes_all_its_occurrences(harness: GoogleHarness) -> None:
    harness.event("s", TOMORROW, recurrence=["RRULE:FREQ=DAILY;COUNT=4"])
    harness.event("e1")
    harness.sync()
    harness.service.delete("u1@example.com", "primary", "s")
    assert harness.sync().cancelled == 4
    assert harness.shown()["e1"].status is MeetingStatus.SCHEDULED


def test_fault_7_a_moved_occurrence_is_the_same_record(harness: GoogleHarness) -> None:
    harness.event("s", TOMORROW, recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    harness.sync()
    key = f"s_{IN_TWO_DAYS:%Y%m%dT%H%M%SZ}"
    before = harness.shown()[key]
    later = IN_TWO_DAYS + timedelta(hours=5)
    times = {"start": {"dateTime": later.isoformat()}, "end": {"dateTime": (later + timedelta(hours=1)).isoformat()}}
    harness.service.patch("u1@example.com", "primary", key, times)
    report = harness.sync()
    after = harness.shown()[key]
    assert (report.updated, report.created, report.cancelled) == (1, 0, 0)
    assert (after.meeting_id, after.start) == (before.meeting_id, later)


def test_fault_8_three_days_later_the_events_that_entered_the_horizon_are_there(harness: GoogleHarness) -> None:
    ahead = timedelta(days=19, hours=2)
    harness.event("far", NOW + ahead)
    harness.event("series", TOMORROW, recurrence=["RRULE:FREQ=WEEKLY"])
    harness.sync()
    assert "far" not in harness.shown()
    harness.passes(days=3)
    report = harness.sync()
    assert "far" in harness.shown()
    assert report.requests == 1, "the copy reaches further than what was asked for"
    harness.passes(days=14)
    assert harness.sync().created >= 1
    assert max(meeting.start for meeting in harness.shown().values()) > harness.now + timedelta(days=7)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/Sao_Paulo", "2026-03-29", 24),
        ("Africa/Cairo", "2026-04-24", 23),
    ],
)
def test_fault_9_an_all_day_event_on_the_day_the_clock_jumps(
    harness: GoogleHarness, zone: str, day: str, hours: int
) -> None:
    first = datetime.fromisoformat(day).date()
    event = {"id": "d", "start": {"date": day}, "end": {"date": (first + timedelta(days=1)).isoformat()}}
    meeting = read_meeting(event, harness.request(timezone=zone), "UTC")
    assert meeting.duration == timedelta(hours=hours)
    assert meeting.end.astimezone(ZoneInfo(zone)).date() == first + timedelta(days=1)
    assert meeting.start == datetime.fromtimestamp(
        datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)).timestamp(), UTC
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]),
    style=st.sampled_from(["offset", "utc", "wall"]),
)
def test_fault_10_in_gaps_and_overlaps_every_spelling_is_the_instant_a_utc_oracle_gives(
    harness: GoogleHarness, at: datetime, zone: str, style: str
) -> None:
    at = at.replace(microsecond=0)
    oracle = at.replace(tzinfo=ZoneInfo(zone)).timestamp()
    written = {
        "offset": {"dateTime": at.replace(tzinfo=ZoneInfo(zone)).isoformat(), "timeZone": zone},
        "utc": {"dateTime": datetime.fromtimestamp(oracle, UTC).isoformat().replace("+00:00", "Z"), "timeZone": zone},
        "wall": {"dateTime": at.isoformat(), "timeZone": zone},
    }[style]
    meeting = read_meeting({"id": "e", "start": written}, harness.request(), "UTC")
    assert meeting.start.timestamp() == oracle
    assert meeting.timezone == zone


def test_fault_10_a_wall_clock_time_in_an_unknown_zone_is_refused_never_guessed(harness: GoogleHarness) -> None:
    harness.event("e1")
    body = {"dateTime": "2026-03-05T10:00:00", "timeZone": "Middle-earth/Shire"}
    page = harness.service.list_events("u1@example.com", "primary", {"singleEvents": "true"})
    page["items"][0] = {**page["items"][0], "start": body}
    harness.answers.append(("events.list", (200, page)))
    report = harness.sync()
    assert [(refusal.item, "Middle-earth/Shire" in refusal.reason) for refusal in report.refused] == [("e1", True)]
    assert harness.shown() == {}


@pytest.mark.parametrize("answer", [(403, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (429, "quotaExceeded")])
def test_fault_11_asked_too_often_amo_waits_longer_each_time_and_then_goes_on(
    harness: GoogleHarness, answer: tuple[int, str]
) -> None:
    harness.event("e1")
    harness.fail("events.list", *[answer] * 3)
    assert harness.sync().created == 1
    asked = sorted(harness.slept)
    assert len(asked) >= 3
    assert asked[-1] <= 16


def test_fault_11_one_user_s_limit_does_not_stop_the_others(harness: GoogleHarness) -> None:
    harness.users.put(a_user("u2"))
    harness.connected_calendars.connect("u2", a_connection("home", source=Source.GOOGLE, address="primary"))
    harness.service.add_account("u2@example.com", bearer="bearer-u2").put(
        {"id": "x", "start": {"dateTime": "2026-03-05T10:00:00Z"}, "end": {"dateTime": "2026-03-05T11:00:00Z"}}, NOW
    )
    harness.fail("events.list", *[(403, "userRateLimitExceeded")] * 5)
    assert harness.sync().problems
    assert harness.sync_of("u2").created == 1


def test_fault_11_a_long_retry_after_leaves_the_calendar_to_a_later_sync(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.server.before = lambda _operation, _asked: None
    harness.service.project_per_minute = 0
    http_answer = (429, {"error": {"errors": [{"reason": "rateLimitExceeded"}]}})
    harness.server.before = lambda _operation, _asked: http_answer
    assert harness.sync().problems
    assert sum(harness.slept) < 60
    assert harness.request().connection.health is ConnectionHealth.FAILING


def test_fault_11_the_quota_of_a_minute_is_kept_by_all_together(harness: GoogleHarness) -> None:
    harness.service.project_per_minute = 100
    began = harness.now
    for _ in range(150):
        harness.sync()
    assert harness.calls() == 150, "none was refused by Google"
    assert harness.now - began >= timedelta(seconds=60)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((403, "insufficientPermissions"), "connect it again"),
        ((403, "forbidden"), "refuses"),
        ((400, "badRequest"), "did not accept"),
        ((404, "notFound"), "no such Google calendar"),
    ],
)
def test_fault_12_what_will_never_work_is_asked_once(
    harness: GoogleHarness, answer: tuple[int, str], words: str
) -> None:
    harness.fail("events.list", answer)
    (problem,) = harness.sync().problems
    assert words in problem.problem
    assert (harness.calls(), harness.slept) == (1, [])


def test_fault_13_a_rejected_token_is_renewed_once_and_the_request_repeated_once(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.service.bearers = {"bearer-u1+": "u1@example.com"}
    report = harness.sync()
    assert (report.created, harness.access.renewals, harness.calls()) == (1, 1, 2)


def test_fault_13_a_new_token_rejected_too_is_no_reason_to_go_on(harness: GoogleHarness) -> None:
    harness.service.bearers = {}
    (problem,) = harness.sync().problems
    assert "not even a new one" in problem.problem
    assert (harness.access.renewals, harness.calls()) == (1, 2)


def test_fault_14_a_grant_that_is_gone_is_told_once_and_asked_for_no_more(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.sync()
    harness.access.is_revoked = True
    for _ in range(3):
        harness.passes(hours=2)
        harness.sync()
    assert harness.request().connection.health is ConnectionHealth.REVOKED
    assert len({message.message_id for message in harness.notifier.sent}) == 1
    assert harness.shown()["e1"].status is MeetingStatus.SCHEDULED
    assert harness.calls() == 1


def test_fault_18_a_burst_of_fifty_notices_is_one_sync(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.sync()
    asked = harness.calls()
    noticed = [harness.now + timedelta(milliseconds=20 * number) for number in range(50)]
    harness.passes(seconds=2.5)
    reports = [harness.notice(f"n{number}", at) for number, at in enumerate(noticed)]
    assert sum(report is not None for report in reports) == 1
    assert harness.calls() == asked + 1


def test_a_notice_that_meets_a_limit_is_read_after_the_time_google_asks_for(harness: GoogleHarness) -> None:
    """With the message that brought it, not with the next poll."""
    harness.event("e1")
    harness.sync()
    at = harness.now
    harness.event("e1", summary="Moved")
    harness.passes(seconds=2)
    harness.server.before = lambda _operation, _asked: (429, error_body(429, "rateLimitExceeded"))
    with pytest.raises(Retryable) as caught:
        harness.notice("n1", at)
    assert caught.value.after is not None
    assert seconds_until_retry({"attributes": {}}, caught.value) >= 5
    assert harness.shown()["e1"].title == "Roadmap e1"
    harness.server.before = lambda _operation, _asked: None
    harness.passes(seconds=caught.value.after)
    assert harness.notice("n1", at)
    assert harness.shown()["e1"].title == "Moved"


def test_a_notice_is_left_to_the_poll_where_only_a_person_can_help_or_it_takes_too_long(harness: GoogleHarness) -> None:
    harness.event("e1")
    harness.sync()
    at = harness.now
    harness.fail("events.list", (403, "forbidden"))
    report = harness.notice("n1", at)
    assert report
    assert [problem.retry_after for problem in report.problems] == [None]
    harness.passes(minutes=21)
    harness.server.before = lambda _operation, _asked: (429, error_body(429, "rateLimitExceeded"))
    assert harness.notice("n1", at), "the queue would give it up soon, and alarm somebody"


def test_fault_18_old_and_new_channel_tell_of_the_same_change_and_it_is_read_once(harness: GoogleHarness) -> None:
    harness.is_watching = True
    harness.sync()
    (old,) = harness.service.channels.values()
    assert [state for _, state, _ in harness.told] == ["sync"]
    harness.passes(days=6)
    harness.sync()
    (new,) = harness.service.channels.values()
    assert new.channel_id != old.channel_id
    assert harness.request().connection.watched_until == new.ends.replace(microsecond=0)
    harness.service.channels[old.channel_id] = old
    harness.told.clear()
    harness.event("e1")
    assert len(harness.told) == 2
    asked, at = harness.calls(), harness.now
    harness.passes(seconds=2.5)
    assert [harness.notice(key, at) is not None for key in ("from-old", "from-new")] == [True, False]
    assert harness.calls() == asked + 1


def test_a_change_told_before_google_has_answered_is_heard_and_a_refusal_leaves_nothing(harness: GoogleHarness) -> None:
    harness.is_watching = True
    known: list[str] = []
    harness.service.tell = lambda channel, *_: known.extend(
        kept.subscription_id for kept in [harness.subscriptions.get(channel.channel_id)] if kept
    )
    harness.fail("events.watch", (400, "push.webhookUrlUnauthorized"))
    harness.sync()
    assert harness.subscriptions.stored == {}
    harness.sync()
    assert known == list(harness.subscriptions.stored)


def test_fault_19_a_channel_that_expired_unrenewed_loses_nothing_the_poll_would_not_find(
    harness: GoogleHarness,
) -> None:
    harness.is_watching = True
    harness.sync()
    harness.service.channels.clear()
    harness.told.clear()
    harness.event("e1")
    assert harness.told == []
    harness.passes(hours=2)
    assert harness.sync().created == 1


def test_a_calendar_that_cannot_be_watched_is_read_all_the_same(harness: GoogleHarness) -> None:
    harness.is_watching = True
    harness.event("e1")
    harness.fail("events.watch", (400, "push.webhookUrlUnauthorized"))
    assert harness.sync().created == 1
    assert harness.request().connection.watched_until is None
    harness.sync()
    assert harness.request().connection.watched_until is not None


def test_fault_20_hidden_guests_are_neither_a_small_meeting_nor_nobody(harness: GoogleHarness) -> None:
    alone = [{"email": "u1@example.com", "self": True, "responseStatus": "accepted"}]
    harness.event("a", summary="Leadership team", attendees=alone, attendeesOmitted=True)
    harness.event("b", summary="Roadmap", attendees=alone, attendeesOmitted=True)
    harness.event("c", summary="Roadmap", attendees=alone, organizer={"email": "u1@example.com", "self": True})
    harness.sync()
    rows = {row.meeting.external_id: row for row in harness.rows()}
    assert [rows[key].meeting.attendees_hidden for key in "abc"] == [True, True, False]
    assert rows["a"].plan.meeting_type == "leadership_meeting"
    assert (rows["b"].plan.meeting_type, rows["b"].plan.skip_reason) == ("default", None)
    assert rows["c"].plan.skip_reason == "Nobody else is invited."


def test_fault_20_a_busy_block_without_a_title_is_nobody_s_meeting_and_says_nothing(harness: GoogleHarness) -> None:
    block = {
        "id": "b",
        "visibility": "private",
        "start": {"dateTime": "2026-03-05T10:00:00Z"},
        "end": {"dateTime": "2026-03-05T11:00:00Z"},
    }
    harness.service.put("u1@example.com", "primary", block)
    harness.sync()
    (row,) = harness.rows()
    assert (row.meeting.title, row.meeting.description, row.meeting.attendees) == ("", "", ())
    assert row.meeting.event_kind is EventKind.MEETING
    assert row.plan.skip_reason


def test_fault_20_a_private_event_keeps_its_description_to_itself(harness: GoogleHarness) -> None:
    harness.event("p", visibility="private", description="Severance terms\nhttps://zoom.us/j/1")
    harness.sync()
    meeting = harness.shown()["p"]
    assert (meeting.description, meeting.title) == ("", "Roadmap p")
    assert meeting.conference_url == "https://zoom.us/j/1"
    assert meeting.is_private


def test_a_defect_in_one_event_takes_none_of_the_others(harness: GoogleHarness) -> None:
    harness.event("good")
    page = harness.service.list_events("u1@example.com", "primary", {"singleEvents": "true"})
    broken: list[Any] = [
        {"id": "b1"},
        {"id": "b2", "start": "today"},
        {"id": "b3", "start": {"dateTime": "soon"}, "attendees": 7},
        {"summary": "no id"},
        "no event",
        None,
    ]
    named = {"b1", "b2", "b3", "an event without an id", "an entry that is no event"}
    harness.answers.append(("events.list", (200, {**page, "items": [*broken, *page["items"]]})))
    report = harness.sync()
    assert report.created == 1
    assert {refusal.item for refusal in report.refused} == named
    assert {refusal.item for refusal in harness.sync().refused} == named


def test_half_a_character_costs_no_more_than_itself(harness: GoogleHarness) -> None:
    harness.event("good", summary="Retro \ud83d", attendees=[{"email": "b@example.com", "displayName": "\udc00"}])
    assert harness.sync().created == 1
    assert harness.shown()["good"].title == "Retro ?"


def test_an_answer_that_never_ends_is_given_up(harness: GoogleHarness) -> None:
    page = {"kind": "calendar#events", "items": [], "nextPageToken": "p2"}
    harness.server.before = lambda _operation, _asked: (200, page)
    with pytest.raises(Retryable, match="did not come to an end"):
        harness.read()
    assert harness.calls() == 2, "the second names the page that was just read"
