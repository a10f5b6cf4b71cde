"""The iCalendar provider: what a sync of one calendar costs, and what it never loses."""

from datetime import timedelta

import pytest

from lambdas.calendars.base import CalendarRequest, CalendarSnapshot
from lambdas.calendars.ics.feed_fetch import FetchedFeed
from lambdas.calendars.ics.provider import IcsCalendar
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound, Refused, Retryable
from tests.fakes.documents import FakeDocuments
from tests.fakes.feeds import FakeFeed
from tests.unit.calendars.ics.feeds import NOW, event, feed, request

WEEKLY = event("s", ":20261102T100000Z", "RRULE:FREQ=WEEKLY", end=":20261102T110000Z")


class Desk:
    """A user's calendar over several syncs: the state of each is the next one's."""

    def __init__(
        self, served: FakeFeed, address: str = "https://calendar.example.org/private-s3cret/basic.ics"
    ) -> None:
        self.served = served
        self.copies = FakeDocuments()
        self.provider = IcsCalendar(self.copies, served)
        self.address = address
        self.state: dict[str, str] = {}

    def request(self, hours: float = 0, **changes: object) -> CalendarRequest:
        asked = request(now=NOW + timedelta(hours=hours), address=self.address, sync_state=self.state)
        return asked.model_copy(update=changes)

    def sync(self, hours: float = 0, **changes: object) -> CalendarSnapshot:
        snapshot = self.provider.fetch_upcoming_meetings(self.request(hours, **changes))
        self.state = snapshot.sync_state
        return snapshot


def test_the_first_sync_reads_everything_and_keeps_a_copy() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY)))
    snapshot = desk.sync()
    assert [meeting.external_id for meeting in snapshot.meetings] == [
        "s/2026-11-16T10:00:00Z",
        "s/2026-11-23T10:00:00Z",
        "s/2026-11-30T10:00:00Z",
    ]
    assert (snapshot.unchanged, snapshot.complete, snapshot.requests) == (False, True, 1)
    assert desk.copies.get("u1/calendars/c1.ics") == desk.served.body


def test_an_unchanged_feed_costs_one_conditional_request_and_nothing_else() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY)))
    desk.sync()
    written = list(desk.copies.puts)
    snapshot = desk.sync(hours=2)
    assert (snapshot.unchanged, snapshot.requests, snapshot.meetings) == (True, 1, ())
    assert desk.served.asked[1]
    assert desk.copies.puts == written


def test_a_server_without_entity_tags_is_recognised_by_the_body() -> None:
    served = FakeFeed(feed(WEEKLY))
    served.conditional = False
    desk = Desk(served)
    desk.sync()
    assert desk.sync(hours=2).unchanged


def test_fault_8_events_that_enter_the_horizon_are_found_though_nothing_was_edited() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY, event("later", ":20261202T100000Z"))))
    assert "later" not in {meeting.external_id for meeting in desk.sync().meetings}
    snapshot = desk.sync(hours=72)
    assert "later" in {meeting.external_id for meeting in snapshot.meetings}
    assert snapshot.requests == 1


def test_the_window_is_worked_out_at_most_once_a_day_and_always_covers_what_was_asked_for() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY)))
    covered, expansions = desk.sync().window.end, 0
    for hours in range(2, 74, 2):
        snapshot = desk.sync(hours=hours)
        if not snapshot.unchanged:
            covered, expansions = snapshot.window.end, expansions + 1
        assert desk.request(hours).window.end <= covered
    assert expansions == 3


def test_a_lost_or_foreign_copy_is_fetched_again() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY)))
    desk.sync()
    desk.copies.put("u1/calendars/c1.ics", feed(event("somebody-elses")), "text/calendar")
    snapshot = desk.sync(hours=72)
    assert {meeting.series_id for meeting in snapshot.meetings} == {"s"}
    assert snapshot.requests == 2


def test_another_time_zone_of_the_owner_means_reading_again() -> None:
    desk = Desk(FakeFeed(feed(event("d", ";VALUE=DATE:20261118"))))
    desk.sync()
    (meeting,) = desk.sync(timezone="Asia/Tokyo").meetings
    assert meeting.start.hour == 15


def test_refusals_are_repeated_while_the_feed_stays_as_it_is() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY, event("bad", ":never"))))
    first = desk.sync()
    assert [refusal.item for refusal in first.refused] == ["bad"]
    assert desk.sync(hours=2).refused == first.refused


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"<!doctype html><form>Sign in</form>", "text/html", "sign-in page"),
        (b"", "text/calendar", "nothing"),
        (b"\r\n \r\n", "text/calendar", "nothing"),
        (b'{"error": "gone"}', "application/json", "not a calendar file"),
    ],
)
def test_fault_41_an_answer_that_is_no_calendar_is_refused_and_leaves_the_state_alone(
    body: bytes, content_type: str, words: str
) -> None:
    desk = Desk(FakeFeed(feed(WEEKLY)))
    desk.sync()
    state = dict(desk.state)
    desk.served.body, desk.served.content_type = body, content_type
    with pytest.raises(Refused, match=words):
        desk.sync(hours=72)
    assert desk.state == state
    assert desk.copies.get("u1/calendars/c1.ics") == feed(WEEKLY)
    desk.served.body, desk.served.content_type = feed(WEEKLY), "text/calendar"
    assert desk.sync(hours=74).meetings


