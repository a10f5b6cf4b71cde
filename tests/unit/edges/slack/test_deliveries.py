"""Behind the queue: each delivery once, for the person it is proven to be from, on nothing but their own."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from lambdas import wiring
from lambdas.accounts.wiring import one_time_links
from lambdas.domain.accounts.logins import SignInLink
from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.edges.slack import handlers
from lambdas.edges.slack.deliveries import handle_slack_delivery
from lambdas.edges.slack.payloads import parse
from lambdas.errors import Retryable
from lambdas.slack.client import SlackRefused
from lambdas.store.slack_records import LEASE, SlackRecords
from tests.fakes.faults import Killed
from tests.fakes.queues import sqs_event
from tests.fakes.samples import NOW, a_meeting, a_tracked
from tests.fakes.slack_requests import (
    BOT,
    SECRET,
    TEAM,
    click_body,
    command_body,
    direct_message,
    event_body,
    request,
)
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.stores import FakeSignInLinks
from tests.fakes.wired import wire
from tests.unit.edges.slack_office import MEETING, RIVAL_ID, SESSION_ID, Office


@pytest.fixture
def asked(office: Office) -> Office:
    """Start Prep was pressed: the first question stands in the notice's thread."""
    office.a_session()
    ts = office.a_notice()
    office.click("start_prep", SESSION_ID, ts=ts)
    office.thread_ts = ts
    return office


def test_somebody_who_is_signed_out_gets_a_link_that_signs_them_in_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = FakeSignInLinks()
    monkeypatch.setattr(wiring, "sign_in_links", lambda: links)
    office.deliver("commands", command_body("sign-in"))
    address = re.findall(r"https://amo\.example\.com/auth/link\?token=[\w-]+", str(office.web.messages[-1]))[0]
    assert one_time_links().redeem(address.partition("token=")[2], office.now) == SignInLink(user_id="u1")
    office.users.patch("u1", {"role": "operator"})
    office.deliver("commands", command_body("sign-in", trigger="t2"))
    assert "Operators sign in on the page" in office.said[-1]
    assert "token=" not in str(office.web.messages[-1])


def test_start_prep_asks_the_first_question_in_the_notice_s_thread(asked: Office) -> None:
    (question,) = asked.web.thread(asked.thread_ts)
    assert question["text"] == "Question 1 of 3: Question text 1?"
    names = [element["action_id"] for element in question["blocks"][-1]["elements"]]
    assert names == ["chat_skip", "chat_finish", "chat_never", "chat_type"]


def test_each_button_of_a_message_about_several_meetings_starts_its_own(office: Office) -> None:
    office.a_session()
    office.click("start_prep_2", SESSION_ID, ts=office.a_notice())
    assert office.said[-1] == "Question 1 of 3: Question text 1?"


def test_a_question_never_to_be_asked_again_is_skipped_and_kept_as_a_wish(asked: Office) -> None:
    asked.click("chat_never", f"{SESSION_ID}:1", ts=asked.thread_ts, trigger="t2")
    assert asked.session.position == 1
    wishes = asked.users.get("u1").preferences_for("default").wishes()
    assert [wish.words for wish in wishes] == ["Question text 1?"]
    assert asked.said[-1].startswith("Question 2 of 3")


def test_a_wish_from_the_menu_under_the_stars_holds_for_the_meeting_s_type(office: Office) -> None:
    office.a_session()
    office.click("wish", chosen=f"less_of:budget:{MEETING}")
    assert office.users.get("u1").preferences_for("default").less_of == {ContextKind.BUDGET}
    assert office.said[-1].startswith("OK, from your next meeting like this one on.")
    office.click("wish", chosen=f"less_of:astrology:{MEETING}", trigger="t2")
    office.click("wish", chosen="shorter::somebody-else-s", trigger="t3")
    assert office.users.get("u1").preferences_for("default").less_of == {ContextKind.BUDGET}


