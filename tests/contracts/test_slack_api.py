"""What AMO relies on in Slack's Web API: the fake of our tests and an independent emulator do the same."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.domain.notifications.slack import Workspace
from lambdas.notifications.account_ties import AccountTies
from lambdas.slack.client import SlackApi, SlackRefused
from lambdas.slack.people import SlackPeople, is_confirmed
from lambdas.slack.secrets import Credentials
from tests.fakes.channels import FakeNotifier
from tests.fakes.samples import NOW, a_user
from tests.fakes.slack_emulate import POOR_TOKEN, TOKEN, Emulate, emulated_slack
from tests.fakes.slack_requests import BOT, PERSON, TEAM
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.slack_web import FakeSlackWeb
from tests.fakes.stores import FakeAuditLog, FakeSlackRecords, FakeUsers

pytestmark = [pytest.mark.network, pytest.mark.xdist_group("emulate")]

EMAIL = "priya@example.com"
ROOM = "G0LEADERS"
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello", "verbatim": True}}]


@pytest.fixture(scope="module")
def emulate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulate]:
    with emulated_slack(tmp_path_factory.mktemp("emulate"), EMAIL) as running:
        yield running


class Office:
    """An API with all of AMO's scopes, one with nearly none, one person, and a private channel AMO is in with them."""

    def __init__(self, api: Any, poor: Any, person: str, room: str) -> None:
        self.api, self.poor, self.person, self.room = api, poor, person, room
        self.channel = str(api.call("conversations_open", users=person)["channel"]["id"])

    def post(self, text: str, **more: Any) -> str:
        return str(self.api.call("chat_postMessage", channel=self.channel, text=text, blocks=BLOCKS, **more)["ts"])


@pytest.fixture(params=["fake", "emulate"])
def office(request: pytest.FixtureRequest) -> Office:
    if request.param == "fake":
        people = {PERSON: EMAIL}
        rooms: dict[str, tuple[str, ...]] = {ROOM: (PERSON, BOT)}
        poor = FakeSlackWeb(TEAM, BOT, people, scopes=frozenset({"users:read"}), channels=rooms)
        return Office(FakeSlackWeb(TEAM, BOT, people, unconfirmed={PERSON}, channels=rooms), poor, PERSON, ROOM)
    running: Emulate = request.getfixturevalue("emulate")
    fast = SlackApi(TOKEN, running.api_url, sleep=lambda _seconds: None)
    return Office(fast, SlackApi(POOR_TOKEN, running.api_url), running.people[EMAIL], running.room)


def named(message_id: str) -> dict[str, Any]:
    return {"metadata": {"event_type": "amo_message", "event_payload": {"message_id": message_id}}}


def test_a_token_says_whose_it_is(office: Office) -> None:
    answer = office.api.call("auth_test")
    assert answer["ok"]
    assert {"team_id", "team", "user_id"} <= answer.keys()


def test_a_person_is_found_by_address_and_by_id_with_the_same_profile(office: Office) -> None:
    by_email = office.api.call("users_lookupByEmail", email=EMAIL)["user"]
    by_id = office.api.call("users_info", user=office.person)["user"]
    assert by_email["id"] == by_id["id"] == office.person
    assert by_email["profile"]["email"] == by_id["profile"]["email"] == EMAIL
    assert not by_id["is_bot"]
    assert not by_id["deleted"]


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("users_lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
        ("users_info", {"user": "U0NOBODY"}, "user_not_found"),
    ],
)
def test_fault_60_what_slack_does_not_know_is_a_refusal_by_its_name(
    office: Office, method: str, arguments: dict[str, str], code: str
) -> None:
    with pytest.raises(SlackRefused) as refusal:
        office.api.call(method, **arguments)
    assert refusal.value.code == code


def test_a_scope_that_was_not_given_is_missing(office: Office) -> None:
    for method, arguments in (
        ("chat_postMessage", {"channel": office.channel, "text": "x", "blocks": BLOCKS}),
        ("users_lookupByEmail", {"email": EMAIL}),
        ("conversations_open", {"users": office.person}),
        ("conversations_members", {"channel": office.room}),
        ("conversations_info", {"channel": office.room}),
    ):
        with pytest.raises(SlackRefused, match="missing scope"):
            office.poor.call(method, **arguments)


