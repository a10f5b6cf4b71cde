"""What other systems do for AMO: asked for by a signed webhook, once, with exactly what was approved."""

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.make_payment import MakePayment
from lambdas.domain.actions.kinds.message_customer import MessageCustomer
from lambdas.domain.actions.kinds.update_crm import UpdateCrm
from lambdas.domain.actions.pending_action import LEASE, MAX_ATTEMPTS, ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.meetings.meeting import Attendee
from lambdas.errors import NotFound, Refused, Retryable, Unanswered, Unproven
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.house.tracked import ROOT

DOCUMENTED = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
CRM, CUSTOMER, PAYMENT = UpdateCrm.action_type, MessageCustomer.action_type, MakePayment.action_type
ASKED: dict[str, dict[str, Any]] = {
    CRM: {"record": "Contoso", "values": {"Stage": "Negotiation"}, "meeting_id": "m1"},
    CUSTOMER: {"meeting_id": "m1", "subject": "Papers", "text": "Dear Carla,\n\nhere they are."},
    PAYMENT: {"payee": "Hotel Adler", "amount": "1250.00", "currency": "EUR", "reference": "Offsite"},
}
PEOPLE = tuple(Attendee(email=email) for email in ("u1@example.com", "ada@example.com", "carla@contoso.example"))


class OutsideSystem:
    """``problem`` is raised instead of an answer; what came before it is done all the same."""

    def __init__(self, takes_dedupe_key: bool = True) -> None:
        self.got: list[tuple[dict[str, Any], str]] = []
        self.problem: Exception | None = None
        self.takes_dedupe_key = takes_dedupe_key

    def post(self, body: dict[str, Any], dedupe_key: str, _now: datetime) -> str:
        self.got.append((body, dedupe_key))
        if self.problem:
            raise self.problem
        return "ID-7"


@pytest.fixture
def system() -> OutsideSystem:
    return OutsideSystem()


def connected(system: OutsideSystem, **config: Any) -> ApprovalHarness:
    """One system takes everything but tasks; a customer is invited."""
    harness, fake = ApprovalHarness(**config), system
    harness.replan(attendees=PEOPLE)
    systems: Any = {"suite": lambda: fake}
    lookups = replace(harness.lookups, systems={"suite": set(ASKED)})
    effects = replace(harness.executions.effects, systems=systems)
    harness.executions = replace(harness.executions, effects=effects, lookups=lookups)
    harness.proposals = replace(harness.proposals, lookups=lookups)
    return harness


@pytest.fixture
def harness(system: OutsideSystem) -> ApprovalHarness:
    return connected(system)


def ask(harness: ApprovalHarness, kind: str, key: str = "k1", **changes: Any) -> PendingAction:
    return harness.propose(kind, key=key, parameters=ASKED[kind] | changes)


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_what_was_approved_is_posted_once_under_its_id_and_the_answer_kept(
    harness: ApprovalHarness, system: OutsideSystem, kind: str
) -> None:
    action = ask(harness, kind)
    done = harness.carry_out(harness.approve(action))
    assert (done.execution.status, done.execution.result) == (ExecutionStatus.DONE, "Done in suite (ID-7).")
    harness.carry_out(action)
    ((body, key),) = system.got
    assert key == action.action_id
    assert (body["type"], body["payload_hash"]) == (kind, digest(action.payload))
    assert harness.verdict().whole


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_its_body_is_what_the_documentation_says(harness: ApprovalHarness, system: OutsideSystem, kind: str) -> None:
    harness.carry_out(harness.approve(ask(harness, kind)))
    assert shape(system.got[0][0]) == shape(documented(kind))


def documented(kind: str) -> Any:
    section = DOCUMENTED.split(f"\n### {kind}\n")[1]
    return json.loads(re.findall(r"```json\n(.*?)```", section, re.DOTALL)[0])


def shape(body: Any) -> Any:
    """Its keys, all the way down; the values are anybody's, and so are the names of a customer's fields."""
    if isinstance(body, dict):
        return {name: "fields" if name == "values" else shape(value) for name, value in body.items()}
    return [shape(body[0])] if isinstance(body, list) else ""


