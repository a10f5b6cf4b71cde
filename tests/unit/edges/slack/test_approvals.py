"""Deciding in Slack: the same rules as everywhere, on exactly what was shown, and nothing left to press afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas import wiring
from lambdas.approvals.decide import Decision
from lambdas.approvals.edit import edit_action
from lambdas.approvals.messages import request_message
from lambdas.approvals.sweep import ActionSweep
from lambdas.approvals.wiring import decisions
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.autonomy import Approvers
from lambdas.domain.actions.editable_fields import editable_fields
from lambdas.domain.actions.kinds.base import MeetingFacts
from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionState, ExecutionStatus, PendingAction
from lambdas.domain.actions.words import title_of
from lambdas.domain.notifications.slack import Workspace
from lambdas.edges.slack.deliveries import handle
from lambdas.edges.slack.payloads import parse
from lambdas.notifications.account_ties import AccountTies
from lambdas.notifications.slack import SlackChannel
from lambdas.slack.approval_views import (
    REJECT,
    OwnRequest,
    SlackQueue,
    confirmation,
    edit_view,
    question_view,
    queue,
    reason_view,
    refused,
)
from lambdas.slack.blocks import MAX_LABEL, plain, posts
from lambdas.slack.people import SlackPeople
from lambdas.slack.secrets import Credentials
from lambdas.slack.text import size
from tests.fakes.actions import a_pending, an_entry
from tests.fakes.bus import FakeBus
from tests.fakes.channels import DeliveringNotifier, FakeNotifier
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_user
from tests.fakes.schedules import FakeSchedules
from tests.fakes.slack_lint import ESCAPED, lint, lint_view, readable
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
            a_user("priya", email="priya@example.com", team_id="sales", name="Priya Shah", timezone="Asia/Kolkata"),
            a_user("rea", email="rea@example.com", team_id="sales", role="reviewer", name="Rea Kim"),
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
        self.notices = FakeNotifier()
        ties = AccountTies(self.pending.audit_log, self.notices)
        people = SlackPeople(self.records, secrets, self.users, lambda: NOW, ties.tie, lambda _token, _url: self.web)  # type: ignore[arg-type, return-value]  # a fake in its place
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

    def cards(self, user: str = "") -> list[dict[str, Any]]:
        """All messages that asked for a decision, in whatever state they are; one person's where named."""
        where = self.web._conversations_open(user)["channel"]["id"] if user else ""
        return [m for m in self.web.messages if "approve-" in str(m.get("metadata")) and where in m["channel"]]

    def said(self) -> str:
        return str(self.web.messages[-1]["text"])

    def carry_out(self, result: str = "Sent to 1 person.", **problem: Any) -> None:
        """As the queue behind the decision does, and ends like this."""
        status = ExecutionStatus(problem.pop("status", "done"))
        ended = ExecutionState(status=status, finished_at=NOW + timedelta(minutes=1), result=result, **problem)
        decisions().alerts.report(self.action.model_copy(update={"execution": ended}), NOW)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(monkeypatch)


def names(message: dict[str, Any]) -> list[str]:
    found = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for elements in found for element in elements]


def read(message: dict[str, Any]) -> str:
    return "\n".join(readable(message["blocks"]))


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
    mine, theirs = (read(card) for card in cards)
    for words in ("To approve: Remind 1 person of “Roadmap”", "reaches people outside the company and cannot be taken"):
        assert words in mine
    assert "AMO asks, for you." in mine
    assert "AMO asks, for Priya Shah." in theirs
    assert "approves it by Mon 2 Mar, 18:30 IST." in mine, "on their own clock, with its zone named"
    assert "approves it by Mon 2 Mar, 13:00 UTC." in theirs