def test_the_conversation_is_answered_by_messages_and_buttons_to_its_end(asked: Office) -> None:
    ts = asked.thread_ts
    asked.write("The audit-log date &amp; two hires", ts)
    asked.click("chat_skip", f"{SESSION_ID}:2", ts=ts, trigger="t2")
    asked.click("chat_back", f"{SESSION_ID}:3", ts=ts, trigger="t3")
    asked.write("Second thought", ts)
    asked.write("skip", ts)
    assert asked.session.status is ConversationStatus.FINISHED
    assert {place: answer.text for place, answer in asked.session.answers.items()} == {
        "0": "The audit-log date & two hires",
        "1": "Second thought",
        "2": "",
    }
    assert {answer.channel for answer in asked.session.answers.values()} == {"slack"}
    assert asked.said[-1] == "Great! Generating your materials..."


def test_a_reply_that_says_nothing_is_asked_again_with_help_and_then_skipped(asked: Office) -> None:
    asked.write("idk", asked.thread_ts)
    assert "A few words are enough" in str(asked.web.messages[-1])
    assert asked.session.position == 0
    asked.write("no idea", asked.thread_ts)
    assert (asked.session.position, asked.session.answers["0"].text) == (1, "")


def test_an_answered_question_is_changed_in_its_place_and_has_no_buttons_any_more(asked: Office) -> None:
    ts = asked.thread_ts
    asked.write("The audit-log date", ts)
    first, second = asked.web.thread(ts)
    assert first["edited"]
    assert [block["type"] for block in first["blocks"]] == ["section", "section", "context"]
    assert first["blocks"][-1]["elements"][0]["text"] == "You: The audit-log date"
    assert second["text"] == "Question 2 of 3: Question text 2?"


def test_an_answer_outside_the_thread_belongs_to_the_open_question(asked: Office) -> None:
    asked.write("The audit-log date")
    assert asked.session.answers["0"].text == "The audit-log date"


def test_fault_53_four_copies_of_a_delivery_have_one_effect(asked: Office) -> None:
    for _ in range(4):
        asked.write("The audit-log date", event_id="Ev0SAME")
    assert asked.session.position == 1
    assert len(asked.session.answers) == 1


