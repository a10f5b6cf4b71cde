"""What the rules make of notes: of forty files, of AMO's own documents, and of whatever somebody writes."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.notes import NoteFile, judge, our_rules, precision, read_notes, recall
from lambdas.domain.kernel.spoken_days import spoken_days
from lambdas.domain.meeting_notes.candidates import MAX_QUOTE, Candidate, CandidateKind
from lambdas.domain.meeting_notes.extraction import NotesOccasion, OpenDecision, candidates_in
from lambdas.domain.meeting_notes.note_files import read_note_file
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, Promised, SectionNotes
from lambdas.domain.meeting_notes.sheet import candidates_typed
from lambdas.domain.meeting_notes.texts import SpokenLine
from lambdas.domain.meetings.meeting import Attendee
from lambdas.materials.noted import render_notes
from tests.fakes.samples import a_meeting

NOTES = read_notes()
PEOPLE = (Attendee(name="Ana Roe", email="ana@example.com"), Attendee(name="Ben Ito", email="ben@example.com"))
OCCASION = NotesOccasion(day=date(2026, 11, 19), people=PEOPLE, own=("Ana Roe", "ana@example.com"))


def found(text: str, name: str = "n.txt", occasion: NotesOccasion = OCCASION) -> tuple[Candidate, ...]:
    return candidates_in("t", read_note_file(name, text.encode()), occasion)


def test_nine_in_ten_candidates_of_all_notes_are_what_a_person_would_find() -> None:
    judged = [judge(note, our_rules) for note in NOTES]
    assert len(judged) == 40
    assert precision(judged) >= 0.9
    assert recall(judged) >= 0.8


def test_no_owner_and_no_day_is_invented() -> None:
    judged = [judge(note, our_rules) for note in NOTES]
    invented = {one.note.name: (one.invented_owners, one.invented_days) for one in judged}
    assert {name: counts for name, counts in invented.items() if counts != (0, 0)} == {}


def test_whoever_is_known_by_an_address_that_reads_as_the_reader_promises_by_the_whole_of_it() -> None:
    """The summary goes to others, who would read "you" as themselves."""
    occasion = NotesOccasion(day=OCCASION.day, people=PEOPLE, own=("you@example.com",))
    (item,) = found("I will send the deck to Ben by Friday.", occasion=occasion)
    assert (item.owner, item.owner_email) == ("you@example.com", "you@example.com")


def test_you_in_notes_is_nobody_invited_whatever_they_call_themselves() -> None:
    called = Attendee(name="You", email="you@example.org")
    occasion = NotesOccasion(day=OCCASION.day, people=(*PEOPLE, called), own=OCCASION.own)
    (item,) = found("- [ ] @you: send the deck by Friday", occasion=occasion)
    assert item.owner_email == ""


@pytest.mark.parametrize("note", [one for one in NOTES if one.name.startswith("nasty")], ids=lambda note: note.name)
def test_notes_that_look_like_much_say_just_what_they_say(note: NoteFile) -> None:
    judged = judge(note, our_rules)
    assert (judged.wrong, judged.missed) == ((), ())
    assert judged.is_exact


def test_the_notes_of_the_page_come_back_from_their_own_document() -> None:
    section = SectionNotes(
        key="s1",
        title="Hiring | budget",
        said="Both were strong.\nThe budget allows it.",
        decided=(Decided(key="d1", what="Offer to both", who="Ana Roe", why="it fits | now", asked="Hire both?"),),
        promised=(
            Promised(key="p1", what="Send the *offers* to hr@example.com", owner="Ben Ito", due=date(2026, 11, 23)),
            Promised(key="p2", what="Tell the agency"),
        ),
    )
    notes = MeetingNotes(meeting_id="m", user_id="u", sections=(section,))
    read = found(render_notes(a_meeting(), notes, "UTC"), "notes.md")
    said = [(one.kind, one.what, one.owner, one.due, one.why, one.asked) for one in read]
    typed = [(one.kind, one.what, one.owner, one.due, one.why, one.asked) for one in candidates_typed(notes)]
    assert [row[:4] for row in said] == [row[:4] for row in typed]
    assert [row[4].casefold() for row in said] == [row[4].casefold() for row in typed]
    assert [row[5] for row in said] == [row[5] for row in typed]


def test_a_decision_answers_the_one_that_waits_for_it() -> None:
    waiting = (
        OpenDecision(ref="decisions:1", title="Which vendor for the data platform?"),
        OpenDecision(ref="decisions:2", title="Renew the office lease?"),
    )
    occasion = OCCASION.model_copy(update={"open_decisions": waiting})
    one, other = found("Decided: Globex as data platform vendor\nDecision: new desks", occasion=occasion)
    assert (one.ref, one.asked) == ("decisions:1", "Which vendor for the data platform?")
    assert (other.ref, other.asked) == ("", "")


def test_i_is_the_owner_of_notes_by_hand_and_nobody_in_captions_without_names() -> None:
    (typed,) = found("I'll send the report by Friday.")
    assert (typed.owner, typed.owner_email) == ("Ana Roe", "ana@example.com")
    (captioned,) = found("1\n00:00:01,000 --> 00:00:02,000\nI'll send the report by Friday.", "m.srt")
    assert (captioned.owner, captioned.due) == ("", date(2026, 11, 20))


CHAT = """ana  10:02 AM
morning all
ben  10:03 AM
ok i'll revert the merge today
ana  10:05 AM
thanks"""
MAIL = """From: Ben Ito <ben@example.com>
Sent: Friday, 20 November 2026 10:12
Subject: Yesterday

