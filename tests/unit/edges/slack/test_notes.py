"""After a meeting, in Slack: what was said is written, dropped or pasted, and counts once its owner confirmed it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meeting_notes.notes import Decided, MeetingNotes, Promised, SectionNotes
from lambdas.domain.meeting_notes.sheet import CandidateAnswer
from lambdas.domain.meeting_notes.texts import MAX_TEXTS, NoteSource
from lambdas.edges.commands.notes import add_notes, confirm_notes, review_sheet
from lambdas.meeting_notes.messages import ended_message
from lambdas.slack.blocks import posts
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_lint import readable
from tests.fakes.slack_requests import PERSON, click_body, submission_body
from tests.unit.edges.slack_office import MEETING, RIVAL_ID, Office, names_in, text_of

TITLE = "Planning <!channel> & more"
TOLD = "Planning <!channel> & more"
DRAFT, LEASE = "Send the draft & <b>plan</b>", "We take the lease"
ADDRESS = "https://amo.example.com"


@pytest.fixture
def asked(office: Office) -> Office:
    """Priya's meeting is over, and AMO asked how it went; she noted a promise and a decision on the page."""
    tracked = a_tracked(a_meeting(MEETING, user_id="u1", title=TITLE, start=NOW - timedelta(hours=1)))
    office.meetings.rows[MEETING] = tracked
    promised = (Promised(key="p1", what=DRAFT, owner="Bo"),)
    decided = (Decided(key="d1", what=LEASE, why="It is near"),)
    section = SectionNotes(key="s1", title="Opening", promised=promised, decided=decided)
    notes = MeetingNotes(meeting_id=MEETING, user_id="u1", version=1, sections=(section,), saved_at=NOW)
    office.meeting_notes.save(notes)
    user = office.users.get("u1")
    link = office.people.reach(user)
    assert link is not None
    message = ended_message(tracked, user, NOW)
    (post,) = posts(message, ADDRESS)
    office.thread_ts = office.people.posting("T012AB3C4").post(link, message.message_id, post, message=message).ts
    return office


def texts(office: Office) -> list[tuple[str, int]]:
    return [(text.name, text.count) for text in office.meeting_notes.texts_of("u1", MEETING)]


def items(office: Office) -> list[tuple[str, str]]:
    return [(item.what, item.owner) for item in office.action_items.open_of("u1")]


def press(office: Office, name: str, value: str = MEETING) -> None:
    office.click(name, value, ts=office.thread_ts, block=f"{MEETING}-meeting_ended")


def key_of(what: str) -> str:
    return next(one.candidate_id for one in review_sheet("u1", MEETING).open if one.what == what)


def question(office: Office) -> dict[str, Any]:
    return office.web.messages[0]


def test_add_notes_opens_a_form_and_what_is_pasted_is_handed_in(asked: Office) -> None:
    press(asked, "add_notes")
    assert TOLD in readable(asked.web.views[-1][1]["blocks"])
    asked.send({"notes": "It rained.\nWe talked."})
    assert texts(asked) == [("notes.txt", 2)]
    (answer,) = asked.web.thread(asked.thread_ts)
    assert "1 action item, 1 decision to confirm." in answer["text"]
    assert names_in(answer) == ["review_notes", "open_review"]
    assert items(asked) == []


def test_nothing_to_note_settles_the_question(asked: Office) -> None:
    press(asked, "nothing_to_note")
    assert "Nothing to note" in text_of(question(asked))
    assert names_in(question(asked)) == ["add_notes"]
    assert "url" in question(asked)["blocks"][-2]["elements"][0]
    assert review_sheet("u1", MEETING).is_empty


def test_what_is_written_below_the_question_is_notes_and_found_once_an_hour(asked: Office) -> None:
    asked.write("We talked.", asked.thread_ts)
    asked.write("It rained &amp; <https://evil.example|poured>.", asked.thread_ts)
    asked.write("thanks!", asked.thread_ts)
    assert texts(asked) == [("notes.txt", 1), ("notes.txt", 1)]
    assert len(asked.web.thread(asked.thread_ts)) == 1


def test_that_there_is_nothing_can_be_written_too(asked: Office) -> None:
    asked.write("nothing", asked.thread_ts)
    assert texts(asked) == []
    assert "Nothing to note" in text_of(question(asked))


