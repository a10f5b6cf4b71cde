"""The message shortcut: what is said in Slack comes up in the meeting it is for."""

import json
from datetime import timedelta

import pytest

from lambdas.context.history import Past, summarise
from lambdas.context.phrases import Viewpoint
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_requests import PERSON, pick_body, shortcut_body
from tests.unit.edges.slack_office import MEETING, RIVAL_ID, STRANGER_ID, Office

WORDS = "Can we settle the lease <https://evil.example|here> before June?"
KEPT = "Can we settle the lease here before June?"
RIVAL = Attendee(email="rival@example.com", name="Rival")


@pytest.fixture
def with_meetings(office: Office) -> Office:
    later = "m" + "2" * 20
    for meeting_id, days in ((MEETING, 2), (later, 1)):
        people = (RIVAL,) if meeting_id == MEETING else ()
        start = NOW + timedelta(days=days)
        meeting = a_meeting(meeting_id, user_id="u1", title=f"Talk {days}", start=start, attendees=people)
        office.meetings.rows[meeting_id] = a_tracked(meeting)
    return office


def set_aside(office: Office) -> str:
    """Uses the shortcut; returns the block the choice is in."""
    office.deliver("interactions", shortcut_body(WORDS))
    (block,) = [block for block in office.web.messages[-1]["blocks"] if block["type"] == "actions"]
    return str(block["block_id"])


def items(office: Office) -> list[tuple[str, str]]:
    return [(item.what, item.meeting_id) for item in office.action_items.open_of("u1")]


def test_the_shortcut_asks_which_meeting_it_is_for_and_shows_the_words_literally(with_meetings: Office) -> None:
    set_aside(with_meetings)
    message = with_meetings.web.messages[-1]
    assert "evil.example" not in json.dumps(message["blocks"])
    (block,) = [block for block in message["blocks"] if block["type"] == "actions"]
    assert [element["type"] for element in block["elements"]] == ["users_select", "static_select"]
    shown = [option["text"]["text"] for option in block["elements"][1]["options"]]
    assert [text.rpartition(" Talk ")[2] for text in shown] == ["1", "2"]


def test_the_next_meeting_with_somebody_gets_it_as_an_open_item_of_its_agenda(with_meetings: Office) -> None:
    block = set_aside(with_meetings)
    with_meetings.deliver("interactions", pick_body("add_with", user_chosen=RIVAL_ID, block=block))
    assert items(with_meetings) == [(KEPT, MEETING)]
    assert with_meetings.said[-1].startswith("Added to Talk 2, ")
    meeting = with_meetings.meetings.rows[MEETING].meeting
    note = summarise(meeting, Past(items=with_meetings.action_items.open_of("u1")), Viewpoint(NOW, zone("UTC")))
    assert any(KEPT in fact.text and fact.weight >= 2 for fact in note.facts)


def test_any_of_the_next_meetings_may_be_chosen_and_twice_is_once(with_meetings: Office) -> None:
    block = set_aside(with_meetings)
    for trigger in ("t1", "t2"):
        with_meetings.deliver("interactions", pick_body("add_to", chosen=MEETING, block=block, trigger=trigger))
    assert items(with_meetings) == [(KEPT, MEETING)]


def test_where_the_materials_are_written_already_it_says_how_to_get_it_in(with_meetings: Office) -> None:
    tracked = with_meetings.meetings.rows[MEETING]
    ready = tracked.preparation.model_copy(update={"status": PrepStatus.READY})
    with_meetings.meetings.rows[MEETING] = tracked.model_copy(update={"preparation": ready})
    block = set_aside(with_meetings)
    with_meetings.deliver("interactions", pick_body("add_to", chosen=MEETING, block=block))
    assert "prepare it again" in with_meetings.said[-1]


def test_nobody_s_meeting_and_nobody_s_message_but_one_s_own(with_meetings: Office) -> None:
    """fault 57: the block's and the meeting's ids are checked to be the clicker's."""
    block = set_aside(with_meetings)
    theirs = pick_body("add_to", chosen=MEETING, block=block, user=RIVAL_ID, trigger="t1")
    with_meetings.deliver("interactions", theirs)
    assert with_meetings.action_items.open_of("u2") == []
    with_meetings.deliver("interactions", pick_body("add_to", chosen=MEETING, block="jot-else", trigger="t2"))
    assert items(with_meetings) == []


def test_no_meeting_with_them_and_no_words_are_said_plainly(with_meetings: Office) -> None:
    block = set_aside(with_meetings)
    with_meetings.deliver("interactions", pick_body("add_with", user_chosen=STRANGER_ID, block=block))
    assert "No meeting with them in the next 30 days" in with_meetings.said[-1]
    with_meetings.deliver("interactions", shortcut_body("   ", trigger="t9"))
    assert "no words" in with_meetings.said[-1]
    assert PERSON not in with_meetings.said[-1]


def test_somebody_of_whom_slack_tells_nothing_is_answered_at_once(with_meetings: Office) -> None:
    block = set_aside(with_meetings)
    with_meetings.slack.will("users_info", "user_not_visible")
    with_meetings.deliver("interactions", pick_body("add_with", user_chosen="U0PARTNER", block=block))
    assert with_meetings.said[-1].startswith("No meeting with them in the next 30 days")