def test_fault_41_a_304_to_a_first_question_is_no_empty_calendar() -> None:
    served = FakeFeed()
    served.fetch = lambda url, validators: FetchedFeed(None)  # type: ignore[method-assign]  # in the way of the real one
    with pytest.raises(Retryable):
        Desk(served).sync()


def test_fault_41_a_feed_cut_off_in_the_middle_cancels_nothing() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY, event("last"))))
    desk.sync()
    desk.served.body = desk.served.body[:-60]
    with pytest.raises(Retryable, match="ended in the middle"):
        desk.sync(hours=2)


def test_a_file_that_ends_in_the_middle_is_read_as_far_as_it_goes() -> None:
    snapshot = Desk(FakeFeed(feed(WEEKLY, event("last"))[:-20])).sync()
    assert len(snapshot.meetings) == 4
    assert "ends in the middle" in snapshot.refused[0].reason


def test_an_uploaded_file_is_read_and_left_alone_while_it_does_not_change() -> None:
    desk = Desk(FakeFeed(), address="s3://uploads/u1/c1.ics")
    desk.copies.put("uploads/u1/c1.ics", feed(WEEKLY), "text/calendar")
    snapshot = desk.sync()
    assert (len(snapshot.meetings), snapshot.requests) == (3, 0)
    assert desk.sync(hours=2).unchanged
    assert len(desk.sync(hours=240).meetings) == 2
    assert desk.copies.puts == ["uploads/u1/c1.ics"]


def test_a_missing_or_foreign_uploaded_file_is_refused() -> None:
    for address in ("s3://uploads/u1/gone.ics", "s3://uploads/u2/c1.ics", "s3://u1/sessions/x.json"):
        desk = Desk(FakeFeed(), address=address)
        desk.copies.put("uploads/u2/c1.ics", feed(WEEKLY), "text/calendar")
        with pytest.raises(Refused, match="upload it again"):
            desk.sync()


def test_fault_46_two_users_feeds_that_share_an_id_are_two_meetings() -> None:
    desk = Desk(FakeFeed(feed(event("same"))))
    mine, theirs = (
        desk.sync(),
        desk.sync(user_id="u2", connection=desk.request().connection.model_copy(update={"sync_state": {}})),
    )
    assert mine.meetings[0].meeting_id != theirs.meetings[0].meeting_id


def test_one_meeting_in_two_calendars_of_a_user_has_one_id() -> None:
    first, second = Desk(FakeFeed(feed(WEEKLY))), Desk(FakeFeed(feed(WEEKLY, head="X-WR-CALNAME:Private")))
    other = second.request().connection.model_copy(update={"calendar_id": "c2"})
    assert {m.meeting_id for m in first.sync().meetings} == {
        m.meeting_id for m in second.sync(connection=other).meetings
    }


def test_a_single_meeting_can_be_looked_up_as_it_is_now() -> None:
    desk = Desk(FakeFeed(feed(WEEKLY)))
    meeting = desk.sync().meetings[0]
    assert desk.provider.get_meeting_details(desk.request(), meeting.meeting_id) == meeting
    with pytest.raises(NotFound):
        desk.provider.get_meeting_details(desk.request(), "m-unknown")


def test_there_is_no_token_to_renew() -> None:
    desk = Desk(FakeFeed())
    assert desk.provider.refresh_calendar_token(desk.request()) == desk.request().connection


def gone(meeting: Meeting, snapshot: CalendarSnapshot) -> bool:
    return snapshot.shows_gone(meeting)


def test_absence_means_gone_only_where_the_snapshot_can_know() -> None:
    desk = Desk(FakeFeed(feed(event("kept"), event("now-bad"), event("removed"))))
    kept, now_bad, removed = desk.sync().meetings
    desk.served.body = feed(event("kept"), event("now-bad", ":rubbish"))
    snapshot = desk.sync(hours=2)
    assert gone(removed, snapshot)
    assert not gone(now_bad, snapshot)
    far = removed.model_copy(update={"start": removed.start.replace(year=2027), "end": removed.end.replace(year=2027)})
    assert not gone(far, snapshot)
    assert not gone(removed, snapshot.model_copy(update={"complete": False}))
    assert not gone(kept, desk.sync(hours=4))
