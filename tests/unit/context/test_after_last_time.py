"""The brief after the last time: what was decided, what is owed, what was reached, what was left open (POST-5)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lambdas.context import history
from lambdas.context.history import Past
from lambdas.context.phrases import Viewpoint
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.context.notes import NEEDS_DECISION, ContextNote, Fact
from lambdas.domain.kernel.counts import repeated
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.outcomes.outcome import Outcome, Reached, want_key
from tests.fakes.samples import a_meeting

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NEXT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LAST = a_meeting("last", start=NEXT - timedelta(days=7), series_id="s1")
COMING = a_meeting("next", start=NEXT, series_id="s1")
OWN = ("olga@example.com", "Olga")


def told(items: tuple[ActionItem, ...] = (), outcomes: tuple[Outcome, ...] = (), **kept: Any) -> ContextNote:
    return history.summarise(COMING, Past([LAST], items, None, a_review(**kept), outcomes), Viewpoint(NOW, UTC), *OWN)


def a_review(**kept: tuple[Candidate, ...]) -> NotesReview:
    candidates = [one for found in kept.values() for one in found]
    reviewed = tuple(
        Reviewed(found=str(n), candidate=one, verdict=CandidateVerdict.KEPT) for n, one in enumerate(candidates)
    )
    return NotesReview(meeting_id="last", user_id="u1", version=1, reviewed=reviewed, reviewed_at=NOW)


def decided(what: str, **more: str) -> Candidate:
    return Candidate(kind=CandidateKind.DECISION, what=what, **more)


def an_item(item_id: str, **changes: Any) -> ActionItem:
    values = {"item_id": item_id, "user_id": "u1", "what": f"Item {item_id}", "created_at": NOW - timedelta(days=4)}
    return ActionItem(**values | {"series_id": "s1", "confirmed_by": "u1"} | changes)


def wanted(want: str, reached: Reached | None) -> Outcome:
    answered = NOW if reached else None
    keys = {"user_id": "u1", "meeting_id": "last", "want_key": want_key(want), "start": LAST.start}
    return Outcome(**keys, want=want, reached=reached, answered_at=answered)


def only(note: ContextNote, ref: str) -> Fact:
    (fact,) = [fact for fact in note.facts if fact.ref == ref]
    return fact


def test_decisions_are_told_in_one_line_with_who_and_why() -> None:
    note = told(decisions=(decided("Two days at home", owner="Ana", why="the survey."), decided("Freeze the budget.")))
    said = only(note, "history:last/decided").text
    assert said == "Decided last time: Two days at home (Ana), because the survey; Freeze the budget."


def test_what_was_reached_is_counted_and_named() -> None:
    outcomes = (wanted("Two hires", Reached.YES), wanted("A date", Reached.NO), wanted("The budget", Reached.PARTLY))
    said = only(told(outcomes=(*outcomes, wanted("Not asked yet", None))), "history:last/reached").text
    assert said == "Last time you reached 1 of 3: “Two hires”; in part “The budget”; not “A date”."


def test_nothing_is_claimed_where_nobody_said_anything() -> None:
    refs = {fact.ref for fact in told(outcomes=(wanted("Two hires", None),)).facts}
    assert not {ref for ref in refs if "reached" in ref or "decided" in ref or "owed" in ref}


def test_what_is_owed_is_one_line_late_first_and_the_readers_own_as_you() -> None:
    late = an_item("late", owner="Olga", due=date(2026, 11, 18))
    soon = an_item("soon", owner="Ana", due=date(2026, 11, 25))
    said = only(told((soon, late, an_item("any"))), "history:action_items/owed").text
    assert said.startswith(
        "Owed: you: “Item late”, was due 18 November, 2 days late; Ana: “Item soon”, due 25 November"
    )


def test_a_question_left_open_is_asked_again() -> None:
    fact = only(
        told(questions=(Candidate(kind=CandidateKind.QUESTION, what="Who owns the budget?"),)), "history:last/open-1"
    )
    assert (fact.text, fact.question) == ("Left open last time: Who owns the budget?", "Who owns the budget?")


@pytest.mark.parametrize(("times", "is_question"), [(0, False), (2, False), (3, True), (5, True)])
def test_an_item_asked_about_three_times_is_a_question_and_no_line(times: int, is_question: bool) -> None:
    """Being told of it for this very meeting, when the materials are written anew, is no further time."""
    asked_in = (*(f"m{number}" for number in range(times)), "next")
    fact = only(told((an_item("a", asked_in=asked_in),)), "action_items:a")
    assert ("drop it, re-date it or decide?" in fact.question) is is_question
    assert (fact.weight == NEEDS_DECISION) is is_question
    assert (f"asked about {repeated(times)}" in fact.text) is (times > 0)


def test_the_readers_own_promises_come_first() -> None:
    items = (an_item("theirs", owner="Ana"), an_item("mine", owner="olga"))
    refs = [fact.ref for fact in told(items).facts if fact.ref.startswith("action_items:")]
    assert refs == ["action_items:mine", "action_items:theirs"]
