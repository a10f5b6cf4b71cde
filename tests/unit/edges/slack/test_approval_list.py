"""``/amo approvals``: what waits is decided in its row where every line of it stands there; one's own in two steps."""

from typing import Any

import pytest

from lambdas.approvals.policies import Policies
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.edges.slack.deliveries import handle
from lambdas.edges.slack.payloads import parse
from tests.fakes.samples import NOW, a_user
from tests.fakes.slack_lint import lint
from tests.fakes.slack_requests import PERSON, command_body
from tests.unit.edges.slack.test_approvals import LONG, OUTSIDER, REVIEWER, Office, names, read

HERS = f"a{'7' * 20}"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(monkeypatch)


@pytest.fixture
def alone(office: Office) -> Office:
    """Priya asked for it herself, and the policy lets her confirm it: nobody else may."""
    office.users.patch("rea", {"role": "member"})
    office.pending.add(
        "a" + "1" * 20, "priya", "Roadmap", NOW, team_id="sales", requested_by="user:priya", risk=Risk.MEDIUM
    )
    return office


def listed(office: Office, user: str = REVIEWER) -> dict[str, Any]:
    handle(parse("commands", command_body("approvals", user=user).encode()))
    message: dict[str, Any] = office.web.messages[-1]
    assert lint(message["blocks"]) == []
    return message


def test_a_row_shows_every_line_and_is_decided_where_it_stands(office: Office) -> None:
    office.asks()
    row = listed(office)
    assert names(row) == ["approve_listed", "reject_action", "show_action", "see_all"]
    assert "guest@elsewhere.example" in read(row)
    assert "until Mon 2 Mar, 13:00 UTC" in read(row)
    office.press("approve_listed", office.value)
    assert office.action.decided_by == "rea"
    assert "Approved by you, Mon 2 Mar, 09:00 UTC." in office.said()


def test_fault_96_a_row_does_not_decide_other_words_than_it_shows(office: Office) -> None:
    office.asks()
    listed(office)
    office.press("approve_listed", f"{office.value.partition(':')[0]}:{'0' * 16}")
    assert office.status == ActionStatus.PENDING.value


def test_fault_96_what_a_row_cannot_hold_is_shown_first(office: Office) -> None:
    office.asks(LONG * 30)
    assert names(listed(office)) == ["show_action", "see_all"]


def test_a_note_is_asked_for_and_not_demanded(office: Office) -> None:
    office.asks()
    office.press("reject_action", office.value)
    assert office.web.views[-1][1]["blocks"][-1]["optional"] is True
    office.send({})
    assert (office.action.status, office.action.note) == (ActionStatus.REJECTED, "")


def test_those_somebody_reviews_for_stand_under_their_name(office: Office) -> None:
    office.users.put(a_user("mira", name="Mira Ek", team_id="board"))
    office.users.put(office.users.get("olga").model_copy(update={"reviews_for": frozenset({"mira"})}))
    office.pending.add(HERS, "mira", "Budget", NOW, team_id="board")
    text = read(listed(office, OUTSIDER))
    assert text.index("For Mira Ek") < text.index("Budget")
    office.press(
        "approve_listed", f"{HERS}:{office.pending.pending_actions.get(HERS).payload_hash[:16]}", user=OUTSIDER
    )
    assert office.pending.pending_actions.get(HERS).decided_by == "olga"


def test_whoever_asked_for_it_reads_who_may_approve_it(office: Office) -> None:
    office.asks(requested_by="user:priya")
    row = listed(office, PERSON)
    assert "Rea Kim may approve this." in read(row)
    assert "confirm_action" not in names(row)
    office.press("confirm_action", office.value, user=PERSON)
    office.press("confirm_own", office.value, user=PERSON)
    assert office.status == ActionStatus.PENDING.value


def test_who_is_alone_confirms_their_own_in_two_steps(alone: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Policies, "may_confirm_alone", lambda _self, _action, user_id: user_id == "priya")
    assert "confirm_action" in names(listed(alone, PERSON))
    alone.press("confirm_action", alone.value, user=PERSON)
    assert alone.status == ActionStatus.PENDING.value
    asked = alone.web.messages[-1]
    assert "guest@elsewhere.example" in read(asked)
    assert "confirmed it alone" in read(asked)
    (button,) = [e for b in asked["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert button["confirm"]["confirm"]["text"] == "Confirm it"
    alone.press("confirm_own", alone.value, user=PERSON)
    assert (alone.action.status, alone.action.decided_by) == (ActionStatus.APPROVED, "priya")
