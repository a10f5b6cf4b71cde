"""The confirm screen: what notes seem to say is kept or dropped in one form, and nothing typed is lost."""

import re
from datetime import date
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind, Quote
from lambdas.domain.meeting_notes.note_readings import NoteReading, ReadingState
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, Promised, SectionNotes
from lambdas.domain.meeting_notes.texts import TYPED
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.records.statuses import DecisionStatus
from tests.unit.edges.harness import ADA, NOW, READY, Answer, Harness

PAGE = f"/meetings/{READY}/review"
ANA = Attendee(name="Ana Roe", email="ana@example.com")


@pytest.fixture
def noted(harness: Harness) -> Harness:
    """A meeting that ended an hour ago; its notes hold a decision that waited, and what Ana is to do."""
    harness.furnish("Budget")
    harness.end()
    row = harness.meetings.rows[READY]
    harness.meetings.rows[READY] = row.model_copy(
        update={"meeting": row.meeting.model_copy(update={"attendees": (ANA,)})}
    )
    harness.meeting_notes.save(
        MeetingNotes(meeting_id=READY, user_id=ADA, version=1, saved_at=NOW, sections=(_section("Send the deck"),))
    )
    return harness


def _section(*promised: str) -> SectionNotes:
    return SectionNotes(
        key="s1",
        title="Budget",
        said="Ana was glad",
        decided=(Decided(key="d1", what="Cut it by half", ref="decisions:d1", asked="About Budget"),),
        promised=tuple(Promised(key=f"a{n}", what=what) for n, what in enumerate(promised)),
    )


def keys(harness: Harness) -> dict[str, str]:
    """The rows' names by what they say."""
    text = harness.get(PAGE).text
    return {what: key for key, what in re.findall(r'name="what\.(\w+)"[^>]*>([^<]+)</textarea>', text)}


def answers(harness: Harness, **changes: str) -> dict[str, str]:
    """The form as the page offers it; ``deck_owner`` and so on change a field of the row with the deck."""
    found = {"deck": keys(harness)["Send the deck"], "cut": keys(harness)["Cut it by half"]}
    fields = {f"verdict.{key}": "kept" for key in found.values()}
    fields |= {f"what.{found['deck']}": "Send the deck", f"kind.{found['deck']}": "item"}
    fields |= {f"what.{found['cut']}": "Cut it by half", f"kind.{found['cut']}": "decision", "version": "0"}
    for name, value in changes.items():
        row, _, field = name.partition("_")
        fields[f"{field}.{found.get(row, row)}"] = value
    return fields


def items(harness: Harness) -> list[ActionItem]:
    """Those that were confirmed."""
    return [item for item in harness.action_items.all_of(ADA) if item.confirmed_by]


def confirm(harness: Harness, fields: dict[str, str]) -> Answer:
    return harness.post(PAGE, **fields)


def test_everything_is_kept_with_one_click_and_told_on_the_meeting_s_page(noted: Harness) -> None:
    done = confirm(noted, answers(noted, deck_owner="Ana", deck_due="2026-12-04"))
    assert done.headers["Location"] == f"/meetings/{READY}?done=kept-1-1-0"
    page = noted.get(f"/meetings/{READY}?done=kept-1-1-0").text
    assert "Kept 1 action item and 1 decision." in page
    (item,) = items(noted)
    assert (item.what, item.owner_email, item.due) == ("Send the deck", ANA.email, date(2026, 12, 4))
    (decision,) = [row for row in noted.records.stored if row["record_id"] == "d1"]
    assert decision["status"] == DecisionStatus.DECIDED
    assert "Ana, due Fri 4 Dec" in page
    assert 'href="/records/decisions/edit?id=d1"' in page


def test_who_and_when_are_asked_for_where_the_notes_do_not_say(noted: Harness) -> None:
    text = noted.get(PAGE).text
    assert text.count("not named") == 2
    assert "Answers: About Budget" in text
    assert f'href="/meetings/{READY}?tab=notes#notes">your notes' in text