def test_an_approval_counts_and_settles_everybody_s_card_in_words(asked: Office) -> None:
    asked.press("approve_action", asked.value)
    assert (asked.action.status, asked.action.decided_by) == (ActionStatus.APPROVED, "rea")
    assert asked.action.votes[0].channel == "slack"
    assert asked.approved.bodies == [{"action_id": ACTION}]
    mine, theirs = (read(asked.cards(user)[0]) for user in (REVIEWER, PERSON))
    assert "Approved by you, Mon 2 Mar, 09:00 UTC." in mine
    assert "Approved by Rea Kim, Mon 2 Mar, 14:30 IST." in theirs
    for card in asked.cards():
        assert names(card) == ["review_action"]
        assert "See it on the page" in read(card)
        for over in ("To approve", "Nothing happens unless", "You are asked because", ACTION, "priya", "rea\n"):
            assert over not in read(card) + card["text"]


def test_the_first_of_two_approvals_is_said_in_its_own_place_and_the_other_card_stays_open(office: Office) -> None:
    office.asks(approvers=Approvers(any_of=(), all_of=("owner", "reviewer")))
    office.press("approve_action", office.value)
    mine, theirs = office.cards(REVIEWER)[0], office.cards(PERSON)[0]
    assert "Approved by you, Mon 2 Mar, 09:00 UTC; somebody else’s approval is needed as well." in read(mine)
    assert names(mine) == ["review_action"]
    assert "approve_action" in names(theirs)
    office.press("approve_action", office.value, user=PERSON)
    assert "Approved by you and Priya Shah, Mon 2 Mar, 09:00 UTC." in read(mine)
    assert "Approved by Rea Kim and you" in read(theirs)
    assert len(office.web.messages) == 2


def test_what_was_decided_elsewhere_settles_the_card_too(asked: Office) -> None:
    shown = asked.pending.pending_actions.get(ACTION).payload_hash
    word = Decision(verdict="reject", note="They were told", channel="web", payload_hash=shown)
    decisions().process_approval(ACTION, "priya", word, NOW)
    assert "Rejected by Priya Shah, Mon 2 Mar, 09:00 UTC: They were told." in read(asked.cards(REVIEWER)[0])
    assert len(asked.web.messages) == 2, "in its place, and nothing more"


def test_a_card_ends_with_how_it_went_and_nobody_gets_a_second_message(asked: Office) -> None:
    asked.press("approve_action", asked.value)
    asked.carry_out()
    for user, by, when in ((REVIEWER, "you", "09:01 UTC"), (PERSON, "Rea Kim", "14:31 IST")):
        assert f"Approved by {by}" in read(asked.cards(user)[0])
        assert f"Sent to 1 person, Mon 2 Mar, {when}." in read(asked.cards(user)[0])
    assert len(asked.web.messages) == 2


def test_what_went_wrong_is_a_message_of_its_own(asked: Office) -> None:
    asked.press("approve_action", asked.value)
    asked.carry_out("", status="failed", error="The mailbox is closed.")
    assert "It did not work, Mon 2 Mar, 09:01 UTC: The mailbox is closed." in read(asked.cards(REVIEWER)[0])
    told = [message["text"] for message in asked.web.messages[2:]]
    assert told == ["Did not work: Remind 1 person of “Roadmap” (Tue 3 Mar, 15:00–16:00 UTC) by e-mail"] * 2


def test_whoever_asked_and_has_no_card_is_told_how_it_went(office: Office) -> None:
    office.asks(requested_by="user:priya")
    assert office.cards(PERSON) == []
    assert "Priya Shah asks AMO to do this." in read(office.cards(REVIEWER)[0])
    office.press("approve_action", office.value)
    office.carry_out()
    (told,) = [m for m in office.web.messages if m not in office.cards()]
    assert told["text"].startswith("Done: Remind 1 person")
    assert "Approved by Rea Kim" in read(told)


def test_nobody_deciding_is_said_in_the_card_s_place(asked: Office) -> None:
    on = decisions()
    sweep = ActionSweep(on.actions, on.alerts, on.dispatcher, on.bus)
    sweep.sweep_action(ACTION, asked.action.deadline)
    assert "Expired, Mon 2 Mar, 13:00 UTC: nobody decided in time, so nothing was sent." in read(
        asked.cards(REVIEWER)[0]
    )
    assert len(asked.web.messages) == 2


