"""Whatever people do to an Outlook calendar between two syncs, what changed comes to the same as reading it all."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.local.microsoft_fake.events import a_series, an_event, occurrence_of, occurrences_of
from cli.local.microsoft_fake.mailbox import FakeMailbox
from lambdas.domain.meetings.meeting import Meeting
from tests.fakes.graph.reader import NOW, Reader, by_id
from tests.fakes.graph.server import FakeGraph

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

SINGLES = st.sampled_from(["a", "b", "c"])
SERIES = st.sampled_from(["s", "t"])
DAYS = st.integers(-10, 40)
WHICH = st.integers(0, 5)
EDITS = st.one_of(
    st.tuples(st.just("put"), SINGLES, DAYS),
    st.tuples(st.just("remove"), SINGLES),
    st.tuples(st.just("begin"), SERIES, DAYS),
    st.tuples(st.just("rename"), SERIES),
    st.tuples(st.just("end"), SERIES),
    st.tuples(st.just("take_out"), SERIES, WHICH),
    st.tuples(st.just("move"), SERIES, WHICH, DAYS),
    st.tuples(st.just("sync")),
    st.tuples(st.just("pass_days"), st.integers(1, 6)),
    st.tuples(st.just("forget_tokens")),
)


class Owner:
    """Somebody at their calendar; every change has a later time than the one before."""

    def __init__(self, mailbox: FakeMailbox) -> None:
        self.mailbox = mailbox
        self._edits = 0

    @property
    def events(self) -> dict[str, dict[str, Any]]:
        return self.mailbox.primary.events

    def put(self, name: str, days: int) -> None:
        self.mailbox.put(an_event(name, _day(days), subject=f"{name} {days}", **self._edited()))

    def remove(self, name: str) -> None:
        if name in self.events:
            self.mailbox.primary.remove(name)

    def begin(self, name: str, days: int) -> None:
        if name not in self.events:
            series = a_series(name, _day(days), 6, **self._edited())
            self.mailbox.put(series, *occurrences_of(series, 6))

    def rename(self, name: str) -> None:
        if name in self.events:
            self.mailbox.put(self.events[name] | self._edited() | {"subject": f"{name} renamed {self._edits}"})

    def end(self, name: str) -> None:
        self.remove(name)

    def take_out(self, name: str, which: int) -> None:
        if occurrence := self._occurrence(name, which):
            self.mailbox.primary.remove(occurrence["id"])

    def move(self, name: str, which: int, days: int) -> None:
        if occurrence := self._occurrence(name, which):
            start = datetime.fromisoformat(occurrence["originalStart"])
            moved = {"moved_to": _day(days) + timedelta(hours=2), "subject": f"moved to {days}"}
            self.mailbox.put(occurrence_of(self.events[name], start, "exception", **moved, **self._edited()))

    def _occurrence(self, name: str, which: int) -> dict[str, Any] | None:
        found = [event for event in self.events.values() if event["seriesMasterId"] == name]
        return found[which] if which < len(found) else None

    def _edited(self) -> dict[str, Any]:
        self._edits += 1
        return {"lastModifiedDateTime": f"2026-11-15T{self._edits // 60:02}:{self._edits % 60:02}:00Z"}


def _day(days: int) -> datetime:
    return NOW + timedelta(days=days, hours=1)


@pytest.fixture(scope="module")
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(EDITS, max_size=25))
def test_what_changed_comes_to_the_same_as_reading_it_all(graph: FakeGraph, edits: list[tuple[Any, ...]]) -> None:
    mailbox = FakeMailbox()
    graph.tokens["good-token"] = mailbox
    owner, reader, shown = Owner(mailbox), Reader(graph), dict[str, Meeting]()
    for edit, *given_to in [*edits, ("sync",)]:
        if edit == "pass_days":
            reader.passes(days=given_to[0])
        elif edit == "forget_tokens":
            mailbox.primary.forget_tokens()
        elif edit == "sync":
            snapshot = reader.sync()
            shown = shown if snapshot.unchanged else by_id(snapshot)
        else:
            getattr(owner, edit)(*given_to)
    anew = Reader(graph)
    anew.now = reader.now
    days = reader.request().window
    assert _within(shown, days) == _within(by_id(anew.sync()), days)


def _within(meetings: dict[str, Meeting], days: Any) -> dict[str, tuple[Any, ...]]:
    found = (meeting for meeting in meetings.values() if days.touches(meeting.start, meeting.end))
    return {one.external_id: (one.meeting_id, one.title, one.start, one.end, one.series_id) for one in found}