def test_the_same_delivery_twice_hands_in_once(asked: Office) -> None:
    for _ in range(2):
        asked.write("We talked.", asked.thread_ts, event_id="Ev1")
    assert texts(asked) == [("notes.txt", 1)]


def test_a_confirmation_makes_what_is_ticked_as_it_was_worded_and_drops_the_rest(asked: Office) -> None:
    asked.write("We talked.", asked.thread_ts)
    asked.click("review_notes", MEETING)
    view = asked.web.views[-1][1]
    assert {DRAFT, LEASE} <= set(readable(view["blocks"]))
    draft, lease = key_of(DRAFT), key_of(LEASE)
    typed = {f"what-{draft}": "Send the plan", f"owner-{draft}": "", f"due-{draft}": "2031-02-03"}
    asked.send({**typed, f"keep-{lease}": "", "what-new": "Call Bo", "owner-new": "Ada"})
    assert sorted(items(asked)) == [("Call Bo", "Ada"), ("Send the plan", "")]
    assert asked.records.of_kind("u1", RecordKind.DECISIONS) == []
    assert "Confirmed: 2 action items; 1 dropped." in text_of(question(asked))
    assert "Confirmed: 2 action items; 1 dropped." in asked.said[-1]
    assert names_in(asked.web.messages[-1]) == ["see_items"]


def test_a_decision_keeps_the_reason_that_the_form_does_not_show(asked: Office) -> None:
    asked.click("review_notes", MEETING)
    asked.send({})
    (record,) = asked.records.of_kind("u1", RecordKind.DECISIONS)
    assert (record.option, record.why) == (LEASE, "It is near")  # type: ignore[attr-defined]  # records of this kind have it


def test_an_old_form_is_refused_in_words_and_opens_again_as_it_was_filled_in(asked: Office) -> None:
    asked.click("review_notes", MEETING)
    old = asked.web.views[-1][1]
    draft = key_of(DRAFT)
    confirm_notes("u1", MEETING, [CandidateAnswer(what="From the page")], 0)
    asked.send({f"what-{draft}": "My own words"}, blocks=old["blocks"])
    assert "confirmed from another place" in asked.said[-1]
    assert "Nothing you typed is lost." in asked.said[-1]
    assert items(asked) == [("From the page", "")]
    asked.click("again_confirm_notes", MEETING)
    asked.send({})
    assert ("My own words", "Bo") in items(asked)


def test_what_is_kept_and_says_nothing_is_refused_and_a_day_that_is_none(asked: Office) -> None:
    asked.click("review_notes", MEETING)
    draft = key_of(DRAFT)
    asked.send({f"what-{draft}": " "})
    assert "says nothing" in asked.said[-1]
    asked.send({f"due-{draft}": "tomorrow"})
    assert "A day is written like" in asked.said[-1]
    assert items(asked) == []


def test_more_than_a_form_takes_is_on_the_page(asked: Office) -> None:
    rows = tuple(Promised(key=f"p{n}", what=f"Thing {n}") for n in range(60))
    section = SectionNotes(key="s1", title="Opening", promised=rows)
    notes = MeetingNotes(meeting_id=MEETING, user_id="u1", version=2, sections=(section,), saved_at=NOW)
    asked.meeting_notes.save(notes)
    asked.click("review_notes", MEETING)
    view = asked.web.views[-1][1]
    assert len(view["blocks"]) <= 100
    assert "37 more on AMO’s page." in readable(view["blocks"])
    asked.send({})
    assert len(items(asked)) == 23
    assert "review_notes" in names_in(asked.web.messages[-1])


def test_notes_that_cannot_be_taken_are_not_lost(asked: Office) -> None:
    for number in range(MAX_TEXTS):
        add_notes("u1", MEETING, "a.txt", f"Line {number}".encode(), NoteSource.SLACK)
    press(asked, "add_notes")
    asked.send({"notes": "One more line"})
    assert "has 12 texts of notes already" in asked.said[-1]
    asked.click("again_add_notes", MEETING)
    assert "One more line" in readable(asked.web.views[-1][1]["blocks"])


