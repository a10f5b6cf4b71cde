"""The laptop's Microsoft: the demonstration is read from it, changed over HTTP as the docs say, and written into."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.demonstration import entries
from cli.local.microsoft_fake.seed import demonstration_events
from lambdas.calendars.authorized_calls import AuthorizedCalls
from lambdas.calendars.microsoft.refusals import judged
from lambdas.calendars.microsoft.write import MicrosoftWriter
from lambdas.calendars.write import WriteConsents
from lambdas.calendars.write_calls import WriteCalls
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.actions.kinds.base import MeetingFacts
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.outbound.json_http import JsonHttp
from tests.fakes.graph.reader import NOW, Reader, by_id, graph_connection
from tests.fakes.graph.server import FakeGraph
from tests.fakes.stores import FakeCalendarAccounts, FakeConnectedCalendars

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

OWNER = "you@example.com"
ZONE = "Europe/Berlin"
ACTION = "a0123456789abcdef0123"


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        graph.mailbox.put(*demonstration_events(NOW, ZONE, OWNER))
        yield graph


@pytest.fixture
def reader(graph: FakeGraph) -> Reader:
    return Reader(graph)


def say(graph: FakeGraph, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """As a person does with curl."""
    request = urllib.request.Request(
        f"{graph.url}/v1.0/me/events{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer good-token", "Prefer": 'IdType="ImmutableId"'},
        method=method,
    )
    with urllib.request.urlopen(request) as answer:
        return dict(json.loads(answer.read() or b"{}"))


def titled(reader: Reader, title: str) -> list[Any]:
    return sorted((one for one in reader.meetings().values() if one.title == title), key=lambda one: one.start)


def test_the_demonstration_is_read_with_its_people_and_its_series(reader: Reader) -> None:
    found = reader.meetings().values()
    assert {meeting.title for meeting in found} >= {str(entry["title"]) for entry in entries()}
    repeated = next(entry for entry in entries() if "repeats" in entry)
    series = titled(reader, repeated["title"])
    assert len(series) >= 2
    assert len({meeting.series_id for meeting in series}) == 1
    assert {meeting.minutes for meeting in series} == {repeated["minutes"]}
    assert {meeting.timezone for meeting in series} == {ZONE}


def test_a_change_made_by_hand_is_told_and_read(graph: FakeGraph, reader: Reader) -> None:
    told: list[str] = []
    graph.tell = lambda: told.append("changed")
    reader.sync()
    event = say(graph, "GET", "")["value"][0]
    say(graph, "PATCH", f"/{event['id']}", {"subject": "Renamed"})
    made = say(graph, "POST", "", an_hour("Made by hand"))
    found = by_id(reader.sync())
    assert (found[made["id"]].title, found[made["id"]].start) == ("Made by hand", NOW + timedelta(days=2))
    assert "Renamed" in {meeting.title for meeting in found.values()}
    say(graph, "DELETE", f"/{made['id']}")
    assert made["id"] not in by_id(reader.sync())
    assert told == ["changed"] * 3


def test_a_series_that_is_moved_moves_its_occurrences(graph: FakeGraph, reader: Reader) -> None:
    repeated = next(entry for entry in entries() if "repeats" in entry)
    before = titled(reader, repeated["title"])
    series = next(one for one in graph.mailbox.primary.events.values() if one["type"] == "seriesMaster")
    later = datetime.fromisoformat(series["start"]["dateTime"]).replace(tzinfo=UTC) + timedelta(hours=1)
    say(graph, "PATCH", f"/{series['id']}", {"start": {"dateTime": later.isoformat(), "timeZone": "UTC"}})
    after = titled(reader, series["subject"])
    assert [meeting.start - earlier.start for meeting, earlier in zip(after, before, strict=True)] == [
        timedelta(hours=1)
    ] * len(before)


@pytest.mark.parametrize("body", [{}, {"start": 7}, {"start": {"dateTime": "soon"}}])
def test_what_makes_no_sense_is_refused_as_graph_does(graph: FakeGraph, body: dict[str, Any]) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        say(graph, "POST", "", body)
    assert refused.value.code == 400


def test_amo_writes_into_it_and_finds_and_takes_back_what_it_wrote(graph: FakeGraph) -> None:
    writer = a_writer(graph)
    event = next(iter(graph.mailbox.primary.events))
    meeting = MeetingFacts(meeting_id="m1", title="Roadmap", start=NOW, end=NOW + timedelta(hours=1))
    block = BlockTime(**at(event, meeting), start=NOW, end=NOW + timedelta(hours=1))
    assert writer.is_written("u1", block, ACTION) is False
    writer.block_time("u1", block, ACTION)
    writer.block_time("u1", block, ACTION)
    assert writer.is_written("u1", block, ACTION) is True
    assert len([one for one in graph.mailbox.primary.events.values() if "Preparation" in one["subject"]]) == 1
    writer.take_back("u1", block, ACTION)
    assert not [one for one in graph.mailbox.primary.events.values() if "Preparation" in one["subject"]]


def test_what_is_declined_leaves_the_calendar(graph: FakeGraph) -> None:
    invited = say(graph, "POST", "", an_hour("Review"))["id"]
    graph.mailbox.put(graph.mailbox.primary.events[invited] | {"isOrganizer": False})
    meeting = MeetingFacts(meeting_id="m1", title="Review", start=NOW, end=NOW + timedelta(hours=1))
    where = at(invited, meeting)
    decline = DeclineMeeting(**where, reason="Away")
    a_writer(graph).decline("u1", decline, ACTION)
    assert invited not in graph.mailbox.primary.events


def at(event: str, meeting: MeetingFacts) -> dict[str, Any]:
    return {"calendar_id": "c1", "source": "microsoft_graph", "external_id": event, "meeting": meeting}


def an_hour(subject: str) -> dict[str, Any]:
    begins = NOW + timedelta(days=2)
    times = {"start": begins, "end": begins + timedelta(hours=1)}
    told = {name: {"dateTime": f"{when:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"} for name, when in times.items()}
    return {"subject": subject, **told}


def a_writer(graph: FakeGraph) -> MicrosoftWriter:
    calendars, accounts = FakeConnectedCalendars(), FakeCalendarAccounts()
    calendars.connect("u1", graph_connection(account_id="m"))
    accounts.rows["u1", "m"] = CalendarAccount(
        user_id="u1",
        account_id="m",
        provider=IdentityProvider.MICROSOFT,
        email=OWNER,
        consented_at=NOW,
        obtained_at=NOW,
        expires_at=NOW,
        may_write=True,
        kept={"in": "table"},
    )
    calls = WriteCalls(AuthorizedCalls(Reader(graph).access), judged)
    return MicrosoftWriter(WriteConsents(calendars, accounts), calls, JsonHttp(graph.url))
