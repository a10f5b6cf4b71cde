"""An Outlook calendar through the whole deployed app: consent, reading, a change told at once, a preparation.

Graph is the fake on loopback, spoken to over HTTP from the functions themselves; an instance of its own, since the
registration at a provider is the stage's.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from cli.local.microsoft_fake.events import a_series, an_event, occurrences_of, person
from cli.stage import find_stage
from tests.e2e.conftest import Amo, free_port, meeting_titled
from tests.fakes.graph.consents import connect_outlook
from tests.fakes.graph.server import FakeGraph
from tests.fakes.patience import until

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e of channels and calendars")]

OWNER = "you@example.com"
SHARED_UID = "budget-review-2026@example.com"
SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=50)


@pytest.fixture(scope="module")
def graph() -> Iterator[FakeGraph]:
    people = [person(OWNER, "accepted"), *(person(f"colleague{number}@example.com") for number in range(9))]
    mine: dict[str, Any] = {"organizer": {"emailAddress": {"name": "You", "address": OWNER}}, "isOrganizer": True}
    with FakeGraph() as graph:
        series = a_series(
            "weekly", SOON + timedelta(hours=3), 2, subject="1:1 Priya / You", attendees=people[1:2], **mine
        )
        graph.mailbox.put(
            an_event("leaders", SOON, subject="Leadership Team Meeting", attendees=people),
            an_event(
                "shared", SOON + timedelta(hours=5), subject="Budget review", iCalUId=SHARED_UID, attendees=people
            ),
            series,
            *occurrences_of(series, 2),
        )
        yield graph


@pytest.fixture(scope="module")
def amo(tmp_path_factory: pytest.TempPathFactory, graph: FakeGraph) -> Iterator[Amo]:
    """With an .ics calendar that holds one of Outlook's meetings too."""
    folder = tmp_path_factory.mktemp("outlook")
    busy = folder / "busy.ics"
    busy.write_bytes(a_file_with(SHARED_UID, SOON + timedelta(hours=5)))
    amo = Amo(folder / "state")
    try:
        started = amo.up("--port", str(free_port()), "--email", OWNER, "--calendar", str(busy))
        assert started.returncode == 0, started.stderr + started.stdout
        connect_outlook(find_stage(amo.state_dir, "local"), graph, OWNER)
        yield amo
    finally:
        amo.end()


def a_file_with(uid: str, start: datetime) -> bytes:
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("summary", "Busy")
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(hours=1))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def scheduled(amo: Amo) -> dict[str, dict[str, Any]]:
    meetings = amo.json("meetings", "--days", "20")
    return {meeting["title"]: meeting for meeting in meetings if meeting["status"] == "scheduled"}


def test_a_connected_calendar_is_read_and_its_meetings_are_classified(amo: Amo) -> None:
    amo("sync")
    until(lambda: "Leadership Team Meeting" in scheduled(amo))
    found = scheduled(amo)["Leadership Team Meeting"]
    assert (found["source"], found["external_id"]) == ("microsoft_graph", "leaders")
    assert (found["meeting_type"], found["attendee_count"]) == ("leadership_meeting", 11)
    assert scheduled(amo)["1:1 Priya / You"]["meeting_type"] == "one_on_one"


def test_the_same_meeting_in_two_calendars_is_one_and_the_invitation_wins(amo: Amo) -> None:
    shared = [one for one in amo.json("meetings", "--days", "20") if one["title"] in ("Busy", "Budget review")]
    assert [(one["title"], one["source"]) for one in shared] == [("Budget review", "microsoft_graph")]


def test_nothing_changed_costs_one_request_and_no_write(amo: Amo, graph: FakeGraph) -> None:
    amo("sync")
    asked = graph.requests
    report = amo.json("sync")
    assert (report["writes"], report["requests"], report["problems"]) == (0, 1, [])
    assert graph.requests == asked + 1


def test_a_change_is_there_with_its_notice_without_a_poll(amo: Amo, graph: FakeGraph) -> None:
    watched = next(iter(graph.subscriptions.current))
    assert graph.subscriptions.current[watched]["notificationUrl"].endswith("/hooks/microsoft")
    graph.mailbox.put(an_event("pushed", SOON + timedelta(hours=8), subject="Pushed review"))
    assert graph.subscriptions.notify(watched) == 202
    assert graph.subscriptions.notify(watched, clientState="forged") == 202
    assert until(lambda: scheduled(amo).get("Pushed review"))["source"] == "microsoft_graph"
    graph.mailbox.primary.remove("pushed")
    graph.subscriptions.notify(watched)
    until(lambda: "Pushed review" not in scheduled(amo))


def test_an_outlook_meeting_is_prepared_from_questions_to_documents(amo: Amo, tmp_path: Path) -> None:
    """It is nearer than its 72 hours: the preparation has begun by itself."""
    meeting_id = meeting_titled(amo, "Leadership Team Meeting")["meeting_id"]
    until(lambda: meeting_titled(amo, "Leadership Team Meeting")["prep_status"] == "waiting")
    answers = tmp_path / "answers.txt"
    answers.write_text("Agree on the hiring plan\nThe checkout incident\n")
    chat = amo("chat", meeting_id, "--answers", str(answers))
    assert chat.returncode == 0, chat.stderr
    out = tmp_path / "materials"
    assert amo("materials", meeting_id, "--out", str(out)).returncode == 0
    assert "hiring plan" in (out / "agenda.html").read_text()


def test_no_token_and_no_word_agreed_on_is_in_a_log(amo: Amo, graph: FakeGraph) -> None:
    logged = (amo.state_dir / "engine.log").read_text()
    words = [told["clientState"] for told in graph.subscriptions.current.values()]
    assert words
    assert not [word for word in (*words, *graph.tokens) if word in logged]
