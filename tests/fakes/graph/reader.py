"""The real provider in front of the fake Graph, with everything else of it in memory."""

from datetime import datetime, timedelta
from typing import Any

from lambdas.calendars.base import CalendarRequest, CalendarSnapshot
from lambdas.calendars.merged_copies import MergedCopies
from lambdas.calendars.microsoft.graph import Graph
from lambdas.calendars.microsoft.provider import MicrosoftCalendar
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NeedsConsent
from lambdas.outbound.json_http import JsonHttp
from tests.fakes.documents import FakeDocuments
from tests.fakes.graph.server import FakeGraph
from tests.fakes.stores import FakeMailboxTurns

NOW = datetime.fromisoformat("2026-11-16T08:00:00Z")
OWNER = "ann@example.org"


class FakeAccess:
    """``tokens`` are handed out one after the other: the next where one was rejected, none when they are used up."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.rejected: list[str] = []

    def access_token(self, user_id: str, connection: CalendarConnection, *, rejected: str = "") -> str:
        if rejected and rejected == (self.tokens or [""])[0]:
            self.rejected.append(self.tokens.pop(0))
        if not self.tokens:
            raise NeedsConsent("Connect it again.")
        return self.tokens[0]


def graph_connection(**changes: Any) -> CalendarConnection:
    values = {"calendar_id": "c1", "source": Source.MICROSOFT, "label": "Outlook", "address": "primary"}
    return CalendarConnection.model_validate(values | changes)


def graph_request(now: datetime = NOW, timezone: str = "Europe/Berlin", **connection: Any) -> CalendarRequest:
    return CalendarRequest(
        user_id="u1",
        connection=graph_connection(**connection),
        owner=CalendarOwner(email=OWNER),
        timezone=timezone,
        now=now,
    )


class Reader:
    """Syncs one calendar as the monitor does: state is remembered when a sync came to its end."""

    def __init__(self, graph: FakeGraph, *tokens: str) -> None:
        self.graph = graph
        self.access = FakeAccess(*(tokens or ("good-token",)))
        self.turns = FakeMailboxTurns()
        self.documents = FakeDocuments()
        self.now = NOW
        self.timezone = "Europe/Berlin"
        self.address = "primary"
        self.state: dict[str, str] = {}
        self.waits: list[float] = []
        self.client = Graph(JsonHttp(graph.url), self.access, self.turns, lambda: self.now, self.waits.append)
        self.provider = MicrosoftCalendar(self.client, MergedCopies(self.documents))

    def request(self) -> CalendarRequest:
        return graph_request(self.now, self.timezone, address=self.address, sync_state=self.state)

    def read(self) -> CalendarSnapshot:
        return self.provider.fetch_upcoming_meetings(self.request())

    def sync(self) -> CalendarSnapshot:
        snapshot = self.read()
        self.state = dict(snapshot.sync_state)
        return snapshot

    def meetings(self) -> dict[str, Meeting]:
        """By Graph's id; everything the calendar shows, whatever was known before."""
        self.state = {}
        return by_id(self.sync())

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


def by_id(snapshot: CalendarSnapshot) -> dict[str, Meeting]:
    return {meeting.external_id: meeting for meeting in snapshot.meetings}
