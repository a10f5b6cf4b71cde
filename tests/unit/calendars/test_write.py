"""Changing calendars, over real HTTP: once however often it is tried, never into one nobody allowed, and back again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas.calendars.authorized_calls import AuthorizedCalls
from lambdas.calendars.google import refusals as google_refusals
from lambdas.calendars.google.api import GoogleApi
from lambdas.calendars.google.write import GoogleWriter
from lambdas.calendars.microsoft import refusals as graph_refusals
from lambdas.calendars.microsoft.write import MicrosoftWriter
from lambdas.calendars.write import WriteConsents
from lambdas.calendars.write_calls import WriteCalls
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.actions.kinds.base import MeetingFacts
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.calendar_change import CalendarChange
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.kernel.source import Source
from lambdas.errors import NeedsConsent, Refused, Retryable, Unproven
from lambdas.outbound.json_http import JsonHttp
from tests.fakes.samples import NOW, a_connection
from tests.fakes.stores import FakeCalendarAccounts, FakeConnectedCalendars
from tests.fakes.writable_calendars import WritableCalendars, writable_calendars

ACTION = f"a{'0123456789abcdef' * 2}"[:21]
START = NOW + timedelta(days=2)
MEETING = MeetingFacts(meeting_id="m1", title="Roadmap", start=START, end=START + timedelta(hours=1))
THEM = {"email": "olga@example.com", "organizer": True}
ME: dict[str, Any] = {"email": "priya@example.com", "self": True, "responseStatus": "needsAction"}


class Access:
    """A token that ended is replaced by a good one."""

    def __init__(self) -> None:
        self.token = "good"

    def access_token(self, user_id: str, connection: CalendarConnection, *, rejected: str = "") -> str:
        if rejected:
            self.token = "good"
        return self.token


class Harness:
    def __init__(self, calendars: WritableCalendars) -> None:
        self.calendars, self.access, self.accounts = calendars, Access(), FakeCalendarAccounts()
        self.connected_calendars = FakeConnectedCalendars()
        for source in (Source.GOOGLE, Source.MICROSOFT):
            self.connected_calendars.connect("u1", a_connection(source.value, source=source, account_id=source.value))
            self.allow(source, True)
        consents = WriteConsents(self.connected_calendars, self.accounts)
        http, authorized = JsonHttp(calendars.url), AuthorizedCalls(self.access)
        self.writers: dict[Source, Any] = {
            Source.GOOGLE: GoogleWriter(consents, WriteCalls(authorized, google_refusals.judged), GoogleApi(http)),
            Source.MICROSOFT: MicrosoftWriter(consents, WriteCalls(authorized, graph_refusals.judged), http),
        }
        self.consents = consents
        calendars.put_google("e1", description="Bring figures", attendees=[dict(THEM), dict(ME)])
        calendars.graph["e1"] = {"id": "e1", "body": {"contentType": "html", "content": "<body>Hi</body>"}}

    def allow(self, source: Source, may_write: bool) -> None:
        provider = IdentityProvider.GOOGLE if source is Source.GOOGLE else IdentityProvider.MICROSOFT
        self.accounts.rows["u1", source.value] = CalendarAccount(
            user_id="u1",
            account_id=source.value,
            provider=provider,
            email="priya@example.com",
            consented_at=NOW,
            obtained_at=NOW,
            expires_at=NOW + timedelta(hours=1),
            may_write=may_write,
        )

    def change(self, kind: type[CalendarChange], source: Source, **facts: Any) -> Any:
        return kind(meeting=MEETING, calendar_id=source.value, source=source.value, external_id="e1", **facts)

    def block(self, source: Source) -> None:
        action = self.change(BlockTime, source, start=START - timedelta(hours=2), end=START - timedelta(hours=1))
        self.writers[source].block_time("u1", action, ACTION)

    def entries(self, source: Source) -> list[dict[str, Any]]:
        held = self.calendars.google if source is Source.GOOGLE else self.calendars.graph
        return [e for name, e in held.items() if name != "e1" and e.get("status") != "cancelled"]


@pytest.fixture
def harness() -> Iterator[Harness]:
    with writable_calendars() as calendars:
        yield Harness(calendars)


BOTH = pytest.mark.parametrize("source", [Source.GOOGLE, Source.MICROSOFT])


@BOTH
def test_time_is_blocked_once_however_often_it_is_tried(harness: Harness, source: Source) -> None:
    writer = harness.writers[source]
    action = harness.change(BlockTime, source, start=START - timedelta(hours=2), end=START - timedelta(hours=1))
    harness.calendars.will = [0]
    with pytest.raises(Retryable):
        writer.block_time("u1", action, ACTION)  # it was done, and the answer was lost
    writer.block_time("u1", action, ACTION)
    (entry,) = harness.entries(source)
    assert "Preparation: Roadmap" in str(entry)
    assert writer.is_written("u1", action, ACTION) is True
    writer.take_back("u1", action, ACTION)
    assert harness.entries(source) == []
    assert writer.is_written("u1", action, ACTION) is False


def test_google_is_answered_for_oneself_alone_and_the_others_stay(harness: Harness) -> None:
    writer, action = harness.writers[Source.GOOGLE], harness.change(DeclineMeeting, Source.GOOGLE, reason="On leave")
    for _ in range(2):
        writer.decline("u1", action, ACTION)
    organizer, me = harness.calendars.google["e1"]["attendees"]
    assert (me["responseStatus"], me["comment"]) == ("declined", "On leave")
    assert organizer == THEM
    assert [method for method, _ in harness.calendars.asked].count("PATCH") == 1
    writer.take_back("u1", action, ACTION)
    assert harness.calendars.google["e1"]["attendees"][1]["responseStatus"] == "accepted"


def test_google_hears_a_proposal_as_a_comment(harness: Harness) -> None:
    times = {"start": START + timedelta(days=1), "end": START + timedelta(days=1, hours=1)}
    harness.writers[Source.GOOGLE].propose_time("u1", harness.change(ProposeTime, Source.GOOGLE, **times), ACTION)
    me = harness.calendars.google["e1"]["attendees"][1]
    assert me["responseStatus"] == "tentative"
    assert me["comment"].startswith("Could we meet")


def test_graph_is_told_of_a_proposal_and_a_refusal_in_its_own_words(harness: Harness) -> None:
    writer = harness.writers[Source.MICROSOFT]
    times = {"start": START + timedelta(days=1), "end": START + timedelta(days=1, hours=1)}
    writer.propose_time("u1", harness.change(ProposeTime, Source.MICROSOFT, **times), ACTION)
    writer.decline("u1", harness.change(DeclineMeeting, Source.MICROSOFT, reason="On leave"), ACTION)
    (first, proposal), (second, refusal) = harness.calendars.answers
    assert (first, second) == ("tentativelyAccept", "decline")
    assert proposal["proposedNewTime"]["start"]["timeZone"] == "UTC"
    assert refusal == {"comment": "On leave", "sendResponse": True}


def test_an_answer_graph_never_confirmed_needs_a_person(harness: Harness) -> None:
    writer, action = harness.writers[Source.MICROSOFT], harness.change(DeclineMeeting, Source.MICROSOFT)
    writer.http.call("GET", "/v1.0/me/events/e1", headers={"Authorization": "Bearer good"})
    harness.calendars.will = [200, 0]
    with pytest.raises(Unproven):
        writer.decline("u1", action, ACTION)
    assert writer.is_written("u1", action, ACTION) is None


def test_somebody_else_s_change_in_between_is_not_overwritten(harness: Harness) -> None:
    writer, action = harness.writers[Source.GOOGLE], harness.change(DeclineMeeting, Source.GOOGLE, reason="On leave")
    answer = harness.calendars.answer
    edits = iter(["Bring the new figures"])

    def meanwhile(method: str, target: str, headers: Any, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if method == "PATCH" and (text := next(edits, "")):
            harness.calendars.google["e1"] |= {"description": text, "etag": '"7"'}
        return answer(method, target, headers, body)

    harness.calendars.answer = meanwhile  # type: ignore[method-assign]  # in the way of the real one
    writer.decline("u1", action, ACTION)
    assert harness.calendars.google["e1"]["description"] == "Bring the new figures"
    assert harness.calendars.google["e1"]["attendees"][1]["responseStatus"] == "declined"
    assert [method for method, _ in harness.calendars.asked].count("PATCH") == 2


@BOTH
def test_nothing_is_written_where_only_reading_was_allowed(harness: Harness, source: Source) -> None:
    harness.allow(source, False)
    assert not harness.consents.may_write("u1", source.value)
    with pytest.raises(NeedsConsent):
        harness.block(source)
    assert harness.calendars.asked == []


@BOTH
def test_a_token_that_ended_is_renewed_once(harness: Harness, source: Source) -> None:
    harness.access.token = "old"
    harness.block(source)
    assert len(harness.entries(source)) == 1


@BOTH
@pytest.mark.parametrize(("status", "expected"), [(403, Refused), (429, Retryable), (503, Retryable), (400, Refused)])
def test_what_the_service_refuses_is_told_apart(
    harness: Harness, source: Source, status: int, expected: type[Exception]
) -> None:
    harness.calendars.will = [status]
    with pytest.raises(expected):
        harness.block(source)


def test_one_s_own_meeting_is_neither_declined_nor_proposed_anew(harness: Harness) -> None:
    harness.calendars.google["e1"]["organizer"] = {"self": True}
    harness.calendars.graph["e1"]["isOrganizer"] = True
    for source, writer in harness.writers.items():
        with pytest.raises(Refused, match="You organize this meeting yourself"):
            writer.decline("u1", harness.change(DeclineMeeting, source), ACTION)