def test_a_file_below_the_question_is_notes_whatever_it_is_called(asked: Office) -> None:
    file_id = asked.web.share("..\\..\\x/<!channel> minutes.MD", b"It rained.\nWe talked.", PERSON)
    asked.drop(file_id, thread_ts=asked.thread_ts)
    assert texts(asked) == [("<!channel> minutes.MD", 2)]


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("virus.exe", {}, "AMO reads notes in files that end in"),
        ("long.txt", {"size": 3_000_000}, "longer than 2 MB"),
        ("odd.txt", {"size": "1"}, "longer than 2 MB"),
        ("theirs.txt", {"user": RIVAL_ID, "ims": ["D0ELSE"]}, "not there any more"),
    ],
)
def test_a_file_that_is_no_notes_is_refused_without_being_read(
    asked: Office, name: str, changes: dict[str, Any], reason: str
) -> None:
    asked.drop(asked.web.share(name, b"It rained.", PERSON, **changes), thread_ts=asked.thread_ts)
    assert texts(asked) == []
    assert reason in asked.said[-1]


def test_where_files_may_not_be_read_it_says_what_to_do(asked: Office) -> None:
    asked.web.scopes -= {"files:read"}
    asked.drop(asked.web.share("a.txt", b"It rained.", PERSON), thread_ts=asked.thread_ts)
    assert "files:read" in asked.said[-1]


def test_of_several_files_those_that_can_be_read_are(asked: Office) -> None:
    files = [asked.web.share(name, f"In {name}".encode(), PERSON) for name in ("a.exe", "b.txt", "c.vtt")]
    asked.drop(*files, "F0GONE0001", thread_ts=asked.thread_ts)
    assert [name for name, _ in texts(asked)] == ["b.txt", "c.vtt"]


def test_a_file_outside_a_thread_belongs_to_the_one_meeting_just_asked_about(asked: Office) -> None:
    asked.drop(asked.web.share("a.txt", b"It rained.", PERSON))
    assert texts(asked) == [("a.txt", 1)]


def test_with_no_such_meeting_amo_asks_which_the_file_is_of(asked: Office) -> None:
    asked.now = NOW + timedelta(hours=5)
    file_id = asked.web.share("a.txt", b"It rained.", PERSON)
    asked.drop(file_id)
    (block,) = [block for block in asked.web.messages[-1]["blocks"] if block["type"] == "actions"]
    (option,) = block["elements"][0]["options"]
    assert option["text"]["text"].endswith(TITLE)
    asked.pick("files_of", chosen=option["value"], block=block["block_id"])
    assert texts(asked) == [("a.txt", 1)]


def test_the_command_offers_the_last_meetings_and_opens_the_form_of_one(asked: Office) -> None:
    asked.command("notes planning")
    (block,) = [block for block in asked.web.messages[-1]["blocks"] if block["type"] == "actions"]
    asked.pick("notes_of", chosen=MEETING, block=block["block_id"])
    assert asked.web.views[-1][1]["callback_id"] == "add_notes"
    asked.command("notes nowhere")
    assert "No meeting of the last 7 days" in asked.said[-1]


def test_a_click_that_came_too_late_to_open_a_form_leads_to_the_page(asked: Office) -> None:
    asked.slack.will("views_open", "expired_trigger_id")
    press(asked, "add_notes")
    assert f"/meetings/{MEETING}?tab=notes" in asked.said[-1].replace("\u200b", "")


def test_nobody_adds_to_or_confirms_somebody_else_s_meeting(asked: Office) -> None:
    """fault 57: ids in buttons and forms are checked to be the clicker's."""
    for name in ("add_notes", "nothing_to_note", "review_notes", "again_add_notes", "again_confirm_notes"):
        asked.deliver("interactions", click_body(name, MEETING, user=RIVAL_ID, trigger=f"t-{name}"))
    assert asked.web.views == []
    for form, about in (("add_notes", MEETING), ("confirm_notes", f"{MEETING}:0")):
        view = {"type": "modal", "callback_id": form, "private_metadata": about, "blocks": []}
        typed = {"notes": "Mine", "what-new": "Mine"}
        asked.deliver("interactions", submission_body(view, typed, user=RIVAL_ID, view_id=form))
    assert texts(asked) == []
    assert (items(asked), asked.action_items.open_of("u2")) == ([], [])
    assert DRAFT not in json.dumps([m for m in asked.web.messages if m["channel"] != question(asked)["channel"]])


@pytest.mark.parametrize("value", ["", "x:y", f"{MEETING}:", f"{MEETING}:-1", f"{MEETING}:F1,../../etc"])
def test_values_nobody_wrote_are_refused_in_words(asked: Office, value: str) -> None:
    before = len(asked.said)
    asked.pick("files_of", chosen=value, block="which-notes")
    assert len(asked.said) == before + 1
    assert texts(asked) == []
