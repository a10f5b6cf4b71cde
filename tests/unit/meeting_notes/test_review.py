"""The confirm screen: nothing happens before somebody says so, and then all of it or nothing (POST-2, POST-3)."""

from datetime import date
from typing import Any

import pytest

from lambdas.domain.action_items.action_item import ActionItemStatus
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.notes import Decided, Promised
from lambdas.domain.meeting_notes.review import CandidateVerdict
from lambdas.domain.meeting_notes.sheet import CandidateAnswer
from lambdas.domain.records.statuses import DecisionStatus
from lambdas.errors import Conflict, NotFound, Refused
from lambdas.meeting_notes.messages import ended_message
from tests.fakes.faults import Killed
from tests.fakes.samples import NOW, a_tracked, a_user
from tests.fakes.table import FakeTable
from tests.unit.meeting_notes.harness import OPEN, NotesHarness

SEND = Promised(key="a1", what="Send the deck", owner="Ana", due=date(2026, 3, 6))


def test_what_was_typed_waits_for_its_owner_and_becomes_nothing_by_itself(harness: NotesHarness) -> None:
    harness.type(Decided(key="d1", what="Two days at home"), promised=[SEND])
    shown = harness.reviews.sheet("u1", "m1")
    assert [(one.kind, one.what) for one in shown.open] == [
        (CandidateKind.DECISION, "Two days at home"),
        (CandidateKind.ITEM, "Send the deck"),
    ]
    assert harness.items.open_of("u1") == []
    assert harness.decisions == []