def test_a_card_in_several_parts_has_its_buttons_on_the_last_and_all_parts_are_settled(office: Office) -> None:
    action = office.pending.add(ACTION, "priya", "Roadmap", NOW, team_id="sales")
    user = wiring.users().get("rea")
    message = request_message(action, user, decisions().alerts.names([action], user), NOW)
    long = message.model_copy(update={"lines": (*message.lines[:-1], *["y" * 2_900] * 7, message.lines[-1])})
    decisions().alerts.notifier.send(user, long, NOW)
    parts = office.cards(REVIEWER)
    assert len(parts) > 1
    assert [bool(names(part)) for part in parts] == [False] * (len(parts) - 1) + [True]
    office.press("approve_action", office.value)
    assert [names(part) for part in parts] == [[]] * (len(parts) - 1) + [["review_action"]]
    assert "Approved by you" in read(parts[-1])
    assert "Nothing happens unless" not in "".join(map(read, parts))
    assert "".join(map(read, parts)).count("y" * 2_900) == 7


def test_rejecting_asks_for_the_reason_and_keeps_it(asked: Office) -> None:
    asked.press("reject_action", asked.value)
    assert asked.status == ActionStatus.PENDING.value
    asked.send({"note": "They were told <on the phone> & agreed"})
    assert (asked.action.status, asked.action.note) == (
        ActionStatus.REJECTED,
        "They were told <on the phone> & agreed",
    )
    assert "Rejected by you, Mon 2 Mar, 09:00 UTC: They were told <on the phone> & agreed." in read(
        asked.cards(REVIEWER)[0]
    )


def test_words_are_changed_first_and_everybody_gets_the_new_card(office: Office) -> None:
    old = office.asks()
    office.press("edit_action", office.value)
    office.send({"subject": "R&D <x> *now*", "body": "Hello\nSee you"})
    assert "Subject: R&D <x> *now*" in office.action.preview.text, "as it was typed"
    assert office.status == ActionStatus.PENDING.value
    for user, by in ((REVIEWER, "you"), (PERSON, "Rea Kim")):
        before, after = office.cards(user)
        assert f"Changed by {by}, Mon" in read(before)
        assert "the new wording is below." in read(before)
        assert "approve_action" not in names(before)
        assert "R&D <x> *now*" in read(after)
        assert "approve_action" in names(after)
    office.press("approve_action", f"{ACTION}:{old.payload_hash[:16]}")
    assert office.status == ActionStatus.PENDING.value, "fault 96: that is not what it says any more"
    office.press("approve_action", office.value)
    assert office.status == ActionStatus.APPROVED.value


def test_words_changed_back_are_asked_about_anew(asked: Office) -> None:
    before = asked.action
    for number, subject in enumerate(("Other words", "Roadmap")):
        edit_action(
            decisions(), ACTION, "rea", {"subject": subject}, asked.action.payload_hash, NOW + timedelta(minutes=number)
        )
    assert asked.action.payload_hash == before.payload_hash
    assert ["approve_action" in names(card) for card in asked.cards(REVIEWER)] == [False, False, True]


def test_a_question_names_who_asks_and_its_answer_is_one_press_away(office: Office) -> None:
    office.asks(requested_by="user:priya")
    office.press("ask_action", office.value)
    office.send({"text": "Does Finance know?"})
    assert [said.text for said in office.action.remarks] == ["Does Finance know?"]
    assert office.said() == "Sent to Priya Shah; an answer comes here."
    (asked,) = [m for m in office.web.messages if "remark-" in str(m.get("metadata"))]
    assert asked["text"].startswith("Rea Kim writes to you about: Remind 1 person of “Roadmap”")
    assert "Does Finance know?" in read(asked)
    assert names(asked) == ["answer_action", "review_action"]
    office.press("answer_action", ACTION, user=PERSON)
    view = office.web.views[-1][1]
    assert view["title"]["text"] == "Answer"
    assert "Rea Kim: Does Finance know?" in readable(view)
    office.send({"text": "They do"}, user=PERSON)
    assert "You answered this." in read(asked)
    assert "answer_action" not in names(asked)
    assert any(m["text"].startswith("Priya Shah writes to you about") for m in office.web.messages)


