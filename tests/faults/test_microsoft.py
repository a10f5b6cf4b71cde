"""Microsoft calendars under the faults they must survive (21 to 27, 32, 33): the real provider, Graph on loopback."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cli.local.microsoft_fake.events import a_series, an_event, global_id, moment, occurrence_of, occurrences_of
from cli.local.microsoft_fake.mailbox import removed
from cli.local.microsoft_fake.server import Reply
from lambdas.calendars.microsoft.provider import AHEAD
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.errors import NeedsConsent, Refused, Retryable
from tests.fakes.graph.harness import GraphHarness
from tests.fakes.graph.reader import NOW, Reader, by_id, graph_request
from tests.fakes.graph.server import FakeGraph

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

SOON = NOW + timedelta(days=3)


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture
def harness(graph: FakeGraph) -> GraphHarness:
    return GraphHarness(graph)


@pytest.fixture
def reader(graph: FakeGraph) -> Reader:
    return Reader(graph)


@pytest.mark.parametrize("stale_as", [410, 400, 404])
def test_fault_21_a_forgotten_token_means_reading_anew_without_a_duplicate_or_a_second_preparation(
    graph: FakeGraph, harness: GraphHarness, stale_as: int
) -> None:
    series = a_series("s", SOON, 3)
    graph.mailbox.put(an_event("e", SOON), series, *occurrences_of(series, 3))
    harness.sync()
    before, graph.stale_as = harness.rows(), stale_as
    scheduled = dict(harness.around.schedules.waiting)
    graph.mailbox.primary.forget_tokens()
    graph.mailbox.put(an_event("new", SOON))
    report = harness.sync()
    assert (report.created, report.updated, report.cancelled) == (1, 0, 0)
    assert {name: row for name, row in harness.rows().items() if name != "new"} == before
    assert scheduled.items() <= harness.around.schedules.waiting.items()
    assert not any("2026-01-01" in str(asked.query) for asked in graph.asked), "the Location's old days are not read"
    assert harness.sync().writes == 0


def test_fault_22_an_item_told_thrice_out_of_order_is_its_last_version(graph: FakeGraph, harness: GraphHarness) -> None:
    graph.mailbox.put(an_event("e", SOON))
    harness.sync()
    versions = [
        an_event("e", SOON, subject=f"Version {number}", lastModifiedDateTime=f"2026-11-10T0{number}:00:00Z")
        for number in (2, 3, 1)
    ]
    graph.mailbox.primary.next_round = versions
    assert harness.sync().updated == 1
    assert [row.meeting.title for row in harness.rows().values()] == ["Version 3"]
    graph.mailbox.primary.next_round = versions[:1]
    assert harness.sync().updated == 0, "an old version told again later changes nothing"


def test_fault_23_a_removal_told_before_the_event_is_no_error_and_nothing_rises_again(
    graph: FakeGraph, harness: GraphHarness
) -> None:
    graph.mailbox.put(an_event("kept", SOON), an_event("e", SOON))
    harness.sync()
    graph.mailbox.primary.next_round = [removed("never-seen"), removed("e"), an_event("e", SOON, subject="Again")]
    graph.mailbox.primary.events.pop("e")
    report = harness.sync()
    assert (report.cancelled, report.created, report.refused) == (1, 0, ())
    assert harness.rows()["e"].meeting.status is MeetingStatus.CANCELLED
    for _ in range(2):
        harness.passes(days=8)
        harness.sync()
    assert harness.rows()["e"].meeting.status is MeetingStatus.CANCELLED


def test_fault_24_the_frozen_window_is_moved_on_before_it_is_used_up(graph: FakeGraph, harness: GraphHarness) -> None:
    far = NOW + timedelta(days=40)
    graph.mailbox.put(an_event("far", far), an_event("near", SOON))
    harness.sync()
    assert harness.rows().keys() == {"near"}
    for _ in range(int(26 * 24 / 2)):
        harness.passes(hours=2)
        harness.sync()
        asked = harness.around.now + timedelta(days=14)
        assert harness.state["covers"] >= iso(asked), "no moment is without its fortnight"
    assert "far" in harness.rows()
    baselines = [asked for asked in graph.asked if "startDateTime" in asked.query]
    assert len(baselines) <= 1 + 26 / AHEAD.days, "read anew once a week, not at each sync"


def test_fault_25_a_next_link_elsewhere_is_not_followed_and_the_token_stays_here(graph: FakeGraph) -> None:
    graph.mailbox.put(*(an_event(f"e{number}", SOON) for number in range(300)))
    with FakeGraph() as thief:
        for link in (
            f"{thief.url}/v1.0/me/calendarView/delta?$skiptoken=x",
            f"//{thief.url.removeprefix('http://')}/v1.0/me",
            f"{graph.url}@{thief.url.removeprefix('http://')}/v1.0/me",
            f"{graph.url.replace('http', 'https', 1)}/v1.0/me",
            "https://graph.microsoft.com.evil.example/v1.0/me",
            "javascript:alert(1)",
        ):
            graph.foreign_link = link
            with pytest.raises(Refused, match="foreign address"):
                Reader(graph).read()
        assert thief.asked == []


def test_fault_25_a_redirect_is_not_followed_either(graph: FakeGraph, reader: Reader) -> None:
    with FakeGraph() as thief:
        graph.refuse_next = [Reply(302, {}, {"Location": f"{thief.url}/v1.0/me"})]
        with pytest.raises(Refused):
            reader.read()
        assert thief.asked == []


def test_fault_26_after_retry_after_120_nobody_calls_that_mailbox_for_120_seconds(graph: FakeGraph) -> None:
    reader, other = Reader(graph), Reader(graph)
    other.client._turns = reader.turns  # another function's process, the same table
    graph.refuse_next = [Reply(429, {"error": {"code": "ApplicationThrottled"}}, {"Retry-After": "120"})]
    with pytest.raises(Retryable, match="leave this mailbox alone"):
        reader.read()
    asked = graph.requests
    for seconds in (0, 60, 119):
        reader.now = other.now = NOW + timedelta(seconds=seconds)
        for one in (reader, other):
            with pytest.raises(Retryable, match="leave this mailbox alone"):
                one.read()
    assert graph.requests == asked
    someone_else = graph_request().model_copy(update={"user_id": "u2"})
    assert not other.provider.fetch_upcoming_meetings(someone_else).unchanged, "other mailboxes go on"
    reader.now = NOW + timedelta(seconds=120)
    assert not reader.read().unchanged


def test_fault_26_a_service_that_is_down_is_given_the_time_it_asks_for(graph: FakeGraph, reader: Reader) -> None:
    graph.refuse_next = [Reply(503, None, {"Retry-After": "30"})]
    with pytest.raises(Retryable):
        reader.read()
    with pytest.raises(Retryable):
        reader.read()
    assert graph.requests == 1
    reader.passes(seconds=30)
    assert reader.read().meetings == ()


def test_fault_27_of_twenty_jobs_on_one_mailbox_four_are_in_flight(graph: FakeGraph) -> None:
    graph.mailbox.put(*(an_event(f"e{number}", SOON) for number in range(900)))
    graph.hold = 0.01
    first = Reader(graph)
    pause = threading.Event()
    outcomes: list[int] = []

    def nap(_seconds: float) -> None:
        pause.wait(0.01)

    def job() -> None:
        reader = Reader(graph)
        reader.client._turns = first.turns
        reader.client._sleep = nap
        while True:
            try:
                outcomes.append(len(reader.read().meetings))
                return
            except Retryable:
                pause.wait(0.01)

    jobs = [threading.Thread(target=job) for _ in range(20)]
    for one in jobs:
        one.start()
    for one in jobs:
        one.join()
    assert outcomes == [900] * 20
    assert graph.most_in_flight <= 4


def test_fault_32_ids_that_differ_in_case_are_two_meetings(graph: FakeGraph, harness: GraphHarness) -> None:
    lower, upper = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0Aq", "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AQ"
    graph.mailbox.put(an_event(lower, SOON, subject="One"), an_event(upper, SOON, subject="Two"))
    assert harness.sync().created == 2
    assert {name: row.meeting.title for name, row in harness.rows().items()} == {lower: "One", upper: "Two"}
    graph.mailbox.primary.remove(upper)
    harness.sync()
    statuses = {name: row.meeting.status for name, row in harness.rows().items()}
    assert statuses == {lower: MeetingStatus.SCHEDULED, upper: MeetingStatus.CANCELLED}


def test_fault_32_two_without_a_common_uid_differ_in_case_too(graph: FakeGraph, harness: GraphHarness) -> None:
    graph.mailbox.put(an_event("AAk=x", SOON, iCalUId=None), an_event("AAK=x", SOON, iCalUId=None))
    assert harness.sync().created == 2


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("Pacific Standard Time", "2026-11-19T18:00:00Z"),
        ("W. Europe Standard Time", "2026-11-19T09:00:00Z"),
        ("India Standard Time", "2026-11-19T04:30:00Z"),
        ("Europe/London", "2026-11-19T10:00:00Z"),
        ("UTC", "2026-11-19T10:00:00Z"),
        ("tzone://Microsoft/Utc", "2026-11-19T10:00:00Z"),
        ("(UTC+09:00) Osaka, Sapporo, Tokyo", "2026-11-19T01:00:00Z"),
    ],
)
def test_fault_33_a_windows_zone_gives_the_right_instant(
    graph: FakeGraph, reader: Reader, zone: str, instant: str
) -> None:
    wall = NOW.replace(day=19, hour=10)
    graph.mailbox.put(an_event("e", wall, start=moment(wall, zone), end=moment(wall + timedelta(hours=1), zone)))
    assert iso(reader.sync().meetings[0].start) == instant


@pytest.mark.parametrize("zone", ["Middle Earth Standard Time", "tzone://Microsoft/Custom", "", None])
def test_fault_33_an_unknown_zone_is_named_and_never_taken_for_utc(
    graph: FakeGraph, harness: GraphHarness, zone: str | None
) -> None:
    nowhere = moment(SOON) | {"timeZone": zone}
    graph.mailbox.put(an_event("good", SOON), an_event("bad", SOON, start=nowhere, end=nowhere))
    report = harness.sync()
    assert harness.rows().keys() == {"good"}
    assert [refusal.item for refusal in report.refused] == ["bad"]
    assert "time zone" in report.refused[0].reason


def test_fault_33_a_meeting_whose_zone_becomes_unknown_is_kept_as_it_was(
    graph: FakeGraph, harness: GraphHarness
) -> None:
    graph.mailbox.put(an_event("e", SOON))
    harness.sync()
    nowhere = moment(SOON, "Nowhere")
    graph.mailbox.put(an_event("e", SOON, start=nowhere, lastModifiedDateTime="2026-11-16T07:00:00Z"))
    assert harness.sync().cancelled == 0
    assert harness.rows()["e"].meeting.status is MeetingStatus.SCHEDULED


def test_fault_13_a_token_refused_is_renewed_once_and_the_question_asked_again(graph: FakeGraph) -> None:
    reader = Reader(graph, "old-token", "good-token")
    assert reader.read().meetings == ()
    assert reader.access.rejected == ["old-token"]
    assert [asked.token for asked in graph.asked] == ["old-token", "good-token"]
    again = Reader(graph, "bad", "worse", "worst")
    with pytest.raises(Refused, match="connect it again"):
        again.read()
    assert again.access.rejected == ["bad"]
    with pytest.raises(NeedsConsent):
        Reader(graph, "revoked").read()


def test_fault_12_what_is_not_allowed_or_not_understood_is_not_tried_again(graph: FakeGraph, reader: Reader) -> None:
    graph.scopes.clear()
    with pytest.raises(Refused, match="does not let AMO read"):
        reader.read()
    graph.refuse_next = [Reply(400, {"error": {"code": "ErrorInvalidRequest"}})]
    with pytest.raises(Refused, match="operator"):
        reader.read()
    assert graph.requests == 2


def test_fault_3_a_run_that_ends_between_two_pages_leaves_nothing_and_the_next_one_converges(
    graph: FakeGraph, harness: GraphHarness
) -> None:
    graph.mailbox.put(*(an_event(f"e{number}", SOON) for number in range(450)))
    graph.refuse_next = [None, Reply(500, None)]
    assert harness.sync().problems[0].problem.startswith("Microsoft's calendar service")
    assert (harness.state, harness.rows(), harness.reader.documents.puts) == ({}, {}, [])
    assert harness.sync().created == 450
    before = harness.state
    graph.mailbox.put(*(an_event(f"late{number}", SOON) for number in range(250)))
    graph.mailbox.primary.remove("e7")
    graph.refuse_next = [None, Reply(500, None)]
    assert harness.sync().problems
    assert harness.state == before
    report = harness.sync()
    assert (report.created, report.cancelled, report.problems) == (250, 1, ())


def test_fault_3_a_copy_that_is_ahead_of_what_was_remembered_is_not_used(graph: FakeGraph, reader: Reader) -> None:
    graph.mailbox.put(an_event("e", SOON))
    reader.sync()
    graph.mailbox.put(an_event("ghost", SOON))
    reader.read()  # died after keeping its copy, before its state was stored
    graph.mailbox.primary.remove("ghost")
    graph.mailbox.put(an_event("new", SOON))
    assert by_id(reader.sync()).keys() == {"e", "new"}


def test_fault_21_pages_that_go_in_circles_are_left_for_later(graph: FakeGraph, reader: Reader) -> None:
    graph.mailbox.put(an_event("e", SOON))
    graph.in_circles = True
    with pytest.raises(Retryable, match="no end"):
        reader.read()
    assert graph.requests <= 6


@pytest.mark.parametrize("items", [0, 3])
def test_fault_21_a_page_that_leads_to_itself_is_asked_for_once(graph: FakeGraph, reader: Reader, items: int) -> None:
    path = "/v1.0/me/calendarView/delta?$skiptoken=again"
    page = {"value": [an_event(f"e{each}", SOON) for each in range(items)], "@odata.nextLink": f"{graph.url}{path}"}
    graph.refuse_next = [Reply(200, page) for _ in range(9)]
    with pytest.raises(Retryable, match="no end"):
        reader.read()
    assert graph.requests == 2


def test_fault_21_a_page_that_leads_back_to_where_the_round_began_ends_it(graph: FakeGraph, reader: Reader) -> None:
    reader.sync()
    asked = graph.requests
    graph.refuse_next = [Reply(200, {"value": [], "@odata.nextLink": f"{graph.url}{reader.state['delta']}"})] * 9
    with pytest.raises(Retryable, match="no end"):
        reader.read()
    assert graph.requests == asked + 1


def test_what_is_no_event_among_the_items_is_told_and_costs_nothing_else(graph: FakeGraph, reader: Reader) -> None:
    path = "/v1.0/me/calendarView/delta?$deltatoken=1"
    items = [an_event("e", SOON), "no event", None, an_event("", SOON)]
    graph.refuse_next = [Reply(200, {"value": items, "@odata.deltaLink": f"{graph.url}{path}"}, is_published=False)]
    snapshot = reader.sync()
    assert [meeting.external_id for meeting in snapshot.meetings] == ["e"]
    assert [refusal.item for refusal in snapshot.refused] == ["an event without an id", "an entry that is no event"]


def test_an_exception_told_without_its_series_belongs_to_it(graph: FakeGraph, reader: Reader) -> None:
    series = a_series("s", SOON - timedelta(days=70), 20)
    usual = occurrence_of(series, SOON)
    moved = occurrence_of(series, SOON, "exception", moved_to=SOON + timedelta(hours=3), iCalUId="another@example.org")
    graph.mailbox.put(series, usual)
    before = reader.meetings()[usual["id"]]
    graph.mailbox.put(moved)
    after = reader.meetings()[moved["id"]]
    assert (after.meeting_id, after.series_id) == (before.meeting_id, before.series_id)
    assert after.start == before.start + timedelta(hours=3)


def test_fault_20_what_is_hidden_or_private_is_not_guessed_and_not_passed_on(graph: FakeGraph, reader: Reader) -> None:
    body = {"contentType": "text", "content": "Biopsy results"}
    graph.mailbox.put(
        an_event("hidden", SOON, hideAttendees=True, attendees=[]),
        *(an_event(name, SOON, sensitivity=name, body=body) for name in ("private", "confidential", "personal")),
    )
    found = reader.meetings()
    assert found["hidden"].attendees_hidden
    assert not found["private"].attendees_hidden
    shown = {name for name, meeting in found.items() if "Biopsy" in meeting.description}
    assert shown == {"personal"}
    assert {name for name, meeting in found.items() if meeting.is_private} == {"private", "confidential", "personal"}


def test_fault_7_an_exception_moved_twice_and_back_stays_one_record(graph: FakeGraph, harness: GraphHarness) -> None:
    series = a_series("s", SOON, 2)
    graph.mailbox.put(series, *occurrences_of(series, 2))
    harness.sync()
    ids = {row.meeting.meeting_id for row in harness.rows().values()}
    for hours, minute in ((2, 10), (5, 20), (0, 30)):
        moved = occurrence_of(
            series,
            SOON,
            "exception",
            moved_to=SOON + timedelta(hours=hours),
            lastModifiedDateTime=f"2026-11-16T07:{minute}:00Z",
        )
        graph.mailbox.put(moved)
        report = harness.sync()
        assert (report.created, report.updated, report.cancelled) == (0, 1, 0)
        assert harness.rows()[moved["id"]].meeting.start == SOON + timedelta(hours=hours)
    assert {row.meeting.meeting_id for row in harness.rows().values()} == ids
    graph.mailbox.put(occurrence_of(series, SOON))  # the change is undone: an occurrence like the others again
    assert harness.sync().cancelled == 0
    assert {row.meeting.meeting_id for row in harness.rows().values()} == ids


def test_a_series_has_the_uid_it_has_in_an_ics_feed(graph: FakeGraph, reader: Reader) -> None:
    series = a_series("s", SOON, 2)
    graph.mailbox.put(series, *occurrences_of(series, 2))
    found = reader.meetings()
    assert {meeting.series_id for meeting in found.values()} == {global_id("s")}
