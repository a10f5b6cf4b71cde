"""Asked in Slack, a question about a meeting is answered there: the next meeting, a named one, or the thread's own."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.slack import ask
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.whole_app import WholeApp
from tests.unit.edges.slack_office import MEETING, Office

OTHER = "m" + "2" * 20
FACT = "Cloud compute is at 45,200 of 40,000 USD."


@pytest.fixture
def furnished(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two meetings come; while AMO waits for an answer, the other functions do their work."""
    for meeting_id, title, days in ((MEETING, "Lease talks", 1), (OTHER, "Cloud review", 2)):
        meeting = a_meeting(meeting_id, user_id="u1", title=title, start=NOW + timedelta(days=days))
        office.meetings.rows[meeting_id] = a_tracked(meeting)
    fact = Fact(text=FACT, ref="budget:compute", subject="Cloud compute")
    office.contexts.put(OTHER, ContextNote(kind=ContextKind.BUDGET, source="records", gathered_at=NOW, facts=(fact,)))
    monkeypatch.setattr(ask, "time", SimpleNamespace(sleep=lambda _: WholeApp.deliver(office, "questions_asked")))
    return office


def blocks(office: Office) -> str:
    return json.dumps(office.web.messages[-1]["blocks"], ensure_ascii=False)


def test_a_named_meeting_is_asked_about_with_its_sources_one_press_away(furnished: Office) -> None:
    furnished.command("ask cloud: how far over is compute?")
    assert furnished.said == ["Cloud review: “how far over is compute?”"]
    assert f"• {FACT} (Budget: Cloud compute)" in blocks(furnished)
    assert f"/meetings/{OTHER}#ask" in blocks(furnished)


def test_without_a_title_the_next_meeting_is_meant_and_what_is_not_on_record_is_said(furnished: Office) -> None:
    furnished.command("ask how far over is compute?")
    assert furnished.said == ["Lease talks: “how far over is compute?”"]
    assert "I find nothing on record about that." in blocks(furnished)


def test_an_answer_that_is_long_in_coming_is_left_to_the_page(
    furnished: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(ask, "time", SimpleNamespace(sleep=waits.append))
    furnished.command("ask what is open?")
    assert sum(waits) == 22
    assert "it will be on the meeting’s page" in blocks(furnished)


@pytest.mark.parametrize(
    ("command", "said"),
    [("ask", "Ask like this"), (f"ask {'x' * 1001}", "at most 1,000 characters")],
)
def test_bad_input_is_one_line(furnished: Office, command: str, said: str) -> None:
    furnished.command(command)
    assert len(furnished.said) == 1
    assert said in furnished.said[0]


def test_below_a_message_about_a_meeting_a_question_is_about_that_one(furnished: Office) -> None:
    thread_ts = furnished.a_notice(f"{OTHER}-r1", MessageKind.MATERIALS_READY)
    furnished.write("How far over is compute?", thread_ts)
    assert furnished.said[-1] == "Cloud review: “How far over is compute?”"
    assert FACT in blocks(furnished)
    assert furnished.web.messages[-1]["thread_ts"] == thread_ts