def test_a_question_that_nobody_can_answer_is_not_promised_an_answer(asked: Office) -> None:
    asked.press("ask_action", asked.value, user=PERSON)
    asked.send({"text": "Why now?"}, user=PERSON)
    assert "nobody is there to answer" in asked.said()


def test_a_date_and_a_time_are_chosen_and_nothing_typed_is_lost_when_it_cannot_be(office: Office) -> None:
    tomorrow = NOW + timedelta(days=1)
    meeting = MeetingFacts(meeting_id="m1", title="R&D", start=tomorrow, end=tomorrow + timedelta(hours=1))
    details = BlockTime(
        meeting=meeting,
        calendar_id="work",
        source="google",
        external_id="e1",
        start=NOW + timedelta(hours=2),
        end=NOW + timedelta(hours=3),
    )
    action = a_pending(ACTION, details, "block_time", on_behalf_of="priya", team_id="sales")
    office.pending.pending_actions.add(action, an_entry(action))
    assert "Block time in your calendar" in read_card(office, "priya")
    assert "Block time in Priya Shah’s calendar" in read_card(office, "rea")
    office.press("edit_action", office.value)
    blocks = inputs(office)
    begins, earlier, later = blocks["start"]["initial_date_time"], NOW + timedelta(hours=1), NOW + timedelta(hours=4)
    assert begins == int(details.start.timestamp())
    office.send({"start": str(begins), "end": str(int(earlier.timestamp()))})
    assert "It was not changed: it has to end after it begins. Nothing you typed is lost." in office.said()
    assert names(office.web.messages[-1]) == ["again_action"]
    office.press("again_action", ACTION)
    assert inputs(office)["end"]["initial_date_time"] == int(earlier.timestamp()), "as it was typed"
    office.send({"start": str(begins), "end": str(int(later.timestamp()))})
    assert read_payload(office.action.payload).details.end == later  # type: ignore[attr-defined]  # it blocks time


def test_what_was_typed_while_the_words_changed_is_offered_again(asked: Office) -> None:
    asked.press("reject_action", asked.value)
    view = asked.web.views[-1][1]
    edit_action(decisions(), ACTION, "priya", {"subject": "Other words"}, asked.action.payload_hash, NOW)
    asked.web.views.append(("again", view))
    asked.send({"note": "Too <early> & long"})
    assert "the new wording is below. Nothing you typed is lost." in asked.said()
    asked.press("again_action", ACTION)
    assert "Too <early> & long" in readable(asked.web.views[-1][1])
    asked.send({"note": "Too <early> & long"})
    assert asked.action.note == "Too <early> & long"


def test_everything_that_waits_is_listed_and_opened(asked: Office) -> None:
    handle(parse("commands", command_body("approvals", user=REVIEWER).encode()))
    assert "show_action" in names(asked.web.messages[-1])
    asked.press("show_action", ACTION)
    above, below = asked.cards(REVIEWER)
    assert "Shown again below." in read(above)
    assert "approve_action" not in names(above)
    assert "approve_action" in names(below)
    asked.press("approve_action", asked.value)
    assert "Approved by you" in read(below)


