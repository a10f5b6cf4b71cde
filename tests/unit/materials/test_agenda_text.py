"""The agenda taken elsewhere: as text, as Markdown, as a calendar's entry."""

from datetime import timedelta

from icalendar import Calendar

from lambdas.domain.agenda.materials import Line, Section
from lambdas.materials.agenda_text import as_markdown, as_text
from lambdas.materials.calendar_file import calendar_file
from tests.fakes.samples import NOW, a_meeting
from tests.unit.materials.harness import a_plan

LINE = Line(text="45,200 over *in* Compute", refs=("budget:compute",))
PLAN = a_plan(
    sections=(Section(title="Budget", minutes=60, lines=(LINE,), decisions=(Line(text="Cut?", refs=("A1",)),)),)
)


def test_text_holds_the_agenda_and_nothing_of_the_users_own() -> None:
    lines = as_text(PLAN).splitlines()
    assert lines[0] == "Roadmap review"
    assert lines[3:] == ["1. Budget (60 min)", "   - 45,200 over *in* Compute", "   - Decision asked: Cut?"]
    assert "audit-log" not in as_text(PLAN)


def test_markdown_shows_what_was_written_and_means_nothing_else() -> None:
    lines = as_markdown(PLAN).splitlines()
    assert lines[4:] == [
        "## 1. Budget (60 min)",
        "",
        r"- 45,200 over \*in\* Compute",
        "- **Decision asked:** Cut?",
    ]


def test_the_calendar_file_carries_the_agenda_and_invites_nobody() -> None:
    meeting = a_meeting(title="Budget; again", location="Room 4, upstairs")
    text = "\n".join(["1. Budget (60 min)", "x" * 200, "back\\slash, comma; semicolon"])
    written = calendar_file(meeting, text, NOW)
    assert max(map(len, written.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH"
    assert str(event["description"]) == text
    assert str(event["summary"]) == "Budget; again"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (meeting.start, meeting.end)
    assert not {"ATTENDEE", "ORGANIZER"} & set(event.keys())


def test_a_whole_day_is_a_day() -> None:
    meeting = a_meeting(all_day=True, timezone="UTC", start=NOW.replace(hour=0, minute=0))
    meeting = meeting.model_copy(update={"end": meeting.start + timedelta(days=1)})
    (event,) = Calendar.from_ical(calendar_file(meeting, "", NOW)).walk("VEVENT")
    assert event.decoded("dtstart") == meeting.start.date()


def test_what_a_model_wrote_is_marked_wherever_it_is_pasted() -> None:
    line = LINE.model_copy(update={"written_by": "nova-lite", "rules_text": "Compute is over"})
    plan = a_plan(sections=(Section(title="Budget", minutes=60, lines=(line,)),))
    assert "   - 45,200 over *in* Compute (AI)" in as_text(plan).splitlines()
    assert r"- 45,200 over \*in\* Compute (AI)" in as_markdown(plan).splitlines()
