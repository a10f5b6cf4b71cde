"""A model sums up what was confirmed, as soon as it is: what does not hold stays the rules' (M-7, summarise)."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdas.config_files import load_summary_wording
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meeting_notes.note_readings import ReadingOrder, ReadingState
from lambdas.domain.meeting_notes.summary_by_model import WrittenSummary
from lambdas.meeting_notes.summed_up import SummaryWriter
from tests.fakes.llm import NAME, FakeLlm
from tests.fakes.samples import a_tracked, a_user
from tests.fakes.stores import FakeUsers
from tests.unit.meeting_notes.harness import NotesHarness

NOTES = "Decided: we keep two suppliers\nAction: Ana sends the draft by Friday\nWe gossiped about Eve and 900 euros\n"
GOOD = {"text": "Two suppliers are kept, and Ana sends the draft by Fri 6 Mar.", "refs": ["c1", "c2"]}


@pytest.fixture
def confirmed(harness: NotesHarness) -> NotesHarness:
    """Who lets a model read their notes has confirmed a decision and an action item."""
    harness.users = FakeUsers(a_user(name="Olga Owner", model_consent=ModelConsent(level="own")))
    harness.hand_in(NOTES)
    harness.to_read.bodies.clear()
    harness.confirm()
    return harness


def write(harness: NotesHarness, *answers: Any) -> FakeLlm:
    llm = FakeLlm(list(answers))
    stores = (harness.meetings, harness.users, harness.notes, harness.items)
    for order in harness.to_read.bodies:
        writer = SummaryWriter(*stores, load_summary_wording(), llm, lambda: harness.now)
        writer.write(ReadingOrder.model_validate(order))
    return llm


def written(harness: NotesHarness) -> WrittenSummary:
    found = harness.notes.written_summary("u1", "m1")
    assert found is not None
    return found


def lines(*given: dict[str, Any]) -> dict[str, Any]:
    return {"lines": list(given)}


def test_it_reads_what_was_confirmed_and_nothing_else_of_the_notes(confirmed: NotesHarness) -> None:
    llm = write(confirmed, lines(GOOD))
    ((told,),) = [prompt.data for prompt in llm.asked]
    assert told.text == "c1| - We keep two suppliers\nc2| - Send the draft: Ana Roe, by Fri 6 Mar"
    summary = written(confirmed)
    assert [(line.text, line.written_by) for line in summary.lines] == [(GOOD["text"], NAME)]
    assert set(summary.lines[0].refs) == {one.found for one in confirmed.notes.review("u1", "m1").reviewed}
    assert summary.outside_texts == ("notes.txt",)


@pytest.mark.parametrize(
    "line",
    [
        {"text": "Eve is to be paid 900 euros.", "refs": ["c1"]},
        {"text": "Two suppliers are kept.", "refs": []},
        {"text": "Two suppliers are kept.", "refs": ["c9"]},
        {"text": "We keep three suppliers.", "refs": ["c1"]},
        {"text": "We do not keep two suppliers.", "refs": ["c1"]},
        {"text": "Priya sends the draft by Fri 6 Mar.", "refs": ["c2"]},
        {"text": "Ana sends the draft by Tue 10 Mar.", "refs": ["c2"]},
        {"text": "We keep two suppliers, pay at https://evil.example/pay.", "refs": ["c1"]},
        {"text": "Thank you all for this wonderful and productive time.", "refs": ["c1"]},
        {"text": f"We keep two suppliers {'and keep two suppliers ' * 12}.", "refs": ["c1"]},
    ],
)
def test_a_line_that_what_it_points_to_does_not_bear_out_is_never_kept(
    confirmed: NotesHarness, line: dict[str, Any]
) -> None:
    write(confirmed, lines(line))
    assert written(confirmed).lines == ()
    assert written(confirmed).reason is NoAnswerReason.UNGROUNDED
    assert written(confirmed).state is ReadingState.NOT_READ


def test_of_many_lines_the_unfounded_one_is_left_out_and_there_are_five_at_most(confirmed: NotesHarness) -> None:
    write(confirmed, lines(GOOD, {"text": "Priya leaves.", "refs": ["c1"]}, GOOD, GOOD, GOOD, GOOD, GOOD))
    assert [line.text for line in written(confirmed).lines] == [GOOD["text"]] * 4


@pytest.mark.parametrize("reason", list(NoAnswerReason))
def test_without_an_answer_the_rules_sum_it_up(confirmed: NotesHarness, reason: NoAnswerReason) -> None:
    write(confirmed, NoAnswer(reason))
    assert (written(confirmed).lines, written(confirmed).reason) == ((), reason)


def test_a_second_delivery_asks_nothing_more(confirmed: NotesHarness) -> None:
    write(confirmed, lines(GOOD))
    assert write(confirmed, lines({"text": "We keep two suppliers.", "refs": ["c1"]})).asked == []
    assert [line.text for line in written(confirmed).lines] == [GOOD["text"]]


def _forget(harness: NotesHarness) -> None:
    harness.notes.delete("m1")


def _confirm_more(harness: NotesHarness) -> None:
    harness.hand_in("Action: Ben calls the bank")
    harness.confirm()


@pytest.mark.parametrize("meanwhile", [_forget, _confirm_more])
def test_what_was_forgotten_or_confirmed_while_it_was_written_is_left_alone(
    confirmed: NotesHarness, meanwhile: Callable[[NotesHarness], None]
) -> None:
    orders = list(confirmed.to_read.bodies)

    def answer(_prompt: ModelPrompt) -> dict[str, Any]:
        meanwhile(confirmed)
        return lines(GOOD)

    llm = FakeLlm([answer])
    stores = (confirmed.meetings, confirmed.users, confirmed.notes, confirmed.items)
    SummaryWriter(*stores, load_summary_wording(), llm, lambda: confirmed.now).write(
        ReadingOrder.model_validate(orders[-1])
    )
    summary = confirmed.notes.written_summary("u1", "m1")
    assert summary is None or summary.lines == ()


def test_nobody_s_summary_is_written_who_lets_no_model_read_and_none_of_a_private_meeting(
    harness: NotesHarness,
) -> None:
    harness.hand_in(NOTES)
    harness.confirm()
    assert harness.to_read.bodies == []
    harness.users = FakeUsers(a_user(name="Olga Owner", model_consent=ModelConsent(level="all")))
    harness.meetings.rows["m1"] = a_tracked(harness.meeting.model_copy(update={"is_private": True}))
    harness.hand_in("Action: Ben calls the bank")
    harness.confirm()
    assert harness.to_read.bodies == []