def test_what_is_dropped_becomes_nothing_and_is_not_asked_about_again(noted: Harness) -> None:
    confirm(noted, answers(noted, deck_verdict="dropped"))
    assert items(noted) == []
    text = noted.get(PAGE).text
    assert keys(noted) == {}
    assert "<s>Send the deck</s>" in text


def test_it_may_be_something_else_and_something_may_be_added(noted: Harness) -> None:
    fields = answers(noted, deck_kind="question", n1_what="Book the room", n1_owner="Somebody", n1_kind="item")
    assert confirm(noted, fields).headers["Location"].endswith("kept-1-1-1")
    assert [item.what for item in items(noted)] == ["Book the room"]
    assert "Still open" in noted.get(f"/meetings/{READY}").text


def test_pressing_twice_is_confirming_once(noted: Harness) -> None:
    fields = answers(noted)
    assert {confirm(noted, fields).headers["Location"] for _ in range(2)} == {f"/meetings/{READY}?done=kept-1-1-0"}
    assert len(items(noted)) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"deck_due": "next week"}, "“next week” is not a day AMO can read"),
        ({"deck_what": " "}, "Something you keep says nothing"),
        ({"deck_what": "x" * 400}, "Something here is too long"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_line_and_everything_typed_stays(
    noted: Harness, changes: dict[str, str], says: str
) -> None:
    refused = confirm(noted, answers(noted, deck_owner="Somebody new", n1_what="Book the room", **changes))
    assert says in refused.text
    assert 'value="Somebody new"' in refused.text
    assert ">Book the room</textarea>" in refused.text
    assert items(noted) == []


def test_two_tabs_lose_nothing_of_each_other(noted: Harness) -> None:
    mine = answers(noted, deck_what="Send the deck on Friday", n1_what="Book the room")
    theirs = answers(noted, deck_what="Send the deck to all", cut_verdict="dropped")
    del theirs[next(name for name in theirs if name.startswith("what.") and theirs[name] == "Cut it by half")]
    confirm(noted, theirs)
    late = confirm(noted, mine)
    assert "confirmed from another place meanwhile" in late.text
    assert "“Send the deck to all” was kept." in late.text
    assert "Send the deck on Friday" in late.text
    assert ">Book the room</textarea>" in late.text
    again = dict(
        re.findall(r'name="(what\.n\d+|version)"(?: rows="2" maxlength="300"[^>]*>| value=")([^<"]+)', late.text)
    )
    confirm(noted, again)
    assert {item.what for item in items(noted)} == {"Send the deck to all", "Book the room"}


def test_what_the_notes_no_longer_say_is_kept_as_ones_own(noted: Harness) -> None:
    fields = answers(noted, deck_what="Send the deck on Friday")
    sections = (_section("Send the slides"),)
    noted.meeting_notes.save(MeetingNotes(meeting_id=READY, user_id=ADA, version=2, saved_at=NOW, sections=sections))
    late = confirm(noted, fields)
    assert "The notes were changed meanwhile" in late.text
    assert 'name="what.n1" rows="2" maxlength="300" placeholder' in late.text
    assert ">Send the deck on Friday</textarea>" in late.text
    assert ">Send the slides</textarea>" in late.text


def test_notes_that_say_nothing_of_the_kind_lead_to_how_to_write_it(noted: Harness) -> None:
    noted.meeting_notes.delete(READY)
    assert "Nothing handed in" in noted.get(PAGE).text
    noted.post(f"/meetings/{READY}/notes/texts", text="It rained.")
    text = noted.get(PAGE).text
    assert "Action: Ana sends the deck by Friday" in text
    done = noted.post(f"/meetings/{READY}/nothing-to-note")
    assert done.headers["Location"] == f"/meetings/{READY}?done=nothing-noted"
    assert "You said there is nothing to note" in noted.get(PAGE).text


@pytest.mark.parametrize("made_up", ["kept-x-1", "kept-", "kept-99999", "kept-<b>"])
def test_nobody_puts_words_of_their_own_on_the_page(noted: Harness, made_up: str) -> None:
    assert 'class="said"' not in noted.get(f"/meetings/{READY}?done={made_up}").text


def test_a_name_nearly_that_of_somebody_invited_is_asked_about_and_left_as_it_is(noted: Harness) -> None:
    section = _section("Send the deck").model_copy(
        update={"promised": (Promised(key="a0", what="Send the deck", owner="Anna"),)}
    )
    notes = MeetingNotes(meeting_id=READY, user_id=ADA, version=2, saved_at=NOW, sections=(section,))
    noted.meeting_notes.save(notes)
    page = noted.get(PAGE).text
    assert 'value="Anna"' in page
    assert "Did they say Ana Roe?" in page


BY_MODEL = Candidate(
    kind=CandidateKind.ITEM,
    what="Ask Ana why she was glad",
    by="model",
    written_by="nova-lite",
    quotes=(Quote(text_id=TYPED, number=1, text="Ana was glad"),),
)


def reading(**changes: Any) -> NoteReading:
    facts = {"meeting_id": READY, "user_id": ADA, "text_id": TYPED, "version": 1, "requested_at": NOW}
    return NoteReading(**facts | changes)


def test_what_a_model_found_is_marked_with_its_name_and_its_lines_are_open(noted: Harness) -> None:
    noted.meeting_notes.await_reading(reading(state=ReadingState.READ, candidates=(BY_MODEL,), written_by="nova-lite"))
    text = noted.get(PAGE).text
    assert text.count('class="ai"') == 1
    assert 'title="Written by nova-lite from your notes">AI</abbr>' in text
    marked = text[text.index('class="ai"') :]
    assert re.search(r'<details class="fold" open>.*?<q>Ana was glad</q>', marked[: marked.index("</fieldset>")], re.S)
    assert items(noted) == []
    key = BY_MODEL.candidate_id
    confirm(noted, {f"verdict.{key}": "kept", f"what.{key}": BY_MODEL.what, "version": "0"})
    assert [item.what for item in items(noted)] == [BY_MODEL.what]


def test_while_a_model_reads_the_page_says_so_and_looks_again(noted: Harness) -> None:
    noted.meeting_notes.await_reading(reading())
    text = noted.get(PAGE).text
    assert "AI is reading your notes too." in text
    assert "data-being-read" in text
    assert "review.js" in text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (NoAnswerReason.TIMEOUT, "AI did not read all of these notes: the model took too long."),
        (NoAnswerReason.OVER_BUDGET, "AI did not read all of these notes: the model&#39;s budget is used up."),
        (NoAnswerReason.OFF, ""),
    ],
)
def test_one_line_says_why_a_model_found_nothing_and_none_where_there_is_no_model(
    noted: Harness, reason: NoAnswerReason, said: str
) -> None:
    noted.meeting_notes.await_reading(reading(state=ReadingState.NOT_READ, reason=reason))
    text = noted.get(PAGE).text
    assert said in text
    assert ("of-model" in text) is bool(said)
    assert "data-being-read" not in text


def test_a_name_of_a_model_is_text_like_any_other(noted: Harness) -> None:
    hostile = BY_MODEL.model_copy(update={"written_by": '"><script>alert(1)</script>'})
    noted.meeting_notes.await_reading(reading(state=ReadingState.READ, candidates=(hostile,)))
    assert "<script>alert" not in noted.get(PAGE).text


def test_saving_notes_on_the_page_puts_them_in_line_for_who_lets_a_model_read_them(noted: Harness) -> None:
    noted.users.put(noted.users.get(ADA).model_copy(update={"model_consent": ModelConsent(level="own")}))
    noted.post(f"/meetings/{READY}/notes/texts", text="Ana was glad. Somebody chases the offer: Ben.")
    (waiting,) = noted.meeting_notes.note_readings(ADA, READY)
    assert waiting.state is ReadingState.WAITING
    (order,) = [body for body in noted.syncs.bodies if "text_id" in body]
    assert (order["user_id"], order["meeting_id"], order["text_id"]) == (ADA, READY, waiting.text_id)