def test_money_and_customers_are_critical_and_wait_at_every_level_a_crm_update_is_medium(system: OutsideSystem) -> None:
    harness = connected(system, level=Autonomy.AUTONOMOUS)
    for kind in (CUSTOMER, PAYMENT):
        action = ask(harness, kind, key=kind)
        assert (action.risk, action.status) == (Risk.CRITICAL, ActionStatus.PENDING)
    assert ask(harness, CRM, key="crm").risk is Risk.MEDIUM


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_without_a_system_that_takes_it_nobody_is_asked(kind: str) -> None:
    harness = ApprovalHarness()
    harness.replan(attendees=PEOPLE)
    with pytest.raises(Refused, match="No system is set up here"):
        ask(harness, kind)
    assert not harness.actions.stored
    assert harness.told("u2") == []


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_a_system_for_something_else_does_not_get_it(harness: ApprovalHarness, kind: str) -> None:
    with pytest.raises(Refused, match="no system called jira"):
        ask(harness, kind, system="jira")
    with pytest.raises(Refused, match="no task system called suite"):
        harness.propose(CreateTask.action_type, parameters={"what": "x", "system": "suite"})


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_a_system_taken_out_of_the_configuration_meanwhile_gets_nothing(
    harness: ApprovalHarness, system: OutsideSystem, kind: str
) -> None:
    action = harness.approve(ask(harness, kind))
    harness.executions = replace(harness.executions, lookups=replace(harness.lookups, systems={}))
    assert "no system called suite" in harness.carry_out(action).execution.error
    assert system.got == []


@pytest.mark.parametrize(
    ("takes_dedupe_key", "ends_as"), [(True, ExecutionStatus.DONE), (False, ExecutionStatus.UNKNOWN)]
)
def test_fault_100_a_payment_left_half_way_is_sent_again_only_where_that_pays_once(
    takes_dedupe_key: bool, ends_as: ExecutionStatus
) -> None:
    system = OutsideSystem(takes_dedupe_key)
    harness = connected(system)
    action = harness.approve(ask(harness, PAYMENT))
    harness.executions._claim(action, harness.now)  # and then whoever did it died
    harness.at(harness.now + LEASE)
    assert harness.carry_out(action).execution.status is ends_as
    assert {key for _, key in system.got} <= {action.action_id}


@pytest.mark.parametrize(
    ("problem", "ends_as"), [(Refused("no"), ExecutionStatus.FAILED), (Unproven("lost"), ExecutionStatus.UNKNOWN)]
)
def test_a_refusal_and_an_answer_in_doubt_end_honestly(
    harness: ApprovalHarness, system: OutsideSystem, problem: Exception, ends_as: ExecutionStatus
) -> None:
    system.problem = problem
    assert harness.carry_out(harness.approve(ask(harness, PAYMENT))).execution.status is ends_as
    assert len(system.got) == 1


def test_a_busy_system_is_asked_again_under_the_same_key(harness: ApprovalHarness, system: OutsideSystem) -> None:
    action = harness.approve(ask(harness, CRM))
    system.problem = Retryable("busy")
    with pytest.raises(Retryable):
        harness.carry_out(action)
    system.problem = None
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE
    assert len({key for _, key in system.got}) == 1


@pytest.mark.parametrize("first", [Unanswered("no answer"), Retryable("busy")])
def test_fault_100_a_payment_that_may_have_been_made_never_ends_as_failed(
    harness: ApprovalHarness, system: OutsideSystem, first: Exception
) -> None:
    action, system.problem = harness.approve(ask(harness, PAYMENT)), first
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(Retryable):
            harness.carry_out(action)
        system.problem = Retryable("busy")
    ended = harness.carry_out(action).execution
    if isinstance(first, Unanswered):
        assert ended.status is ExecutionStatus.UNKNOWN
        assert "It may have been done" in ended.error
    else:
        assert ended.status is ExecutionStatus.FAILED
    assert len(system.got) == MAX_ATTEMPTS


def test_fault_100_a_payment_refused_after_an_answer_was_lost_needs_a_person(
    harness: ApprovalHarness, system: OutsideSystem
) -> None:
    action, system.problem = harness.approve(ask(harness, PAYMENT)), Unanswered("no answer")
    with pytest.raises(Retryable):
        harness.carry_out(action)
    system.problem = Refused("The other system refused it (409).")
    ended = harness.carry_out(action).execution
    assert ended.status is ExecutionStatus.UNKNOWN
    assert "It may have been done" in ended.error
    assert "(409)" in ended.error


def test_fault_100_a_payment_refused_after_an_interruption_needs_a_person(
    harness: ApprovalHarness, system: OutsideSystem
) -> None:
    action = harness.approve(ask(harness, PAYMENT))
    harness.executions._claim(action, harness.now)  # and then whoever did it died, perhaps after sending it
    harness.at(harness.now + LEASE)
    system.problem = Refused("The other system refused it (409).")
    assert harness.carry_out(action).execution.status is ExecutionStatus.UNKNOWN
    assert not any("had not happened" in row["error"] for row in harness.log.rows(TEAM))


