"""Deciding in Slack: the same rules as everywhere, on exactly what was shown, and nothing left to press afterwards."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdas import wiring
from lambdas.approvals.messages import request_message
from lambdas.approvals.wiring import decisions
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.editable_fields import editable_fields
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.notifications.slack import Workspace
from lambdas.edges.slack.deliveries import handle
from lambdas.edges.slack.payloads import parse
from lambdas.notifications.slack import SlackChannel
from lambdas.slack.approval_views import edit_view, question_view, queue, reason_view
from lambdas.slack.blocks import posts
from lambdas.slack.people import SlackPeople
from lambdas.slack.secrets import Credentials
from tests.fakes.bus import FakeBus
from tests.fakes.channels import DeliveringNotifier
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.slack_lint import lint, lint_view
from tests.fakes.slack_requests import BOT, PERSON, TEAM, click_body, command_body, submission_body
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.slack_web import FakeSlackWeb
from tests.fakes.stores import FakeSlackRecords, FakeUsers
from tests.fakes.wired import wire
from tests.unit.edges.pending import ACTION, Pending

REVIEWER, OUTSIDER = "U0REVIEW1", "U0OUTSIDE"
ADDRESS = "https://amo.example.com"
LONG = "A line of the agenda that says what there is to say"


class _Settings:
    public_url, approval_machine_arn = ADDRESS, ""

    def queue_arn(self, name: str) -> str:
        return f"arn:aws:sqs:eu-central-1:123456789012:{name}"


class Office:
    """Priya and her reviewer Rea work in the team sales; Olga, who reviews another team, in the same workspace."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.users = FakeUsers(
            a_user("priya", email="priya@example.com", team_id="sales"),
            a_user("rea", email="rea@example.com", team_id="sales", role="reviewer"),
            a_user("olga", email="olga@example.com", team_id="support", role="reviewer"),
        )
        self.web = FakeSlackWeb(
            TEAM, BOT, {PERSON: "priya@example.com", REVIEWER: "rea@example.com", OUTSIDER: "olga@example.com"}
        )
        self.pending, self.records = Pending(), FakeSlackRecords()
        for user_id in ("priya", "rea"):
            self.pending.autonomy_rows.enlist("sales", user_id)
        self.records.connect(Workspace(team_id=TEAM, name="Example", bot_user_id=BOT, connected_at=NOW))
        secrets = FakeSlackSecrets()
        secrets.keep_credentials(TEAM, Credentials("xoxb-1"))
        people = SlackPeople(self.records, secrets, self.users, lambda: NOW, lambda _token, _url: self.web)  # type: ignore[arg-type, return-value]  # a fake in its place
        notifier = DeliveringNotifier((SlackChannel(people, ADDRESS),), self.users, lambda: NOW)
        self.approved, self._presses = FakeQueue(), 0
        slack = {"slack_records": self.records, "slack_people": people, "notifier": notifier}
        around = {"settings": _Settings(), "schedules": FakeSchedules(), "bus": FakeBus(), "now": NOW}
        wire(monkeypatch, self, "users", **{**self.pending.parts, **slack, **around})
        monkeypatch.setattr(wiring, "queue", lambda _name: self.approved)

    def asks(self, text: str = "Roadmap", **changes: Any) -> PendingAction:
        """AMO wants to remind a guest; everybody who may decide gets a card."""
        action = self.pending.add(ACTION, "priya", text, NOW, team_id="sales", **changes)
        decisions().alerts.ask(action, NOW)
        return action

    def press(self, name: str, value: str, user: str = REVIEWER, trigger: str = "") -> None:
        self._presses += 1
        body = click_body(name, value, user=user, trigger=trigger or f"t{self._presses}")
        handle(parse("interactions", body.encode()))

    def send(self, typed: dict[str, str], user: str = REVIEWER, **metadata: str) -> None:
        """The view that was opened last, filled in."""
        self._presses += 1
        view = {**self.web.views[-1][1], **metadata}
        handle(parse("interactions", submission_body(view, typed, user=user, view_id=f"V{self._presses}").encode()))

    @property
    def action(self) -> PendingAction:
        return self.pending.pending_actions.get(ACTION)

    @property
    def status(self) -> ActionStatus:
        return self.action.status

    @property
    def value(self) -> str:
        return f"{ACTION}:{self.action.payload_hash[:16]}"

    def cards(self) -> list[dict[str, Any]]:
        return [message for message in self.web.messages if message["text"].startswith("To approve")]

    def said(self) -> str:
        return str(self.web.messages[-1]["text"])


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(monkeypatch)


def names(message: dict[str, Any]) -> list[str]:
    found = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for elements in found for element in elements]


@pytest.fixture
def asked(office: Office) -> Office:
    """Whoever may decide has a card."""
    office.asks()
    return office


def test_a_card_shows_every_line_and_what_can_be_done(asked: Office) -> None:
    cards = asked.cards()
    assert len(cards) == 2, "the person it is for, and the reviewer of what weighs"
    text = str(cards[0]["blocks"])
    assert "guest@elsewhere.example" in text
    assert "See you there" in text
    verbs = ["approve_action", "reject_action", "edit_action", "ask_action", "review_action", "see_all"]
    assert names(cards[0]) == verbs


def test_an_approval_counts_and_locks_everybody_s_card(asked: Office) -> None:
    asked.press("approve_action", asked.value)
    assert (asked.action.status, asked.action.decided_by) == (ActionStatus.APPROVED, "rea")
    assert asked.action.votes[0].channel == "slack"
    assert asked.approved.bodies == [{"action_id": ACTION}]
    for card in asked.cards():
        assert names(card) == ["review_action", "see_all"]
        assert "Approved by rea" in str(card["blocks"])