@pytest.mark.parametrize("kind", ["a message", "a click", "a command"])
def test_fault_53_of_four_copies_at_once_one_is_worked_on(
    asked: Office, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Four threads stand before the claim at the same moment; what could not be worked on a queue shows again."""
    bodies = {
        "a message": (
            "events",
            event_body(direct_message("The date", asked.web.next_ts(), asked.thread_ts), "Ev0SAME"),
        ),
        "a click": ("interactions", click_body("chat_skip", f"{SESSION_ID}:1", ts=asked.thread_ts, trigger="same")),
        "a command": ("commands", command_body("meetings", trigger="same")),
    }
    before, worked, claim = len(asked.said), [], SlackRecords.claim
    together = threading.Barrier(4)

    def claim_together(records: SlackRecords, key: str, now: datetime) -> bool:
        together.wait(timeout=20)
        is_mine = claim(records, key, now)
        worked.append(is_mine)
        return is_mine

    def bring() -> bool:
        try:
            asked.deliver(*bodies[kind])
        except Retryable:
            return False
        return True

    with monkeypatch.context() as at_once:
        at_once.setattr(SlackRecords, "claim", claim_together)
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _: bring(), range(4)))
    assert sorted(worked) == [False, False, False, True]
    assert done.count(True) >= 1
    said = asked.said[before:]
    for _ in range(done.count(False)):
        assert bring()
    assert asked.said[before:] == said
    assert len(said) == len(set(said)) >= 1
    assert len(asked.session.answers) == (0 if kind == "a command" else 1)


def test_fault_54_a_delivery_that_failed_is_worked_on_when_it_comes_again(asked: Office) -> None:
    asked.slack.will("chat_postMessage", "no answer")
    with pytest.raises(Exception, match="did not answer"):
        asked.write("The audit-log date", event_id="Ev1")
    asked.write("The audit-log date", event_id="Ev1")
    assert asked.session.position == 1
    assert asked.said[-1] == "Question 2 of 3: Question text 2?"


def test_fault_54_a_delivery_whose_failure_could_not_be_told_is_not_lost(
    asked: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.slack.will("chat_postMessage", "no answer")
    with monkeypatch.context() as away:
        away.setattr(SlackRecords, "release", Mock(side_effect=Retryable("AWS was too busy")))
        with pytest.raises(Retryable):
            asked.write("The audit-log date", event_id="Ev1")
    with pytest.raises(Retryable, match="may be at this delivery"):
        asked.write("The audit-log date", event_id="Ev1")
    asked.now += LEASE
    asked.write("The audit-log date", event_id="Ev1")
    assert asked.said[-1] == "Question 2 of 3: Question text 2?"


def test_fault_57_another_s_click_changes_nothing_and_is_logged(
    asked: Office, caplog: pytest.LogCaptureFixture
) -> None:
    before, status = asked.session, asked.meetings.rows[MEETING].preparation.status
    clicks = [
        ("chat_finish", f"{SESSION_ID}:1"),
        ("chat_skip", f"{SESSION_ID}:1"),
        ("start_prep", SESSION_ID),
        ("not_needed", SESSION_ID),
        ("prepare", MEETING),
        ("rate_5", MEETING),
    ]
    for number, (name, value) in enumerate(clicks):
        asked.click(name, value, user=RIVAL_ID, trigger=f"r{number}")
    asked.click("snooze", chosen=f"hour:{SESSION_ID}", user=RIVAL_ID, trigger="r9")
    assert asked.session == before
    assert asked.meetings.rows[MEETING].preparation.status is status
    assert asked.meetings.rows[MEETING].feedback is None
    refusals = [record.getMessage() for record in caplog.records if record.getMessage().startswith("refused")]
    assert len(refusals) == 7
    assert all("for user u2" in refusal for refusal in refusals)


def test_fault_58_an_account_of_another_workspace_is_nobody(asked: Office, caplog: pytest.LogCaptureFixture) -> None:
    asked.click("chat_finish", f"{SESSION_ID}:1", team="T0THER0NE", trigger="x")
    assert asked.session.status is ConversationStatus.OPEN
    assert "is no user's" in caplog.text


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": BOT},
        {"subtype": "bot_message"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"channel_type": "channel"},
        {"type": "reaction_added"},
    ],
)
def test_fault_63_what_amo_or_nobody_wrote_is_not_heard(asked: Office, changes: dict[str, str]) -> None:
    said = len(asked.said)
    event = direct_message("Question 1 of 3", ts="9.9") | changes
    asked.deliver("events", event_body(event, "EvBot"))
    assert asked.session.position == 0
    assert len(asked.said) == said


def test_a_question_answered_on_the_page_meanwhile_is_said_and_the_current_one_shown(asked: Office) -> None:
    moved = asked.session.model_copy(update={"position": 1, "version": 2})
    asked.conversations.stored[SESSION_ID] = moved
    asked.click("chat_skip", f"{SESSION_ID}:1", trigger="late1")
    asked.click("chat_back", f"{SESSION_ID}:1", trigger="late2")
    assert asked.session == moved
    assert "Question 2 of 3: Question text 2?" in asked.said


def test_not_needed_stops_the_preparation_and_says_so_in_the_notice(office: Office) -> None:
    office.a_session()
    ts = office.a_notice()
    office.click("not_needed", SESSION_ID, ts=ts, block=f"{SESSION_ID}-prep_started")
    (notice,) = office.web.messages
    assert notice["blocks"][-1]["elements"][0]["text"] == "You do not need this one: AMO leaves it out."
    assert office.meetings.rows[MEETING].preparation.declined_at is not None
    assert office.session.status is ConversationStatus.WITHDRAWN


def test_snooze_puts_the_conversation_off_and_says_until_when(office: Office) -> None:
    office.a_session()
    ts = office.a_notice()
    office.click("snooze", chosen=f"hour:{SESSION_ID}", ts=ts, block=f"{SESSION_ID}-prep_started")
    assert office.web.messages[0]["blocks"][-1]["elements"][0]["text"] == "AMO asks again Mon 10:00 UTC."
    assert office.session.nudge_at == NOW + timedelta(hours=1)


def test_stars_are_kept(office: Office) -> None:
    office.a_session()
    office.click("rate_4", MEETING)
    assert office.meetings.rows[MEETING].feedback == 4
    assert "★★★★☆ Thank you." in office.said


def test_a_click_that_only_opens_an_address_does_nothing(office: Office) -> None:
    office.a_session()
    office.click("view_materials", MEETING)
    assert office.said == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "Today and tomorrow: no meetings"),
        ("today", "Today and tomorrow: no meetings"),
        ("prep", "Which meeting do you want to prepare?"),
        ("settings", "Settings"),
        ("help", "What AMO understands"),
        ("what?", "What AMO understands"),
        ("prep nothing like it", "No coming meeting has these words in its title; /amo prep shows them all."),
    ],
)
def test_the_command_is_answered_in_the_direct_message(office: Office, text: str, answer: str) -> None:
    office.a_session()
    office.deliver("commands", command_body(text))
    (message,) = office.web.messages
    assert message["text"] == answer
    assert message["channel"].startswith("D")


def test_prep_with_words_of_a_title_prepares_that_meeting(office: Office) -> None:
    office.meetings.rows[MEETING] = a_tracked(a_meeting(MEETING, user_id="u1", title="Leadership team"))
    office.deliver("commands", command_body("prep leadership"))
    assert [event.name for event in office.bus.published] == ["MeetingRequiresPrep"]
    assert office.said[-1].startswith("Leadership team: AMO has begun.")


def test_fault_82_a_poison_message_fails_alone(office: Office) -> None:
    good = parse("commands", command_body("help").encode())
    answer = handle_slack_delivery(sqs_event("junk", good, group="priya"), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert office.said == ["What AMO understands"]


def test_a_token_replaced_meanwhile_costs_one_more_try_and_no_answer(asked: Office) -> None:
    asked.slack.will("chat_postMessage", "token_revoked")
    with pytest.raises(SlackRefused):
        asked.write("The audit-log date", event_id="Ev1")
    assert TEAM not in asked.people._apis
    asked.write("The audit-log date", event_id="Ev1")
    assert asked.session.position == 1
    assert asked.said[-1] == "Question 2 of 3: Question text 2?"


class Queue:
    """The client of the endpoint's queue."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send_message(self, **message: str) -> None:
        self.bodies.append(message["MessageBody"])


def test_fault_56_the_click_is_acknowledged_and_kept_before_any_work_and_outlives_a_worker_that_dies_at_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the work takes, ten seconds of an agent among it: nobody waits for it."""
    queue, secrets = Queue(), FakeSlackSecrets()
    secrets.keep_signing_secret(TEAM, SECRET)
    wire(monkeypatch, office, sqs=queue, slack_secrets=secrets)
    monkeypatch.setattr(handlers, "_secrets", {})
    monkeypatch.setattr(handlers, "_looked_at", float("-inf"))
    office.a_session()
    clicked = request("interactions", click_body("start_prep", SESSION_ID, ts=office.a_notice()), now=office.now)
    before = len(office.said)
    assert handlers.slack_endpoint(clicked, None)["statusCode"] == 200
    assert len(office.said) == before  # acknowledged, and no work done yet
    (body,) = queue.bodies
    office.slack.call = _killed(office.slack.call)  # type: ignore[method-assign]  # in the way of the real one
    with pytest.raises(Killed):
        handle_slack_delivery(sqs_event(body, group="priya"), None)
    office.now += LEASE * 2  # the queue shows the message again
    assert handle_slack_delivery(sqs_event(body, group="priya"), None) == {"batchItemFailures": []}
    assert office.said[-1] == "Question 1 of 3: Question text 1?"


def _killed(call: Callable[..., Any]) -> Callable[..., Any]:
    """The first call ends the process: too long for its function, or the machine went away."""
    left = [1]

    def once(*arguments: Any, **given: Any) -> Any:
        if left and left.pop():
            raise Killed
        return call(*arguments, **given)

    return once


def test_an_app_taken_out_of_a_workspace_is_silent_there_and_says_nothing_more(office: Office) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}, "event_ts": "1.1"}
    office.deliver("events", event_body(event, "EvUsers"))  # somebody's own tokens: none of AMO's business
    assert office.records_of_slack.workspace(TEAM) is not None
    event = {"type": "tokens_revoked", "tokens": {"bot": [BOT]}, "event_ts": "1.1"}
    office.deliver("events", event_body(event, "EvBot"))
    assert office.records_of_slack.workspace(TEAM) is None
    office.write("hello?", event_id="EvAfter")
    assert office.said == []
