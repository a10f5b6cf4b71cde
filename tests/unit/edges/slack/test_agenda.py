"""``/amo agenda``: of the next meeting with the people of the channel, for the asker's eyes."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.agenda.materials import MaterialsPlan, Section
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, PrepStatus
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_requests import BOT, PERSON, command_body
from tests.unit.edges.slack_office import RIVAL_ID, STRANGER_ID, Office

CHANNEL = "C2147483705"
"""Where command_body types it."""
RIVAL = Attendee(email="rival@example.com", name="Rival")
SYNC, TALK, LATER = (f"m{digit * 20}" for digit in "123")


def hold(office: Office, meeting_id: str, title: str, days: int, *people: Attendee, is_ready: bool = True) -> None:
    """A meeting of Priya's; ``is_ready``: its agenda is written."""
    start = NOW + timedelta(days=days)
    meeting = a_meeting(meeting_id, user_id="u1", title=title, start=start, attendees=people)
    tracked = a_tracked(meeting)
    if is_ready:
        ready = {"status": PrepStatus.READY, "run": 1, "materials": manifest_of(office, meeting_id, title)}
        tracked = tracked.model_copy(update={"preparation": tracked.preparation.model_copy(update=ready)})
    office.meetings.rows[meeting_id] = tracked


def manifest_of(office: Office, meeting_id: str, title: str) -> MaterialsManifest:
    start, folder = NOW + timedelta(days=1), f"u1/{meeting_id}/r1"
    sections = (
        Section(title=f"{title}: figures", minutes=20, priority=1),
        Section(title="Next steps", minutes=40, priority=1),
    )
    plan = MaterialsPlan(
        meeting_id=meeting_id,
        title=title,
        meeting_type="default",
        start=start,
        end=start + timedelta(hours=1),
        timezone="UTC",
        minutes=60,
        people=2,
        sections=sections,
        composed_at=NOW,
    )
    office.documents.put(f"{folder}/plan.json", plan.model_dump_json().encode(), "application/json")
    keys = {name: f"{folder}/{name}" for name in ("agenda_key", "questions_key", "notes_key")}
    return MaterialsManifest(plan_key=f"{folder}/plan.json", generated_at=NOW, **keys)


@pytest.fixture
def with_meetings(office: Office) -> Office:
    hold(office, TALK, "Talk", 1)
    hold(office, SYNC, "Sync", 2, RIVAL)
    hold(office, LATER, "Roadmap <b>later</b>", 3, is_ready=False)
    return office


def ask(office: Office, words: str = "agenda", **changes: Any) -> dict[str, Any]:
    office.deliver("commands", command_body(words, **changes))
    return office.web.messages[-1]


def test_in_a_channel_amo_was_invited_to_it_is_the_next_meeting_with_its_people(with_meetings: Office) -> None:
    with_meetings.web.channels[CHANNEL] = (PERSON, RIVAL_ID, BOT)
    message = ask(with_meetings)
    assert message["channel"].startswith("D")
    assert message["text"].startswith("Agenda: Sync, ")
    shown = json.dumps(message["blocks"])
    assert "1. Sync: figures (20 min)" in shown
    assert "2. Next steps (40 min)" in shown
    assert f"https://amo.example.com/meetings/{SYNC}#agenda" in shown


def test_elsewhere_it_is_the_next_meeting_that_has_an_agenda(with_meetings: Office) -> None:
    assert ask(with_meetings)["text"].startswith("Agenda: Talk, ")
    with_meetings.web.scopes -= {"channels:read"}
    with_meetings.web.channels[CHANNEL] = (PERSON, RIVAL_ID, BOT)
    assert ask(with_meetings, trigger="t2")["text"].startswith("Agenda: Talk, ")


def test_nobody_of_the_channel_in_a_meeting_is_said_with_the_next_agenda(with_meetings: Office) -> None:
    with_meetings.web.channels[CHANNEL] = (PERSON, STRANGER_ID, BOT)
    message = ask(with_meetings)
    assert message["text"].startswith("Agenda: Talk, ")
    assert "none that comes is with the people of this channel" in json.dumps(message)


def test_words_of_the_title_pick_it_and_one_without_an_agenda_can_be_prepared(with_meetings: Office) -> None:
    assert ask(with_meetings, "agenda sync")["text"].startswith("Agenda: Sync, ")
    message = ask(with_meetings, "agenda ROADMAP", trigger="t2")
    assert message["text"] == "This meeting has no agenda yet"
    assert message["blocks"][-1]["accessory"]["action_id"] == "prepare"
    assert "no agenda yet" not in ask(with_meetings, "agenda nothing like it", trigger="t3")["text"]
    assert with_meetings.said[-1].startswith("No meeting in the next 14 days has these words")


def test_somebody_without_any_agenda_is_told_how_to_get_one(office: Office) -> None:
    assert ask(office)["text"].startswith("None of your meetings in the next 14 days has an agenda yet")


def test_a_meeting_whose_title_stands_in_another_s_is_found_by_its_own(office: Office) -> None:
    hold(office, SYNC, "Roadmap review", 1, is_ready=False)
    hold(office, TALK, "Roadmap", 2, is_ready=False)
    office.deliver("commands", command_body("prep roadmap", trigger="t1"))
    assert office.said[-1] == "Roadmap: AMO has begun. Your questions come here in a moment."
    office.deliver("commands", command_body("agenda roadmap", trigger="t2"))
    assert "Roadmap review" not in json.dumps(office.web.messages[-1]["blocks"])


def test_of_a_series_the_occurrence_that_has_begun_is_not_the_one_to_prepare(office: Office) -> None:
    hold(office, SYNC, "Stand-up", 0, is_ready=False)
    hold(office, TALK, "Stand-up", 1, is_ready=False)
    office.now += timedelta(minutes=5)
    office.deliver("commands", command_body("prep stand-up"))
    assert office.said[-1].startswith("Stand-up: AMO has begun")