def test_the_address_is_not_shown_without_its_scope(office: Office) -> None:
    assert not office.poor.call("users_info", user=office.person)["user"]["profile"].get("email")


def test_an_account_slack_does_not_vouch_for_is_not_recognised_by_its_address(office: Office) -> None:
    """emulate never says that an address is confirmed: there people link their account by /amo connect."""
    team_id = str(office.api.call("auth_test")["team_id"])
    records, secrets = FakeSlackRecords(), FakeSlackSecrets()
    records.connect(Workspace(team_id=team_id, name="Example", bot_user_id=BOT, connected_at=NOW))
    secrets.keep_credentials(team_id, Credentials("xoxb-1"))
    users = FakeUsers(a_user("u1", email=EMAIL))
    ties = AccountTies(FakeAuditLog(), FakeNotifier())
    people = SlackPeople(records, secrets, users, lambda: NOW, ties.tie, lambda _token, _url: office.api)  # type: ignore[arg-type]  # fakes in their places
    assert not is_confirmed(office.api.call("users_info", user=office.person)["user"])
    assert people.identify(team_id, office.person) is None
    assert people.reach(users.get("u1")) is None


def test_a_channel_amo_is_in_says_who_is_there_and_that_it_is_private(office: Office) -> None:
    bot = office.api.call("auth_test")["user_id"]
    assert {office.person, bot} <= set(office.api.call("conversations_members", channel=office.room)["members"])
    assert office.api.call("conversations_info", channel=office.room)["channel"]["is_private"] is True
    with pytest.raises(SlackRefused, match="channel not found"):
        office.api.call("conversations_members", channel="C0NOWHERE")


def test_opening_the_direct_message_again_is_the_same_one(office: Office) -> None:
    assert office.api.call("conversations_open", users=office.person)["channel"]["id"] == office.channel


def test_fault_65_a_message_is_found_again_by_what_it_named_itself(office: Office) -> None:
    ts = office.post("one", **named("n1"))
    office.post("two", **named("n2"))
    history = office.api.call("conversations_history", channel=office.channel, limit=50, include_all_metadata=True)
    found = {m["metadata"]["event_payload"]["message_id"]: m["ts"] for m in history["messages"] if "metadata" in m}
    assert found["n1"] == ts


def test_an_answer_in_a_thread_is_found_in_the_thread_and_not_in_the_channel(office: Office) -> None:
    parent = office.post("parent")
    reply = office.post("reply", thread_ts=parent, **named("r1"))
    where = {"channel": office.channel, "limit": 50, "include_all_metadata": True}
    replies = office.api.call("conversations_replies", ts=parent, **where)["messages"]
    assert [message["ts"] for message in replies] == [parent, reply]
    history = office.api.call("conversations_history", **where)["messages"]
    assert reply not in [message["ts"] for message in history]


def test_a_message_is_changed_in_its_place(office: Office) -> None:
    ts = office.post("before")
    office.api.call("chat_update", channel=office.channel, ts=ts, text="after", blocks=BLOCKS)
    history = office.api.call("conversations_history", channel=office.channel, limit=50)["messages"]
    assert [message["text"] for message in history if message["ts"] == ts] == ["after"]
    with pytest.raises(SlackRefused, match="message not found"):
        office.api.call("chat_update", channel=office.channel, ts="1.000001", text="x", blocks=BLOCKS)


def test_the_home_is_published_for_one_person(office: Office) -> None:
    view = {"type": "home", "blocks": BLOCKS}
    assert office.api.call("views_publish", user_id=office.person, view=view)["ok"]


def test_a_message_s_address_leads_to_it_and_a_reply_s_names_its_thread_too(office: Office) -> None:
    parent = office.post("parent")
    reply = office.post("reply", thread_ts=parent)
    address = office.api.call("chat_getPermalink", channel=office.channel, message_ts=parent)["permalink"]
    assert address.startswith("http")
    assert f"/{office.channel}/p{parent.replace('.', '')}" in address
    address = office.api.call("chat_getPermalink", channel=office.channel, message_ts=reply)["permalink"]
    assert reply.replace(".", "") in address
    with pytest.raises(SlackRefused, match="message not found"):
        office.api.call("chat_getPermalink", channel=office.channel, message_ts="1.000001")
