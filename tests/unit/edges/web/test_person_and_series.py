"""A person one meets, and a meeting that recurs."""

from datetime import timedelta
from typing import Any

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.conversation.conversation import Answer, Conversation, Question
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, SectionNotes
from lambdas.domain.meetings.meeting import Attendee, MeetingStatus
from lambdas.domain.meetings.people import person_key
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

SELF = Attendee(name="Ada", email="ada@example.com")
PRIYA, TOM = Attendee(name="Priya Raman", email="priya@example.com"), Attendee(name="Tom", email="tom@example.com")


def held(
    harness: Harness, meeting_id: str, days: float, preparation: Preparation | None = None, **changes: Any
) -> None:
    values = {"attendees": (SELF, PRIYA), "title": meeting_id, "start": NOW + timedelta(days=days)}
    harness.add(a_tracked(a_meeting(meeting_id, user_id=ADA, **values | changes)), preparation)


def promised(harness: Harness, what: str, **changes: Any) -> None:
    values = {"item_id": what, "user_id": ADA, "what": what, "created_at": NOW - timedelta(days=9)}
    harness.action_items.put(ActionItem(**values | changes))


def test_names_on_a_meeting_lead_to_the_meetings_of_both_past_and_coming(harness: Harness) -> None:
    held(harness, "past", -3)
    held(harness, "coming", 2)
    held(harness, "without", 1, attendees=(SELF, TOM))
    held(harness, "gone", 1, status=MeetingStatus.CANCELLED)
    link = f"/meetings/past/people/{person_key(PRIYA)}"
    assert link in harness.get("/meetings/past").text
    text = harness.get(link).text
    assert "priya@example.com · 1 meeting to come, 1 behind you." in text
    assert text.index("/meetings/coming") < text.rindex("/meetings/past")
    assert "/meetings/without" not in text
    assert "/meetings/gone" not in text


def test_what_each_owes_the_other_stands_apart_and_what_is_late_says_so(harness: Harness) -> None:
    held(harness, "past", -3)
    promised(harness, "Send the plan", owner="Priya", meeting_id="past", due=(NOW - timedelta(days=2)).date())
    promised(harness, "Share the draft", meeting_id="past")
    promised(harness, "Book the hotel", owner="Tom", meeting_id="past")
    text = harness.get(f"/meetings/past/people/{person_key(PRIYA)}").text
    theirs, yours = text.split("Priya Raman owes you")[1].split("You owe Priya Raman")
    assert "Send the plan" in theirs
    assert "late" in theirs
    assert "Share the draft" in yours
    assert "Book the hotel" not in text


def test_one_s_own_page_is_what_one_promised(harness: Harness) -> None:
    held(harness, "past", -3)
    promised(harness, "Call the bank", owner="me")
    text = harness.get(f"/meetings/past/people/{person_key(SELF)}").text
    assert "You promised" in text
    assert "Call the bank" in text


def test_a_person_is_found_through_one_s_own_meetings_alone(harness: Harness) -> None:
    held(harness, "past", -3)
    assert harness.get(f"/meetings/past/people/{person_key(PRIYA)}", EVE).status == 404
    assert harness.get(f"/meetings/past/people/{person_key(TOM)}").status == 404
    assert harness.get("/meetings/past/series", EVE).status == 404


def test_a_series_shows_each_time_with_what_was_wanted_and_asked_to_be_decided(harness: Harness) -> None:
    for number, days in enumerate((-14, -7, 1)):
        held(harness, f"w{number}", days, series_id="weekly", title="Stand-up")
    held(harness, "other", -2, title="Elsewhere")
    harness.material_texts.put(
        MaterialText(
            user_id=ADA,
            meeting_id="w1",
            title="Stand-up",
            start=NOW,
            wants=("a date for the audit log",),
            decisions=("Cut or keep?",),
            written_at=NOW,
        )
    )
    promised(harness, "From this one", meeting_id="w1", owner="Tom")
    promised(harness, "From the series", series_id="weekly")
    promised(harness, "From elsewhere", meeting_id="other")
    assert 'href="/meetings/w1/series"' in harness.get("/meetings/w1").text
    text = harness.get("/meetings/w1/series").text
    places = [text.index(f'href="/meetings/w{number}"', text.index("<ol")) for number in (2, 1, 0)]
    assert places == sorted(places)
    for said in ("a date for the audit log", "Cut or keep?", "From this one", "From the series", "Nothing is kept"):
        assert said in text
    assert "From elsewhere" not in text
    assert "Elsewhere" not in text


def test_a_series_shows_what_the_notes_say_was_decided(harness: Harness) -> None:
    held(harness, "w0", -50, series_id="weekly")
    decided = Decided(key="a", what="Keep the budget", who="Priya")
    section = SectionNotes(key="s", title="Budget", decided=(decided,))
    notes = MeetingNotes(meeting_id="w0", user_id=ADA, version=1, sections=(section,), saved_at=NOW)
    harness.meeting_notes.save(notes)
    assert "Keep the budget, Priya" in harness.get("/meetings/w0/series").text


def test_where_the_materials_are_gone_the_answers_say_what_was_wanted(harness: Harness) -> None:
    prepared = Preparation(status=PrepStatus.READY, run=1, timing_version=1, session_id="s1")
    held(harness, "w0", -40, prepared, series_id="weekly")
    harness.conversations.open(
        Conversation(
            session_id="s1",
            meeting_id="w0",
            user_id=ADA,
            questions=(Question(text="What do you want?", ref="prep_questions"),),
            answers={"0": Answer(text="To hear about hiring", channel="web", answered_at=NOW)},
            opened_at=NOW,
            deadline=NOW,
        )
    )
    assert "To hear about hiring" in harness.get("/meetings/w0/series").text


def test_a_long_series_is_shown_in_parts(harness: Harness) -> None:
    for number in range(25):
        held(harness, f"w{number:02d}", -number - 1, series_id="daily")
    first = harness.get("/meetings/w00/series").text
    assert "/meetings/w19" in first
    assert "/meetings/w20" not in first
    link = first.split("Earlier ones")[0].rsplit('href="', 1)[1].split('"')[0].replace("%3A", ":")
    assert "/meetings/w20" in harness.get(f"/meetings/w00/series{link}").text


def test_a_meeting_that_does_not_recur_says_so(harness: Harness) -> None:
    held(harness, "once", -1)
    assert "does not recur" in harness.get("/meetings/once/series").text
