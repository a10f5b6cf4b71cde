"""The shortcut that asks what AMO knows: the asker's own, to nobody else, with links to the page."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meeting_notes.notes import MeetingNotes, SectionNotes
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.notifications.slack import ASK_ABOUT
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.source_readings.rows import records_of
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_requests import shortcut_body
from tests.unit.edges.slack_office import MEETING, RIVAL_ID, Office

ABOUT = "Did the landlord answer <https://evil.example|about> the lease?"
PAGE = "https://amo.example.com"


@pytest.fixture
def informed(office: Office) -> Office:
    """Priya has something on record in every place; the lease is in each of them."""
    ana = Attendee(name="Ana <b>Ruiz</b>", email="ana@example.com")
    held = a_meeting(MEETING, user_id="u1", title="Lease talks", start=NOW - timedelta(days=2), attendees=(ana,))
    office.meetings.rows[MEETING] = a_tracked(held)
    decision = DecisionRecord(record_id="d1", title="Renew the lease?", raised_on=NOW.date(), as_of=NOW)
    office.records.put_all("u1", [decision])
    item = ActionItem(item_id="i1", user_id="u1", what="Call the landlord", meeting_id=MEETING, created_at=NOW)
    office.action_items.put(item)
    section = SectionNotes(key="k1", title="Lease", said="The landlord wants five years")
    office.meeting_notes.save(
        MeetingNotes(meeting_id=MEETING, user_id="u1", version=1, sections=(section,), saved_at=NOW)
    )
    lines = ("Opening", "What the landlord offers for the lease")
    office.material_texts.put(
        MaterialText(user_id="u1", meeting_id=MEETING, title="Lease talks", start=NOW, lines=lines, written_at=NOW)
    )
    return office


def ask(office: Office, text: str = ABOUT, **changes: Any) -> dict[str, Any]:
    office.deliver("interactions", shortcut_body(text, ASK_ABOUT, **changes))
    return office.web.messages[-1]


def test_everything_on_record_about_a_message_is_shown_with_its_place_on_the_page(informed: Office) -> None:
    message = ask(informed)
    assert message["channel"].startswith("D")
    assert message["text"] == "What AMO knows about “Did the landlord answer about the lease?”"
    headings = [block["elements"][0]["text"] for block in message["blocks"] if block["type"] == "context"]
    assert headings == ["Meetings", "Decisions", "Open items", "In your notes", "In agendas"]
    rows = [block for block in message["blocks"] if "accessory" in block]
    assert [row["accessory"]["url"].removeprefix(PAGE) for row in rows] == [
        f"/meetings/{MEETING}",
        "/records/decisions?q=Renew%20the%20lease%3F",
        f"/meetings/{MEETING}",
        f"/meetings/{MEETING}?tab=notes#notes",
        f"/meetings/{MEETING}#agenda",
    ]
    assert "What the landlord offers for the lease" in rows[-1]["text"]["text"]
    assert "evil.example" not in json.dumps(message)


def test_a_decision_that_a_source_knows_is_told_with_its_source(informed: Office) -> None:
    values = {"source_id": "jira", "name": "Jira of legal", "kind": SourceKind.JIRA, "connected_at": NOW}
    account = SourceAccount(owner="u1", **values)
    informed.source_accounts.connect(account)
    row = SourceRow(RecordKind.DECISIONS, "L-1", {"title": "End the lease early?", "raised_on": "2026-01-05"})
    informed.source_records.put_all("u1", records_of(account, [row], NOW).records)
    assert "End the lease early?*\nopen, says Jira of legal" in json.dumps(ask(informed)).replace("\\n", "\n")


def test_nobody_is_told_what_somebody_else_has_on_record(informed: Office) -> None:
    message = ask(informed, user=RIVAL_ID)
    assert message["text"].startswith("AMO knows nothing about this")
    assert "landlord" not in json.dumps(message["blocks"][0])


def test_a_message_without_words_and_one_nobody_knows_are_said_plainly(informed: Office) -> None:
    assert ask(informed, "   ")["text"] == "This message has no words that AMO could look for."
    message = ask(informed, "Lunch at noon?", trigger="t2")
    assert message["text"].startswith("AMO knows nothing about this")
    assert message["blocks"][-1]["elements"][0]["url"] == f"{PAGE}/search"
