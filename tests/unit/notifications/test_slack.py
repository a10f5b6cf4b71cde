"""People are told in Slack once, in order, and by somebody else when Slack cannot."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from lambdas.domain.accounts.address_changes import OBJECTION, given_address
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.domain.notifications.slack import Workspace
from lambdas.errors import Retryable
from lambdas.notifications.account_ties import AccountTies
from lambdas.notifications.slack import SlackChannel
from lambdas.slack.client import AnswerLost, SlackApi, SlackRefused
from lambdas.slack.people import SlackPeople
from lambdas.slack.secrets import Credentials
from tests.fakes.channels import DeliveringNotifier, FakeNotifier
from tests.fakes.samples import NOW, a_user
from tests.fakes.slack_faults import FaultySlack
from tests.fakes.slack_requests import BOT, PERSON, TEAM
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.slack_web import FakeSlackWeb
from tests.fakes.stores import FakeAuditLog, FakeInbox, FakeSlackRecords, FakeUsers

PRIYA = a_user("u1", email="priya@example.com")


def a_message(number: int = 1, *lines: str) -> Message:
    return Message(
        message_id=f"n{number}",
        user_id="u1",
        kind=MessageKind.NUDGE,
        title=f"Leadership team {number}",
        lines=lines,
        actions=(Button(label="Start Prep", verb="start_prep", target="m1-r1"),),
        meeting_id="m1",
        created_at=NOW,
    )


@dataclass
class Office:
    """A connected workspace in which Priya has an account, and the page's inbox behind it."""

    web: FakeSlackWeb = field(default_factory=lambda: FakeSlackWeb(TEAM, BOT, {PERSON: "priya@example.com"}))
    records: FakeSlackRecords = field(default_factory=FakeSlackRecords)
    secrets: FakeSlackSecrets = field(default_factory=FakeSlackSecrets)
    inbox: FakeInbox = field(default_factory=FakeInbox)
    users: FakeUsers = field(default_factory=lambda: FakeUsers(PRIYA))
    log: FakeAuditLog = field(default_factory=FakeAuditLog)
    notices: FakeNotifier = field(default_factory=FakeNotifier)

    def __post_init__(self) -> None:
        self.slack = FaultySlack(self.web)
        self.records.connect(Workspace(team_id=TEAM, name="Example", bot_user_id=BOT, connected_at=NOW))
        self.secrets.keep_credentials(TEAM, Credentials("xoxb-1"))
        ties = AccountTies(self.log, self.notices)
        self.people = SlackPeople(
            self.records,
            self.secrets,  # type: ignore[arg-type]  # a fake in its place
            self.users,
            lambda: NOW,
            ties.tie,
            lambda _token, _url: self.slack,  # type: ignore[arg-type, return-value]  # a fake in its place
        )
        self.channel = SlackChannel(self.people, "https://amo.example.com")
        self.now = NOW
        self.notifier = DeliveringNotifier((self.channel,), self.users, lambda: self.now, self.inbox)

    def tell(self, message: Message, user: User = PRIYA) -> str:
        """Returns the channel that took it; empty while Slack is waited for."""
        self.users.put(user)
        self.notifier.tell(user, message, self.now)
        return self.taken_by(message, user)

    def later(self, after: timedelta, message: Message) -> str:
        self.now += after
        self.notifier.deliver()
        return self.taken_by(message)

    def taken_by(self, message: Message, user: User = PRIYA) -> str:
        record = self.notifier.deliveries.find(user.user_id, message, self.now)
        return record.channel if record else ""

    @property
    def titles(self) -> list[str]:
        return [message["text"] for message in self.web.messages]


@pytest.fixture
def office() -> Office:
    return Office()


def test_somebody_whose_address_slack_confirms_is_told_in_a_direct_message(office: Office) -> None:
    assert office.tell(a_message()) == "slack"
    (told,) = office.web.messages
    assert told["channel"].startswith("D")
    assert told["text"] == "Leadership team 1"
    assert not office.inbox.stored


