"""Whoever asked for it themselves: told who may approve it, or asked a second time where nobody else may."""

import pytest

from lambdas.accounts.wiring import logins
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness
from tests.unit.edges.pending import ACTION

TEAM = f"own-{ADA}"
SCREEN = f"/approvals/{ACTION}/confirm"


@pytest.fixture
def alone(harness: Harness) -> Harness:
    """Ada is a team of her own, and asked for it herself."""
    harness.approvals.add(ACTION, ADA, "Roadmap", NOW, requested_by=f"user:{ADA}", risk=Risk.MEDIUM)
    return harness


@pytest.fixture
def overseen(alone: Harness) -> Harness:
    """Rea reviews in Ada's team."""
    alone.users.put(a_user("rea", name="Rea Kim", role="reviewer", team_id=TEAM))
    alone.approvals.autonomy_rows.enlist(TEAM, "rea")
    logins().begin("rea", "s-rea", "", NOW)
    return alone


def status(harness: Harness) -> ActionStatus:
    return harness.approvals.pending_actions.get(ACTION).status


def fields(harness: Harness, **more: str) -> dict[str, str]:
    return {"payload_hash": harness.approvals.pending_actions.get(ACTION).payload_hash, **more}


def test_the_queue_and_the_action_lead_to_a_step_of_its_own(alone: Harness) -> None:
    for path in ("/approvals", f"/approvals/{ACTION}"):
        text = alone.get(path).text
        assert f'href="{SCREEN}"' in text
        assert 'value="approve"' not in text


def test_the_second_step_shows_everything_and_who_else_may(alone: Harness) -> None:
    text = alone.get(SCREEN).text
    for words in ("guest@elsewhere.example", "See you there", "Nobody else may approve this.", "confirmed it alone"):
        assert words in text
    assert 'type="checkbox" id="sure" name="sure" value="yes" required' in text


def test_without_the_tick_nothing_is_confirmed_also_without_scripts(alone: Harness) -> None:
    text = alone.post(SCREEN, **fields(alone)).text
    assert "Tick the box first" in text
    assert status(alone) is ActionStatus.PENDING


def test_a_confirmation_is_one_of_its_own_in_the_log_and_the_history(alone: Harness) -> None:
    answer = alone.post(SCREEN, **fields(alone, sure="yes", note="Nobody is in"))
    assert answer.headers["Location"] == f"/approvals/{ACTION}?done=approved"
    assert status(alone) is ActionStatus.APPROVED
    assert "confirmed_alone" in alone.approvals.audit_log.events(TEAM)
    assert "Confirmed by you, who had asked for it" in alone.get(f"/approvals/{ACTION}").text
    assert "Confirmed by whoever asked" in alone.get("/audit").text


def test_one_click_is_no_confirmation(alone: Harness) -> None:
    alone.post(f"/approvals/{ACTION}/decide", **fields(alone, verdict="approve"))
    assert status(alone) is ActionStatus.PENDING


def test_words_that_changed_are_not_confirmed(alone: Harness) -> None:
    text = alone.post(SCREEN, payload_hash="0" * 64, sure="yes").text
    assert "not what you were shown" in text
    assert status(alone) is ActionStatus.PENDING


def test_whoever_is_not_alone_reads_who_may_approve_it(overseen: Harness) -> None:
    text = overseen.get(f"/approvals/{ACTION}").text
    assert "Rea Kim may approve this." in text
    assert SCREEN not in text + overseen.get("/approvals").text
    assert "Your second word" not in overseen.get(SCREEN).text
    overseen.post(SCREEN, **fields(overseen, sure="yes"))
    assert status(overseen) is ActionStatus.PENDING


def test_who_may_approve_is_said_by_name(overseen: Harness) -> None:
    path = f"/approvals/{ACTION}"
    assert "<dt>May approve</dt><dd>Rea Kim</dd>" in overseen.get(path).text
    assert "<dt>May approve</dt><dd>You</dd>" in overseen.get(path, "rea").text
    overseen.post(f"{path}/decide", "rea", **fields(overseen, verdict="approve"))
    assert "May approve" not in overseen.get(path).text, "it is decided"


def test_where_nobody_may_yet_the_page_says_what_to_do(alone: Harness) -> None:
    other = f"a{'4' * 20}"
    alone.approvals.add(other, ADA, "Payroll", NOW, requested_by=f"user:{ADA}", risk=Risk.CRITICAL)
    text = alone.get(f"/approvals/{other}").text
    assert "Nobody else can approve this yet: an operator can invite a reviewer, under Settings, People." in text
    assert "<dt>May approve</dt><dd>Nobody else yet</dd>" in text
    assert "Invite a reviewer</a>" not in text
    alone.users.patch(ADA, {"role": "operator"})
    assert '<a class="button quiet" href="/people">Invite a reviewer</a>' in alone.get(f"/approvals/{other}").text


def test_the_page_the_api_and_the_commands_say_the_same_of_who_may(overseen: Harness) -> None:
    told = overseen.call("GET", f"/api/approvals/{ACTION}").json
    assert (told["may_confirm"], told["who_may"]) == (False, ["Rea Kim"])
    assert told["blocking_reason"] in overseen.get(f"/approvals/{ACTION}").text
    its = overseen.call("GET", f"/api/approvals/{ACTION}", None, "rea").json
    assert (its["blocking_reason"], its["may_confirm"], its["who_may"]) == ("", False, [])


def test_somebody_else_s_request_is_not_confirmed(alone: Harness) -> None:
    assert alone.get(SCREEN, EVE).status == 404
    assert alone.post(SCREEN, EVE, **fields(alone, sure="yes")).status == 404
    assert status(alone) is ActionStatus.PENDING


def test_who_looked_stands_apart_from_what_was_decided(overseen: Harness) -> None:
    path = f"/approvals/{ACTION}"
    overseen.get(path, "rea")
    overseen.get(path)
    history, _, looks = overseen.get(path).text.partition('id="h-looks"')
    assert "<span>Rea Kim</span>" in looks
    assert "<span>You</span>" in looks
    assert "Looked at" not in history.partition('id="h-history"')[2]