def test_a_kept_item_is_one_object_with_the_lines_it_was_said_in(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    harness.confirm()
    (item,) = harness.items.open_of("u1")
    assert (item.what, item.owner, item.due, item.owner_email) == (
        "Send the deck",
        "Ana",
        date(2026, 3, 6),
        "ana@example.com",
    )
    assert (item.meeting_id, item.series_id, item.confirmed_by) == ("m1", "s1", "u1")
    assert [quote.text for quote in item.quotes] == ["Send the deck"]
    assert harness.reviews.sheet("u1", "m1").open == ()


def test_an_owner_two_people_could_be_has_no_address(harness: NotesHarness) -> None:
    harness.type(promised=[SEND.model_copy(update={"owner": "Somebody"})])
    harness.confirm()
    assert harness.items.open_of("u1")[0].owner_email == ""


def test_a_decision_closes_the_one_it_answers(harness: NotesHarness) -> None:
    harness.records.put_all("u1", [OPEN])
    harness.type(Decided(key="d1", what="Two days at home", who="Ana", why="The survey", ref=OPEN.ref, asked="Remote?"))
    review = harness.confirm()
    (record,) = harness.decisions
    assert (record.record_id, record.status, record.title) == ("remote", DecisionStatus.DECIDED, "Remote-work policy")
    assert (record.option, record.who, record.why) == ("Two days at home", "Ana", "The survey")
    assert (record.meeting_id, record.decided_on) == ("m1", date(2026, 3, 2))
    assert review.kept(CandidateKind.DECISION)[0].became == "decisions:remote"


def test_two_decisions_on_one_question_close_it_once_and_both_are_kept(harness: NotesHarness) -> None:
    harness.records.put_all("u1", [OPEN])
    harness.type(
        Decided(key="d1", what="Two days at home", ref=OPEN.ref),
        Decided(key="d2", what="From January on", ref=OPEN.ref),
    )
    harness.confirm()
    assert {(record.title, record.option) for record in harness.decisions} == {
        ("Remote-work policy", "Two days at home"),
        ("From January on", "From January on"),
    }


def test_a_decision_on_what_was_decided_before_says_which_one_it_takes_the_place_of(harness: NotesHarness) -> None:
    decided = {"status": DecisionStatus.DECIDED, "decided_on": date(2026, 1, 9)}
    harness.records.put_all("u1", [OPEN.model_copy(update=decided)])
    harness.type(Decided(key="d1", what="Three days at home", ref=OPEN.ref))
    harness.confirm()
    latest = next(record for record in harness.decisions if record.record_id != "remote")
    assert (latest.title, latest.option, latest.supersedes) == ("Remote-work policy", "Three days at home", "remote")


def test_what_is_dropped_is_not_asked_about_again_when_more_notes_come(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    harness.confirm(harness.dropped())
    harness.type(promised=[SEND, Promised(key="a2", what="Book the room")])
    assert [one.what for one in harness.reviews.sheet("u1", "m1").open] == ["Book the room"]
    assert harness.items.open_of("u1") == []


def test_what_is_typed_and_said_in_other_words_is_asked_about_once(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    harness.hand_in("Ana Roe: I will send out the deck by Friday.\nAna Roe: I will book the room.")
    assert [(one.what, one.owner, one.due, len(one.quotes)) for one in harness.reviews.sheet("u1", "m1").open] == [
        ("Send the deck", "Ana", date(2026, 3, 6), 2),
        ("Book the room", "Ana Roe", None, 1),
    ]


def test_two_people_who_promise_the_same_promise_two_things(harness: NotesHarness) -> None:
    harness.hand_in("Ana Roe: I will update the ticket.\nBen Smith: I will update the ticket.")
    harness.confirm()
    assert {(item.what, item.owner) for item in harness.items.open_of("u1")} == {
        ("Update the ticket", "Ana Roe"),
        ("Update the ticket", "Ben Smith"),
    }
    assert harness.reviews.sheet("u1", "m1").open == ()


def test_what_was_reworded_is_not_asked_about_again_once_a_text_says_whose_it_is(harness: NotesHarness) -> None:
    harness.type(promised=[SEND.model_copy(update={"owner": "", "due": None})])
    (found,) = harness.kept_as_found()
    harness.confirm([found.model_copy(update={"what": "Mail the slides"})])
    harness.hand_in("Ana Roe: I will send the deck.")
    assert harness.reviews.sheet("u1", "m1").open == ()


def test_what_was_confirmed_is_not_asked_about_again_in_other_words(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    harness.confirm()
    harness.hand_in("Ana Roe: I will send out the deck.\nBen Smith: I will send the deck too.")
    assert [(one.what, one.owner) for one in harness.reviews.sheet("u1", "m1").open] == [
        ("Send the deck too", "Ben Smith")
    ]


def test_more_notes_never_take_away_what_was_confirmed(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    harness.confirm()
    harness.type(promised=[])
    harness.confirm([CandidateAnswer(what="Book the room", owner="ben@partner.example")])
    assert {item.what for item in harness.items.open_of("u1")} == {"Send the deck", "Book the room"}
    assert [one.candidate.what for one in harness.notes.review("u1", "m1").reviewed] == [
        "Send the deck",
        "Book the room",
    ]


def test_it_is_kept_as_its_owner_words_it(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    (found,) = harness.kept_as_found()
    harness.confirm([found.model_copy(update={"what": "Send the  deck\nto Ben", "owner": "Ben Smith", "due": None})])
    (item,) = harness.items.open_of("u1")
    assert (item.what, item.owner, item.owner_email, item.due) == (
        "Send the deck to Ben",
        "Ben Smith",
        "ben@partner.example",
        None,
    )


def test_saying_it_twice_changes_nothing(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    answers = harness.kept_as_found()
    first = harness.confirm(answers)
    assert harness.confirm(answers, version=0) == first
    assert len(harness.items.stored) == 1


def test_another_answer_that_came_between_is_not_overwritten(harness: NotesHarness) -> None:
    harness.type(promised=[SEND, Promised(key="a2", what="Book the room")])
    send, book = harness.kept_as_found()
    harness.confirm([send])
    with pytest.raises(Conflict, match="meanwhile"):
        harness.confirm([book], version=0)
    harness.confirm([book])
    assert len(harness.items.stored) == 2


def test_an_item_closed_since_stays_closed_when_the_confirmation_is_said_again(harness: NotesHarness) -> None:
    harness.type(promised=[SEND])
    answers = harness.kept_as_found()
    harness.confirm(answers)
    (item,) = harness.items.open_of("u1")
    harness.items.close("u1", item.item_id, ActionItemStatus.DONE, harness.now)
    harness.confirm(answers, version=0)
    assert harness.items.open_of("u1") == []


@pytest.mark.parametrize("survives", [False, True])
def test_killed_in_the_middle_all_of_it_is_there_or_nothing(
    harness: NotesHarness, monkeypatch: pytest.MonkeyPatch, survives: bool
) -> None:
    harness.records.put_all("u1", [OPEN])
    harness.type(Decided(key="d1", what="Two days", ref=OPEN.ref), promised=[SEND])
    answers, written = harness.kept_as_found(), FakeTable.transact

    def killed(*arguments: Any) -> None:
        if survives:
            written(*arguments)
        raise Killed

    monkeypatch.setattr(FakeTable, "transact", killed)
    with pytest.raises(Killed):
        harness.confirm(answers)
    monkeypatch.undo()
    assert bool(harness.items.stored) is survives
    assert (harness.decisions[0].status is DecisionStatus.DECIDED) is survives
    harness.confirm(answers, version=0)
    assert len(harness.items.stored) == 1
    assert harness.decisions[0].status is DecisionStatus.DECIDED


def test_a_decision_changed_in_the_records_meanwhile_is_looked_at_again(harness: NotesHarness) -> None:
    harness.records.put_all("u1", [OPEN])
    harness.type(Decided(key="d1", what="Two days", ref=OPEN.ref))
    answers = harness.kept_as_found()
    once: list[bool] = []
    original = harness.records.replaced

    def changed_meanwhile(*arguments: Any) -> Any:
        if not once:
            once.append(True)
            write = original(*arguments)
            harness.records.put_all(
                "u1", [OPEN.model_copy(update={"note": "HR agrees", "as_of": harness.now.replace(year=2027)})]
            )
            return write
        return original(*arguments)

    object.__setattr__(harness.records, "replaced", changed_meanwhile)
    harness.confirm(answers)
    (record,) = harness.decisions
    assert (record.status, record.note) == (DecisionStatus.DECIDED, "HR agrees")


def test_nothing_to_note_is_said_once_and_notes_may_still_come(harness: NotesHarness) -> None:
    harness.reviews.say_nothing("u1", "m1", harness.now)
    harness.reviews.say_nothing("u1", "m1", harness.now)
    assert harness.reviews.sheet("u1", "m1").is_empty
    harness.type(promised=[SEND])
    review = harness.confirm()
    assert not review.is_empty
    assert len(harness.items.stored) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"what": " "}, "says nothing"),
        ({"found": "0123456789abcdef"}, "were changed meanwhile"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(harness: NotesHarness, answer: dict[str, str], said: str) -> None:
    harness.type(promised=[SEND])
    (found,) = harness.kept_as_found()
    with pytest.raises(Refused, match=said):
        harness.confirm([found.model_copy(update=answer)])
    assert not harness.items.stored


def test_nobody_confirms_the_notes_of_another(harness: NotesHarness) -> None:
    harness.users.put(a_user("u2"))
    for act in (
        lambda: harness.reviews.sheet("u2", "m1"),
        lambda: harness.reviews.confirm("u2", "m1", [], 0, harness.now),
        lambda: harness.reviews.say_nothing("u2", "m1", harness.now),
        lambda: harness.hand_in("Action: Ana sends it", "u2"),
    ):
        with pytest.raises(NotFound):
            act()


def test_as_much_as_fits_a_transaction_is_confirmed_at_once(harness: NotesHarness) -> None:
    """DynamoDB takes a hundred writes in one."""
    answers = [CandidateAnswer(what=f"Thing {number}", verdict=CandidateVerdict.KEPT) for number in range(81)]
    with pytest.raises(Refused, match="At most 80"):
        harness.confirm(answers)
    harness.confirm(answers[:80])
    assert len(harness.items.stored) == 80


def test_a_question_stays_open_without_becoming_work(harness: NotesHarness) -> None:
    harness.confirm([CandidateAnswer(kind=CandidateKind.QUESTION, what="Who owns the budget?")])
    assert not harness.items.stored
    assert harness.notes.review("u1", "m1").kept(CandidateKind.QUESTION)[0].candidate.what == "Who owns the budget?"


def test_the_message_that_asked_asks_no_more_once_everything_is_answered(harness: NotesHarness) -> None:
    """Wherever its owner answers: on the page, in Slack, in the terminal."""
    harness.notifier.send(harness.users.get("u1"), ended_message(a_tracked(harness.meeting), a_user(), NOW), NOW)
    harness.type(Decided(key="d1", what="Two days at home"), promised=[SEND])
    item, decision = sorted(harness.kept_as_found(), key=lambda answer: answer.kind is CandidateKind.DECISION)
    harness.confirm([item])
    assert len(harness.notifier.told) == 1, "there is something left to say of it"
    harness.confirm([decision.model_copy(update={"verdict": CandidateVerdict.DROPPED})])
    assert harness.notifier.told == []
    assert harness.closed == [("m1-meeting_ended", "Confirmed: 1 action item; 1 dropped.")]


def test_nothing_to_note_asks_no_more_either(harness: NotesHarness) -> None:
    harness.notifier.send(harness.users.get("u1"), ended_message(a_tracked(harness.meeting), a_user(), NOW), NOW)
    harness.reviews.say_nothing("u1", "m1", NOW)
    assert harness.notifier.told == []
    assert harness.closed == [("m1-meeting_ended", "Nothing to note. AMO asks no more about this meeting.")]