I'll send the report tomorrow."""


@pytest.mark.parametrize("day", ["26/11/2026, 10:02 - ", "[26.11.26, 10:02:11] ", ""])
def test_i_is_whoever_writes_in_a_chat_that_was_pasted(day: str) -> None:
    chat = f"{day}Ben Ito: I'll revert the merge today\n{day}Ana Roe: thanks" if day else CHAT
    (one,) = found(chat)
    assert (one.owner, one.due) == ("Ben Ito", OCCASION.day)


def test_a_mail_says_who_writes_and_on_which_day() -> None:
    (one,) = found(MAIL)
    assert (one.owner, one.due) == ("Ben Ito", date(2026, 11, 21))


@pytest.mark.parametrize("head", ["On 12 Nov 2026, Ben Ito wrote:", MAIL.replace("Friday, 20", "12")])
def test_a_mail_from_before_the_meeting_says_nothing_of_it(head: str) -> None:
    (one,) = found(f"Ana: book the room by Monday\n\n{head}\nWe decided to stay.\nBen will pay tomorrow.")
    assert one.what == "Book the room"


@pytest.mark.parametrize(
    "text",
    [
        "- Ben: replace the switch – DONE",
        "- Ana: publish the runbook - done 18/11",
        "- Ben to order the chairs: erledigt",
        "Previous actions\n- Ben: write to the bank",
        "We asked Ben to send the report but he refused.",
        "He said the plan is to be sent by Ben.",
        "The plan turned out to be written by Ben.",
        "The plan is not to be sent by Ben.",
        "Das Projekt wird von Ben geleitet.",
        "The results will be published on Monday.",
        "Ben is moving to Berlin on Monday.",
        "Ben is working on the importer.",
    ],
)
def test_what_is_done_denied_or_told_is_no_item(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize(
    ("text", "what", "owner", "due"),
    [
        ("Ana is sending the deck to Ben today.", "Send the deck to Ben", "Ana Roe", 19),
        ("Slides to be shared by Ben.", "Slides to be shared", "Ben Ito", None),
        ("The plan is to be sent by Ben before Friday.", "The plan is to be sent", "Ben Ito", 20),
        ("Invoice to be paid by Friday.", "Invoice to be paid", "", 20),
        ("Order to be confirmed by Ana or Ben.", "Order to be confirmed by Ana or Ben", "", None),
        ("The Board asked Ben to obtain two quotes by Friday.", "Obtain two quotes", "Ben Ito", 20),
        ("Die Liste muss noch von Ben ergänzt werden.", "Die Liste muss noch ergänzt werden", "Ben Ito", None),
        ("- [ ] Ben Ito adds the alert to the runbook", "Add the alert to the runbook", "Ben Ito", None),
        ("Action: Ben writes to the vendor", "Write to the vendor", "Ben Ito", None),
        ("Ben finishes the report by 23 November.", "Finish the report", "Ben Ito", 23),
    ],
)
def test_work_is_found_however_it_is_said(text: str, what: str, owner: str, due: int | None) -> None:
    (one,) = found(text)
    assert (one.what, one.owner, one.due and one.due.day) == (what, owner, due)


def test_the_same_thing_said_twice_is_one_candidate_that_quotes_both_lines() -> None:
    (one,) = found("Ben will send the offer to Globex.\nBen will send the offer to Globex by Friday.")
    assert one.due == date(2026, 11, 20)
    assert [quote.number for quote in one.quotes] == [1, 2]


def test_two_days_for_one_thing_are_none() -> None:
    (one,) = found("Ben will send the offer by Friday.\nBen will send the offer by Monday.")
    assert one.due is None


def test_a_very_long_line_is_quoted_where_it_says_so() -> None:
    (one,) = found("It was a long talk about everything and more. " * 30 + "Ben will send the offer by Friday.")
    assert "Ben will send the offer by Friday." in one.quotes[0].text
    assert len(one.quotes[0].text) <= MAX_QUOTE


_PIECES = st.sampled_from(
    """
    Ana|Ben|Ben Ito|Cleo|Globex|I|we|Ana and Ben|will|to|is going to|takes|should|not|if|send|the deck|be late|it|
    by Friday|by 3 Dec|tomorrow|next week|(Ben)|(due 4.12.)|Action:|Decided:|we agreed to|Open question:|- [ ]|TODO|
    @Ben|bis Montag|macht|?|.|,|"|because|maybe|Unknown speaker:|11/12|## Action items|** **|haha
    """.replace("\n", "").split("|")
)
_LINE = st.lists(_PIECES.map(str.strip), min_size=1, max_size=9).map(" ".join) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_LINE, st.sampled_from(["", "", "Ben Ito", "Cleo"])), max_size=8))
def test_whatever_the_lines_every_owner_and_day_stands_in_the_quotes(said: list[tuple[str, str]]) -> None:
    lines = [SpokenLine(number=n, text=text, speaker=speaker) for n, (text, speaker) in enumerate(said, start=1)]
    for one in candidates_in("t", lines, OCCASION):
        quoted = " ".join(quote.text for quote in one.quotes)
        speakers = {quote.speaker for quote in one.quotes}
        is_said = any(name.casefold() in quoted.casefold() for name in one.owner.split())
        is_own = one.owner in speakers or (speakers == {""} and one.owner == "Ana Roe")
        assert not one.owner or is_said or is_own
        assert one.due is None or one.due in {day.day for day in spoken_days(quoted, OCCASION.day)}


