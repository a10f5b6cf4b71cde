"""Changing calendars, over real HTTP: once however often it is tried, never into one nobody allowed, and back again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas.calendars.google_writing import GoogleWriting
from lambdas.calendars.json_http import JsonHttp
from lambdas.calendars.microsoft_writing import MicrosoftWriting
from lambdas.calendars.writing import WriteConsents
from lambdas.calendars.writing_calls import WritingCalls
from lambdas.domain.action_types import BlockTime, CalendarChange, DeclineMeeting, LinkAgenda, ProposeTime
from lambdas.domain.actions import MeetingFacts
from lambdas.domain.consents import CalendarAccount, IdentityProvider
from lambdas.domain.meetings import Source
from lambdas.domain.users import CalendarConnection
from lambdas.errors import NeedsConsent, Refused, Retryable, Unproven
from tests.fakes.calendar_accounts import FakeCalendarAccounts
from tests.fakes.samples import NOW, a_connection, a_user
from tests.fakes.users import FakeUsers
from tests.fakes.writable_calendars import WritableCalendars, writable_calendars

ACTION = f"a{'0123456789abcdef' * 2}"[:21]
LINK = "https://amo.example/meetings/m1"
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


class World:
    def __init__(self, calendars: WritableCalendars) -> None:
        self.calendars, self.access, self.accounts = calendars, Access(), FakeCalendarAccounts()
        self.users = FakeUsers(a_user("u1"))
        for source in (Source.GOOGLE, Source.MICROSOFT):
            self.users.connect("u1", a_connection(source.value, source=source, account_id=source.value))
            self.allow(source, True)
        consents = WriteConsents(self.users, self.accounts)  # type: ignore[arg-type]
        calls = WritingCalls(JsonHttp(calendars.url), self.access)
        self.writers: dict[Source, Any] = {
            Source.GOOGLE: GoogleWriting(consents, calls),
            Source.MICROSOFT: MicrosoftWriting(consents, calls),
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

    def description(self, source: Source) -> str:
        if source is Source.GOOGLE:
            return str(self.calendars.google["e1"]["description"])
        return str(self.calendars.graph["e1"]["body"]["content"])

    def entries(self, source: Source) -> list[dict[str, Any]]:
        held = self.calendars.google if source is Source.GOOGLE else self.calendars.graph
        return [e for name, e in held.items() if name != "e1" and e.get("status") != "cancelled"]


@pytest.fixture
def world() -> Iterator[World]:
    with writable_calendars() as calendars:
        yield World(calendars)


BOTH = pytest.mark.parametrize("source", [Source.GOOGLE, Source.MICROSOFT])


@BOTH
def test_a_link_is_written_once_and_taken_out_again(world: World, source: Source) -> None:
    writer, action = world.writers[source], world.change(LinkAgenda, source, link=LINK)
    before = world.description(source)
    assert writer.is_written("u1", action, ACTION) is False
    for _ in range(3):
        writer.link_agenda("u1", action, ACTION)
    assert world.description(source).count("Agenda: ") == 1
    assert LINK in world.description(source)
    assert writer.is_written("u1", action, ACTION) is True
    writer.take_back("u1", action, ACTION)
    assert world.description(source) == before


@BOTH
def test_time_is_blocked_once_however_often_it_is_tried(world: World, source: Source) -> None:
    writer = world.writers[source]
    action = world.change(BlockTime, source, start=START - timedelta(hours=2), end=START - timedelta(hours=1))
    world.calendars.will = [0]
    with pytest.raises(Retryable):
        writer.block_time("u1", action, ACTION)  # it was done, and the answer was lost
    writer.block_time("u1", action, ACTION)
    (entry,) = world.entries(source)
    assert "Preparation: Roadmap" in str(entry)
    assert writer.is_written("u1", action, ACTION) is True
    writer.take_back("u1", action, ACTION)
    assert world.entries(source) == []
    assert writer.is_written("u1", action, ACTION) is False


def test_google_is_answered_for_oneself_alone_and_the_others_stay(world: World) -> None:
    writer, action = world.writers[Source.GOOGLE], world.change(DeclineMeeting, Source.GOOGLE, reason="On leave")
    for _ in range(2):
        writer.decline("u1", action, ACTION)
    organizer, me = world.calendars.google["e1"]["attendees"]
    assert (me["responseStatus"], me["comment"]) == ("declined", "On leave")
    assert organizer == THEM
    assert [method for method, _ in world.calendars.asked].count("PATCH") == 1
    writer.take_back("u1", action, ACTION)
    assert world.calendars.google["e1"]["attendees"][1]["responseStatus"] == "accepted"


def test_google_hears_a_proposal_as_a_comment(world: World) -> None:
    times = {"start": START + timedelta(days=1), "end": START + timedelta(days=1, hours=1)}
    world.writers[Source.GOOGLE].propose_time("u1", world.change(ProposeTime, Source.GOOGLE, **times), ACTION)
    me = world.calendars.google["e1"]["attendees"][1]
    assert me["responseStatus"] == "tentative"
    assert me["comment"].startswith("Could we meet")


def test_graph_is_told_of_a_proposal_and_a_refusal_in_its_own_words(world: World) -> None:
    writer = world.writers[Source.MICROSOFT]
    times = {"start": START + timedelta(days=1), "end": START + timedelta(days=1, hours=1)}
    writer.propose_time("u1", world.change(ProposeTime, Source.MICROSOFT, **times), ACTION)
    writer.decline("u1", world.change(DeclineMeeting, Source.MICROSOFT, reason="On leave"), ACTION)
    (first, proposal), (second, refusal) = world.calendars.answers
    assert (first, second) == ("tentativelyAccept", "decline")
    assert proposal["proposedNewTime"]["start"]["timeZone"] == "UTC"
    assert refusal == {"comment": "On leave", "sendResponse": True}


def test_an_answer_graph_never_confirmed_needs_a_person(world: World) -> None:
    writer, action = world.writers[Source.MICROSOFT], world.change(DeclineMeeting, Source.MICROSOFT)
    writer.calls.http.call("GET", "/v1.0/me/events/e1", headers={"Authorization": "Bearer good"})
    world.calendars.will = [200, 0]
    with pytest.raises(Unproven):
        writer.decline("u1", action, ACTION)
    assert writer.is_written("u1", action, ACTION) is None


def test_somebody_else_s_change_in_between_is_not_overwritten(world: World) -> None:
    writer, action = world.writers[Source.GOOGLE], world.change(LinkAgenda, Source.GOOGLE, link=LINK)
    answer = world.calendars.answer
    edits = iter(["Bring the new figures"])

    def meanwhile(method: str, target: str, headers: Any, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if method == "PATCH" and (text := next(edits, "")):
            world.calendars.google["e1"] |= {"description": text, "etag": '"7"'}
        return answer(method, target, headers, body)

    world.calendars.answer = meanwhile  # type: ignore[method-assign]
    writer.link_agenda("u1", action, ACTION)
    assert world.description(Source.GOOGLE) == f"Bring the new figures\n\nAgenda: {LINK}"


@BOTH
def test_nothing_is_written_where_only_reading_was_allowed(world: World, source: Source) -> None:
    world.allow(source, False)
    assert not world.consents.may_write("u1", source.value)
    with pytest.raises(NeedsConsent):
        world.writers[source].link_agenda("u1", world.change(LinkAgenda, source, link=LINK), ACTION)
    assert world.calendars.asked == []


@BOTH
def test_a_token_that_ended_is_renewed_once(world: World, source: Source) -> None:
    world.access.token = "old"
    world.writers[source].link_agenda("u1", world.change(LinkAgenda, source, link=LINK), ACTION)
    assert LINK in world.description(source)


@BOTH
@pytest.mark.parametrize(("status", "expected"), [(403, Refused), (429, Retryable), (503, Retryable), (400, Refused)])
def test_what_the_service_refuses_is_told_apart(
    world: World, source: Source, status: int, expected: type[Exception]
) -> None:
    world.calendars.will = [status]
    with pytest.raises(expected):
        world.writers[source].link_agenda("u1", world.change(LinkAgenda, source, link=LINK), ACTION)


def test_one_s_own_meeting_is_neither_declined_nor_proposed_anew(world: World) -> None:
    world.calendars.google["e1"]["organizer"] = {"self": True}
    world.calendars.graph["e1"]["isOrganizer"] = True
    for source, writer in world.writers.items():
        with pytest.raises(Refused, match="You organize this meeting yourself"):
            writer.decline("u1", world.change(DeclineMeeting, source), ACTION)