def test_the_account_is_looked_up_once(office: Office) -> None:
    for number in range(3):
        office.tell(a_message(number))
    assert office.web.calls.count("users_lookupByEmail") == 1
    assert office.titles == [f"Leadership team {number}" for number in range(3)]


def test_without_a_workspace_nothing_is_asked_of_slack_and_the_page_has_it(office: Office) -> None:
    for workspace in office.records.workspaces():
        office.records.disconnect(workspace.team_id)
    assert office.tell(a_message()) == "web"
    assert office.web.calls == []


def test_once_the_app_is_taken_out_nothing_is_said_there_though_its_token_is_still_at_hand(office: Office) -> None:
    office.tell(a_message())
    office.records.disconnect(TEAM)
    assert office.tell(a_message(2)) == "web"
    assert len(office.web.messages) == 1


@pytest.mark.parametrize("email", ["", "somebody@else.example"])
def test_somebody_slack_does_not_know_is_told_on_the_page(office: Office, email: str) -> None:
    assert office.tell(a_message(), a_user("u1", email=email)) == "web"
    assert office.web.messages == []


def test_an_address_somebody_only_typed_ties_nobody_s_slack_account(office: Office) -> None:
    """Eve writes Priya's address into her settings: Slack's account of that address stays Priya's."""
    eve = a_user("eve", email="priya@example.com", email_proof=None)
    office.users.put(eve)
    assert office.tell(a_message(), eve) == "web"
    assert office.tell(a_message()) == "slack"


@pytest.mark.parametrize(
    "doubt",
    [{"is_bot": True}, {"deleted": True}, {"is_stranger": True}, {"team_id": "T0THER"}, {"is_email_confirmed": False}],
)
def test_fault_58_an_account_that_is_not_certain_is_nobody_s(
    office: Office, monkeypatch: pytest.MonkeyPatch, doubt: dict[str, Any]
) -> None:
    person = {**office.web._users_info(PERSON)["user"], **doubt}
    monkeypatch.setattr(office.web, "_users_lookupByEmail", lambda email: {"user": person})
    assert office.tell(a_message()) == "web"


def test_an_address_of_which_slack_does_not_say_that_it_is_confirmed_ties_nobody_s_account(office: Office) -> None:
    office.web.unconfirmed.add(PERSON)
    assert office.tell(a_message()) == "web"
    assert office.web.messages == []


def test_an_address_that_two_users_give_is_nobody_s(office: Office) -> None:
    office.users.put(a_user("u2", email="priya@example.com"))
    assert office.tell(a_message()) == "web"


def test_an_account_that_is_somebody_s_is_not_taken_over_by_who_gives_its_address_later(office: Office) -> None:
    office.tell(a_message())
    office.users.put(PRIYA.model_copy(update={"email": "priya@new.example"}))
    rival = a_user("u2", email="priya@example.com")
    office.users.put(rival)
    assert office.tell(a_message(2), rival) == "web"
    assert office.records.account(TEAM, PERSON).user_id == "u1"  # type: ignore[union-attr]  # None fails, too


def test_whose_account_is_found_by_its_address_is_on_the_log_and_told_them(office: Office) -> None:
    office.tell(a_message())
    (row,) = office.log.rows("own-u1")
    assert (row["event"], row["actor"], row["note"]) == (
        "account_tied",
        "user:u1",
        "u1: Slack account of Example, by its address",
    )
    (told,) = office.notices.sent
    assert (told.user_id, told.kind) == ("u1", MessageKind.ACCOUNT_CHANGED)
    assert PERSON not in f"{row}{told.title}{told.lines}"


def changed_address(now: datetime = NOW) -> User:
    """Somebody changed Priya's address from another one to that of an account they made in Slack."""
    before = PRIYA.model_copy(update={"email": "priya@old.example"})
    return before.model_copy(update=given_address(before, PRIYA.email, now))