_PLANNED = (
    "- [ ] Ben: send the capacity plan, due 12 Nov",
    "- Ana will present the shortlist by Friday",
    "- Hire both candidates?",
    "- Decide the budget:",
    "|  |  |  | Ben will hire |",
    "- Open question: who pays Ben?",
)
_TEMPLATE = """# Weekly: notes

## Still open from last time

{}

## 1. Hiring (20 min)

{}

**Said:**

{{said}}

**Decided:** (option, who, why)

{}

{}

**Action items:**

| What | Owner | Due | From |
|---|---|---|---|
{}

## Not known

{}
""".format(*_PLANNED)


@settings(max_examples=60, deadline=None)
@given(st.lists(_LINE.filter(lambda line: not line.startswith(("#", "**", "|", "```", "~~~"))), max_size=4))
def test_no_candidate_quotes_what_was_planned(said: list[str]) -> None:
    told = "\n".join(" ".join(line.split()) for line in said)
    planned = {line.strip() for line in _PLANNED}
    quoted = {quote.text for one in found(_TEMPLATE.format(said=told), "notes.md") for quote in one.quotes}
    assert quoted & planned - set(told.splitlines()) == set()


def test_an_empty_template_says_nothing() -> None:
    assert found(_TEMPLATE.format(said=""), "notes.md") == ()


@pytest.mark.parametrize("kind", list(CandidateKind))
def test_every_kind_is_among_the_notes(kind: CandidateKind) -> None:
    assert any(want.kind is kind for note in NOTES for want in note.expected)