def test_fault_112_a_customer_is_whoever_is_invited_from_outside_and_nobody_else(harness: ApprovalHarness) -> None:
    action = ask(harness, CUSTOMER)
    assert action.preview.changes[0].after == "carla@contoso.example"
    with pytest.raises(Refused, match="recipients"):
        ask(harness, CUSTOMER, key="k2", recipients=["mallory@evil.example"])
    harness.approve(action)
    harness.replan(attendees=PEOPLE[:2])
    assert "no longer invited" in harness.carry_out(action).execution.error
    with pytest.raises(Refused, match="Nobody from outside"):
        ask(harness, CUSTOMER, key="k3")
    harness.replan(attendees=PEOPLE)
    with pytest.raises(Refused, match="there has to be a text"):
        ask(harness, CUSTOMER, key="k4", text=" \n\u200b")


@pytest.mark.parametrize(
    "amount", ["1e3", "0", "0.00", "-5", "1,250.00", "1250.001", "01", "٣", "9" * 13, "", "NaN", " 5"]
)
def test_an_amount_is_a_plain_exact_decimal(harness: ApprovalHarness, amount: str) -> None:
    with pytest.raises(Refused, match="amount"):
        ask(harness, PAYMENT, amount=amount)


@pytest.mark.parametrize("amount", [1250.0, 1250, True, None])
def test_an_amount_is_never_a_number_that_may_have_been_rounded(harness: ApprovalHarness, amount: object) -> None:
    with pytest.raises(Refused, match="amount"):
        ask(harness, PAYMENT, amount=amount)


def test_a_currency_has_its_own_digits_behind_the_point(harness: ApprovalHarness) -> None:
    assert "1,250.50 EUR" in ask(harness, PAYMENT, amount="1250.5").preview.title
    assert "9,000 JPY" in ask(harness, PAYMENT, key="k2", amount="9000", currency="JPY").preview.title
    assert "1.234 KWD" in ask(harness, PAYMENT, key="k3", amount="1.234", currency="KWD").preview.title
    with pytest.raises(Refused, match="at most 0 digits"):
        ask(harness, PAYMENT, key="k4", amount="9000.5", currency="JPY")


def test_hostile_text_is_plain_bounded_and_shown_as_it_is_sent(harness: ApprovalHarness, system: OutsideSystem) -> None:
    hostile = "Con\u202etoso\u200b\n<script>"
    action = ask(harness, CRM, values={"Sta\u200bge": hostile})
    harness.carry_out(harness.approve(action))
    sent = system.got[0][0]["values"]
    assert sent == {change.what: change.after for change in action.preview.changes}
    assert not re.search(r"[\u200b\u202e\n]", json.dumps(sent, ensure_ascii=False))
    wrong: list[dict[str, Any]] = [
        {"record": "x" * 201},
        {"values": {}},
        {"values": {"a": "x" * 1001}},
        {"record": "\u200b"},
    ]
    for changes in wrong:
        with pytest.raises(Refused):
            ask(harness, CRM, key="k2", **changes)


def test_a_task_goes_elsewhere_as_the_documentation_says_and_as_plain_text(
    harness: ApprovalHarness, system: OutsideSystem
) -> None:
    lookups = replace(harness.lookups, systems={"suite": {CreateTask.action_type}})
    harness.executions = replace(harness.executions, lookups=lookups)
    harness.proposals = replace(harness.proposals, lookups=lookups)
    asked = {"what": "Send\u202e\n the draft\u200b", "owner": "A\u200bda", "meeting_id": "m1", "system": "suite"}
    harness.carry_out(harness.approve(harness.propose(CreateTask.action_type, parameters=asked)))
    assert shape(system.got[0][0]) == shape(documented(CreateTask.action_type))
    assert (system.got[0][0]["what"], system.got[0][0]["owner"]) == ("Send the draft", "Ada")


def test_the_title_of_a_meeting_is_plain_where_customers_are_written_to(
    harness: ApprovalHarness, system: OutsideSystem
) -> None:
    harness.replan(attendees=PEOPLE, title="Quarterly\u202e\u200b review")
    harness.carry_out(harness.approve(ask(harness, CUSTOMER)))
    assert system.got[0][0]["meeting"]["title"] == "Quarterly review"


def test_somebody_else_s_meeting_lends_nothing_a_reason(harness: ApprovalHarness) -> None:
    with pytest.raises(NotFound):
        ask(harness, CRM, meeting_id="of-somebody-else")