def test_an_address_that_an_operator_changed_ties_no_slack_account_for_a_week(office: Office) -> None:
    assert office.tell(a_message(), changed_address()) == "web"
    assert office.people.identify(TEAM, PERSON) is None
    assert not office.log.table.rows
    assert office.tell(a_message(2), changed_address(NOW - OBJECTION)) == "slack"


@pytest.mark.parametrize("finds", ["whoever writes", "whoever is told"])
def test_in_a_workspace_connected_later_an_address_alone_ties_nobody(office: Office, finds: str) -> None:
    """Any operator connects one, and fills it with accounts of any address."""
    first = Workspace(team_id="T0F1RST", name="First", bot_user_id=BOT, connected_at=NOW - timedelta(days=1))
    office.records.connect(first)
    office.secrets.keep_credentials("T0F1RST", Credentials("xoxb-1"))
    office.web._users_lookupByEmail = lambda email: {"ok": False, "error": "users_not_found"}  # type: ignore[method-assign]
    if finds == "whoever writes":
        assert office.people.identify(TEAM, PERSON) is None
    else:
        assert office.tell(a_message()) == "web"
    assert office.records.link_of("u1") is None


def test_whoever_has_a_slack_account_gets_no_other_one_by_its_address(office: Office) -> None:
    office.tell(a_message())
    office.web.people["U0TWIN"] = "priya@example.com"
    assert office.people.identify(TEAM, "U0TWIN") is None
    assert office.records.link_of("u1").slack_user_id == PERSON  # type: ignore[union-attr]  # None fails, too


def test_telling_again_is_told_once(office: Office) -> None:
    assert [office.tell(a_message()) for _ in range(3)] == ["slack"] * 3
    assert len(office.web.messages) == 1


def test_fault_65_posted_but_the_answer_was_lost_is_not_told_twice(office: Office) -> None:
    office.slack.will("chat_postMessage", "lost answer")
    assert office.tell(a_message()) == "slack"
    assert len(office.web.messages) == 1
    assert not office.inbox.stored


def test_fault_65_also_when_the_look_for_it_fails_and_it_is_tried_again_later(office: Office) -> None:
    office.slack.will("chat_postMessage", "lost answer")
    office.slack.will("conversations_history", "busy")
    with pytest.raises(Retryable):
        office.channel.deliver(PRIYA, a_message())
    assert office.tell(a_message()) == "slack"
    assert len(office.web.messages) == 1


@pytest.mark.parametrize("trouble", ["no answer", "busy"])
def test_what_never_arrived_is_told_when_slack_is_back_before_what_came_after_it(office: Office, trouble: str) -> None:
    office.slack.will("chat_postMessage", trouble, trouble, trouble)
    assert [office.tell(a_message(number)) for number in (1, 2)] == ["", ""]
    assert office.web.messages == []
    assert office.later(timedelta(seconds=3), a_message(1)) == ""
    assert office.later(timedelta(seconds=3), a_message(1)) == "slack"
    assert office.titles == ["Leadership team 1", "Leadership team 2"]


def test_slack_away_for_too_long_the_page_has_it(office: Office) -> None:
    office.slack.will("chat_postMessage", "no answer", "no answer")
    office.tell(a_message())
    assert office.later(timedelta(hours=1), a_message()) == "web"
    assert office.web.messages == []


@pytest.mark.parametrize("code", ["invalid_auth", "channel_not_found", "is_archived", "missing_scope"])
def test_fault_60_ok_false_is_a_failure_and_falls_back_once(office: Office, code: str) -> None:
    office.slack.will("chat_postMessage", code)
    assert office.tell(a_message()) == "web"
    assert len(office.inbox.stored) == 1
    assert office.web.messages == []


def test_a_token_replaced_meanwhile_is_read_again_after_it_was_refused(office: Office) -> None:
    office.tell(a_message())
    people = office.channel.people
    office.slack.will("chat_postMessage", "token_revoked")
    office.tell(a_message(2))
    assert TEAM not in people._apis
    assert office.tell(a_message(3)) == "slack"


