"""What history says: the last time, what is still promised, who comes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from lambdas.context import history
from lambdas.context.history import Past
from lambdas.context.phrases import Viewpoint
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import Answer, Conversation, Question
from lambdas.domain.meetings.meeting import Attendee, Meeting, MeetingStatus, Response
from tests.fakes.samples import a_meeting

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
VIEW = Viewpoint(NOW, UTC)
NEXT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OWNER = "me@example.com"


def person(name: str, **changes: Any) -> Attendee:
    return Attendee(**{"name": name, "email": f"{name.lower()}@example.com"} | changes)


def occurrence(start: datetime, *people: Attendee, **changes: Any) -> Meeting:
    return a_meeting(f"m{start:%m%d}", start=start, series_id="s1", attendees=people, **changes)


def an_item(item_id: str, **changes: Any) -> ActionItem:
    values = {"item_id": item_id, "user_id": "u1", "what": f"Item {item_id}", "created_at": NOW - timedelta(days=12)}
    return ActionItem(**values | {"series_id": "s1"} | changes)


def texts(note: ContextNote) -> list[str]:
    return [fact.text for fact in note.facts]


def only(note: ContextNote, ref: str) -> Fact:
    (fact,) = [fact for fact in note.facts if fact.ref == ref]
    return fact


LAST = occurrence(NEXT - timedelta(days=7), person("Me", email=OWNER), person("Ana"), person("Lee"), person("Kim"))


def test_the_last_time_is_told_with_its_day_length_and_size() -> None:
    note = history.summarise(occurrence(NEXT, *LAST.attendees), Past([LAST]), VIEW, OWNER)
    assert only(note, "history:last").text == "Last time: Monday 16 November, 4 days ago, 1 h, 4 people."
    assert note.headline == "last time 4 days ago"
    assert note.gap == ""


def test_people_new_since_last_time_and_people_gone_are_named() -> None:
    meeting = occurrence(NEXT, person("Me", email=OWNER), person("Ana"), person("Zoe"), person("Raj"))
    note = history.summarise(meeting, Past([LAST]), VIEW, OWNER)
    assert only(note, "history:attendees").text == "4 people, 2 new since last time: Zoe and Raj."
    assert only(note, "history:attendees").question == "What do Zoe and Raj need to know first?"
    assert only(note, "history:attendees/gone").text == "There last time, not this time: Lee and Kim."
    assert note.figures["new_people"] == 2


def test_a_cancelled_occurrence_and_one_still_to_come_are_not_the_last_time() -> None:
    cancelled = occurrence(NEXT - timedelta(days=7), status=MeetingStatus.CANCELLED)
    older = occurrence(NEXT - timedelta(days=14), person("Ana"))
    soon = occurrence(NOW + timedelta(hours=1), person("Ana"))
    note = history.summarise(occurrence(NEXT, person("Ana")), Past([soon, cancelled, older]), VIEW)
    assert "Monday 9 November" in only(note, "history:last").text
    assert note.figures["earlier_occurrences"] == 1


def test_open_action_items_come_first_with_their_age_and_the_late_ones_before_the_others() -> None:
    items = [an_item("a", owner="Ana"), an_item("b", due=date(2026, 11, 17), owner="Lee"), an_item("x", series_id="s2")]
    note = history.summarise(occurrence(NEXT), Past([LAST], items), VIEW)
    assert texts(note)[:3] == [
        "“Item b”: open 12 days, 3 days past due, owner Lee.",
        "2 action items open from before, 1 past due.",
        "“Item a”: open 12 days, owner Ana.",
    ]
    late = only(note, "action_items:b")
    assert (late.weight, late.asks, late.question) == (3, "Lee", "“Item b” is 3 days late: done, moved or dropped?")
    assert note.headline == "2 action items open, 1 past due; last time 4 days ago"


def test_an_action_item_of_an_earlier_occurrence_counts_also_without_its_series() -> None:
    item = an_item("a", series_id=None, meeting_id=LAST.meeting_id)
    assert history.summarise(occurrence(NEXT), Past([LAST], [item]), VIEW).figures["action_items_open"] == 1


def test_what_was_answered_before_the_last_time_is_recalled() -> None:
    conversation = Conversation(
        session_id="m1-r1",
        meeting_id=LAST.meeting_id,
        user_id="u1",
        questions=(Question(text="What do you want?", ref="x"), Question(text="Skipped?", ref="y")),
        answers={
            "0": Answer(text="Two hires", answered_at=NOW, channel="web"),
            "1": Answer(text="", answered_at=NOW, channel="web"),
        },
        opened_at=NOW,
        deadline=NOW,
    )
    note = history.summarise(occurrence(NEXT), Past([LAST], [], conversation), VIEW)
    assert [t for t in texts(note) if "you said" in t] == [
        "Before the last one you said, to “What do you want?”: Two hires"
    ]


def test_a_first_occurrence_and_a_single_meeting_say_that_there_is_no_last_time() -> None:
    first = history.summarise(occurrence(NEXT, person("Ana")), Past(), VIEW)
    single = history.summarise(a_meeting(start=NEXT), Past(), VIEW)
    assert first.gap == "No earlier occurrence of this series is known."
    assert single.gap == "No earlier occurrence: this meeting does not recur."
    assert only(single, "history:attendees").text == "5 people: P0, P1, P2, P3 and P4."


def test_who_declined_and_who_comes_from_outside_is_said() -> None:
    guest = person("Guest", email="guest@acme.test")
    meeting = occurrence(NEXT, person("Me", email=OWNER), person("Ana", response=Response.DECLINED), guest)
    note = history.summarise(meeting, Past(), VIEW, OWNER)
    assert only(note, "history:attendees/declined").text == "Ana has declined."
    assert only(note, "history:attendees/declined").weight == 2
    assert only(note, "history:attendees/outside").text == "From outside: Guest (acme.test)."


def test_fault_20_hidden_attendees_are_a_gap_and_nobody_is_called_new() -> None:
    meeting = occurrence(NEXT, person("Zoe"), attendees_hidden=True)
    note = history.summarise(meeting, Past([LAST]), VIEW, OWNER)
    assert "hides who attends" in note.gap
    assert not any("Zoe" in text for text in texts(note))


def test_a_thousand_action_items_and_hostile_names_make_a_bounded_note() -> None:
    items = [an_item(str(n), what="long " * 400, due=date(2026, 1, 1)) for n in range(1000)]
    crowd = [person(f"<!channel> \u202e{n} " * 50, email=f"{n}@x.test") for n in range(500)]
    note = history.summarise(occurrence(NEXT, *crowd), Past([LAST], items), VIEW, OWNER)
    assert len(note.facts) == 30
    assert len(note.model_dump_json(ensure_ascii=True)) <= 32 * 1024
    assert "\u202e" not in note.model_dump_json()
    assert note.figures["action_items_open"] == 1000
