"""What may be proposed: the same key is the same thing, and nobody fills everybody's list."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.approvals.edit import edit_action
from lambdas.approvals.propose import MAX_A_DAY, MAX_BY_AMO, MAX_BY_PERSON
from lambdas.approvals.queue import QueueFilter, get_pending_actions
from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.kinds.base import MeetingFacts
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.pending_action import is_intact
from lambdas.domain.actions.words import YOU, title_of
from lambdas.domain.agenda.materials import MaterialsPlan, Section
from lambdas.errors import Conflict, Forbidden, Refused
from tests.fakes.actions import a_pending
from tests.fakes.approval_harness import PLAN_KEY, ApprovalHarness
from tests.fakes.samples import NOW


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


@pytest.mark.parametrize(
    "other",
    [
        {"parameters": {"what": "Send the salaries"}},
        {"parameters": {"what": "Send the draft", "due": "2026-12-01"}},
        {"requested_by": "user:u1"},
        {"action_type": RemindAttendees.action_type, "parameters": {"meeting_id": "m1"}},
    ],
)
def test_the_same_key_for_anything_else_is_a_conflict_and_changes_nothing(
    harness: ApprovalHarness, other: dict[str, Any]
) -> None:
    first = harness.propose()
    with pytest.raises(Conflict, match="another dedupe_key"):
        harness.propose(**other)
    assert harness.stored(first) == first
    assert harness.propose() == first, "and what was asked for first is still the same"
    assert len(harness.actions.stored) == 1


def test_the_same_key_is_the_same_action_however_its_words_were_changed_since(harness: ApprovalHarness) -> None:
    first = harness.propose()
    words = {"what": "Send the final draft"}
    changed = edit_action(harness.decisions, first.action_id, "u2", words, first.payload_hash, harness.now)
    assert harness.propose() == changed


def test_of_what_an_older_amo_stored_the_type_and_who_asked_tell_whether_it_is_the_same(
    harness: ApprovalHarness,
) -> None:
    first = harness.propose()
    harness.actions.stored[first.action_id] = first.model_copy(update={"asked_hash": ""})
    assert harness.propose().action_id == first.action_id
    for other in ({"requested_by": "user:u1"}, {"action_type": RemindAttendees.action_type}):
        with pytest.raises(Conflict, match="another dedupe_key"):
            harness.propose(**other)


def test_more_than_one_action_holds_is_refused_in_one_line(harness: ApprovalHarness) -> None:
    with pytest.raises(Refused, match="16 KB is the most"):
        harness.propose("launch_rocket", parameters={"where": "x" * 330_000})
    assert harness.actions.stored == {}


@pytest.mark.parametrize("letter", ["x", "é"])
def test_what_one_action_may_hold_is_counted_to_the_byte(harness: ApprovalHarness, letter: str) -> None:
    """What fits is looked at, and here refused for another reason."""
    left = 16 * 1024 - len('{"where":""}')
    words = letter * (left // len(letter.encode()))
    with pytest.raises(Refused, match="knows no action"):
        harness.propose("launch_rocket", parameters={"where": words})
    with pytest.raises(Refused, match="16 KB is the most"):
        harness.propose("launch_rocket", parameters={"where": words + "x"})


def test_one_person_s_requests_wait_for_others_before_more_are_taken(harness: ApprovalHarness) -> None:
    own = {"requested_by": "user:u1"}
    asked = [harness.propose(key=f"k{number}", **own) for number in range(MAX_BY_PERSON)]
    with pytest.raises(Refused, match="50 things you asked for wait"):
        harness.propose(key="one more", **own)
    assert harness.propose(key="k0", **own) == asked[0], "what was asked for before is the same still"
    harness.propose(key="amo's own")
    harness.propose(key="somebody else's", on_behalf_of="u2", requested_by="user:u2")
    harness.approve(asked[0], "u1", "reject")
    assert harness.propose(key="one more", **own)


@pytest.mark.parametrize("is_unasked", [True, False])
def test_nobody_floods_the_log_or_who_decides_with_what_runs_by_itself_or_is_taken_back(is_unasked: bool) -> None:
    harness = ApprovalHarness(level=Autonomy.SEMI_AUTONOMOUS)
    own: dict[str, Any] = {"requested_by": "user:u1"}
    if is_unasked:
        own |= {"action_type": "send_status", "parameters": {"text": "Ready"}}
    for number in range(MAX_A_DAY):
        asked = harness.propose(key=f"k{number}", **own)
        if not is_unasked:
            harness.approve(asked, "u1", "reject")
    with pytest.raises(Refused, match="200 things within a day"):
        harness.propose(key="one more", **own)
    harness.propose(key="amo's own")
    assert harness.at(NOW + timedelta(days=1, minutes=1)).propose(key="one more", **own)


def test_what_amo_proposes_for_one_person_is_bounded_too(harness: ApprovalHarness) -> None:
    for number in range(MAX_BY_AMO):
        harness.propose(key=f"k{number}")
    with pytest.raises(Refused, match="100 things AMO proposed"):
        harness.propose(key="one more")


def test_a_list_reads_summaries_however_large_the_actions_are(harness: ApprovalHarness) -> None:
    words = ("x" * 400,) * 40
    meeting_plan = MaterialsPlan.model_validate_json(harness.plans.get(PLAN_KEY))
    sections = tuple(Section(title=f"{n}: {line}", minutes=1 + n % 2) for n, line in enumerate(words))
    harness.plans.put(PLAN_KEY, meeting_plan.model_copy(update={"sections": sections}).model_dump_json().encode(), "x")
    actions = [harness.propose("share_agenda", key=f"k{n}", parameters={"meeting_id": "m1"}) for n in range(10)]
    reviewer = harness.policies.reviewer("u2")
    assert reviewer
    listed = get_pending_actions(harness.actions, reviewer, QueueFilter(), harness.now)
    assert len(listed) == len(actions)
    assert sum(len(action.payload) for action in actions) > 150_000
    assert sum(len(action.model_dump_json()) for action in listed) < 40_000
    assert {action.preview.title for action in listed} == {actions[0].preview.title}


def test_what_a_list_shows_is_proved_as_well(harness: ApprovalHarness) -> None:
    action = harness.propose()
    assert action.summary
    lie = action.summary.model_copy(update={"title": "Water the flowers"})
    harness.actions.stored[action.action_id] = action.model_copy(update={"summary": lie})
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(action)


def test_what_stands_in_a_list_alone_can_be_neither_decided_nor_carried_out(harness: ApprovalHarness) -> None:
    assert not is_intact(harness.propose().model_copy(update={"payload": ""}))


def test_an_action_an_older_amo_stored_is_listed_by_its_payload(harness: ApprovalHarness) -> None:
    action = harness.propose()
    row = harness.actions.table.get({"action_id": action.action_id}, "looking")
    assert row
    harness.actions.table.put({name: value for name, value in row.items() if name != "summary"}, "as before")
    (listed,) = harness.actions.of_team("sales")
    assert listed.preview == action.preview


def test_whose_calendar_it_is_each_reader_reads_in_a_list_as_on_its_page() -> None:
    meeting = MeetingFacts(meeting_id="m1", title="Q&A", start=NOW, end=NOW + timedelta(hours=1))
    times = {"start": NOW, "end": NOW + timedelta(hours=1)}
    details = BlockTime(meeting=meeting, calendar_id="work", source="google", external_id="e1", **times)
    whole = a_pending(details=details, action_type=BlockTime.action_type)
    listed = whole.model_copy(update={"payload": ""})
    for names in ({"u1": YOU}, {"u1": "Priya"}):
        assert title_of(listed, names) == title_of(whole, names)
    assert (listed.preview.title, listed.preview.undo) == (whole.preview.title, whole.preview.undo)