def test_a_long_message_goes_on_in_its_own_thread(office: Office) -> None:
    long = a_message(1, *["x" * 2_900] * 9)
    office.tell(long)
    office.tell(long)
    first, *rest = office.web.messages
    assert len(rest) == 2
    assert {message["thread_ts"] for message in rest} == {first["ts"]}


class Web:
    """Stands where the SDK's WebClient does; answers from a script."""

    def __init__(self, *script: Any) -> None:
        self.script = list(script)
        self.sent: list[str] = []

    def chat_postMessage(self, **arguments: Any) -> Any:  # noqa: N802 - the SDK's name
        answer = self.script.pop(0) if self.script else {"ok": True, "ts": "1"}
        if isinstance(answer, Exception):
            raise answer
        self.sent.append(arguments["text"])
        return SimpleNamespace(data=answer)


def refusal(status: int, data: dict[str, Any], **headers: str) -> SlackApiError:
    response = SimpleNamespace(
        status_code=status, data=data, get=data.get, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # the SDK left its errors untyped


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def an_api(web: Web, clock: Clock) -> SlackApi:
    api = SlackApi("xoxb-1", "https://slack.invalid/api/", clock.sleep, lambda: clock.seconds)
    api._client = web
    return api


def test_fault_59_a_moment_s_retry_after_is_waited_for_and_the_order_kept() -> None:
    clock, web = Clock(), Web({"ok": True}, refusal(429, {"error": "ratelimited"}, Retry_After="2"))
    api = an_api(web, clock)
    for text in ("one", "two", "three"):
        api.call("chat_postMessage", channel="D1", text=text)
    assert web.sent == ["one", "two", "three"]
    assert 2.0 in clock.slept


def test_a_channel_gets_at_most_one_message_a_second() -> None:
    clock, web = Clock(), Web()
    api = an_api(web, clock)
    for channel in ("D1", "D1", "D2", "D1"):
        api.call("chat_postMessage", channel=channel, text="x")
    assert clock.slept == [1.0, 1.0]


@pytest.mark.parametrize(("asked", "after"), [("120", 120.0), ("3", 3.0)])
def test_fault_59_a_longer_one_is_left_to_the_queue_which_brings_it_right_then(asked: str, after: float) -> None:
    clock = Clock()
    with pytest.raises(Retryable) as busy:
        an_api(Web(refusal(429, {}, Retry_After=asked)), clock).call("chat_postMessage", channel="D1", text="x")
    assert (busy.value.after, clock.slept) == (after, [])


def test_a_retry_after_that_is_no_number_is_a_moment() -> None:
    clock = Clock()
    an_api(Web(refusal(429, {}, Retry_After="soon")), clock).call("chat_postMessage", channel="D1", text="x")
    assert sum(clock.slept) <= 2


@pytest.mark.parametrize("problem", [TimeoutError(), ConnectionResetError(), refusal(503, {})])
def test_no_answer_is_told_from_a_refusal(problem: Exception) -> None:
    with pytest.raises(AnswerLost):
        an_api(Web(problem), Clock()).call("chat_postMessage", channel="D1", text="x")
    with pytest.raises(SlackRefused, match="not in channel"):
        an_api(Web(refusal(200, {"error": "not_in_channel"})), Clock()).call("chat_postMessage", channel="D1", text="x")


def test_one_whose_answer_was_lost_is_found_and_settled_when_it_is_decided_meanwhile(office: Office) -> None:
    office.slack.will("chat_postMessage", "lost answer")
    office.slack.will("conversations_history", "no answer")
    assert office.tell(a_message()) == ""
    office.notifier.close(PRIYA, "n1", "You left it out.")
    (told,) = office.web.messages
    assert "You left it out." in str(told["blocks"])
    assert "start_prep" not in str(told["blocks"])