def test_fault_57_another_s_click_changes_nothing_and_is_audited(
    asked: Office, caplog: pytest.LogCaptureFixture
) -> None:
    before, cards = asked.action, [dict(card) for card in asked.cards()]
    asked.press("approve_action", asked.value, user=OUTSIDER)
    asked.press("reject_action", asked.value, user=OUTSIDER)
    for name in ("edit_action", "ask_action"):
        asked.press(name, asked.value, user=OUTSIDER)
    asked.press("show_action", ACTION, user=OUTSIDER)
    assert asked.web.views == []
    assert "There is no such action" in asked.said()
    asked.press("reject_action", asked.value)
    asked.send({"note": "No"}, user=OUTSIDER)
    kept = {"status", "votes", "payload", "payload_hash", "note", "remarks", "execution"}
    assert asked.action.model_dump(include=kept) == before.model_dump(include=kept)
    assert asked.cards() == cards
    assert asked.approved.bodies == []
    denied = [row for row in asked.pending.audit_log.rows("sales") if row["event"] == "denied"]
    assert len(denied) >= 2
    assert {(row["actor"], row["action_id"]) for row in denied} == {("user:olga", ACTION)}
    refusals = [one.getMessage() for one in caplog.records if one.getMessage().startswith("refused")]
    assert len(refusals) >= 5
    assert all("for user olga" in refusal for refusal in refusals)


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
    assert "approved by Rea Kim already" in asked.said()
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


ANY_WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300).filter(str.strip)
HOSTILE = (
    "Roadmap",
    "R&D <x>",
    "<!channel> *bold* & <https://evil.example|Join>",
    "\u202eyek" * 9,
    "a > b `c` _d_ ~e~",
)


@given(text=st.sampled_from([*HOSTILE, LONG * 6]) | ANY_WORDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fault_61_62_every_card_and_view_is_taken_and_read_as_it_was_written(office: Office, text: str) -> None:
    office.pending.pending_actions.stored.clear()
    action = office.pending.add(ACTION, "priya", text, NOW, team_id="sales")
    called = {"priya": text[:60] or "x", "rea": "you"}
    title = title_of(action, called)
    (first, *_) = posts(request_message(action, a_user("rea"), called, NOW), ADDRESS)
    fields = editable_fields(read_payload(action.payload))
    view = edit_view(action, called, fields)
    assert view is not None
    forms = [view, reason_view(action, called, {"note": text}), question_view(action, called, {"text": text})]
    own = OwnRequest(a_later(action, 3), can_confirm=True, who_may=text)
    shown_queue = SlackQueue([action, a_later(action, 2)], [own], frozenset({"priya"}), called, "UTC")
    lists = [list(queue(shown_queue, ADDRESS)), list(refused(text, REJECT, ACTION))]
    lists.append(list(confirmation(action, called, "UTC")))
    if not ESCAPED.search(text):
        assert lint(list(first.blocks), first.text) == []
        assert [lint_view(form) for form in forms] == [[]] * 3
        assert [lint(blocks) for blocks in lists] == [[]] * 3
    shown = [readable(form) for form in forms]
    assert all(title in texts for texts in shown), "escaped once"
    assert {field.value for field in fields if field.value} <= set(shown[0])
    assert all(text in texts for texts in shown[1:]), "typed on as it was typed"


@given(ANY_WORDS | st.sampled_from([*HOSTILE, "&amp;", "x" * 76, "🎉" * 40]))
def test_fault_62_plain_text_is_shown_as_it_is_in_titles_buttons_and_menus(text: str) -> None:
    label = plain(text)["text"]
    assert text.startswith(label.removesuffix("…"))
    assert label == text or size(text) > MAX_LABEL
    assert 1 <= size(label) <= MAX_LABEL


def a_later(action: PendingAction, hours: int) -> PendingAction:
    return action.model_copy(update={"action_id": f"a{hours:020x}", "deadline": NOW + timedelta(hours=hours + 1)})


def inputs(office: Office) -> dict[str, Any]:
    """The fields of the view that was opened last."""
    return {b["block_id"]: b["element"] for b in office.web.views[-1][1]["blocks"] if b["type"] == "input"}


def read_card(office: Office, user_id: str) -> str:
    user = wiring.users().get(user_id)
    message = request_message(office.action, user, decisions().alerts.names([office.action], user), NOW)
    return "\n".join(text for post in posts(message, ADDRESS) for text in readable(list(post.blocks)))