def test_rejecting_asks_for_the_reason_and_keeps_it(asked: Office) -> None:
    asked.press("reject_action", asked.value)
    assert asked.status == ActionStatus.PENDING.value
    asked.send({"note": "They were told on the phone"})
    assert (asked.action.status, asked.action.note) == (ActionStatus.REJECTED, "They were told on the phone")
    assert "They were told on the phone" in str(asked.cards()[0]["blocks"])


def test_words_are_changed_first_and_come_back_as_a_new_card(office: Office) -> None:
    old = office.asks()
    office.press("edit_action", office.value)
    office.send({"subject": "Please come prepared", "body": "Hello\nSee you"})
    assert "Please come prepared" in office.action.preview.text
    assert office.status == ActionStatus.PENDING.value
    assert "Worded differently by rea" in str(office.cards()[0]["blocks"])
    assert "approve_action" not in names(office.cards()[0])
    assert "Please come prepared" in str(office.cards()[-1]["blocks"])
    office.press("approve_action", f"{ACTION}:{old.payload_hash[:16]}")
    assert office.status == ActionStatus.PENDING.value, "fault 96: that is not what it says any more"
    office.press("approve_action", office.value)
    assert office.status == ActionStatus.APPROVED.value


def test_a_question_goes_to_whoever_asked_for_it(asked: Office) -> None:
    asked.press("ask_action", asked.value)
    asked.send({"text": "Does Finance know?"})
    assert [said.text for said in asked.action.remarks] == ["Does Finance know?"]
    assert any("rea writes about" in message["text"] for message in asked.web.messages)


def test_everything_that_waits_is_listed_and_opened(asked: Office) -> None:
    handle(parse("commands", command_body("approvals", user=REVIEWER).encode()))
    assert "show_action" in names(asked.web.messages[-1])
    asked.press("show_action", ACTION)
    assert "approve_action" in names(asked.cards()[-1])


def test_fault_57_another_s_click_changes_nothing(asked: Office) -> None:
    for name in ("approve_action", "reject_action", "edit_action", "ask_action"):
        asked.press(name, asked.value, user=OUTSIDER)
    asked.press("show_action", ACTION, user=OUTSIDER)
    assert asked.status == ActionStatus.PENDING.value
    assert asked.web.views == []
    assert "There is no such action" in asked.said()
    asked.press("reject_action", asked.value)
    asked.send({"note": "No"}, user=OUTSIDER)
    assert asked.status == ActionStatus.PENDING.value


def test_fault_58_an_account_of_another_workspace_is_nobody(asked: Office) -> None:
    body = click_body("approve_action", asked.value, user=REVIEWER, team="T0THER0NE", trigger="x")
    handle(parse("interactions", body.encode()))
    assert asked.status == ActionStatus.PENDING.value


def test_fault_93_whoever_asked_for_it_does_not_approve_it(office: Office) -> None:
    office.asks(requested_by="user:priya")
    office.press("approve_action", office.value, user=PERSON)
    assert "somebody else has to approve it" in office.said()
    assert office.status == ActionStatus.PENDING.value
    assert "denied" in [row["event"] for row in office.pending.audit_log.rows("sales")]


def test_fault_94_of_an_approval_and_a_rejection_one_counts(asked: Office) -> None:
    asked.press("reject_action", asked.value, user=PERSON)
    value = asked.value
    asked.press("approve_action", value)
    asked.send({"note": "No"}, user=PERSON)
    assert asked.status == ActionStatus.APPROVED.value
    assert "approved by rea already" in asked.said()
    assert len(asked.approved.bodies) == 1


def test_fault_98_a_click_that_comes_again_has_no_second_effect(asked: Office) -> None:
    value = asked.value
    for trigger in ("same", "same", "another"):
        asked.press("approve_action", value, trigger=trigger)
    assert len(asked.action.votes) == 1
    assert len(asked.approved.bodies) == 1


def test_a_view_slack_no_longer_opens_leads_to_the_page(asked: Office) -> None:
    for _ in range(2):
        asked.press("reject_action", asked.value, trigger="")
        asked.records.forget_deliveries()
    asked.web.views.append(("late", {}))
    asked.press("reject_action", asked.value, trigger="late")
    assert f"{ADDRESS}/approvals" in str(asked.web.messages[-1]["blocks"])


def test_what_is_too_long_to_show_whole_is_reviewed_on_the_page(office: Office) -> None:
    office.asks(LONG * 70)
    assert names(office.cards()[0]) == ["review_action", "see_all"]
    assert "There is more; review it." in str(office.cards()[0]["blocks"])


@pytest.mark.parametrize(
    "text", ["Roadmap", "<!channel> *bold* & <https://evil.example|Join>", "\u202eyek" * 9, LONG * 6]
)
def test_fault_61_every_card_and_view_is_within_slack_s_limits(office: Office, text: str) -> None:
    action = office.pending.add(ACTION, "priya", text, NOW, team_id="sales")
    for post in posts(request_message(action, a_user("priya"), NOW), ADDRESS):
        assert lint(list(post.blocks), post.text) == []
    view = edit_view(action, office.value, editable_fields(read_payload(action.payload)))
    assert view is not None
    for shown in (view, reason_view(action, office.value), question_view(action, office.value)):
        assert lint_view(shown) == []
    many = [action.model_copy(update={"action_id": f"a{n:020x}", "deadline": _later(n)}) for n in range(30)]
    assert lint(list(queue(many, "UTC", ADDRESS))) == []


def _later(hours: int) -> datetime:
    return NOW + timedelta(hours=hours + 1)
