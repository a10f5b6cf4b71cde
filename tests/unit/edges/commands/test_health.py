"""What doctor and the settings page say of late preparations and of messages nobody could handle."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.sources.account import SourceAccount, SourceStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.edges.commands.health import checks
from lambdas.edges.commands.views import CheckView
from tests.fakes.model_parts import OLLAMA
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, PLANNED, Harness


@pytest.fixture
def operated(harness: Harness) -> Harness:
    harness.users.patch(ADA, {"role": "operator"})
    return harness


def found(harness: Harness, name: str) -> CheckView | None:
    account = harness.users.account(ADA)
    return next((one for one in checks(account, (), harness.users.switches()) if one.name == name), None)


def due(hours_ago: float, starts_in: float = 5) -> TrackedMeeting:
    tracked = a_tracked(a_meeting(PLANNED, user_id=ADA, start=NOW + timedelta(hours=starts_in)))
    return tracked.model_copy(
        update={"plan": tracked.plan.model_copy(update={"prep_trigger_time": NOW - timedelta(hours=hours_ago)})}
    )


def test_operators_see_what_was_given_up_on_and_others_do_not(operated: Harness) -> None:
    operated.dead_letters.held = {"amo-reminders-failed": 2, "amo-undelivered": 1}
    told = found(operated, "dead letters")
    assert told
    assert not told.ok
    assert "2 in amo-reminders-failed, 1 in amo-undelivered; ./amo dead-letters show" in told.detail
    operated.users.patch(ADA, {"role": "member"})
    assert found(operated, "dead letters") is None


def test_nothing_given_up_on_is_well(operated: Harness) -> None:
    assert found(operated, "dead letters") == CheckView(name="dead letters", ok=True, detail="none")


def test_dead_letters_that_cannot_be_counted_hide_no_other_check(operated: Harness) -> None:
    operated.dead_letters.is_down = True
    told = found(operated, "dead letters")
    assert told
    assert not told.ok
    assert "look again later" in told.detail
    assert found(operated, "configuration")


def test_a_preparation_that_should_have_begun_an_hour_ago_is_late(harness: Harness) -> None:
    harness.add(due(hours_ago=1))
    told = found(harness, "preparations")
    assert told
    assert not told.ok
    assert told.detail.startswith(f"1 late, the first since {NOW - timedelta(hours=1):%Y-%m-%d %H:%M} UTC")


@pytest.mark.parametrize(("hours_ago", "starts_in"), [(0.01, 5), (-2, 5), (3, -0.5)])
def test_what_has_just_fallen_due_or_is_over_is_not_late(harness: Harness, hours_ago: float, starts_in: float) -> None:
    harness.add(due(hours_ago, starts_in))
    told = found(harness, "preparations")
    assert told
    assert told.ok


def a_source(source_id: str, **changes: Any) -> SourceAccount:
    told: dict[str, Any] = {"owner": ADA, "kind": SourceKind.JIRA, "name": f"Our {source_id}", "connected_at": NOW}
    return SourceAccount(**{**told, "source_id": source_id, **changes})


def test_no_source_is_no_failure_and_one_that_waits_for_somebody_is(harness: Harness) -> None:
    assert found(harness, "sources") == CheckView(name="sources", ok=True, detail="none connected")
    harness.users.patch(ADA, {"team_id": "platform"})
    read_at = NOW - timedelta(hours=2)
    harness.source_accounts.connect(a_source("jira", status=SourceStatus.OK, read_at=NOW))
    harness.source_accounts.connect(a_source("team-jira", owner="team#platform", read_at=read_at))
    harness.source_accounts.connect(a_source("jira", owner=EVE, status=SourceStatus.RECONNECT))
    told = found(harness, "sources")
    assert told
    assert (told.ok, told.detail) == (True, f"2 connected, the oldest figures of {read_at:%Y-%m-%d %H:%M} UTC")
    harness.source_accounts.connect(a_source("team-jira", owner="team#platform", status=SourceStatus.REFUSED))
    told = found(harness, "sources")
    assert told
    assert (told.ok, told.detail) == (False, "1 of 2 wait for somebody: Our team-jira; Settings say why")


def test_no_model_is_no_failure_and_one_that_does_not_answer_is(harness: Harness) -> None:
    assert found(harness, "model") == CheckView(name="model", ok=True, detail="off: no model is connected")
    harness.model.state.connect(OLLAMA)
    told = found(harness, "model")
    assert told
    assert (told.ok, told.detail) == (True, "on: llama3 (127.0.0.1:11434), 0.00 of 20 USD today")
    harness.model.state.note(Purpose.AGENDA, NoAnswer(NoAnswerReason.TIMEOUT), NOW)
    told = found(harness, "model")
    assert told
    assert not told.ok
    assert "llama3 (127.0.0.1:11434) does not answer, and the rules go on without it" in told.detail
