"""The whole calendar monitor over the fake Graph: what is stored, planned and told when an Outlook calendar changes."""

from dataclasses import replace

from lambdas.calendar_monitor.service import CalendarMonitor, SyncReport, SyncRequest
from lambdas.calendar_monitor.sync import sync_user
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from tests.fakes.graph.reader import NOW, Reader, graph_connection
from tests.fakes.graph.server import FakeGraph
from tests.fakes.monitor import MonitorHarness


class GraphHarness:
    """User ``u1`` with one Outlook calendar; ``monitor`` is the world around it."""

    def __init__(self, graph: FakeGraph) -> None:
        self.graph = graph
        self.reader = Reader(graph)
        self.around = MonitorHarness()
        self.around.now = NOW
        self.around.connected_calendars.disconnect("u1", "work")
        self.around.connected_calendars.connect("u1", graph_connection(calendar_id="outlook"))

    def monitor(self) -> CalendarMonitor:
        self.reader.now = self.around.now
        return replace(self.around.monitor(), providers={Source.MICROSOFT: self.reader.provider})

    def sync(self) -> SyncReport:
        return sync_user(self.monitor(), SyncRequest(user_id="u1"))

    def passes(self, **time: float) -> None:
        self.around.passes(**time)

    def rows(self) -> dict[str, TrackedMeeting]:
        """Every stored meeting, by Graph's id."""
        return {row.meeting.external_id: row for row in self.around.meetings.rows.values()}

    @property
    def state(self) -> dict[str, str]:
        return self.around.connected_calendars.of_user("u1")[0].sync_state
